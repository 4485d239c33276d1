"""Owns campaigns: planning one for a substantive change, signing it off, undoing that within a day.

Nothing reaches anybody before the day to undo has passed: messages wait in the outbox until then, and rounds
are opened afterwards. It must not know what a message looks like.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db import engine
from lms.db.campaigns import Campaign, CampaignPerson
from lms.db.content_releases import ContentRelease
from lms.db.outbox import Outbox
from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors, refreshers
from lms.queries import campaigns, compliance
from lms.services import audit, digests, notifications
from lms.services.certification import Issuing

# Any number that nothing else locks: one plan, and one sign-off, at a time, so that nothing is there twice.
LOCK = 0x706C616E
UNDO_FOR = timedelta(hours=24)
NOTE_MOST = 1_000
SECTIONS_MOST = 200


def plan(
    session: Session,
    library: Library,
    *,
    actor_id: int,
    course: str,
    release: int,
    sections: Sequence[str],
    note: str,
    due_on: date,
    now: datetime,
    timezone: str = "Europe/London",
) -> int:
    """Plan a campaign for what a release changed in a course; its id. Nobody hears of it yet.

    The same plan twice, as after a double click, is one while it is not signed off.
    `sections` are sentences on what changed. Raises: UnknownCourse, UnknownRelease, CampaignClosed if the
    day is in the past, Invalid.
    """
    library.course(course)
    words = note.strip()
    if len(words) > NOTE_MOST:
        raise errors.Invalid(f"A note has at most {NOTE_MOST} characters.")
    if due_on <= refreshers.civil_day(now, ZoneInfo(timezone)):
        raise errors.CampaignClosed("The day by which people are to know has to be after today.")
    with unit_of_work(session):
        engine.lock_name(session.connection(), LOCK)
        _made_at(session, release)
        same = sa.select(Campaign.id).where(
            Campaign.course_slug == course,
            Campaign.release_number == release,
            Campaign.due_on == due_on,
            Campaign.note == words,
            Campaign.signed_at.is_(None),
            Campaign.undone_at.is_(None),
        )
        planned = session.scalars(same.limit(1)).first()
        if planned is not None:
            return planned
        row = Campaign(
            course_slug=course,
            release_number=release,
            note=words,
            sections=list(sections[:SECTIONS_MOST]),
            due_on=due_on,
            made_by=actor_id,
            made_at=now,
        )
        session.add(row)
        session.flush()
        _note(session, "plan campaign", row.id, actor_id, now, course=course, release=release)
        return row.id


def sign_off(
    session: Session,
    library: Library,
    *,
    actor_id: int,
    campaign_id: int,
    now: datetime,
    issuing: Issuing,
) -> int:
    """Sign a planned campaign off, by name, for the people it reaches today; how many they are.

    Whom another campaign for the same change has reached already is left out. The messages wait in the outbox
    for 24 hours, and so do the rounds; whoever has no e-mail address sees the round when they sign in. Safe
    to repeat. Raises: UnknownCampaign, UnknownPerson, CampaignClosed if it was undone, reaches nobody, or its
    day has come.
    """
    zone = ZoneInfo(issuing.timezone)
    with unit_of_work(session):
        # Two campaigns for one change, signed off at once, must not both reach the same people.
        engine.lock_name(session.connection(), LOCK)
        row = _locked(session, campaign_id)
        if row.undone_at is not None:
            raise errors.CampaignClosed("This campaign was undone. Plan a new one.")
        if row.signed_at is not None:
            return _size(session, campaign_id)
        if row.due_on <= refreshers.civil_day(now, zone):
            raise errors.CampaignClosed("The day by which people are to know has come. Plan a new campaign.")
        signer = session.get(Person, actor_id)
        if signer is None:
            raise errors.UnknownPerson(str(actor_id))
        people = campaigns.reached(
            session,
            library,
            course=row.course_slug,
            release=row.release_number,
            made_on=refreshers.civil_day(_made_at(session, row.release_number), zone),
            today=refreshers.civil_day(now, zone),
            zone=zone,
        ).people
        if not people:
            raise errors.CampaignClosed("This campaign reaches nobody, so there is nothing to sign off.")
        row.signed_by, row.signed_name, row.signed_at = actor_id, signer.name, now
        row.effective_at = now + UNDO_FOR
        title = compliance.title(library, row.course_slug)
        addresses = _sign_in_names(session)
        for person in people:
            session.add(CampaignPerson(campaign_id=campaign_id, person_id=person.person_id))
            to = notifications.address_of(addresses[person.person_id])
            if to is not None:
                words = digests.campaign(
                    name=person.name,
                    title=title,
                    note=row.note,
                    sections=row.sections,
                    due_on=row.due_on,
                    address=f"{issuing.base_url}/courses/{row.course_slug}/changes",
                    organisation=issuing.organisation,
                )
                notifications.mail(
                    session,
                    key=_key(campaign_id, person.person_id),
                    to=to,
                    subject=words.subject,
                    text=words.text,
                    html=words.html,
                    now=now,
                    due_at=row.effective_at,
                )
        _note(session, "sign off campaign", campaign_id, actor_id, now, people=len(people))
    return len(people)


def undo(session: Session, *, actor_id: int, campaign_id: int, now: datetime) -> None:
    """Take a sign-off back within 24 hours: nobody hears of it, no round is opened. Safe to repeat.

    Raises: UnknownCampaign, CampaignClosed if it is not signed off, or the day has passed.
    """
    with unit_of_work(session):
        row = _locked(session, campaign_id)
        if row.undone_at is not None:
            return
        if row.effective_at is None:
            raise errors.CampaignClosed("This campaign is not signed off, so there is nothing to undo.")
        if now >= row.effective_at:
            raise errors.CampaignClosed("The 24 hours in which this could be undone have passed.")
        row.undone_at, row.undone_by = now, actor_id
        keys = [
            _key(campaign_id, person_id)
            for person_id in session.scalars(
                sa.select(CampaignPerson.person_id).where(CampaignPerson.campaign_id == campaign_id)
            )
        ]
        for first in range(0, len(keys), 500):
            session.execute(
                sa.delete(Outbox).where(Outbox.key.in_(keys[first : first + 500]), Outbox.done_at.is_(None))
            )
        _note(session, "undo campaign", campaign_id, actor_id, now)


def _sign_in_names(session: Session) -> dict[int, str]:
    rows = session.execute(sa.select(Person.id, Person.sign_in_name).where(Person.disabled_at.is_(None)))
    return {row.id: row.sign_in_name for row in rows}


def _key(campaign_id: int, person_id: int) -> str:
    return f"mail:campaign:{campaign_id}:{person_id}"


def _locked(session: Session, campaign_id: int) -> Campaign:
    row = session.execute(
        sa.select(Campaign).where(Campaign.id == campaign_id).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise errors.UnknownCampaign(campaign_id)
    return row


def _size(session: Session, campaign_id: int) -> int:
    return session.execute(
        sa.select(sa.func.count()).where(CampaignPerson.campaign_id == campaign_id)
    ).scalar_one()


def _made_at(session: Session, release: int) -> datetime:
    found = session.execute(
        sa.select(ContentRelease.made_at).where(ContentRelease.number == release)
    ).scalar_one_or_none()
    if found is None:
        raise errors.UnknownRelease(release)
    return found


def _note(
    session: Session, action: str, campaign_id: int, actor_id: int, now: datetime, **data: object
) -> None:
    audit.record(session, at=now, actor_id=actor_id, action=action, subject=f"campaign {campaign_id}", **data)
