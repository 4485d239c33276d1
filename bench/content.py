"""How fast the content floor is on a large course: cold load, reload after one edit, check. CPU time.

The course is made here: 500 lessons with two checks each, and 4,000 more items in 50 quizzes. It must not
need a server or a database.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from lms.content import check
from lms.content.store import LibraryStore

LESSONS = 500
CHECKS = 2
QUIZZES = 50
ITEMS = 80
COLD_SECONDS = 3.0
RELOAD_MS = 100.0
CHECK_SECONDS = 10.0
EDITS = 15

T = TypeVar("T")

_COURSE = """---
title: A large course
summary: Five hundred lessons, to see how long they take.
audience: Whoever measures
minutes: 3000
final quiz: ../../quizzes/large-01.md
---

# A large course

Welcome.

## Modules

"""

_LESSON = """---
title: Lesson {number}
minutes: 6
objectives:
  - Say what lesson {number} is about
---

When we are busy we advise first and listen second. This is lesson {number}, and it goes on for a while:
people accept a hard message sooner when they feel heard first, and they say more when nobody hurries them.

> **Key point**
> People accept a hard message sooner when they feel heard first.

## What to do

1. Say who you are and why you have come.
2. Ask what matters to them, and wait.
3. Agree one thing to try, and say when you will be back.

| Word | Meaning |
| --- | --- |
| Advocate | Helps a person say what they want |
| Carer | Gives unpaid help to a relative or friend |

> **Reflect**
> When did someone last help you without taking over? What did they do first?

"""

_ITEM = """{level} {lead}Which of these is question {number} of {place}? {{#{slug}}}

- [ ] Did you take your tablets at {number}?
  > That can be answered yes or no, so it closes the talk down.
- [x] How have the mornings been since {number}?
  > Yes. It lets her choose where to begin.
- [ ] You are managing {number}, are you?
  > That is a statement with a question mark on the end.

**Why:** An open question lets the other person choose where to begin.
"""

_QUIZ = """---
title: Quiz {number}
course: large
pick:
  - 5 from first
  - 5 from second
---

# Quiz {number}

Take your time.

"""


def write(root: Path) -> int:
    """Write the course under a root; the number of items in it, those of checks included."""
    course, items = [_COURSE], 0
    for number in range(LESSONS):
        module, name = f"{number // 20 + 1:02}-part", f"{number + 1:03}-lesson-{number + 1}.md"
        if number % 20 == 0:
            course.append(f"{number // 20 + 1}. Part {number // 20 + 1}\n")
        course.append(f"   - [Lesson {number + 1}]({module}/{name})\n")
        text = [_LESSON.format(number=number + 1)]
        for one in range(CHECKS):
            items += 1
            text.append(_item(items, f"lesson {number + 1}", f"check-{one + 1}", level="###", lead="Check: "))
            if one == 0:
                text.append(f"**Objective:** Say what lesson {number + 1} is about\n")
        _put(root / "courses" / "large" / module / name, "\n".join(text))
    _put(root / "courses" / "large" / "course.md", "".join(course))
    for number in range(1, QUIZZES + 1):
        text = [_QUIZ.format(number=number)]
        for one in range(ITEMS):
            items += 1
            text.append(_item(items, f"quiz {number}", f"item-{one + 1}"))
            text.append(f"**Tags:** {'first' if one % 2 else 'second'}\n")
        _put(root / "quizzes" / f"large-{number:02}.md", "\n".join(text))
    return items


def _item(number: int, place: str, slug: str, *, level: str = "##", lead: str = "") -> str:
    return _ITEM.format(number=number, place=place, slug=slug, level=level, lead=lead)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def measure(folder: Path) -> list[tuple[str, str, str]]:
    """What was measured, the figure, and what must be reached."""
    root = folder / "large"
    items = write(root)
    store = LibraryStore(root)
    cold, library = _cpu(store.current)
    if library.problems:
        raise RuntimeError(f"the course of the benchmark has a problem: {library.problems[0]}")
    lesson = _median_edit(store, root / "courses/large/13-part/250-lesson-250.md", "When we are busy")
    quiz = _median_edit(store, root / "quizzes/large-25.md", "Take your time")
    store.close()
    checking, _ = _cpu(lambda: check.check(root))
    size = f"{LESSONS} lessons, {items:,} items"
    return [
        (f"content, cold load of {size}, CPU", f"{cold:.2f} s", f"<= {COLD_SECONDS:.0f} s"),
        (
            "content, reload after an edit of a lesson, CPU",
            f"{lesson * 1000:.0f} ms",
            f"<= {RELOAD_MS:.0f} ms",
        ),
        ("content, reload after an edit of a quiz, CPU", f"{quiz * 1000:.0f} ms", f"<= {RELOAD_MS:.0f} ms"),
        ("content, check of all files, CPU", f"{checking:.2f} s", f"<= {CHECK_SECONDS:.0f} s"),
    ]


def _median_edit(store: LibraryStore, path: Path, words: str) -> float:
    """Seconds of CPU that the first question after an edit costs, the median of several."""
    text = path.read_text(encoding="utf-8")
    times: list[float] = []
    for turn in range(EDITS):
        path.write_text(text.replace(words, f"{words} {turn}"), encoding="utf-8")
        seconds, library = _cpu(store.current)
        if library.problems:
            raise RuntimeError(f"the edit of the benchmark has a problem: {library.problems[0]}")
        times.append(seconds)
    return statistics.median(times)


def _cpu(work: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    made = work()
    return time.process_time() - began, made
