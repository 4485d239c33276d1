"""Standings, requirements and refreshers in a real browser: axe, small screens, and no script."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from lms.content.store import LibraryStore
from lms.db import engine as engines
from lms.services import demo, demo_history
from tests.browser.conftest import Live, columns_out_of_sight, open_page, sideways_scroll, violations
from tests.support import learning

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "three quiet chairs"
PAGES = {
    "nia@demo.example": [
        "/",
        "/history",
        "/courses/restorative-practice/changes",
        "/account/messages?changed=yes",
        "/messages/stop/no-such-link",
    ],
    "grace@demo.example": ["/"],
    "manager@demo.example": ["/manage/standings", "/manage/absences/add", "/manage/requirements"],
    "admin@demo.example": ["/manage/people", "/manage/certificates"],
    "trainer@demo.example": [
        "/retention",
        "/manage/requirements/1",
        "/manage/requirements/add",
        "/manage/requirements/1/change",
        "/manage/absences",
        "/manage/campaigns",
        "/manage/campaigns/add",
    ],
}


@pytest.fixture(scope="module")
def council(live: Live) -> Live:
    """The demo council with its past, beside the people of the other tests."""
    engine = engines.make_engine(live.database_url)
    now = datetime.now(UTC)
    with Session(engine) as session:
        demo.set_up(session, password=PASSWORD, now=now)
        demo_history.set_up(
            session, LibraryStore(ROOT).current(), password=PASSWORD, issuing=learning.ISSUING, now=now
        )
    engine.dispose()
    return live


@pytest.mark.parametrize("name", list(PAGES))
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)])
def test_the_pages_are_sound_in_light_and_dark_and_fit(
    browser: Browser, council: Live, name: str, width: int, dark: bool
) -> None:
    page = open_page(browser, council, width=width, dark=dark)
    enter(page, name)
    found = []
    for address in PAGES[name]:
        page.goto(address)
        found += violations(page)
        if sideways_scroll(page):
            found.append(f"{address} scrolls sideways at {width}")
        if width == 320:
            found += columns_out_of_sight(page)
    page.context.close()
    assert found == []


def test_a_refresher_can_be_begun_without_a_script(browser: Browser, council: Live) -> None:
    page = open_page(browser, council, width=320, script=False)
    enter(page, "nia@demo.example")
    page.get_by_role("link", name="Refresher: Restorative Practice").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What has changed since you passed")
    page.get_by_role("button", name="Start the refresher").click()
    expect(page.get_by_text("Question 1 of 13").first).to_be_visible()
    page.context.close()


def test_a_change_is_previewed_without_a_script(browser: Browser, council: Live) -> None:
    page = open_page(browser, council, script=False)
    enter(page, "trainer@demo.example")
    page.goto("/manage/requirements/1/change")
    page.get_by_label("Days to pass it the first time").fill("28")
    page.get_by_role("button", name="See whom this moves").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Whom this moves")
    expect(page.get_by_role("row", name="Sam Carter")).to_be_visible()
    page.context.close()


def enter(page: Page, name: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address or staff number").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1).wait_for()
