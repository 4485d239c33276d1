"""A small course in a folder of its own, for tests to change."""

from __future__ import annotations

from pathlib import Path

COURSE = """---
title: Listening well
summary: How to hear what people say.
audience: New practitioners
minutes: 10
final quiz: ../../quizzes/listening.md
---

# Listening well

Welcome. See the [first lesson](01-listening/01-hearing.md).

## Modules

1. Listening
   - [Hearing](01-listening/01-hearing.md)
   - [Waiting](01-listening/02-waiting.md) (optional)
"""

HEARING = """---
title: Hearing
minutes: 5
---

Hear first, advise second.

### Check: Which is open? {#which-open}

- [ ] Did you eat?
  > Closed.
- [x] How was lunch?
  > Open.

Then wait.
"""

WAITING = """---
title: Waiting
---

Wait a while.
"""

QUIZ = """---
title: Listening quiz
course: listening
---

# Listening quiz

Take your time.

## Which of these is an open question? {#open-question}

- [ ] Did you eat?
  > It can be answered yes or no.
- [x] How was lunch?
  > It lets the person choose where to begin.

**Tags:** questions
"""

FILES = {
    "courses/listening/course.md": COURSE,
    "courses/listening/01-listening/01-hearing.md": HEARING,
    "courses/listening/01-listening/02-waiting.md": WAITING,
    "quizzes/listening.md": QUIZ,
}

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20"/></svg>\n'


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    """Write files under a root, folders as needed."""
    for path, text in files.items():
        full = root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def listening(root: Path, **changes: str) -> Path:
    """The small course; a keyword named course, hearing, waiting or quiz replaces that file's text."""
    names = dict(zip(("course", "hearing", "waiting", "quiz"), FILES, strict=True))
    return write(root, {**FILES, **{names[name]: text for name, text in changes.items()}})
