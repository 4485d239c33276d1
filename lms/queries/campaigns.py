"""Owns the reads of campaigns: which there are, which are in force, whom a new one would reach.

It must not know how what changed is found out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db.campaigns import Campaign, CampaignPerson
from lms.db.content_releases import ContentRelease
from lms.db.people import Person
from lms.db.renewals import Renewal
from lms.domain import errors, refreshers
from lms.queries import compliance, duties


class Stage(StrEnum):
    """Where a campaign is."""

    PLANNED = "planned"
    SIGNED = "signed off"
    RUNNING = "in force"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Running:
    """A campaign in force. Whoever passed after `signed_on` has passed on what changed."""

    campaign_id: int
    course: str
    due_on: date
    signed_on: date
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """One campaign; `done` of `people` have passed since, both 0 until it is signed off."""

    campaign_id: int
    course: str
    title: str
    release: int
    note: str
    sections: tuple[str, ...]
    due_on: date
    stage: Stage
    made_at: datetime
    signed_name: str | None
    signed_at: datetime | None
    effective_at: datetime | None
    undone_at: datetime | None
    people: int


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody whom a campaign reaches. `open_round` = they are renewing anyway, on what is live now."""

    person_id: int
    name: str
    team: str | None
    passed_on: date
    open_round: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a campaign would reach; `before` = how many more were told by another one of the same change."""

    people: tuple[Reached, ...]
    before: int = 0


def running(session: Session, *, now: datetime, zone: tzinfo) -> tuple[Running, ...]:
    """Campaigns that were signed off and whose day to undo them has passed. Two statements."""
    rows = session.execute(
        sa.select(Campaign.id, Campaign.course_slug, Campaign.due_on, Campaign.signed_at)
        .where(Campaign.effective_at <= now, Campaign.undone_at.is_(None))
        .order_by(Campaign.due_on, Campaign.id)
    ).all()
    people: dict[int, list[int]] = {}
    if rows:
        members = sa.select(CampaignPerson.campaign_id, CampaignPerson.person_id).order_by(
            CampaignPerson.person_id
        )
        for campaign_id, person_id in session.execute(
            members.where(CampaignPerson.campaign_id.in_([row.id for row in rows]))
        ):
            people.setdefault(campaign_id, []).append(person_id)
    return tuple(
        Running(
            row.id,
            row.course_slug,
            row.due_on,
            refreshers.civil_day(row.signed_at or now, zone),
            tuple(people.get(row.id, ())),
        )
        for row in rows
    )


def all_lines(session: Session, library: Library, *, now: datetime) -> tuple[CampaignLine, ...]:
    """Every campaign, the newest first. One statement."""
    return tuple(_lines(session, library, now, None))


def line(session: Session, library: Library, *, campaign_id: int, now: datetime) -> CampaignLine:
    """One campaign. Raises: UnknownCampaign."""
    found = _lines(session, library, now, campaign_id)
    if not found:
        raise errors.UnknownCampaign(campaign_id)
    return found[0]


def _lines(session: Session, library: Library, now: datetime, campaign_id: int | None) -> list[CampaignLine]:
    count = (
        sa.select(sa.func.count())
        .where(CampaignPerson.campaign_id == Campaign.id)
        .correlate(Campaign)
        .scalar_subquery()
    )
    query = sa.select(Campaign, count).order_by(Campaign.id.desc())
    if campaign_id is not None:
        query = query.where(Campaign.id == campaign_id)
    return [
        CampaignLine(
            campaign_id=row.id,
            course=row.course_slug,
            title=compliance.title(library, row.course_slug),
            release=row.release_number,
            note=row.note,
            sections=tuple(row.sections),
            due_on=row.due_on,
            stage=stage(row, now),
            made_at=row.made_at,
            signed_name=row.signed_name,
            signed_at=row.signed_at,
            effective_at=row.effective_at,
            undone_at=row.undone_at,
            people=people,
        )
        for row, people in session.execute(query)
    ]


def stage(row: Campaign, now: datetime) -> Stage:
    """Where a campaign is at an instant."""
    if row.undone_at is not None:
        return Stage.UNDONE
    if row.effective_at is None:
        return Stage.PLANNED
    return Stage.SIGNED if now < row.effective_at else Stage.RUNNING


def reached(
    session: Session,
    library: Library,
    *,
    course: str,
    release: int,
    made_on: date,
    today: date,
    zone: tzinfo,
) -> Reach:
    """Whom a campaign would reach today: who passed up to the day of its release, holds that pass still, is
    not away, and was not reached by a campaign for this release or a newer one. Eight statements at most.

    Whoever never passed, or whose certificate has ended, has to take what is live now in any case. Whoever
    was reached already has their message, their round and their day: a second one would only puzzle them.
    """
    book = duties.book(session, library, whom=duties.EVERYBODY, today=today, zone=zone)
    told = _told(session, course, release)
    found, before = [], 0
    for person in book.people:
        held = book.held.get((person.person_id, course))
        if held is None or (held.until is not None and today > held.until):
            continue
        if held.passed_on > made_on or book.is_away(person.person_id, course):
            continue
        if person.person_id in told:
            before += 1
            continue
        round_ = book.rounds.get((person.person_id, course))
        is_open = round_ is not None and not round_.certified
        found.append(Reached(person.person_id, person.name, person.team, held.passed_on, is_open))
    return Reach(tuple(found), before)


def _told(session: Session, course: str, release: int) -> set[int]:
    """Whom the campaigns that were signed off and not undone reached, for this release or a newer one."""
    return set(
        session.scalars(
            sa.select(CampaignPerson.person_id)
            .join(Campaign, Campaign.id == CampaignPerson.campaign_id)
            .where(
                Campaign.course_slug == course,
                Campaign.release_number >= release,
                Campaign.signed_at.is_not(None),
                Campaign.undone_at.is_(None),
            )
        )
    )


def names(session: Session, campaign_id: int) -> Sequence[str]:
    """The names of the people a campaign was signed off for, in order. One statement."""
    return sorted(
        session.scalars(
            sa.select(Person.name)
            .join(CampaignPerson, CampaignPerson.person_id == Person.id)
            .where(CampaignPerson.campaign_id == campaign_id)
        ),
        key=str.casefold,
    )


def opened(session: Session, campaign_id: int) -> int:
    """How many rounds a campaign has opened. One statement."""
    return session.execute(
        sa.select(sa.func.count()).select_from(Renewal).where(Renewal.campaign_id == campaign_id)
    ).scalar_one()


def dry_run(session: Session, library: Library, *, line: CampaignLine, today: date, zone: tzinfo) -> Reach:
    """Whom a planned campaign would reach if it were signed off today. Nine statements at most."""
    made_at = session.execute(
        sa.select(ContentRelease.made_at).where(ContentRelease.number == line.release)
    ).scalar_one_or_none()
    if made_at is None:
        return Reach(())
    return reached(
        session,
        library,
        course=line.course,
        release=line.release,
        made_on=refreshers.civil_day(made_at, zone),
        today=today,
        zone=zone,
    )
