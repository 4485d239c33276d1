"""Owns reading and writing out the marks of items as they are stored, many attempts at once.

It must not know what a mark is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.attempts import ItemMark
from lms.domain.marking import Mark

# SQLite takes 32,766 values in one statement, older builds 999.
CHUNK = 500


def of(session: Session, attempt_ids: Sequence[str]) -> dict[str, dict[str, Mark]]:
    """The marks by attempt and item. One statement for every `CHUNK` attempts."""
    found: dict[str, dict[str, Mark]] = {}
    for part in chunks(attempt_ids):
        rows = session.execute(
            sa.select(
                ItemMark.attempt_id,
                ItemMark.item_id,
                ItemMark.earned_numerator,
                ItemMark.earned_denominator,
                ItemMark.available_numerator,
                ItemMark.available_denominator,
                ItemMark.because,
            ).where(ItemMark.attempt_id.in_(part))
        )
        for row in rows:
            found.setdefault(row.attempt_id, {})[row.item_id] = Mark(
                Fraction(row.earned_numerator, row.earned_denominator),
                Fraction(row.available_numerator, row.available_denominator),
                row.because,
            )
    return found


def row(attempt_id: str, item_id: str, mark: Mark) -> dict[str, object]:
    """A mark as the columns of its row."""
    return {
        "attempt_id": attempt_id,
        "item_id": item_id,
        "earned_numerator": mark.earned.numerator,
        "earned_denominator": mark.earned.denominator,
        "available_numerator": mark.available.numerator,
        "available_denominator": mark.available.denominator,
        "because": mark.because,
    }


def chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    """The ids in parts that fit into one statement."""
    return (ids[at : at + CHUNK] for at in range(0, len(ids), CHUNK))
