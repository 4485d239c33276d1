"""Owns the read behind the page of an open attempt: who looks, and what they see of it, on one connection.

It must not know what a page shows, nor which languages there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from lms.content.spoken import Spoken
from lms.db import prepared
from lms.db.adjustments import Adjustment as AdjustmentRow
from lms.db.attempts import Attempt
from lms.db.people import Person
from lms.domain.adjustments import Adjustment
from lms.domain.boots import Boot
from lms.queries import adjustments, attempts, people, pinned, sittings
from lms.queries.people import Viewer
from lms.queries.pinned import Drawn
from lms.queries.sheets import Sheet
from lms.queries.sittings import Kept, OwnAttempt

# Made once: building statements anew for each request cost more than asking them.
_LOOK = prepared.select(
    people.VIEWER_AND_SEEN.join(Attempt, Attempt.person_id == Person.id)
    .where(Attempt.id == sa.bindparam("attempt_id"))
    .outerjoin(AdjustmentRow, AdjustmentRow.person_id == Person.id)
    .add_columns(*sittings.OWN_COLUMNS, *adjustments.COLUMNS)
)


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody before an open attempt of their own, as it is at `now`."""

    viewer: Viewer
    attempt: OwnAttempt
    adjusted: Adjustment
    drawn: Drawn
    kept: Mapping[str, Kept]
    now: datetime
    boot: Boot | None

    def sheet(self, spoken: Spoken | None) -> Sheet:
        """The questions in the words of a language."""
        return attempts.sheet_of(
            self.attempt, self.adjusted, self.drawn, self.kept, self.now, spoken, self.boot
        )


def look(
    connection: Connection, *, token_hash: str, attempt_id: str, now: datetime, boot: Boot | None = None
) -> Look | None:
    """Who looks at an attempt, and what is in it.

    None if nobody is signed in, if it is not theirs, or if it has ended. Two statements, made for a
    connection of `db.engine.HotReads`. The number of the last save is read before what was saved: an answer
    that comes between the two counts as one of another window, and is never written over.
    """
    asked = {"token_hash": token_hash, "attempt_id": attempt_id, "now": now}
    row = _LOOK.one_or_none(connection, asked)
    if row is None:
        return None
    # Any: what a row holds further on is a tuple of columns of every type.
    stored: tuple[Any, ...] = row[people.VIEWER_COLUMNS :]
    attempt = sittings.attempt_of(stored)
    if attempt.submitted_at is not None or attempt.is_overdue(now, boot):
        return None
    drawn = pinned.drawn(connection, attempt.quiz_digest, attempt.seed)
    kept = sittings.kept(connection, drawn.items, attempt_id)
    return Look(people.viewer_and_seen(row), attempt, sittings.adjusted_of(stored), drawn, kept, now, boot)
