"""Owns what a result page adds about written answers: a trainer's words, and the learner's own marks.

It must not know how an answer is judged.
"""

from __future__ import annotations

from lms.extensions import db
from lms.queries import judging
from lms.queries.judging import SchemeLine
from lms.queries.results import Result


def values(result: Result) -> dict[str, object]:
    """The values of the template; trainers' words wait as long as every mark does.

    While another attempt is open, whose questions come from the same bank, there is nothing.
    """
    schemes = {
        item.item_id: [SchemeLine(text, marks) for text, marks in item.look_for]
        for item in result.items
        if item.kind == "reflection" and item.look_for
    }
    session = db.session()
    return {
        "told": judging.told(session, attempt_id=result.attempt_id) if result.marks else (),
        "schemes": schemes,
        "own_marks": judging.own_marks(session, attempt_id=result.attempt_id) if schemes else {},
    }
