"""A conversation in Chromium: axe at every moment, narrow and wide, and played by keyboard alone."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bench import server
from tests.browser.conftest import Live, listening, open_page, sideways_scroll, sign_in, violations
from tests.support.app import CONTENT, LEARNER, add_demo_people, running, settings_for
from tests.support.client import PASSWORD
from tests.support.databases import Database

TALK = CONTENT.parent / "kitchen_table.md"
LESSON = "/courses/tea/kitchen-table"
WAY = ("I have to see", "I got that wrong", "feeling blamed", "What have you tried")


@pytest.fixture
def talk(sqlite_database: Database, tmp_path: Path) -> Iterator[Live]:
    """A server whose course ends with a conversation."""
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    course = folder / "courses" / "tea" / "course.md"
    course.write_text(course.read_text() + "   - [At the kitchen table](01-making/03-kitchen-table.md)\n")
    shutil.copy(TALK, course.parent / "01-making" / "03-kitchen-table.md")
    port = server.free_port()
    address = f"http://127.0.0.1:{port}"
    settings = settings_for(
        sqlite_database.url, tmp_path / "instance", content=folder, port=port, base_url=address
    )
    with running(settings) as app:
        add_demo_people(app)
        with listening(app, port):
            yield Live(address, sqlite_database.url, [LEARNER], PASSWORD)


def faults(page: Page) -> list[str]:
    found = violations(page)
    if sideways_scroll(page) > 0:
        found.append(f"{page.url} scrolls sideways")
    if folder := os.environ.get("LMS_SCREENSHOTS"):
        name = re.sub(r"\W+", "-", page.title())[:40]
        page.screenshot(
            path=f"{folder}/{name}-{page.viewport_size['width'] if page.viewport_size else 0}.png",
            full_page=True,
        )
    return found


@pytest.mark.browser
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)], ids=["wide", "phone-dark"])
def test_every_moment_can_be_looked_at_by_everybody(
    browser: Browser, talk: Live, width: int, dark: bool
) -> None:
    page = open_page(browser, talk, width=width, dark=dark)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    sign_in(page, talk, LEARNER)
    page.goto(LESSON)
    found = faults(page)
    for words in WAY:
        page.get_by_role("button", name=re.compile(words)).click()
        page.wait_for_load_state()
        expect(page.get_by_role("group", name=re.compile("^You chose: "))).to_be_focused()
        found += faults(page)
    expect(page.get_by_role("img", name=re.compile("Your choices in the order"))).to_be_visible()
    page.get_by_role("link", name="Your plays so far").click()
    found += faults(page)
    page.get_by_role("link", name=re.compile("^Play 1")).click()
    expect(page.get_by_role("heading", name="Looking back")).to_be_visible()
    assert "\n".join(found) == ""
    assert errors == []
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_conversation_is_played_by_keyboard(browser: Browser, talk: Live, script: bool) -> None:
    page = open_page(browser, talk, width=320, script=script)
    sign_in(page, talk, LEARNER)
    page.goto(LESSON)
    for words in ("I have to see", "Go straight through"):
        button = page.get_by_role("button", name=re.compile(words))
        for _ in range(60):
            page.keyboard.press("Tab")
            if button.evaluate("one => one === document.activeElement"):
                break
        page.keyboard.press("Enter")
        expect(page.get_by_text(re.compile("^You chose: ")).first).to_be_visible()
        expect(button).to_have_count(0)
    page.get_by_role("button", name="Mark as read and go on").press("Enter")
    expect(page).not_to_have_url(re.compile("plays"))
    page.context.close()


@pytest.mark.browser
def test_going_back_is_harmless(browser: Browser, talk: Live) -> None:
    page = open_page(browser, talk)
    sign_in(page, talk, LEARNER)
    page.goto(LESSON)
    page.get_by_role("button", name=re.compile("I have to see")).click()
    page.get_by_role("button", name=re.compile("Go straight through")).click()
    expect(page.get_by_role("heading", name="Looking back")).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_text("You have chosen here already.")).to_be_visible()
    page.get_by_role("button", name="Go on to where you are").click()
    expect(page.get_by_role("heading", name="Looking back")).to_be_visible()
    page.context.close()
