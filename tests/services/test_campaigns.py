"""Campaigns: nobody hears of one before a named person has signed it off and a day has passed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.campaigns import CampaignPerson
from lms.db.outbox import Outbox
from lms.db.renewals import Renewal
from lms.domain import errors
from lms.domain.changes import Label
from lms.domain.compliance import Standing
from lms.domain.requirements import AbsenceKind
from lms.queries import campaigns as reads
from lms.queries.campaigns import CampaignLine, Stage
from lms.services import absences, campaigns, refreshers
from tests.support import cycles, delta_world, learning, rows
from tests.support.delta_world import SLUG, World
from tests.support.learners import Learner
from tests.support.shelves import LESSON

SIGNED = cycles.noon("2027-01-11")


@pytest.fixture
def world(session: Session, tmp_path: Path) -> World:
    """Sam passed on 23 November 2026, before the release of 10 January; Ada after it; Bo never."""
    made = delta_world.world(session, tmp_path)
    take(made, made.learner, "2026-11-23")
    made.publish(LESSON, "Then wait.", "Then wait for the whole answer.", "2027-01-10", Label.SUBSTANTIVE)
    ada = Learner(session, rows.add_person(session, "Ada After"), made.library())
    rows.add_person(session, "Bo Never")
    take(made, ada, "2027-01-11")
    return made


def take(world: World, learner: Learner, on: str) -> None:
    learner.library = world.library()
    attempt_id = learner.start(SLUG, now=cycles.noon(on))
    quiz = learner.library.quiz(SLUG).quiz
    assert learner.submit(attempt_id, learning.right_answers(quiz, 7), now=cycles.noon(on)).passed


def plan(world: World, *, due_on: date = date(2027, 2, 28)) -> int:
    return campaigns.plan(
        world.desk.session,
        world.library(),
        actor_id=world.desk.author_id,
        course=SLUG,
        release=world.desk.number,
        sections=["Hearing: The text at the top has other words."],
        note="Waiting takes longer now.",
        due_on=due_on,
        now=SIGNED,
    )


def test_the_same_plan_twice_is_one_until_it_is_signed_off(world: World) -> None:
    first = plan(world)
    assert plan(world) == first
    assert plan(world, due_on=date(2027, 3, 31)) != first
    sign(world, first)
    assert plan(world) != first


def sign(world: World, campaign: int, *, hours: float = 0) -> int:
    return campaigns.sign_off(
        world.desk.session,
        world.library(),
        actor_id=world.desk.author_id,
        campaign_id=campaign,
        now=SIGNED + timedelta(hours=hours),
        issuing=learning.ISSUING,
    )


def undo(world: World, campaign: int, *, hours: float) -> None:
    campaigns.undo(
        world.desk.session,
        actor_id=world.desk.author_id,
        campaign_id=campaign,
        now=SIGNED + timedelta(hours=hours),
    )


def line(world: World, campaign: int, *, hours: float = 0) -> CampaignLine:
    return reads.line(
        world.desk.session, world.library(), campaign_id=campaign, now=SIGNED + timedelta(hours=hours)
    )


def mails(world: World) -> list[str]:
    return list(
        world.desk.session.scalars(
            sa.select(Outbox.key).where(Outbox.kind == "mail", Outbox.key.startswith("mail:campaign:"))
        )
    )


def open_due(world: World, *, hours: float) -> int:
    return refreshers.open_due(world.desk.session, world.library(), SIGNED + timedelta(hours=hours))


def test_a_dry_run_names_those_who_passed_before_and_tells_nobody(world: World) -> None:
    made = plan(world)
    found = reads.dry_run(
        world.desk.session, world.library(), line=line(world, made), today=date(2027, 1, 11), zone=cycles.ZONE
    )
    assert [(one.name, one.passed_on) for one in found.people] == [("Sam Carter", date(2026, 11, 23))]
    assert line(world, made).stage is Stage.PLANNED
    assert mails(world) == []
    assert open_due(world, hours=1000) == 0


def test_signed_off_by_a_name_it_waits_for_a_day(world: World) -> None:
    made = plan(world)
    assert sign(world, made) == 1
    found = line(world, made)
    assert (found.stage, found.signed_name, found.people) == (Stage.SIGNED, "Tess Trainer", 1)
    asked = sa.select(Outbox).where(Outbox.key.startswith("mail:campaign:"))
    row = world.desk.session.execute(asked).scalar_one()
    assert row.due_at == SIGNED + timedelta(hours=24)
    assert row.key == f"mail:campaign:{made}:{world.learner.person_id}"
    title = world.library().course(SLUG).title
    assert row.body["to"] == "sam.carter@demo.example"
    assert row.body["subject"] == f"What has changed in {title}: by 28 February 2027"
    for words in ("Waiting takes longer now.", "Hearing: The text at the top has other words."):
        assert words in row.body["text"]
        assert words in row.body["html"]
    assert f"/courses/{SLUG}/changes" in row.body["text"]
    assert open_due(world, hours=23) == 0
    assert line(world, made, hours=24).stage is Stage.RUNNING
    assert open_due(world, hours=24) == 1
    assert open_due(world, hours=25) == 0
    renewal = world.desk.session.execute(sa.select(Renewal)).scalar_one()
    assert (renewal.kind, renewal.path, renewal.due_on) == ("campaign", "short quiz", date(2027, 2, 28))
    assert reads.opened(world.desk.session, made) == 1
    assert list(reads.names(world.desk.session, made)) == ["Sam Carter"]


def test_signing_twice_is_signing_once(world: World) -> None:
    made = plan(world)
    assert [sign(world, made), sign(world, made)] == [1, 1]
    assert len(mails(world)) == 1
    assert world.desk.session.scalar(sa.select(sa.func.count()).select_from(CampaignPerson)) == 1


def test_within_a_day_it_can_be_undone_and_nothing_has_happened(world: World) -> None:
    made = plan(world)
    sign(world, made)
    undo(world, made, hours=23.9)
    undo(world, made, hours=30)
    assert line(world, made).stage is Stage.UNDONE
    assert mails(world) == []
    assert open_due(world, hours=48) == 0
    with pytest.raises(errors.CampaignClosed, match="undone"):
        sign(world, made)


def test_after_a_day_it_cannot_be_undone(world: World) -> None:
    made = plan(world)
    with pytest.raises(errors.CampaignClosed, match="not signed off"):
        undo(world, made, hours=1)
    sign(world, made)
    with pytest.raises(errors.CampaignClosed, match="24 hours"):
        undo(world, made, hours=24)
    assert len(mails(world)) == 1


def test_the_campaign_is_due_and_passing_it_ends_that(world: World) -> None:
    sign(world, plan(world))
    open_due(world, hours=24)
    due = cycles.standing(world.learner, "2027-01-13")
    assert due is not None
    assert (due.cell.standing, due.cell.day, due.campaign) == (Standing.DUE, date(2027, 2, 28), True)
    late = cycles.standing(world.learner, "2027-03-01")
    assert late is not None
    assert (late.cell.standing, late.cell.covered) == (Standing.OVERDUE, True)
    attempt_id = world.start("2027-01-14", seed=3)
    quiz = world.library().quiz(SLUG).quiz
    done = world.learner.submit(attempt_id, learning.right_answers(quiz, 3), now=cycles.noon("2027-01-14"))
    assert done.certificate_number is not None
    after = cycles.standing(world.learner, "2027-03-01")
    assert after is not None
    # Early, so the year counts from the new pass.
    assert (after.cell.standing, after.cell.day) == (Standing.CURRENT, date(2028, 1, 14))


def test_whoever_passes_before_it_starts_or_is_away_is_left_out(world: World) -> None:
    made = plan(world)
    absences.add(
        world.desk.session,
        actor_id=None,
        person_id=world.learner.person_id,
        kind=AbsenceKind.LEAVE,
        course=None,
        reason="Leave",
        from_on=date(2027, 1, 1),
        until_on=date(2027, 1, 11),
        now=SIGNED,
    )
    with pytest.raises(errors.CampaignClosed, match="nobody"):
        sign(world, made)


def test_what_cannot_be_planned_is_refused(world: World) -> None:
    with pytest.raises(errors.CampaignClosed, match="after today"):
        plan(world, due_on=date(2027, 1, 11))
    for call in (sign, lambda where, which: undo(where, which, hours=0)):
        with pytest.raises(errors.UnknownCampaign):
            call(world, 99)
    with pytest.raises(errors.UnknownCampaign):
        line(world, 99)
