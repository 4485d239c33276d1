"""Time limits in Chromium: what is left, the warnings, the end, and what comes after it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from lms.domain.quizzes import TimeLimit
from lms.web import clock
from tests.browser.conftest import Live, open_page, serving, sign_in
from tests.browser.sitting import (
    SHORT,
    faults,
    question,
    ready,
    saved,
    start,
)
from tests.support import kinds, learning
from tests.support.app import LEARNER
from tests.support.databases import Database

# At 1280 pixels and 200 per cent, a page has 640 to itself.
LOOKS = [(1280, False), (640, False), (320, True)]


@pytest.fixture
def timed(sqlite_database: Database, tmp_path: Path) -> Iterator[Live]:
    """A server whose final quiz leaves thirty minutes."""
    one = kinds.library().quizzes[learning.FINAL_QUIZ].quiz
    limited = replace(one, time_limit=TimeLimit(30, "a real call leaves no more"))
    with serving(sqlite_database, tmp_path, learning.library(limited)) as live:
        yield live


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Move the server's clock on; it answers from threads of this process."""
    gone = [0.0]
    # The clock of the web layer; time that passes cannot be waited for.
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(seconds=gone[0]))
    return lambda seconds: gone.__setitem__(0, gone[0] + seconds)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "dark"), LOOKS, ids=["wide", "zoomed", "phone-dark"])
def test_the_time_left_is_shown_put_away_and_warned_of(
    browser: Browser, timed: Live, later: Callable[[float], None], width: int, dark: bool
) -> None:
    page = open_page(browser, timed, width=width, dark=dark)
    sign_in(page, timed, LEARNER)
    page.goto(f"/quizzes/{learning.FINAL_QUIZ}")
    expect(
        page.get_by_text("You have 30 minutes from the moment you start, because a real call")
    ).to_be_visible()
    found = faults(page)
    page.get_by_role("button", name=re.compile("^Start")).click()
    page.wait_for_url(re.compile("/attempts/"))
    attempt = re.sub(r"\?.*", "", page.url)
    ready(page)
    expect(page.locator("[data-left]")).to_have_text("30 minutes")
    found += faults(page)
    page.locator("summary", has_text="Time left").click()
    expect(page.locator("[data-left]")).to_be_hidden()
    later(26 * 60)
    question(page, attempt, 2)
    # Put away, it stays away; the warning comes all the same, and once.
    expect(page.locator("[data-left]")).to_be_hidden()
    expect(page.locator(".time-left [data-said]")).to_contain_text("You have 4 minutes left.")
    found += faults(page)
    question(page, attempt, 3)
    expect(page.locator(".time-left [data-said]")).to_have_text("")
    later(3.5 * 60)
    question(page, attempt, 3)
    expect(page.locator(".time-left [data-said]")).to_contain_text("You have 1 minute left.")
    later(60)
    page.goto(f"{attempt}?question=3")
    page.wait_for_url(re.compile("/result"))
    expect(page.get_by_text(re.compile("^Time was up at"))).to_be_visible()
    found += faults(page)
    page.locator("summary", has_text="Your receipt").click()
    found += faults(page)
    assert "\n".join(found) == ""
    page.context.close()


@pytest.mark.browser
def test_what_was_typed_without_a_connection_past_the_deadline_is_kept_as_late(
    browser: Browser, timed: Live, later: Callable[[float], None]
) -> None:
    page = open_page(browser, timed)
    attempt = start(page, timed)
    question(page, attempt, SHORT)
    page.get_by_label("Your answer").fill("in time")
    saved(page)
    page.context.set_offline(True)
    page.get_by_label("Your answer").fill("too late")
    expect(page.locator("[data-state=offline]")).to_have_count(1)
    later(31 * 60)
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("Time was up at")
    assert page.get_by_label("Your answer").input_value() == "too late"
    page.get_by_role("link", name="See your result").click()
    expect(page.get_by_text("Late: you answered question 7 after the time was up.")).to_be_visible()
    page.context.close()


@pytest.mark.browser
def test_a_draft_of_a_page_that_is_gone_is_sent_from_the_result(
    browser: Browser, timed: Live, later: Callable[[float], None]
) -> None:
    page = open_page(browser, timed)
    attempt = start(page, timed)
    question(page, attempt, SHORT)
    page.route("**/answers", lambda route: route.abort())
    page.get_by_label("Your answer").fill("too late")
    expect(page.locator("#saved")).to_contain_text("Not saved")
    later(31 * 60)
    page.goto(attempt)
    page.unroute("**/answers")
    page.goto(attempt)
    expect(page.get_by_text("Late: you answered question 7 after the time was up.")).to_be_visible()
    page.context.close()


@pytest.mark.browser
def test_when_time_is_up_the_page_leads_to_the_result_by_itself(
    browser: Browser, timed: Live, later: Callable[[float], None]
) -> None:
    page = open_page(browser, timed)
    attempt = start(page, timed)
    later(30 * 60 - 3)
    question(page, attempt, SHORT)
    page.get_by_label("Your answer").fill("just in time")
    saved(page)
    expect(page.locator(".time-left [data-said]")).to_contain_text("Time is up.")
    page.wait_for_url(re.compile("/result"), timeout=20_000)
    expect(page.get_by_text("Late:")).to_have_count(0)
    page.context.close()
