"""The past of a case in tests/library, as its expected.json tells it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from lms.content import history, quizzes
from lms.content.history import Answered, History, Moment, PublishedCourse


def past(case: Path, told: Mapping[str, Any]) -> History:
    """`told` is the value of "history"; texts of earlier days are files of the case."""
    return History(
        courses={
            slug: PublishedCourse(course["title"], frozenset(course["lessons"]))
            for slug, course in told.get("courses", {}).items()
        },
        answered={
            slug: {name: _answered(case, name, one) for name, one in items.items()}
            for slug, items in told.get("answered", {}).items()
        },
        moments={
            path: tuple(_moment(case, path, one) for one in moments)
            for path, moments in told.get("moments", {}).items()
        },
        changed_on={path: date.fromisoformat(day) for path, day in told.get("changed_on", {}).items()},
    )


def _answered(case: Path, name: str, told: Mapping[str, Any]) -> Answered:
    draft, _ = quizzes.read_quiz("quizzes/x.md", (case / told["before"]).read_text())
    assert draft is not None
    (item,) = (found.item for found in draft.questions if found.item.id == name)
    return Answered(item, told["people"])


def _moment(case: Path, path: str, told: Mapping[str, Any]) -> Moment:
    english = path.rpartition(".md")[0].rpartition(".")[0] + ".md"
    return Moment(
        date.fromisoformat(told["on"]),
        history.read_units(english, (case / told["english"]).read_bytes()),
        history.read_units(path, (case / told["own"]).read_bytes()),
    )
