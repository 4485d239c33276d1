"""Owns the read of what a result adds about written answers: a trainer's words, and the learner's own marks.

It must not know how an answer is judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.content import render
from lms.db.attempts import Attempt
from lms.db.judgements import Judgement, Judging, SelfMark
from lms.db.unit_of_work import connection_of
from lms.domain import judging
from lms.domain.judging import Step
from lms.domain.quizzes import Reflection
from lms.queries import pinned
from lms.queries.judging import SchemeLine
from lms.queries.results import Result


@dataclass(frozen=True, slots=True)
class Told:
    """What a learner is told about one settled answer; `question` is safe HTML, `feedback` plain texts."""

    item_id: str
    question: str
    earned: int
    available: int
    lines: tuple[tuple[str, int, int], ...]
    feedback: tuple[str, ...]
    settled_at: datetime


@dataclass(frozen=True, slots=True)
class After:
    """What trainers said, the criteria of each reflection on the page, and the points given to oneself."""

    told: tuple[Told, ...]
    schemes: Mapping[str, list[SchemeLine]]
    own_marks: Mapping[str, tuple[int, ...]]


def after(asker: Session | Connection, result: Result) -> After:
    """What belongs to this result, in at most two statements; nothing of it while every mark is held back.

    That is so while another attempt is open whose questions come from the same bank.
    """
    schemes = {
        item.item_id: [SchemeLine(text, marks) for text, marks in item.look_for]
        for item in result.items
        if item.kind == "reflection" and item.look_for
    }
    # A result that shows every answer and has none at length needs no further look.
    may_have = not result.items or any(item.kind == "reflection" for item in result.items)
    return After(
        told=_told(asker, attempt_id=result.attempt_id) if result.marks and may_have else (),
        schemes=schemes,
        own_marks=_own_marks(asker, attempt_id=result.attempt_id) if schemes else {},
    )


def _told(asker: Session | Connection, *, attempt_id: str) -> tuple[Told, ...]:
    """What trainers said about the settled answers of an attempt, for the learner. One statement."""
    rows = (
        connection_of(asker)
        .execute(
            sa.select(
                Judgement.item_id,
                Judgement.voice,
                Judgement.points,
                Judgement.earned,
                Judgement.available,
                Judgement.feedback,
                Judging.settled_at,
                Attempt.quiz_digest,
            )
            .join(
                Judging,
                sa.and_(
                    Judging.attempt_id == Judgement.attempt_id,
                    Judging.item_id == Judgement.item_id,
                    Judging.round == Judgement.round,
                ),
            )
            .join(Attempt, Attempt.id == Judgement.attempt_id)
            .where(Judgement.attempt_id == attempt_id, Judging.step == Step.SETTLED.value)
            .order_by(Judgement.item_id, Judgement.id)
        )
        .all()
    )
    # Any: the types do not survive the list of columns.
    by_item: dict[str, list[sa.Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        by_item.setdefault(row.item_id, []).append(row)
    found = []
    for item_id, voices in by_item.items():
        # The last voice is the one that settled it.
        last = voices[-1]
        item = pinned.quiz(asker, last.quiz_digest).item(item_id)
        if not isinstance(item, Reflection) or last.settled_at is None:
            continue
        lines = tuple(
            (render.inline(line.text), points, line.marks)
            for line, points in zip(judging.scheme(item), last.points, strict=True)
        )
        feedback = tuple(one.feedback for one in voices if one.feedback)
        found.append(
            Told(
                item_id,
                render.inline(item.text),
                last.earned,
                last.available,
                lines,
                feedback,
                last.settled_at,
            )
        )
    return tuple(found)


def _own_marks(asker: Session | Connection, *, attempt_id: str) -> dict[str, tuple[int, ...]]:
    """The newest points that a learner gave each of their own answers. One statement."""
    rows = connection_of(asker).execute(
        sa.select(SelfMark.item_id, SelfMark.points)
        .where(SelfMark.attempt_id == attempt_id)
        .order_by(SelfMark.id)
    )
    return {row.item_id: tuple(row.points) for row in rows}
