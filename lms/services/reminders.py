"""Owns sending reminders: everything due about a day in one message to each person, and each thing once.

It must not know when it is called, nor how a message travels.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db import inserts
from lms.db.reminders import MailChoice, ReminderSent
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors, refreshers, reminders
from lms.domain.reminders import Kind
from lms.queries import reminders as reads
from lms.queries.reminders import Contact, Matter, Reading
from lms.queries.told import Told
from lms.services import digests, notifications
from lms.services.certification import Issuing
from lms.services.digests import Digest, Line, TeamLine

SECRET_BYTES = 24


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing to tell one recipient. `last_day` is the matter's, which has one if anything is due."""

    matter: Matter
    kind: Kind
    last_day: date


class _ToldToday(Exception):
    """A message of this day has been asked for already; what is new waits for tomorrow."""


def send_due(session: Session, library: Library, now: datetime, *, issuing: Issuing) -> int:
    """Ask for every message that is due today; how many were asked for here.

    Safe to run twice and at the same time: a thing that was told has a row that is unique, and each person
    gets at most one message a day. Nine statements, and a few for each message.
    Raises: Busy.
    """
    today = refreshers.civil_day(now, ZoneInfo(issuing.timezone))
    reading = reads.read(session, library, today=today, zone=ZoneInfo(issuing.timezone))
    session.rollback()
    times = reading.times()
    own: dict[int, list[Matter]] = defaultdict(list)
    teams: dict[int | None, list[Matter]] = defaultdict(list)
    for matter in reading.matters:
        own[matter.person_id].append(matter)
        teams[reading.contacts[matter.person_id].team_id].append(matter)
    asked = 0
    for contact in reading.contacts.values():
        to = notifications.address_of(contact.sign_in_name)
        if to is None:
            continue
        items = [
            *_own(reading, contact, own.get(contact.person_id, []), today),
            *_team(reading, contact, teams.get(contact.team_id, []), today),
        ]
        if items:
            try:
                asked += _tell(session, reading, contact, to, items, times, today, now, issuing)
            except _ToldToday:
                continue
    return asked


def stop(session: Session, *, secret: str, now: datetime) -> None:
    """End the reminders that nobody requires, by the address in a message. Safe to repeat.

    Raises: UnknownLink.
    """
    with unit_of_work(session):
        found = session.execute(
            sa.update(MailChoice)
            .where(MailChoice.secret == secret)
            .values(stopped_at=sa.func.coalesce(MailChoice.stopped_at, now))
            .returning(MailChoice.person_id)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if found is None:
            raise errors.UnknownLink


def choose(session: Session, *, person_id: int, wants: bool, now: datetime) -> None:
    """Keep whether somebody wants reminders that nobody requires. Safe to repeat."""
    with unit_of_work(session):
        _secret(session, person_id)
        session.execute(
            sa.update(MailChoice)
            .where(MailChoice.person_id == person_id)
            .values(stopped_at=None if wants else now)
            .execution_options(synchronize_session=False)
        )


def _own(reading: Reading, contact: Contact, matters: Sequence[Matter], today: date) -> Iterator[_Item]:
    for matter in matters:
        if matter.required or contact.wants:
            for item in _due(reading, contact, matter, today):
                if item.kind is not Kind.MANAGER:
                    yield item


def _team(reading: Reading, manager: Contact, matters: Sequence[Matter], today: date) -> Iterator[_Item]:
    """What a manager is told: who has ended, and everything about those whom nobody can write to."""
    if not manager.leads or manager.team_id is None or manager.away:
        return
    for matter in matters:
        person = reading.contacts[matter.person_id]
        if person.person_id == manager.person_id or not matter.required:
            continue
        silent = notifications.address_of(person.sign_in_name) is None
        for item in _due(reading, manager, matter, today):
            if item.kind is Kind.MANAGER or (silent and item.kind is not Kind.ENDED):
                yield item


def _due(reading: Reading, recipient: Contact, matter: Matter, today: date) -> Iterator[_Item]:
    told = reading.told.get(matter.key(recipient.person_id), frozenset())
    last_day = matter.facts.last_day
    if last_day is not None:
        for kind in reminders.due(replace(matter.facts, told=told), today):
            yield _Item(matter, kind, last_day)


def _tell(
    session: Session,
    reading: Reading,
    contact: Contact,
    to: str,
    items: list[_Item],
    times: dict[tuple[int, int, str], int],
    today: date,
    now: datetime,
    issuing: Issuing,
) -> int:
    """Ask for one message with what nobody else has told meanwhile; 1, or 0 if nothing is left.

    Raises: _ToldToday, and then nothing is noted.
    """
    with unit_of_work(session):
        fresh = [item for item in items if _note(session, contact.person_id, item, now)]
        if not fresh:
            return 0
        optional = any(not item.matter.required for item in fresh)
        secret = _secret(session, contact.person_id) if optional else None
        digest = _digest(reading, contact, fresh, times, secret, issuing)
        new = notifications.mail(
            session,
            key=f"digest:{contact.person_id}:{today.isoformat()}",
            to=to,
            subject=digests.subject(digest),
            text=digests.text(digest),
            html=digests.html(digest),
            calendar=digests.calendar(digest, now),
            unsubscribe=digest.stop,
            about=[_told(contact, item) for item in fresh],
            one_click=all(not item.matter.required for item in fresh),
            now=now,
        )
        if not new:
            raise _ToldToday
    return 1


def _told(contact: Contact, item: _Item) -> Told:
    matter = item.matter
    return Told(
        matter.person_id, matter.course, item.last_day, contact.person_id, item.kind.value, matter.required
    )


def _note(session: Session, recipient_id: int, item: _Item, now: datetime) -> bool:
    row = {
        "recipient_id": recipient_id,
        "person_id": item.matter.person_id,
        "course_slug": item.matter.course,
        "last_day": item.last_day,
        "kind": item.kind.value,
        "sent_at": now,
    }
    return inserts.add_once(session, ReminderSent, row, ReminderSent.id) is not None


def _secret(session: Session, person_id: int) -> str:
    """The secret of somebody's choice, made if there is none."""
    made = secrets.token_urlsafe(SECRET_BYTES)
    inserts.add_once(
        session,
        MailChoice,
        {"person_id": person_id, "secret": made, "stopped_at": None},
        MailChoice.person_id,
    )
    return session.execute(sa.select(MailChoice.secret).where(MailChoice.person_id == person_id)).scalar_one()


def _digest(
    reading: Reading,
    contact: Contact,
    items: list[_Item],
    times: dict[tuple[int, int, str], int],
    secret: str | None,
    issuing: Issuing,
) -> Digest:
    base, host = issuing.base_url, urlsplit(issuing.base_url).hostname or "localhost"
    own, team = [], []
    for item in items:
        matter = item.matter
        if matter.person_id == contact.person_id:
            own.append(
                Line(
                    kind=item.kind,
                    title=matter.title,
                    address=f"{base}/courses/{matter.course}",
                    last_day=item.last_day,
                    first=matter.first,
                    required=matter.required,
                    uid=f"last-day-{matter.person_id}-{matter.course}-{matter.turn}@{host}",
                    sequence=times.get((contact.person_id, matter.person_id, matter.course), 0),
                )
            )
        else:
            person = reading.contacts[matter.person_id]
            silent = notifications.address_of(person.sign_in_name) is None
            team.append(TeamLine(item.kind, person.name, matter.title, item.last_day, matter.first, silent))
    return Digest(
        name=contact.name,
        own=tuple(own),
        team=tuple(team),
        organisation=issuing.organisation,
        messages=f"{base}/account/messages",
        standings=f"{base}/manage/standings",
        stop=None if secret is None else f"{base}/messages/stop/{secret}",
    )
