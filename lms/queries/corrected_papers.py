"""Owns the questions of an attempt as they were corrected since: who was marked anew reads what by.

It must not know how any of it is shown, nor decide whether it may be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.db.remarks import Remark, RemarkedMark
from lms.db.unit_of_work import connection_of
from lms.domain import marking, remarking, responses
from lms.domain.drawing import Paper
from lms.domain.marking import Mark
from lms.domain.quizzes import Quiz
from lms.domain.responses import Response
from lms.queries import pinned

_STANDING = (
    sa.select(Remark.item_id, Remark.quiz_digest, Remark.made_at)
    .join(RemarkedMark, RemarkedMark.remark_id == Remark.id)
    .where(RemarkedMark.attempt_id == sa.bindparam("attempt_id"), Remark.undone_at.is_(None))
    .order_by(Remark.id)
)


@dataclass(frozen=True, slots=True)
class Sat:
    """What somebody sat: the questions, in which order, what was given and what it earned.

    `corrected_at` says when a question was last corrected, by item; only of those that were.
    """

    quiz: Quiz
    paper: Paper
    given: Mapping[str, Response]
    marks: Mapping[str, Mark]
    corrected_at: Mapping[str, datetime] = field(default_factory=dict)


def read(asker: Session | Connection, attempt_id: str, sat: Sat) -> Sat:
    """The same, each corrected question in the form that it was marked by, and the answer carried over to it.

    One statement, and one for each version of the quiz that this process has not seen.
    """
    rows = connection_of(asker).execute(_STANDING, {"attempt_id": attempt_id}).all()
    by = {row.item_id: (row.quiz_digest, row.made_at) for row in rows}
    items = {item.id: item for item in sat.quiz.items}
    orders = {drawn.item_id: drawn.order for drawn in sat.paper.items}
    given, marks, corrected_at = dict(sat.given), dict(sat.marks), {}
    for item_id, (digest, made_at) in by.items():
        old, new = items[item_id], pinned.quiz(asker, digest).item(item_id)
        carried = remarking.carry(old, new, given.get(item_id, responses.blank(old)))
        if carried is None or item_id not in marks:
            continue
        # An answer that earns as much as before kept its mark, with words about the old question.
        mark = marking.mark(new, carried)
        if (mark.earned, mark.available) == (marks[item_id].earned, marks[item_id].available):
            marks[item_id] = mark
        items[item_id], given[item_id], corrected_at[item_id] = new, carried, made_at
        orders[item_id] = remarking.carry_order(old, new, orders[item_id])
    return Sat(
        replace(sat.quiz, items=tuple(items[item.id] for item in sat.quiz.items)),
        Paper(tuple(replace(drawn, order=orders[drawn.item_id]) for drawn in sat.paper.items)),
        given,
        marks,
        corrected_at,
    )
