"""A reminder that waited for a mail server is not sent once somebody has renewed, is away or has left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest
import sqlalchemy as sa

from lms.db.outbox import Outbox
from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work
from lms.domain.requirements import AbsenceKind
from lms.queries import told
from lms.services import absences, outbox, reminders
from tests.services.test_reminders import ENDED, OPEN, join, mails, required, send
from tests.services.test_reminders import renewing as renewing
from tests.support import cycles, learning, rows, signing
from tests.support.learners import Learner

DAY = date(2026, 10, 1)


def renews(learner: Learner) -> None:
    cycles.open_due(learner, "2026-10-01")
    cycles.passed(learner, "2026-10-01")


def goes_on_leave(learner: Learner) -> None:
    absences.add(
        learner.session,
        actor_id=None,
        person_id=learner.person_id,
        kind=AbsenceKind.LEAVE,
        course=None,
        reason="Leave",
        from_on=DAY,
        until_on=None,
        now=rows.NOW,
    )


def leaves(learner: Learner) -> None:
    with unit_of_work(learner.session):
        learner.session.execute(sa.update(Person).values(disabled_at=rows.NOW))


def does_nothing(learner: Learner) -> None:
    learner.session.rollback()


@pytest.mark.parametrize(("does", "sent"), [(renews, 0), (goes_on_leave, 0), (leaves, 0), (does_nothing, 1)])
def test_what_was_overtaken_is_not_sent(learner: Learner, does: Callable[[Learner], None], sent: int) -> None:
    signing.make_keys(learner.session)
    with unit_of_work(learner.session):
        learner.session.execute(
            sa.update(Person).values(sign_in_name="sam@demo.example", sign_in_folded="sam@demo.example")
        )
    learner.library = cycles.library()
    cycles.passed(learner, "2025-11-22")
    asked = reminders.send_due(
        learner.session, learner.library, cycles.noon("2026-09-30"), issuing=learning.ISSUING
    )
    assert asked == 1
    does(learner)
    keys: list[str] = []
    while outbox.run_due(
        learner.session,
        now=cycles.noon("2026-10-02"),
        limit=20,
        issuing=learning.ISSUING,
        deliver=lambda key, body: keys.append(key),
    ):
        pass
    assert len([key for key in keys if key.startswith("digest:")]) == sent
    waiting = sa.select(sa.func.count()).select_from(Outbox).where(Outbox.done_at.is_(None))
    assert learner.session.scalar(waiting) == 0


def delivered(learner: Learner, on: str) -> list[str]:
    """The texts of the digests that somebody is sent on a day."""
    signing.make_keys(learner.session)
    texts: list[str] = []

    def deliver(key: str, body: Mapping[str, object]) -> None:
        if key.startswith(f"digest:{learner.person_id}:"):
            texts.append(str(body["text"]))

    outbox.run_due(learner.session, now=cycles.noon(on), limit=50, issuing=learning.ISSUING, deliver=deliver)
    return texts


def test_what_is_left_of_an_overtaken_message_is_told_without_the_rest(renewing: Learner) -> None:
    required(renewing)
    team = cycles.team(renewing.session)
    join(renewing, team, role="manager")
    ada, bo = (
        Learner(renewing.session, rows.add_person(renewing.session, name, team_id=team), renewing.library)
        for name in ("Ada", "Bo")
    )
    for one in (ada, bo):
        cycles.passed(one, "2025-11-22")
    send(renewing, ENDED)
    cycles.open_due(ada, ENDED)
    cycles.passed(ada, ENDED)
    assert delivered(renewing, ENDED) == []
    assert send(renewing, ENDED) == 0
    send(renewing, "2026-11-24")
    (text,) = delivered(renewing, "2026-11-24")
    assert "Ada" not in text
    assert all(words in text for words in ("Bo held", "Your certificate for"))
    send(renewing, "2026-11-25")
    assert delivered(renewing, "2026-11-25") == []


def test_what_was_stopped_while_it_waited_is_not_sent(renewing: Learner) -> None:
    send(renewing, OPEN)
    (found,) = mails(renewing.session)
    reminders.stop(renewing.session, secret=found.body["unsubscribe"].rpartition("/")[2], now=rows.NOW)
    assert delivered(renewing, OPEN) == []


def test_a_row_from_before_recipients_were_noted_is_read(renewing: Learner) -> None:
    old = told.read([[renewing.person_id, learning.COURSE, "2026-11-22"]])
    assert told.holding(renewing.session, old, today=DAY) == old
