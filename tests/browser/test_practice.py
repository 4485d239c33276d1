"""Practice in a real browser: by keyboard and without a script, axe in every state, small and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from lms.db import engine as engines
from lms.db.people import Person
from tests.browser.conftest import Live, open_page, serving, sideways_scroll, sign_in, violations
from tests.support import practising
from tests.support.app import LEARNER, TRAINER
from tests.support.databases import Database
from tests.support.learners import Learner
from tests.support.practising import Practiser


@pytest.fixture
def passed(sqlite_database: Database, tmp_path: Path) -> Iterator[Live]:
    """A server with a learner who has passed, and ten more people who have practised."""
    found = practising.library(practising.quiz())
    with serving(sqlite_database, tmp_path, found) as live:
        engine = engines.make_engine(live.database_url)
        with Session(engine) as session:
            person_id = session.scalars(sa.select(Person.id).where(Person.sign_in_name == LEARNER)).one()
            Learner(session, person_id, found).take()
            for number in range(10):
                Practiser.passed(session, found, f"Person {number}").sit("1" if number % 3 else "3")
        engine.dispose()
        yield live


def test_three_minutes_of_practice(browser: Browser, passed: Live) -> None:
    page = open_page(browser, passed, width=320, dark=True, script=True)
    sign_in(page, passed, LEARNER)
    found: list[str] = []
    page.goto("/practice")
    look(page, found)
    page.get_by_role("button", name="Take part").click()
    look(page, found)
    page.goto("/")
    look(page, found)
    page.get_by_role("link", name="Practise for three minutes").click()
    page.get_by_role("button", name="Start practising").click()
    page.get_by_role("button", name="Check my answer").click()
    look(page, found)
    # The summary leads to the first answer, and from there the keyboard does the rest.
    page.get_by_role("link", name="Answer the question, or choose").click()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Next question").wait_for()
    look(page, found)
    page.get_by_role("link", name="Next question").click()
    page.get_by_role("button", name="I do not know").click()
    look(page, found)
    while page.get_by_role("link", name="Next question").count():
        page.get_by_role("link", name="Next question").click()
        page.get_by_label("the right one").check()
        page.get_by_label("Sure", exact=True).check()
        page.get_by_role("button", name="Check my answer").click()
    look(page, found)
    page.get_by_role("link", name="See what comes next").click()
    look(page, found)
    page.goto("/practice")
    look(page, found)
    page.context.close()
    assert found == []


def test_retention_is_sound_and_practice_needs_no_script(browser: Browser, passed: Live) -> None:
    page = open_page(browser, passed, script=False)
    sign_in(page, passed, LEARNER)
    page.goto("/practice")
    page.get_by_role("button", name="Take part").click()
    page.get_by_role("button", name="Start practising").click()
    page.get_by_label("the half right one").check()
    page.get_by_role("button", name="Check my answer").click()
    assert page.get_by_text("Partly right.").is_visible()
    page.context.close()
    page = open_page(browser, passed)
    sign_in(page, passed, TRAINER)
    page.goto("/retention")
    found: list[str] = []
    look(page, found)
    assert found == []
    page.context.close()


def look(page: Page, found: list[str]) -> None:
    """Note what is wrong with the page as it stands."""
    found += violations(page)
    if sideways_scroll(page):
        found.append(f"{page.url} scrolls sideways")
