"""Finished attempts at a small quiz of four questions, made through the platform's own services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.attempts import Attempt, Response
from lms.db.people import Person, Team
from lms.db.unit_of_work import unit_of_work
from lms.domain.population import Population
from lms.domain.quizzes import Option, Quiz, SingleChoice
from lms.queries import statistics
from lms.queries.statistics import ItemReport, Report
from tests.support import learning, rows
from tests.support.learners import Learner

SLUG = learning.MODULE_QUIZ
HALF = Fraction(1, 2)
# Source: assessment rules 3, the golden vector: rows are learners, marks in halves.
GOLDEN = ((2, 2, 2, 2), (2, 2, 2, 0), (2, 2, 0, 1), (2, 0, 2, 0), (2, 0, 0, 0), (0, 0, 2, 0))
# Which box earns so many halves.
_BOX = {2: "1", 1: "2", 0: "3"}


def item(name: str, **changes: object) -> SingleChoice:
    """Right, half right and wrong, in this order."""
    plain = SingleChoice(
        id=name,
        text=f"Which is {name}?",
        options=(
            Option("the right one", True, Fraction(1)),
            Option("the half right one", False, HALF),
            Option("=the wrong one", False, Fraction(0)),
        ),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def quiz(**changes: object) -> Quiz:
    values: dict[str, object] = {
        "items": tuple(item(name) for name in ("one", "two", "three", "four")),
        "shuffle_questions": False,
        "shuffle_options": False,
        **changes,
    }
    return learning.quiz(SLUG, **values)


def person(session: Session, number: int, team: str | None = None) -> int:
    """Somebody new, in a team that is made when it is missing."""
    team_id = None
    if team is not None:
        with unit_of_work(session):
            team_id = session.scalar(sa.select(Team.id).where(Team.name == team))
            if team_id is None:
                row = Team(name=team)
                session.add(row)
                session.flush()
                team_id = row.id
    return rows.add_person(session, f"Person {number}", team_id=team_id)


def sit(
    session: Session,
    person_id: int,
    halves: Sequence[int | None],
    *,
    at: Quiz | None = None,
    minutes: int = 0,
    sure: Mapping[int, str] | None = None,
) -> str:
    """One finished attempt with so many halves of a mark for each question; None leaves it open.

    `sure` is how sure they said they were, by question.
    """
    learner = Learner(session, person_id, learning.library(at or quiz()))
    now = rows.NOW + timedelta(minutes=minutes)
    attempt_id = learner.start(SLUG, now=now)
    given = {
        number: {"answer": [_BOX[half]]} if half is not None else {}
        for number, half in enumerate(halves, start=1)
    }
    learner.submit(attempt_id, given, now=now)
    names = [one.id for one in (at or quiz()).items]
    with unit_of_work(session):
        for number, words in (sure or {}).items():
            session.execute(
                sa.update(Response)
                .where(Response.attempt_id == attempt_id, Response.item_id == names[number - 1])
                .values(confidence=words)
            )
    return attempt_id


def golden(session: Session, *, times: int = 1, team: str | None = None, at: Quiz | None = None) -> None:
    """The golden vector, each row taken by `times` people."""
    start = session.scalar(sa.select(sa.func.count()).select_from(Person)) or 0
    for number, halves in enumerate(row for _ in range(times) for row in GOLDEN):
        sit(session, person(session, start + number, team), halves, at=at)


def remark(session: Session, attempt_id: str) -> None:
    """Take a mark off an attempt, as a correction would."""
    with unit_of_work(session):
        session.execute(
            sa.update(Attempt).where(Attempt.id == attempt_id).values(earned_numerator=0, percent=0)
        )


def report(session: Session, population: Population = Population.FIRST) -> Report:
    return statistics.report(session, SLUG, population=population)


def by_id(found: Report) -> dict[str, ItemReport]:
    return {item.item_id: item for item in found.items if item.number == item.of}
