"""The pages of statistics in headless Chromium: every state, small and large, light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy.orm import Session

from bench import people
from bench import statistics_figures as filling
from lms.content.store import LibraryStore
from lms.db import engine as engines
from lms.domain.permissions import Role
from lms.services import people as people_services
from tests.browser.conftest import Live, columns_out_of_sight, open_page, sideways_scroll, sign_in, violations
from tests.support import rows

ENOUGH, FEW, EMPTY = "restorative-practice-module-2", "managers-and-teams", "restorative-practice-module-1"
TRAINER = "statistics@bench.example"


@pytest.fixture(scope="module")
def counted(live: Live) -> Live:
    """The running platform with a quiz that many finished and one that a few did, and a trainer."""
    library = LibraryStore(Path(people.ROOT), watch=False).current()
    engine = engines.make_engine(live.database_url)
    with Session(engine) as session:
        people_services.add(
            session,
            actor_id=None,
            name="Statistics Trainer",
            sign_in_name=TRAINER,
            role=Role.TRAINER,
            team=None,
            password=live.password,
            now=rows.NOW,
        )
        for slug, attempts in ((ENOUGH, 60), (FEW, 3)):
            found = library.quiz(slug)
            filling.fill(session, found.quiz, found.canonical, attempts)
    engine.dispose()
    return live


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, False), (1280, True)])
def test_statistics_are_accessible_in_every_state(
    browser: Browser, counted: Live, width: int, dark: bool
) -> None:
    page = open_page(browser, counted, width=width, dark=dark, script=True)
    sign_in(page, counted, TRAINER)
    places = [
        "/statistics",
        *(f"/statistics/{slug}" for slug in (ENOUGH, FEW, EMPTY)),
        f"/statistics/{ENOUGH}/questions/m2-01",
        f"/statistics/{FEW}?attempts=all",
    ]
    found = []
    for place in places:
        page.goto(place)
        found += violations(page)
        assert sideways_scroll(page) == 0, place
        if width == 320:
            found += columns_out_of_sight(page)
    assert found == []
    page.context.close()


def test_the_chart_has_a_title_and_the_table_says_the_same(browser: Browser, counted: Live) -> None:
    page = open_page(browser, counted, script=False)
    sign_in(page, counted, TRAINER)
    page.goto(f"/statistics/{ENOUGH}")
    chart = page.get_by_role("img", name="Facility of each question")
    assert chart.locator(".bars__label").count() == page.locator("table").last.locator("tbody tr").count()
    page.get_by_label("Which attempts").select_option("all")
    page.get_by_role("button", name="Show").click()
    assert "every finished attempt" in page.locator("main").inner_text()
    page.context.close()
