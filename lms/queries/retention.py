"""Owns how well objectives are remembered, counted over everybody who practises.

Fewer than ten people are never counted, here in the database already. It must not know anybody's own answer,
nor a team: two counts that differ by one person would tell about that person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db.practice import PracticeAnswer, PracticeSitting
from lms.domain import practice, statistics
from lms.domain.statistics import Interval
from lms.queries import compliance

FEWEST = 10
# Older answers say little about what people remember today.
LOOKS_BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Figures:
    """How many people were asked, and how many of them in percent gave a right answer the last time."""

    people: int
    percent: float
    between: Interval


@dataclass(frozen=True, slots=True)
class Line:
    """One objective; `figures` None = fewer than ten people. `current` = some question still asks it."""

    course: str
    course_title: str
    objective: str
    current: bool
    figures: Figures | None


def retention(session: Session, library: Library, now: datetime) -> tuple[Line, ...]:
    """Every objective that can be practised, by course and in the order of its quizzes. One statement.

    Of each person the newest answer of the last twelve months counts. An objective that is no longer asked
    stands at the end of its course as long as enough people were asked.
    """
    counted: dict[tuple[str, str], Figures] = {}
    words: dict[tuple[str, str], str] = {}
    for row in session.execute(_counted(now - LOOKS_BACK)):
        place = (row.course_slug, row.objective_key)
        words[place] = row.objective
        counted[place] = Figures(
            row.people,
            100 * row.remembered / row.people,
            statistics.wilson(row.remembered / row.people, row.people),
        )
    live: dict[tuple[str, str], str] = {}
    for published in library.quizzes.values():
        for item in published.quiz.items:
            if practice.can_ask(item):
                live.setdefault((published.quiz.course, practice.key_of(item.objective)), item.objective)
    lines = [
        Line(place[0], compliance.title(library, place[0]), text, place in live, counted.get(place))
        for place, text in {
            **live,
            **{place: text for place, text in words.items() if place not in live},
        }.items()
    ]
    return tuple(
        sorted(lines, key=lambda line: (line.course_title.casefold(), line.course, not line.current))
    )


def _counted(since: datetime) -> sa.Select[tuple[str, str, str, int, int]]:
    right = sa.case(
        (
            PracticeAnswer.earned_numerator * PracticeAnswer.available_denominator
            == PracticeAnswer.available_numerator * PracticeAnswer.earned_denominator,
            1,
        ),
        else_=0,
    )
    newest = (
        sa.func.row_number()
        .over(
            partition_by=(
                PracticeSitting.person_id,
                PracticeAnswer.course_slug,
                PracticeAnswer.objective_key,
            ),
            order_by=(PracticeAnswer.answered_at.desc(), PracticeAnswer.sitting_id.desc()),
        )
        .label("place")
    )
    each = (
        sa.select(
            PracticeAnswer.course_slug,
            PracticeAnswer.objective_key,
            PracticeAnswer.objective,
            right.label("remembered"),
            newest,
        )
        .join(PracticeSitting, PracticeSitting.id == PracticeAnswer.sitting_id)
        .where(PracticeAnswer.answered_at >= since)
        .subquery()
    )
    people = sa.func.count()
    return (
        sa.select(
            each.c.course_slug,
            each.c.objective_key,
            sa.func.max(each.c.objective).label("objective"),
            people.label("people"),
            sa.func.sum(each.c.remembered).label("remembered"),
        )
        .where(each.c.place == 1)
        .group_by(each.c.course_slug, each.c.objective_key)
        .having(people >= FEWEST)
    )
