"""The small course with translations beside its files."""

from __future__ import annotations

from pathlib import Path

from lms.content.check import check
from lms.content.library import Translation
from lms.content.store import LibraryStore
from tests.content.folders import listening, write

QUIZ = """---
title: Listening quiz
course: listening
---

Take your time.

## Single {#single}

- [ ] one
  > No.
- [x] two
- [ ] (50%) three

**Why:** Because.
**Hint:** Think.
**Tags:** t
**Marks:** 2

## Several {#several}

- [x] one
  > If missed: this.
- [x] two
- [ ] three

**Why:** Because.

## True? {#true}

- [x] True
- [ ] False

**Why:** Because.

## Match {#match}

**Match:**

| A | B |
|---|---|
| one | two |
| three | four |
| | five |

**Why:** Because.

## Order {#order}

**Put in order:**

1. one
2. two
3. three

**Marking:** neighbours
**Why:** Because.

## Gap {#gap}

A [[one]] and [[two | (x) three]].

**Why:** Because.

## Text {#text}

**Accept:**

- one
- two

**Why:** Because.

## Number {#number}

**Number:** 10 ± 2 days

**Why:** Because.

## Reflect {#reflect}

**Model answer:** One.

**Look for:**

- two (3 marks)

**Marked by:** self

## Scale {#scale}

**Scale:** one | two

- three
- four
"""
WORDS = {
    "one": "un",
    "two": "dau",
    "three": "tri",
    "four": "pedwar",
    "five": "pump",
    "One": "Un",
    "True?": "Gwir?",
    "- [x] True": "- [x] Gwir",
    "- [ ] False": "- [ ] Anghywir",
    "days": "diwrnod",
    "(3 marks)": "",
    "**Why:** Because": "**Pam:** Achos",
    "Take your time": "Cymerwch eich amser",
    "If missed: this": "If missed: hwn",
    "course: listening\n": "",
    "Listening quiz": "Cwis gwrando",
    "**Tags:** t\n**Marks:** 2\n": "",
    "**Hint:** Think.\n": "",
    "**Marking:** neighbours\n": "",
    " (50%)": "",
    "  > No.\n": "",
}


def welsh(text: str) -> str:
    for english, own in WORDS.items():
        text = text.replace(english, own)
    return text


def spoken(root: Path, language: str = "cy") -> Translation:
    return LibraryStore(root, watch=False).current().translations[language]


def quiz(root: Path, translation: str, quiz: str = QUIZ) -> list[str]:
    """The codes and messages for a quiz and its translation."""
    write(listening(root, quiz=quiz), {"quizzes/listening.cy.md": translation})
    return [f"{problem.code} {problem.message}" for problem in check(root) if problem.level != "note"]
