"""A course whose final quiz has ten questions, written for the bench so that the figure stays comparable.

It must not know how it is served.
"""

from __future__ import annotations

from pathlib import Path

QUIZ = "bench-ten"

_COURSE = """---
title: Bench
summary: A course to measure with.
audience: Nobody
minutes: 3
languages: en
final quiz: ../../quizzes/bench-ten.md
pass mark: 80%
certificate: valid for 12 months
owner: bench@council.example
reviewed: 22 November 2026, every 12 months
---

# Bench

## Modules

1. One
   - [A lesson](01-one/01-lesson.md)
"""
_LESSON = "---\ntitle: A lesson\nminutes: 3\n---\n\n# A lesson\n\nOne sentence.\n"


def write(folder: Path) -> Path:
    """Write the course under `folder`, and return the folder to serve."""
    module = folder / "courses" / "bench" / "01-one"
    module.mkdir(parents=True)
    (folder / "quizzes").mkdir()
    (module.parent / "course.md").write_text(_COURSE)
    (module / "01-lesson.md").write_text(_LESSON)
    (folder / "quizzes" / f"{QUIZ}.md").write_text(
        "---\ntitle: Ten questions\ncourse: bench\nshow answers: at once\n---\n\n"
        + "\n".join(_question(number) for number in range(1, 11))
    )
    return folder


def _question(number: int) -> str:
    answers = "".join(
        f"- [{'x' if at == number % 4 else ' '}] Answer {at} says *something* in a handful of words.\n"
        f"  > Because {at} is what it is.\n"
        for at in range(4)
    )
    return (
        f"## Which of these would you say in situation {number}? {{#situation-{number}}}\n\n"
        f"Think of **what the other hears** first.\n\n{answers}\n**Why:** Listening comes before advice.\n"
    )
