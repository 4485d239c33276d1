"""Owns the reads of recognition: whom we trust, by which rules, what waits and what was decided.

It must not know how a credential is checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.certificates import Certificate
from lms.db.people import Person
from lms.db.recognition import Recognition, RecognitionRule, RecognitionState, TrustedIssuer
from lms.domain import errors
from lms.domain.recognition import Decision, Rule


@dataclass(frozen=True, slots=True)
class IssuerRow:
    """An authority that we trust; both days are inclusive."""

    issuer_id: int
    did: str
    name: str
    since: date
    until: date | None

    def trusted_on(self, day: date) -> bool:
        """Whether what they issued on this day counts with us."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """The rule of one course of ours. `confirmer` is who has to agree, None = any administrator."""

    course_slug: str
    matches: str
    rule: Rule
    confirmer_id: int | None
    confirmer: str | None


@dataclass(frozen=True, slots=True)
class RecognitionRow:
    """One certificate of somebody else that a person of ours brought.

    `refreshed` = a certificate of ours was earned in the round that it was recorded at.
    """

    recognition_id: int
    person_id: int
    person: str
    course_slug: str
    issuer_name: str
    issuer_did: str
    title: str
    holder_name: str
    passed_on: date
    theirs_until: date | None
    state: str
    valid_until: date | None
    why: str
    asked_at: datetime
    confirmer_id: int | None
    refreshed: bool

    @property
    def needs_refresher(self) -> bool:
        """Whether the refresher is still to be passed here."""
        return self.state == RecognitionState.NEEDS_REFRESHER.value and not self.refreshed


_ISSUERS = sa.select(
    TrustedIssuer.id, TrustedIssuer.did, TrustedIssuer.name, TrustedIssuer.since, TrustedIssuer.until
)
_ROWS = sa.select(
    Recognition.id,
    Recognition.person_id,
    Person.name,
    Recognition.course_slug,
    Recognition.issuer_name,
    Recognition.issuer_did,
    Recognition.title,
    Recognition.holder_name,
    Recognition.passed_on,
    Recognition.theirs_until,
    Recognition.state,
    Recognition.valid_until,
    Recognition.why,
    Recognition.asked_at,
    Recognition.confirmer_id,
    sa.exists().where(Certificate.cycle_id == Recognition.cycle_id).label("refreshed"),
).join(Person, Person.id == Recognition.person_id)


def trusted(session: Session) -> tuple[IssuerRow, ...]:
    """The list of issuers, by name. One statement."""
    rows = [IssuerRow(*row) for row in session.execute(_ISSUERS)]
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.did)))


def by_did(session: Session, did: str) -> IssuerRow:
    """The issuer with this did, trusted now or not. Raises: UnknownIssuer."""
    row = session.execute(_ISSUERS.where(TrustedIssuer.did == did)).one_or_none()
    if row is None:
        raise errors.UnknownIssuer(did)
    return IssuerRow(*row)


def rule(session: Session, course: str) -> RuleRow | None:
    """The rule of a course, None if it has none: then nothing of others is recognised. One statement."""
    return next((row for row in _rules(session, RecognitionRule.course_slug == course)), None)


def rules(session: Session) -> tuple[RuleRow, ...]:
    """Every rule, by course. One statement."""
    return tuple(sorted(_rules(session, sa.true()), key=lambda row: row.course_slug))


def _rules(session: Session, which: sa.ColumnElement[bool]) -> list[RuleRow]:
    table = RecognitionRule
    rows = session.execute(
        sa.select(
            table.course_slug,
            table.matches,
            table.decision,
            table.months_old,
            table.valid_months,
            table.needs_confirmation,
            table.confirmer_id,
            Person.name,
        )
        .outerjoin(Person, Person.id == table.confirmer_id)
        .where(which)
    )
    return [
        RuleRow(slug, matches, Rule(Decision(decision), old, valid, confirm), confirmer_id, confirmer)
        for slug, matches, decision, old, valid, confirm, confirmer_id, confirmer in rows
    ]


def mine(session: Session, *, person_id: int) -> tuple[RecognitionRow, ...]:
    """What a person brought, newest first. One statement."""
    found = _ROWS.where(Recognition.person_id == person_id).order_by(Recognition.id.desc())
    return tuple(_row(row) for row in session.execute(found))


def waiting(session: Session, *, confirmer_id: int | None) -> tuple[RecognitionRow, ...]:
    """What waits for a person to agree, oldest first; None = for anybody. One statement."""
    found = _ROWS.where(Recognition.state == "waiting").order_by(Recognition.id)
    if confirmer_id is not None:
        found = found.where(Recognition.confirmer_id == confirmer_id)
    return tuple(_row(row) for row in session.execute(found))


def one(session: Session, recognition_id: int) -> RecognitionRow:
    """One of them. Raises: UnknownRecognition."""
    row = session.execute(_ROWS.where(Recognition.id == recognition_id)).one_or_none()
    if row is None:
        raise errors.UnknownRecognition
    return _row(row)


def _row(row: sa.Row[*tuple[Any, ...]]) -> RecognitionRow:
    # Any, because the row's type does not survive so long a list of columns.
    return RecognitionRow(*row)
