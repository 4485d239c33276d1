"""The first text of a new course, lesson, quiz or conversation: something to write over, with no problem.

It must not know where or whether files are written.
"""

from __future__ import annotations

import posixpath
import re

from lms.content import courses, item_lines, links, reading, tidy
from lms.content.courses import CourseDraft, ListedModule

_COURSE = """---
title: {title}
summary: Say in one sentence what people will be able to do.
audience: Say who this course is for
minutes: 10
---

# {title}

Say why this matters to the people we work with, and what is in the course.

## Modules

1. {module}
   - [{lesson}]({target})
"""

_LESSON = """---
title: {title}
minutes: 5
objectives:
  - Say in your own words why this matters
---

Begin with what people meet at work. Two or three sentences are enough.

> **Key point**
> Write the one thing that people should remember.

## What to do

1. Write the first step.
2. Write the second step.

> **Reflect**
> Ask people to think of a time when they met this themselves.

### Check: What comes first? {{#what-comes-first}}

- [x] The first step
  > Yes. Say here why it comes first.
- [ ] The second step
  > Say here what would go wrong.

**Why:** Write one sentence that explains the answer.

**Objective:** Say in your own words why this matters
"""

_QUIZ = """---
title: {title}
course: {course}
pass mark: 80%
attempts: unlimited
show answers: after passing
---

# {title}

Take your time. You can look at the lessons while you answer.

## Write a question with one right answer here {{#one-right-answer}}

- [x] The right answer
  > Say why it is right.
- [ ] A wrong answer
  > Say what would go wrong.
- [ ] Another wrong answer
  > Say what is missing.

**Why:** Write one sentence that explains the answer.

**Tags:** first topic

## Write a question with several right answers here {{#several-right-answers}}

**Choose:** all that apply

- [x] A right answer
  > If missed: say why it belongs here.
- [x] Another right answer
- [ ] A wrong answer
  > Say why it does not belong here.

**Why:** Write one sentence that explains the answers.

**Tags:** first topic
"""

_CONVERSATION = """---
title: {title}
kind: conversation
minutes: 10
you are: Sam, a practitioner on a first visit
they are: Alex, who did not ask for the visit
---

Say what has happened before, and where the two of them meet.

## At the door

**Alex:** "What do you want?"

- [Say: "I have to come in."](#the-door-closes) (low support, high challenge)
  > Alex steps back and holds the door.
- [Say: "You did not ask for this. May I say why?"](#a-chair-is-pulled-out) (high support, high challenge)
  > A long look. Then the door opens.
- [Say: "It is nothing, really."](#a-chair-is-pulled-out) (high support, low challenge)
  > Alex shrugs and lets you in.

## A chair is pulled out

**Alex:** "Go on, then."

- [Look at your papers and wait.](#the-door-closes) (low support, low challenge)
- [Say what you have heard, and ask what Alex makes of it.](#a-plan-begins) (high support, high challenge)

## A plan begins

**Ending:** You agree on one thing to try before Friday.

## The door closes

**Ending:** You leave a card. Nothing has changed.

## Debrief

What mattered was doing **both** at once.

### Mostly high support, high challenge

You worked *with* Alex.

### Mostly high support, low challenge

You worked *for* Alex. It felt kind, and nothing was said.

### Mostly low support, high challenge

You did things *to* Alex. What did you need to say first?

### Mostly low support, low challenge

The visit happened without you in it. Try again with one honest question.
"""


def course(slug: str, title: str) -> dict[str, str]:
    """The files of a new course, path -> text: its settings and list of modules, and a first lesson."""
    target = "01-first-module/01-first-lesson.md"
    words = _COURSE.format(title=_line(title), module="First module", lesson="First lesson", target=target)
    return {
        f"courses/{slug}/course.md": tidy.tidy(words, "course"),
        f"courses/{slug}/{target}": lesson("First lesson"),
    }


def lesson(title: str) -> str:
    """The text of a new lesson."""
    return tidy.tidy(_LESSON.format(title=_line(title)), "lesson")


def quiz(title: str, course: str) -> str:
    """The text of a new quiz for the course with this slug."""
    return tidy.tidy(_QUIZ.format(title=_line(title), course=course), "quiz")


def conversation(title: str) -> str:
    """The text of a new conversation."""
    return tidy.tidy(_CONVERSATION.format(title=_line(title)), "lesson")


def title_of(name: str) -> str:
    """A title for a file or folder called so: "02-listening-well.md" gives "Listening well"."""
    words = links.file_slug(name).replace("-", " ")
    return words[:1].upper() + words[1:]


def listed(text: str, course_path: str, lesson_path: str, title: str) -> str:
    """A course.md with a link to a lesson: in the module of the lesson's folder, or in a new one at the end.

    The same text if the lesson is there already, or if we cannot tell where the link belongs.
    """
    draft, _ = courses.read_course(course_path, text)
    if draft is None or lesson_path in _paths(draft):
        return text
    words = re.sub(r"([\[\]])", r"\\\1", _line(title))
    link = f"[{words}]({posixpath.relpath(lesson_path, draft.folder)})"
    lines = text.rstrip("\n").split("\n")
    home = _home(draft, lesson_path)
    if home is not None:
        last = home.links[-1].line
        lead = re.match(r"\s*(?:[-*+•–—]\s+)?", lines[last - 1])
        lines.insert(last, f"{lead[0] if lead else ''}{link}")
    elif draft.modules:
        _new_module(lines, draft.modules, lesson_path, link)
    else:
        lines += ["", "## Modules", "", f"1. {_module(lesson_path)}", f"   - {link}"]
    after = "\n".join([*lines, ""])
    again, _ = courses.read_course(course_path, after)
    return after if again is not None and lesson_path in _paths(again) else text


def _paths(draft: CourseDraft) -> set[str | None]:
    return {one.path for module in draft.modules for one in module.links}


def _home(draft: CourseDraft, lesson_path: str) -> ListedModule | None:
    """The module whose lessons are in the same folder."""
    folder = posixpath.dirname(lesson_path)
    for module in reversed(draft.modules):
        if any(one.path is not None and posixpath.dirname(one.path) == folder for one in module.links):
            return module
    return None


def _new_module(lines: list[str], modules: tuple[ListedModule, ...], lesson_path: str, link: str) -> None:
    """Put a module behind the last one, as a heading or a number as the last one is."""
    last = modules[-1]
    heading = item_lines.HEADING.match(lines[last.line - 1])
    if heading:
        new = ["", f"{heading[1]} {_module(lesson_path)}", "", f"- {link}"]
    else:
        new = [f"{len(modules) + 1}. {_module(lesson_path)}", f"   - {link}"]
    lines[last.links[-1].line : last.links[-1].line] = new


def _module(lesson_path: str) -> str:
    """The title of a module after the folder of a lesson, "Lessons" for one that stands beside course.md."""
    folder = posixpath.dirname(lesson_path)
    return title_of(folder) if folder != reading.course_folder(lesson_path) else "Lessons"


def _line(title: str) -> str:
    return " ".join(title.split())
