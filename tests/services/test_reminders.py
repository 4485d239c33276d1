"""Reminders: the right people, one message a day, each thing once, and nobody who need not hear of it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.outbox import Outbox
from lms.db.people import Person
from lms.db.reminders import MailChoice, ReminderSent
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.requirements import AbsenceKind
from lms.services import absences, notifications, people, reminders
from tests.support import cycles, learning, rows
from tests.support.databases import Database, at_once, counted
from tests.support.learners import Learner

OPEN, SOON, LAST, ENDED = "2026-09-23", "2026-11-08", "2026-11-22", "2026-11-23"
TITLE = learning.course().title


@pytest.fixture
def renewing(learner: Learner) -> Learner:
    """Somebody who passed on 22 November 2025 for a year; the refresher opens 60 days before its end."""
    address(learner)
    learner.library = cycles.library()
    cycles.passed(learner, "2025-11-22")
    return learner


def address(learner: Learner) -> None:
    values = {"sign_in_name": "sam@demo.example", "sign_in_folded": "sam@demo.example"}
    with unit_of_work(learner.session):
        learner.session.execute(sa.update(Person).where(Person.id == learner.person_id).values(**values))


def send(learner: Learner, on: str) -> int:
    return reminders.send_due(learner.session, learner.library, cycles.noon(on), issuing=learning.ISSUING)


def mails(session: Session) -> list[Outbox]:
    session.rollback()
    return list(
        session.scalars(sa.select(Outbox).where(Outbox.key.startswith("digest:")).order_by(Outbox.id))
    )


def manager(session: Session, team_id: int, name: str = "Mo Lead", **changes: object) -> int:
    return rows.add_person(session, name, role="manager", team_id=team_id, **changes)


def join(learner: Learner, team_id: int, **changes: object) -> None:
    with unit_of_work(learner.session):
        learner.session.execute(
            sa.update(Person).where(Person.id == learner.person_id).values(team_id=team_id, **changes)
        )


def required(learner: Learner) -> None:
    cycles.require(learner.session, learner.library)


def test_each_kind_is_sent_on_its_day_and_once(renewing: Learner) -> None:
    required(renewing)
    days = [
        "2026-09-22",
        OPEN,
        OPEN,
        "2026-09-24",
        "2026-11-07",
        SOON,
        "2026-11-09",
        LAST,
        ENDED,
        "2027-01-05",
    ]
    assert [send(renewing, on) for on in days] == [0, 1, 0, 0, 0, 1, 0, 0, 1, 0]
    assert [mail.body["subject"] for mail in mails(renewing.session)] == [
        f"Time to renew: {TITLE}",
        f"By 22 November 2026: {TITLE}",
        f"Ended: {TITLE}",
    ]
    assert mails(renewing.session)[0].key == f"digest:{renewing.person_id}:{OPEN}"


def test_the_message_says_it_in_text_in_html_and_in_a_calendar(renewing: Learner) -> None:
    required(renewing)
    send(renewing, OPEN)
    send(renewing, SOON)
    first, second = mails(renewing.session)
    words = f"You can renew “{TITLE}” now. Your certificate counts up to and including 22 November 2026."
    assert words in first.body["text"]
    assert words in first.body["html"]
    assert f"{learning.ISSUING.base_url}/courses/{learning.COURSE}" in first.body["text"]
    assert "cannot be switched off" in first.body["text"]
    assert "unsubscribe" not in first.body
    entries = [
        icalendar.Calendar.from_ical(base64.b64decode(mail.body["calendar"])).walk("VEVENT")[0]
        for mail in (first, second)
    ]
    assert entries[0]["UID"] == entries[1]["UID"]
    assert [int(entry["SEQUENCE"]) for entry in entries] == [0, 1]
    assert entries[0].decoded("DTSTART") == date(2026, 11, 22)
    assert entries[0].decoded("DTEND") == date(2026, 11, 23)
    assert base64.b64decode(first.body["calendar"]).count(b"DTSTART;VALUE=DATE:20261122") == 1
    assert entries[0].decoded("DTSTAMP").utcoffset() == timedelta(0)


def test_a_renewed_certificate_is_not_spoken_of_again(renewing: Learner) -> None:
    required(renewing)
    cycles.open_due(renewing, OPEN)
    cycles.passed(renewing, "2026-10-05")
    assert [send(renewing, on) for on in ("2026-10-06", SOON, LAST, ENDED)] == [0, 0, 0, 0]


@pytest.mark.parametrize("kind", [AbsenceKind.LEAVE, AbsenceKind.EXEMPT])
def test_whoever_is_away_hears_of_it_when_they_are_back(renewing: Learner, kind: AbsenceKind) -> None:
    required(renewing)
    absences.add(
        renewing.session,
        actor_id=None,
        person_id=renewing.person_id,
        kind=kind,
        course=None if kind is AbsenceKind.LEAVE else learning.COURSE,
        reason="Away",
        from_on=date(2026, 9, 1),
        until_on=date(2026, 11, 10),
        now=cycles.noon("2026-09-01"),
    )
    assert [send(renewing, on) for on in (OPEN, SOON, "2026-11-10", "2026-11-11", ENDED)] == [0, 0, 0, 1, 1]


def test_whoever_has_left_gets_nothing_nor_does_their_manager_hear(renewing: Learner) -> None:
    required(renewing)
    team = cycles.team(renewing.session)
    manager(renewing.session, team, created_at=cycles.noon("2026-11-01"))
    join(renewing, team)
    people.disable(
        renewing.session, actor_id=None, person_id=renewing.person_id, now=cycles.noon("2026-09-01")
    )
    send(renewing, ENDED)
    assert not [mail for mail in mails(renewing.session) if "Sam Carter" in mail.body["text"]]


def test_a_manager_is_told_at_the_end_and_not_before(renewing: Learner) -> None:
    required(renewing)
    team = cycles.team(renewing.session)
    lead = manager(renewing.session, team, created_at=cycles.noon("2026-11-01"))
    manager(renewing.session, cycles.team(renewing.session, "Parks"), "Other Lead")
    join(renewing, team)
    send(renewing, SOON)
    send(renewing, ENDED)
    send(renewing, "2026-11-24")
    found = [mail for mail in mails(renewing.session) if "Sam Carter held" in mail.body["text"]]
    assert [mail.key for mail in found] == [f"digest:{lead}:{ENDED}"]
    assert found[0].body["to"] == "mo.lead@demo.example"
    assert "has not renewed it yet" in found[0].body["html"]
    assert "Sam Carter" not in found[0].body["subject"]


def test_whoever_has_no_address_is_named_to_the_manager(renewing: Learner) -> None:
    required(renewing)
    team = cycles.team(renewing.session)
    lead = manager(renewing.session, team, created_at=cycles.noon("2026-09-01"))
    join(renewing, team, sign_in_name="4711", sign_in_folded="4711")
    for on in (OPEN, SOON, ENDED):
        send(renewing, on)
    found = mails(renewing.session)
    assert {mail.key.split(":")[1] for mail in found} == {str(lead)}
    named = [mail for mail in found if "Sam Carter" in mail.body["text"]]
    assert len(named) == 3
    assert all("no e-mail address here" in mail.body["text"] for mail in named)


def test_a_first_pass_that_is_required_is_reminded_of_too(learner: Learner) -> None:
    learner.library = cycles.library()
    address(learner)
    required(learner)
    with unit_of_work(learner.session):
        learner.session.execute(sa.update(Person).values(created_at=cycles.noon("2026-11-01")))
    days = ["2026-10-31", "2026-11-01", "2026-12-12", "2026-12-13", "2026-12-27", "2026-12-28"]
    assert [send(learner, on) for on in days] == [0, 1, 0, 1, 0, 1]
    assert [mail.body["subject"].partition(":")[0] for mail in mails(learner.session)] == [
        "Time to take",
        "By 27 December 2026",
        "Overdue",
    ]


def test_several_things_are_one_message(renewing: Learner) -> None:
    required(renewing)
    team = cycles.team(renewing.session)
    join(renewing, team, role="manager")
    for name in ("Ada", "Bo"):
        other = Learner(
            renewing.session, rows.add_person(renewing.session, name, team_id=team), renewing.library
        )
        cycles.passed(other, "2025-11-22")
    assert send(renewing, ENDED) == 3
    (mine,) = [mail for mail in mails(renewing.session) if f":{renewing.person_id}:" in mail.key]
    assert mine.body["subject"] == "Your training: 3 things to know"
    assert all(name in mine.body["text"] for name in ("Ada held", "Bo held", "Your certificate for"))


def test_names_are_text_in_html(renewing: Learner) -> None:
    required(renewing)
    join(renewing, cycles.team(renewing.session), name="<b>Sam</b> & Co")
    send(renewing, OPEN)
    (found,) = mails(renewing.session)
    assert "&lt;b&gt;Sam&lt;/b&gt; &amp; Co" in found.body["html"]
    assert "<b>" not in found.body["html"]


def test_what_nobody_requires_can_be_stopped_from_the_message(renewing: Learner) -> None:
    send(renewing, OPEN)
    (found,) = mails(renewing.session)
    secret = found.body["unsubscribe"].rpartition("/")[2]
    assert found.body["unsubscribe"] in found.body["text"]
    assert found.body["one_click"]
    for _ in range(2):
        reminders.stop(renewing.session, secret=secret, now=rows.NOW)
    assert send(renewing, SOON) == 0
    reminders.choose(renewing.session, person_id=renewing.person_id, wants=True, now=rows.NOW)
    assert send(renewing, "2026-11-09") == 1
    assert mails(renewing.session)[1].body["unsubscribe"] == found.body["unsubscribe"]


def test_what_is_required_comes_all_the_same(renewing: Learner) -> None:
    reminders.choose(renewing.session, person_id=renewing.person_id, wants=False, now=rows.NOW)
    assert send(renewing, OPEN) == 0
    required(renewing)
    assert send(renewing, OPEN) == 1


def test_a_secret_that_nobody_has_ends_nothing(renewing: Learner) -> None:
    reminders.choose(renewing.session, person_id=renewing.person_id, wants=True, now=rows.NOW)
    with pytest.raises(errors.UnknownLink):
        reminders.stop(renewing.session, secret="x" * 32, now=rows.NOW)
    assert renewing.session.scalar(sa.select(MailChoice.stopped_at)) is None


def test_workers_that_race_ask_for_one_message_a_person(database: Database, session: Session) -> None:
    library = cycles.library()
    for at in range(6):
        cycles.passed(Learner(session, rows.add_person(session, f"Person {at}"), library), "2025-11-22")

    def work() -> int:
        with database.session() as own:
            return reminders.send_due(own, library, cycles.noon(SOON), issuing=learning.ISSUING)

    tasks: list[Callable[[], Any]] = [work] * 4
    assert sum(at_once(tasks, 4)) == 6
    assert len(mails(session)) == 6
    assert session.scalar(sa.select(sa.func.count()).select_from(ReminderSent)) == 6


def test_what_comes_up_after_the_message_of_the_day_waits_for_the_next(renewing: Learner) -> None:
    with unit_of_work(renewing.session):
        notifications.mail(
            renewing.session,
            key=f"digest:{renewing.person_id}:{OPEN}",
            to="a@b.example",
            subject="Earlier",
            text="",
            now=rows.NOW,
        )
    assert send(renewing, OPEN) == 0
    assert renewing.session.scalar(sa.select(sa.func.count()).select_from(ReminderSent)) == 0
    assert send(renewing, "2026-09-24") == 1


def test_the_reading_costs_the_same_for_one_and_for_many(renewing: Learner, database: Database) -> None:
    def count() -> int:
        with counted(database.engine) as statements:
            send(renewing, "2026-09-01")
        return len(statements)

    required(renewing)
    assert send(renewing, "2026-08-31") == 0
    alone = count()
    for at in range(5):
        other = Learner(renewing.session, rows.add_person(renewing.session, f"P {at}"), renewing.library)
        cycles.passed(other, "2025-11-22")
    assert count() == alone <= 9


def test_late_in_the_day_counts_the_day_of_the_organisation(renewing: Learner) -> None:
    # 23:30 UTC in summer is already the next day in London.
    at = datetime.fromisoformat("2026-09-22T23:30:00+00:00")
    assert reminders.send_due(renewing.session, renewing.library, at, issuing=learning.ISSUING) == 1
