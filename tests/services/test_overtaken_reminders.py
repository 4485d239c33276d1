"""A reminder that waited for a mail server is not sent once somebody has renewed, is away or has left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from lms.db.outbox import Outbox
from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work
from lms.domain.requirements import AbsenceKind
from lms.services import absences, outbox, reminders
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
