"""Owns the rows of attempts as they are stored: one's own, its answers, its marks, those beside it.

It must not know how any of it is shown, nor what is right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.db import attempts as tables
from lms.db import prepared
from lms.db.adjustments import Adjustment as AdjustmentRow
from lms.db.certificates import Certificate
from lms.db.prepared import Prepared
from lms.db.remarks import RemarkedMark
from lms.db.unit_of_work import connection_of
from lms.domain import attempts, boots, errors, responses
from lms.domain.adjustments import Adjustment
from lms.domain.attempts import Closing
from lms.domain.boots import Boot
from lms.domain.marking import Mark
from lms.domain.quizzes import Confidence, Item
from lms.domain.responses import Response
from lms.queries import adjustments, pinned

_ID = re.compile(r"[0-9a-z]{26}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAttempt:
    """One attempt as it is stored.

    `deadline_at` is None without a limit. What follows `submitted_at` is None while the attempt is open;
    the five last are None as well while it `waits_for_trainer`.
    """

    id: str
    cycle_id: int
    person_id: int
    quiz_slug: str
    quiz_digest: str
    course_digest: str
    seed: int
    number: int
    seq: int
    started_at: datetime
    saved_at: datetime | None
    deadline_at: datetime | None
    boot: Boot | None
    counts: bool
    waits_for_trainer: bool
    submitted_at: datetime | None
    closed_by: Closing | None
    receipt_code: str | None
    answers_digest: str | None
    earned: Fraction | None
    available: Fraction | None
    percent: int | None
    passed: bool | None

    def on_its_clock(self, now: datetime, boot: Boot | None) -> datetime:
        """`now`, as the clock that made the deadline would show it had nobody set it since."""
        return now - boots.step(self.boot, boot)

    def is_overdue(self, now: datetime, boot: Boot | None) -> bool:
        """Whether an answer that arrives now is late."""
        return attempts.is_overdue(self.deadline_at, self.on_its_clock(now, boot))


@dataclass(frozen=True, slots=True)
class Kept:
    """What was saved for one item: the response, the person's own flag, how sure they said they are."""

    response: Response
    flagged: bool
    confidence: Confidence | None


_A = tables.Attempt.__table__.c
OWN_COLUMNS = (
    _A.id,
    _A.cycle_id,
    _A.person_id,
    _A.quiz_slug,
    _A.quiz_digest,
    _A.course_digest,
    _A.seed,
    _A.number,
    _A.seq,
    _A.started_at,
    _A.saved_at,
    _A.deadline_at,
    _A.counts,
    _A.waits_for_trainer,
    _A.submitted_at,
    _A.closed_by,
    _A.receipt_code,
    _A.answers_digest,
    _A.percent,
    _A.passed,
    _A.earned_numerator,
    _A.earned_denominator,
    _A.available_numerator,
    _A.available_denominator,
    _A.machine,
    _A.booted_at,
)
# Made once: building statements anew for each request cost more than asking them.
_FIND = sa.select(*OWN_COLUMNS).where(
    _A.id == sa.bindparam("attempt_id"), _A.person_id == sa.bindparam("person_id")
)
_OWN = prepared.select(_FIND)
# SQLite drops the lock from the statement: there the whole transaction is alone.
_OWN_LOCKED = prepared.select(_FIND.with_for_update(key_share=True))
_OWN_ADJUSTED = prepared.select(
    _FIND.add_columns(*adjustments.COLUMNS).outerjoin_from(
        tables.Attempt, AdjustmentRow, AdjustmentRow.person_id == _A.person_id
    )
)
_R = tables.Response.__table__.c
_GIVEN = prepared.select(
    sa.select(_R.item_id, _R.body, _R.flagged, _R.confidence).where(
        _R.attempt_id == sa.bindparam("attempt_id")
    )
)
_M = tables.ItemMark.__table__.c
_MARKED = sa.select(
    _M.item_id,
    _M.earned_numerator,
    _M.earned_denominator,
    _M.available_numerator,
    _M.available_denominator,
    _M.because,
    # The same in each row: only whoever was marked anew is asked about further.
    sa.exists().where(RemarkedMark.attempt_id == sa.bindparam("attempt_id")),
).where(_M.attempt_id == sa.bindparam("attempt_id"))
_MARKS = prepared.select(_MARKED)
_LATE = sa.select(tables.LateResponse.item_id).where(
    tables.LateResponse.attempt_id == sa.bindparam("attempt_id")
)
_CERTIFICATE = sa.select(Certificate.number).where(Certificate.cycle_id == sa.bindparam("cycle_id"))


def is_id(text: str) -> bool:
    """Whether a text could be the id of an attempt; what could not is never sent to a database."""
    return _ID.fullmatch(text) is not None


def own(asker: Session | Connection, *, person_id: int, attempt_id: str, lock: bool = False) -> OwnAttempt:
    """A person's own attempt; with `lock`, for services, nobody else changes it until the transaction ends.

    Raises: UnknownAttempt (somebody else's as well).
    """
    return attempt_of(_one(asker, _OWN_LOCKED if lock else _OWN, person_id, attempt_id))


def own_adjusted(
    asker: Session | Connection, *, person_id: int, attempt_id: str
) -> tuple[OwnAttempt, Adjustment]:
    """The same with what is adjusted for the person, in one statement. Raises: UnknownAttempt."""
    row = _one(asker, _OWN_ADJUSTED, person_id, attempt_id)
    return attempt_of(row), adjusted_of(row)


# Any, because the types of so many columns do not survive being shared.
def adjusted_of(row: Sequence[Any]) -> Adjustment:
    """What is adjusted for a person, in a row that begins with `OWN_COLUMNS` and goes on with these."""
    adjusted = row[len(OWN_COLUMNS) :]
    return Adjustment() if adjusted[0] is None else Adjustment(*adjusted)


# Any, as above.
def _one(asker: Session | Connection, statement: Prepared, person_id: int, attempt_id: str) -> prepared.Row:
    row = None
    if _ID.fullmatch(attempt_id):
        asked = {"attempt_id": attempt_id, "person_id": person_id}
        row = statement.one_or_none(connection_of(asker), asked)
    if row is None:
        raise errors.UnknownAttempt(attempt_id)
    return row


# Any, as above.
def attempt_of(row: Sequence[Any]) -> OwnAttempt:
    """The attempt in a row that begins with `OWN_COLUMNS`."""
    return OwnAttempt(
        id=row[0],
        cycle_id=row[1],
        person_id=row[2],
        quiz_slug=row[3],
        quiz_digest=row[4],
        course_digest=row[5],
        seed=row[6],
        number=row[7],
        seq=row[8],
        started_at=row[9],
        saved_at=row[10],
        deadline_at=row[11],
        boot=boot_of(row[24], row[25]),
        counts=row[12],
        waits_for_trainer=row[13],
        submitted_at=row[14],
        closed_by=None if row[15] is None else Closing(row[15]),
        receipt_code=row[16],
        answers_digest=row[17],
        percent=row[18],
        passed=row[19],
        earned=_fraction(row[20], row[21]),
        available=_fraction(row[22], row[23]),
    )


def boot_of(machine: str | None, at: datetime | None) -> Boot | None:
    """What two columns say of the machine that an attempt began on."""
    return None if machine is None or at is None else Boot(machine, at)


def _fraction(numerator: int | None, denominator: int | None) -> Fraction | None:
    return None if numerator is None or denominator is None else Fraction(numerator, denominator)


def kept(asker: Session | Connection, items: Mapping[str, Item], attempt_id: str) -> dict[str, Kept]:
    """What was saved in an attempt, by item. One statement."""
    rows = _GIVEN.all(connection_of(asker), {"attempt_id": attempt_id})
    return {
        item_id: Kept(
            responses.from_plain(items[item_id], body),
            flagged,
            None if confidence is None else Confidence(confidence),
        )
        for item_id, body, flagged, confidence in rows
    }


def bodies(asker: Session | Connection, attempt_id: str) -> dict[str, dict[str, Any]]:
    """The same as it is stored. One statement. Any: only responses.from_plain reads what JSON holds."""
    rows = _GIVEN.all(connection_of(asker), {"attempt_id": attempt_id})
    return {item_id: body for item_id, body, _, _ in rows}


def marks(asker: Session | Connection, attempt_id: str) -> tuple[dict[str, Mark], bool]:
    """The marks of a closed attempt, by item; one that waits for a trainer has none. One statement.

    And whether a correction has ever marked any of them anew.
    """
    rows = _MARKS.all(connection_of(asker), {"attempt_id": attempt_id})
    found = {row[0]: Mark(Fraction(row[1], row[2]), Fraction(row[3], row[4]), row[5]) for row in rows}
    return found, any(row[6] for row in rows)


def late(asker: Session | Connection, attempt_id: str) -> frozenset[str]:
    """The items for which an answer came after the deadline. One statement."""
    return frozenset(connection_of(asker).execute(_LATE, {"attempt_id": attempt_id}).scalars())


def certificate_number(asker: Session | Connection, attempt: OwnAttempt) -> str | None:
    """The certificate that a closed attempt stands behind: its cycle's, if it passed the final quiz."""
    if not attempt.passed or pinned.course(asker, attempt.course_digest).final_quiz != attempt.quiz_slug:
        return None
    asked = {"cycle_id": attempt.cycle_id}
    return connection_of(asker).execute(_CERTIFICATE, asked).scalar_one_or_none()


def responses_of(found: Mapping[str, Kept]) -> dict[str, Response]:
    """The responses alone."""
    return {item_id: one.response for item_id, one in found.items()}
