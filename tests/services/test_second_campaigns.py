"""A second campaign for one change: nobody gets a second message or another day, and nobody is left out."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from lms.domain import errors
from lms.domain.changes import Label
from lms.queries import campaigns as reads
from tests.services.test_campaigns import SIGNED, line, mails, plan, sign, take, undo, world
from tests.support import cycles, rows
from tests.support.databases import counted
from tests.support.delta_world import World
from tests.support.learners import Learner
from tests.support.shelves import LESSON

__all__ = ["world"]
LATER = date(2027, 3, 31)


def reach(world: World, campaign: int) -> tuple[list[str], int]:
    found = reads.dry_run(
        world.desk.session,
        world.library(),
        line=line(world, campaign),
        today=SIGNED.date(),
        zone=cycles.ZONE,
    )
    return [one.name for one in found.people], found.before


def test_whoever_was_told_of_a_change_is_not_told_again(world: World) -> None:
    sign(world, plan(world))
    again = plan(world, due_on=LATER)
    assert reach(world, again) == ([], 1)
    with pytest.raises(errors.CampaignClosed, match="nobody"):
        sign(world, again)
    assert len(mails(world)) == 1


def test_who_was_left_out_of_the_first_is_reached_by_the_second(world: World) -> None:
    # As after a leave that has ended: they passed before the change, and were not told of it.
    back = Learner(world.desk.session, rows.add_person(world.desk.session, "Bea Back"), world.library())
    sign(world, plan(world))
    take(world, back, "2026-11-23")
    again = plan(world, due_on=LATER)
    assert reach(world, again) == (["Bea Back"], 1)
    assert sign(world, again) == 1
    assert len(mails(world)) == 2


def test_one_that_was_undone_has_told_nobody(world: World) -> None:
    first = plan(world)
    sign(world, first)
    undo(world, first, hours=1)
    again = plan(world, due_on=LATER)
    assert reach(world, again) == (["Sam Carter"], 0)
    assert sign(world, again) == 1


def test_a_newer_change_is_told_to_everybody_again_and_covers_the_older_one(world: World) -> None:
    old = plan(world)
    sign(world, old)
    kept = plan(world, due_on=LATER)
    world.publish(LESSON, "Then wait", "Then always wait", "2027-01-11", Label.SUBSTANTIVE)
    new = plan(world)
    assert sign(world, new) == 2
    assert len(mails(world)) == 3
    # Whoever was told of the newer one learns of the older one with it: Ada passed after that one anyway.
    assert reach(world, kept) == ([], 1)


def test_a_campaign_whose_day_has_come_is_not_signed_off(world: World) -> None:
    made = plan(world, due_on=date(2027, 1, 13))
    with pytest.raises(errors.CampaignClosed, match="has come"):
        sign(world, made, hours=48)
    assert sign(world, made, hours=24) == 1


def test_the_dry_run_asks_seven_things(world: World) -> None:
    made = line(world, plan(world))
    library = world.library()
    world.desk.session.rollback()
    with counted(Engine) as statements:
        reads.dry_run(world.desk.session, library, line=made, today=SIGNED.date(), zone=cycles.ZONE)
    assert len(statements) == 7
