"""Owns the end of a sitting: marks, grade, certificate, receipt, all of it in one transaction or nothing.

However an attempt ends, handed in or out of time, it ends here. It must not know how answers arrive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import prepared
from lms.db.attempts import Attempt, ItemMark
from lms.db.people import Person
from lms.db.prepared import Prepared
from lms.domain import grading, marking, receipts, responses
from lms.domain.attempts import Closing
from lms.domain.marking import Mark
from lms.domain.receipts import Receipt
from lms.queries import item_marks, pinned, sittings
from lms.queries.pinned import Drawn
from lms.queries.sittings import OwnAttempt
from lms.services import audit, certification, notifications
from lms.services.certification import Issuing


@dataclass(frozen=True, slots=True)
class Submitted:
    """How an attempt ended. `percent` is None, and `passed` False, while it `waits_for_trainer`."""

    attempt_id: str
    percent: int | None
    passed: bool
    certificate_number: str | None
    waits_for_trainer: bool
    receipt_code: str | None


# Made once: building statements anew for each request cost more than asking them.
_A = Attempt.__table__.c
_CLOSE = prepared.select(
    sa.update(Attempt)
    .where(_A.id == sa.bindparam("attempt_id"), _A.submitted_at.is_(None))
    .values(
        {
            name: sa.bindparam(f"new_{name}")
            for name in (
                "submitted_at",
                "closed_by",
                "receipt_code",
                "answers_digest",
                "waits_for_trainer",
                "earned_numerator",
                "earned_denominator",
                "available_numerator",
                "available_denominator",
                "percent",
                "passed",
            )
        }
    )
    .returning(_A.id)
)
_ADD_MARK = Prepared(lambda dialect: sa.insert(ItemMark), ItemMark.__table__.columns.keys())
_HOLDER = prepared.select(
    sa.select(Person.sign_in_name, Person.disabled_at).where(Person.id == sa.bindparam("person_id"))
)


def stored(session: Session, attempt: OwnAttempt) -> Submitted:
    """How an attempt that is closed had ended."""
    return Submitted(
        attempt.id,
        attempt.percent,
        bool(attempt.passed),
        sittings.certificate_number(session, attempt) if attempt.counts else None,
        attempt.waits_for_trainer,
        attempt.receipt_code,
    )


def close(
    session: Session,
    attempt: OwnAttempt,
    *,
    at: datetime,
    how: Closing,
    now: datetime,
    issuing: Issuing,
) -> Submitted:
    """Close an attempt that is open and whose row the caller's unit of work has locked.

    It ends at the instant `at`, which for one out of time is its deadline, however much later `now` is.
    """
    drawn = pinned.drawn(session, attempt.quiz_digest, attempt.seed)
    bodies = sittings.bodies(session, attempt.id)
    marks, waits = _marks(drawn, bodies)
    grade = grading.grade(marks.values(), drawn.quiz.pass_mark)
    digest = receipts.answers_digest(bodies)
    code = receipts.code(attempt.id, at, digest)
    graded: dict[str, object] = dict.fromkeys(
        (
            "new_earned_numerator",
            "new_earned_denominator",
            "new_available_numerator",
            "new_available_denominator",
            "new_percent",
            "new_passed",
        )
    )
    if not waits:
        graded = {
            **_parts("new_earned", grade.earned),
            **_parts("new_available", grade.available),
            "new_percent": grade.percent,
            "new_passed": grade.passed,
        }
    connection = session.connection()
    closed = _CLOSE.all(
        connection,
        {
            "attempt_id": attempt.id,
            "new_submitted_at": at,
            "new_closed_by": how.value,
            "new_receipt_code": code,
            "new_answers_digest": digest,
            "new_waits_for_trainer": waits,
            **graded,
        },
    )
    # The lock on the row makes this certain; without it this line would be what stops a second mark.
    if len(closed) != 1:
        raise RuntimeError(f"attempt {attempt.id} was closed beside its lock")
    if marks:
        _ADD_MARK.run(connection, [item_marks.row(attempt.id, name, mark) for name, mark in marks.items()])
    number = None
    if grade.passed and not waits:
        number = certification.award(
            session,
            person_id=attempt.person_id,
            attempt=attempt,
            quiz=drawn.quiz,
            grade=grade,
            now=now,
            issuing=issuing,
        )
    audit.record(
        session,
        at=now,
        actor_id=attempt.person_id if how is Closing.HANDED_IN else None,
        action="submit attempt" if how is Closing.HANDED_IN else "close attempt out of time",
        subject=f"attempt {attempt.id}",
        quiz=attempt.quiz_slug,
        percent=None if waits else grade.percent,
        passed=None if waits else grade.passed,
    )
    receipt = Receipt(
        code=code,
        digest=digest,
        at=at,
        closed_by=how,
        quiz_title=drawn.quiz.title,
        attempt_number=attempt.number,
        answered=_answered(drawn, bodies),
        questions=len(drawn.paper.items),
        organisation=issuing.organisation,
        address=f"{issuing.base_url}/attempts/{attempt.id}/result",
    )
    _send(session, attempt, receipt, now=now, issuing=issuing)
    return Submitted(
        attempt.id, None if waits else grade.percent, grade.passed and not waits, number, waits, code
    )


def _marks(drawn: Drawn, bodies: dict[str, dict[str, object]]) -> tuple[dict[str, Mark], bool]:
    """The mark of each item on the paper, but of those that wait for a trainer; and whether any does."""
    marks: dict[str, Mark] = {}
    waits = False
    for one in drawn.paper.items:
        item = drawn.items[one.item_id]
        body = bodies.get(item.id)
        response = responses.blank(item) if body is None else responses.from_plain(item, body)
        if marking.waits_for_trainer(item, response):
            waits = True
        else:
            marks[item.id] = marking.mark(item, response)
    return marks, waits


def _answered(drawn: Drawn, bodies: dict[str, dict[str, object]]) -> int:
    return sum(
        1
        for item_id, body in bodies.items()
        if not responses.is_blank(responses.from_plain(drawn.items[item_id], body))
    )


def _parts(name: str, number: Fraction) -> dict[str, object]:
    return {f"{name}_numerator": number.numerator, f"{name}_denominator": number.denominator}


def _send(
    session: Session, attempt: OwnAttempt, receipt: Receipt, *, now: datetime, issuing: Issuing
) -> None:
    """Mail the receipt to whoever has an address; somebody whose account is closed gets none."""
    ((sign_in_name, disabled_at),) = _HOLDER.all(session.connection(), {"person_id": attempt.person_id})
    to = notifications.address_of(sign_in_name)
    if to is None or disabled_at is not None:
        return
    notifications.mail(
        session,
        key=f"receipt:{attempt.id}",
        to=to,
        subject=receipts.subject(receipt),
        text=receipts.text(receipt, ZoneInfo(issuing.timezone)),
        now=now,
    )
