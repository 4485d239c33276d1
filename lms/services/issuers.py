"""Owns the list of trusted issuers and the rules of recognition, each change with its audit row.

It must not know how a credential is checked.
"""

from __future__ import annotations

import re
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import inserts
from lms.db.recognition import RecognitionRule, TrustedIssuer
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.recognition import Decision
from lms.queries import people
from lms.services import audit

DID = re.compile(r"did:web:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?:%3A\d{1,5})?(?::[A-Za-z0-9._~-]+)*")


def trust(session: Session, *, did: str, name: str, since: date, actor_id: int | None, now: datetime) -> None:
    """Put an authority on the list, or change its name and first day. Ended trust begins again.

    Raises: RecognitionRefused for what is no did:web, or a name that cannot be one.
    """
    did, name = did.strip(), " ".join(name.split())
    if len(did) > 300 or DID.fullmatch(did) is None:
        raise errors.RecognitionRefused("An issuer is written like did:web:learning.walsall.gov.uk.")
    if not 1 <= len(name) <= 200 or not people.fits_a_row(name):
        raise errors.RecognitionRefused("A name has 1 to 200 characters, without line breaks.")
    with unit_of_work(session):
        values = {"name": name, "since": since, "until": None}
        made = inserts.add_once(session, TrustedIssuer, {"did": did, **values}, TrustedIssuer.id)
        if made is None:
            session.execute(
                sa.update(TrustedIssuer)
                .where(TrustedIssuer.did == did)
                .values(**values)
                .execution_options(synchronize_session=False)
            )
        _audit(session, "trust issuer", did, actor_id, now, name=name, since=since.isoformat())


def end_trust(session: Session, *, did: str, until: date, actor_id: int | None, now: datetime) -> None:
    """Trust an authority up to and including a day; what they issue later does not count.

    Raises: UnknownIssuer.
    """
    with unit_of_work(session):
        changed = session.execute(
            sa.update(TrustedIssuer)
            .where(TrustedIssuer.did == did)
            .values(until=until)
            .returning(TrustedIssuer.id)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if changed is None:
            raise errors.UnknownIssuer(did)
        _audit(session, "end trust in issuer", did, actor_id, now, until=until.isoformat())


def set_rule(
    session: Session,
    *,
    course: str,
    matches: str,
    decision: Decision,
    months_old: int | None,
    valid_months: int | None,
    needs_confirmation: bool,
    confirmer: str | None,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Say what certificates of others count for in one course of ours; `confirmer` signs in with that name.

    Raises: RecognitionRefused if the rule lacks what it needs; UnknownPerson.
    """
    if decision is Decision.RECENT and months_old is None:
        raise errors.RecognitionRefused("Say how many months old it may be.")
    for months in (months_old, valid_months):
        if months is not None and not 1 <= months <= 120:
            raise errors.RecognitionRefused("A number of months is from 1 to 120.")
    if len(matches) > 1000:
        raise errors.RecognitionRefused("The titles of their courses have 1,000 characters at most.")
    confirmer_id = None if not confirmer else people.by_sign_in_name(session, confirmer).person_id
    values = {
        "matches": "\n".join(line.strip() for line in matches.splitlines() if line.strip()),
        "decision": decision.value,
        "months_old": months_old if decision is Decision.RECENT else None,
        "valid_months": valid_months,
        "needs_confirmation": needs_confirmation,
        "confirmer_id": confirmer_id,
    }
    with unit_of_work(session):
        row = {"course_slug": course, **values}
        if inserts.add_once(session, RecognitionRule, row, RecognitionRule.id) is None:
            session.execute(
                sa.update(RecognitionRule)
                .where(RecognitionRule.course_slug == course)
                .values(**values)
                .execution_options(synchronize_session=False)
            )
        _audit(session, "set rule of recognition", course, actor_id, now, decision=decision.value)


def _audit(
    session: Session, action: str, subject: str, actor_id: int | None, now: datetime, **data: str
) -> None:
    audit.record(
        session, at=now, actor_id=actor_id, action=action, subject=f"recognition {subject}"[:200], **data
    )
