"""One question of any kind under a heading of its own, as a test of reading wants it."""

from __future__ import annotations

from lms.content import quizzes
from lms.content.problems import Problem
from lms.domain.quizzes import (
    Item,
)

HEAD = "---\ntitle: T\ncourse: c\n{more}---\n\n"


def read(text: str, more: str = "") -> tuple[Item | None, list[Problem]]:
    """The first question under a heading of its own, and the problems that matter."""
    heading = "" if text.startswith("#") else "## Q {#q}\n\n"
    draft, problems = quizzes.read_quiz("quizzes/q.md", HEAD.format(more=more) + heading + text)
    assert draft is not None
    found = [problem for problem in problems if problem.code not in ("Q319", "Q320")]
    return (draft.questions[0].item if draft.questions else None), found


def item(text: str, more: str = "") -> Item:
    found, problems = read(text, more)
    assert problems == []
    assert found is not None
    return found


def refused(text: str, more: str = "") -> list[str]:
    """The codes for a question that is not published."""
    found, problems = read(text, more)
    assert found is None
    return [problem.code for problem in problems]


def fixes(text: str) -> list[tuple[str, str]]:
    return [(problem.message, problem.fix) for problem in read(text)[1]]
