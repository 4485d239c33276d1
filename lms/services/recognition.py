"""Owns recognising what another authority has certified: brought by a person, judged by a rule, recorded.

It must not know pages, nor open a cycle by rules of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import inserts
from lms.db.people import Person
from lms.db.recognition import Recognition, RecognitionState
from lms.db.unit_of_work import unit_of_work
from lms.documents.reading import Facts
from lms.domain import errors, recipients, recognition
from lms.domain.recognition import Outcome
from lms.queries import issuers
from lms.queries.issuers import RecognitionRow, RuleRow
from lms.services import audit, certificate_checks, enrolments, refreshers
from lms.services.certificate_checks import Verdict

NOT_CHECKED = "We could not check its status with those who issued it. Nothing was decided: try again later."
WORDS = {
    Verdict.OURS: "This is one of ours, so it counts already.",
    Verdict.CHANGED: "This is not what its issuer signed.",
    Verdict.PAPER_CHANGED: "This is not what its issuer signed.",
    Verdict.NEIGHBOUR_BAD: "It does not count with those who issued it: changed, ended or revoked.",
    Verdict.NEIGHBOUR_UNCHECKED: NOT_CHECKED,
    Verdict.UNKNOWN: "Its issuer is not on our list of trusted issuers.",
    Verdict.UNREADABLE: "We cannot read this file as a certificate.",
    Verdict.STOPPED: "It took too long to check. Nothing was decided: try again later.",
}


@dataclass(frozen=True, slots=True)
class Course:
    """A course of ours that something of others may stand for."""

    slug: str
    title: str


def bring(
    session: Session,
    body: bytes,
    *,
    person_id: int,
    course: Course,
    former_address: str,
    origin: str,
    private: bool,
    today: date,
    now: datetime,
    timezone: str = "Europe/London",
) -> RecognitionRow:
    """Check a certificate of another authority and apply our rule; what was recorded.

    It has to be about this person: the hash in it is of their address here, or of the one that they had
    there (`former_address`), and then the name in it decides whether a named person has to agree.
    The same file brought twice is one request. Raises: RecognitionRefused with the reason, nothing recorded.
    """
    rule = issuers.rule(session, course.slug)
    if rule is None:
        raise errors.RecognitionRefused("Certificates of others are not recognised for this course.")
    checked = certificate_checks.check(
        session, body, origin=origin, today=today, now=now, private=private, timezone=timezone
    )
    if checked.verdict is not Verdict.NEIGHBOUR or checked.facts is None:
        raise errors.RecognitionRefused(WORDS.get(checked.verdict, NOT_CHECKED))
    facts = checked.facts
    if not recognition.names_course(facts.title, slug=course.slug, title=course.title, matches=rule.matches):
        raise errors.RecognitionRefused(f"It is for “{facts.title}”, which does not stand for this course.")
    certain = _is_about(session, person_id, facts, former_address)
    zone = ZoneInfo(timezone)
    passed_on, until = facts.passed_on(zone), facts.last_day(zone)
    verdict = recognition.judge(
        rule.rule,
        passed_on=passed_on,
        theirs_until=until,
        today=today,
    )
    waits = verdict.outcome is Outcome.RECOGNISED and (verdict.confirm or not certain)
    state = RecognitionState.WAITING if waits else RecognitionState(verdict.outcome.value)
    with unit_of_work(session):
        row = {
            "person_id": person_id,
            "course_slug": course.slug,
            "issuer_did": checked.issuer_did,
            "issuer_name": checked.issuer,
            "credential_id": facts.id,
            "credential_digest": checked.digest,
            "title": facts.title,
            "holder_name": facts.holder_name,
            "passed_on": passed_on,
            "theirs_until": until,
            "state": state.value,
            "valid_until": verdict.valid_until,
            "why": verdict.why,
            "asked_at": now,
            "decided_at": None if waits else now,
            "confirmer_id": rule.confirmer_id,
        }
        made = inserts.add_once(session, Recognition, row, Recognition.id)
        if made is None:
            return _again(session, person_id, course.slug, checked.digest)
        match state:
            case RecognitionState.RECOGNISED:
                cycle_id = enrolments.newest_cycle(session, person_id=person_id, course=course.slug, now=now)
                _record(session, made, cycle_id)
            case RecognitionState.NEEDS_REFRESHER:
                cycle_id = refreshers.open_for_neighbours(
                    session, person_id=person_id, course=course.slug, theirs_until=until, now=now
                )
                _record(session, made, cycle_id)
            case RecognitionState.WAITING | RecognitionState.REFUSED:
                pass
        _audit(session, "bring certificate of another authority", made, person_id, now, state.value)
        return issuers.one(session, made)


def decide(session: Session, *, recognition_id: int, actor_id: int, agree: bool, now: datetime) -> None:
    """Agree or not to what waits. Whether the actor is the named person is asked where they are known.

    Safe to repeat. Raises: UnknownRecognition; RecognitionRefused if it was decided the other way.
    """
    wanted = RecognitionState.RECOGNISED if agree else RecognitionState.REFUSED
    with unit_of_work(session):
        changed = session.execute(
            sa.update(Recognition)
            .where(Recognition.id == recognition_id, Recognition.state == RecognitionState.WAITING.value)
            .values(state=wanted.value, decided_at=now, decided_by_id=actor_id)
            .returning(Recognition.person_id, Recognition.course_slug)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if changed is None:
            if issuers.one(session, recognition_id).state != wanted.value:
                raise errors.RecognitionRefused("This has been decided already.")
            return
        if agree:
            cycle_id = enrolments.newest_cycle(
                session, person_id=changed.person_id, course=changed.course_slug, now=now
            )
            _record(session, recognition_id, cycle_id)
        _audit(session, "decide on recognition", recognition_id, actor_id, now, wanted.value)


def may_decide(row: RecognitionRow, *, actor_id: int, is_administrator: bool) -> bool:
    """Whether somebody is the named person of a request; nobody decides on their own certificate."""
    if row.person_id == actor_id:
        return False
    return row.confirmer_id == actor_id or is_administrator


def _record(session: Session, recognition_id: int, cycle_id: int) -> None:
    """Note at which cycle something was recognised, or in which one its refresher has to be passed."""
    session.execute(
        sa.update(Recognition)
        .where(Recognition.id == recognition_id)
        .values(cycle_id=cycle_id)
        .execution_options(synchronize_session=False)
    )


def _is_about(session: Session, person_id: int, facts: Facts, former_address: str) -> bool:
    """Whether it is about this person for certain; False if only their word says so.

    Raises: RecognitionRefused if it is about somebody else.
    """
    person = session.execute(
        sa.select(Person.name, Person.sign_in_name).where(Person.id == person_id)
    ).one_or_none()
    if person is None:
        raise errors.UnknownPerson(str(person_id))

    def is_of(identifier: str) -> bool:
        return bool(identifier.strip()) and any(
            recipients.matches(identifier, salt=salt, hashed=hashed) for _, salt, hashed in facts.identities
        )

    if is_of(person.sign_in_name):
        return True
    if is_of(former_address):
        return recognition.same_name(facts.holder_name, person.name)
    raise errors.RecognitionRefused(
        "It is not about the address that you sign in with, nor about the one that you entered."
    )


def _again(session: Session, person_id: int, course: str, digest: str) -> RecognitionRow:
    found = session.execute(
        sa.select(Recognition.id).where(
            Recognition.person_id == person_id,
            Recognition.course_slug == course,
            Recognition.credential_digest == digest,
        )
    ).scalar_one()
    return issuers.one(session, found)


def _audit(
    session: Session, action: str, recognition_id: int, actor_id: int, now: datetime, state: str
) -> None:
    subject = f"recognition {recognition_id}"
    audit.record(session, at=now, actor_id=actor_id, action=action, subject=subject, state=state)


def rule_words(rule: RuleRow) -> str:
    """A rule in one sentence, for pages and lists."""
    words = {
        "accept": "Accept",
        "accept if recent": f"Accept if not older than {rule.rule.months_old} months",
        "refresher": "The refresher has to be passed here",
        "refuse": "Refuse",
    }[rule.rule.decision.value]
    valid = "" if rule.rule.valid_months is None else f", for {rule.rule.valid_months} months from the pass"
    who = f" {rule.confirmer or 'An administrator'} has to agree." if rule.rule.needs_confirmation else ""
    return f"{words}{valid}.{who}"
