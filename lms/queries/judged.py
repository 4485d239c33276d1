"""Owns the read of what a result adds about written answers: a trainer's words, and the learner's own marks.

It must not know how an answer is judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.queries import judging
from lms.queries.judging import SchemeLine, Told
from lms.queries.results import Result


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
        told=judging.told(asker, attempt_id=result.attempt_id) if result.marks and may_have else (),
        schemes=schemes,
        own_marks=judging.own_marks(asker, attempt_id=result.attempt_id) if schemes else {},
    )
