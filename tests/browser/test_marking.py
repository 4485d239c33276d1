"""The trainers' pages in Chromium, with and without JavaScript, narrow and dark: axe finds nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from bench import server
from lms.extensions import NAME
from tests.browser.conftest import (
    Live,
    columns_out_of_sight,
    listening,
    open_page,
    sideways_scroll,
    sign_in,
    violations,
)
from tests.support import written
from tests.support.app import LEARNER, MANAGER, TRAINER, add_demo_people, running, settings_for
from tests.support.client import PASSWORD, PageClient
from tests.support.databases import Database


@pytest.fixture
def site(sqlite_database: Database, tmp_path: Path) -> Iterator[tuple[Live, Flask, Path]]:
    """A server where two people have handed in written answers."""
    folder = written.folder(tmp_path)
    port = server.free_port()
    address = f"http://127.0.0.1:{port}"
    settings = settings_for(
        sqlite_database.url, tmp_path / "instance", content=folder, port=port, base_url=address
    )
    with running(settings) as app:
        add_demo_people(app)
        for name, choice in ((LEARNER, "1"), (MANAGER, "2")):
            client = app.test_client()
            assert isinstance(client, PageClient)
            written.hand_in(client, name=name, choice=choice)
        with listening(app, port):
            yield Live(address, sqlite_database.url, [LEARNER], PASSWORD), app, folder


def faults(page: Page, name: str) -> list[str]:
    found = violations(page)
    if sideways_scroll(page) > 0:
        found.append(f"{page.url} scrolls sideways")
    if page.viewport_size == {"width": 320, "height": 900}:
        found += columns_out_of_sight(page)
    if folder := os.environ.get("LMS_SCREENSHOTS"):
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    return found


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "dark", "script"),
    [(1280, False, True), (320, True, True), (320, False, False)],
    ids=["wide", "phone-dark", "no-script"],
)
def test_marking_and_correcting(
    browser: Browser, site: tuple[Live, Flask, Path], width: int, dark: bool, script: bool
) -> None:
    live, app, content = site
    page = open_page(browser, live, width=width, dark=dark, script=script)

    def look(name: str) -> list[str]:
        return faults(page, name) if script else []

    sign_in(page, live, TRAINER)
    page.goto("/marking")
    found = look("queue")
    page.get_by_role("button", name=re.compile("^Mark")).first.click()
    found += look("answer")
    page.get_by_role("button", name="Store the mark").click()
    found += look("answer-missing")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_role("group", name=re.compile("names their own part")).get_by_label("2").check()
    page.get_by_role("group", name=re.compile("what they would do")).get_by_label("1").check()
    page.get_by_label("What you want to tell the person").fill("You saw your own part.\nWell put.")
    page.get_by_role("button", name="Store the mark").click()
    expect(page.get_by_text("The mark is stored.")).to_be_visible()
    found += look("queue-after")
    page.goto("/marking?show=settled")
    page.get_by_role("link", name=re.compile("^Look")).first.click()
    found += look("answer-settled")
    (content / "quizzes" / "tea-final.md").write_text(written.CORRECTED)
    app.extensions[NAME].store.refresh()
    page.goto("/marking/corrections")
    found += look("corrections")
    page.get_by_role("link", name="What do you do first?").click()
    found += look("preview")
    page.get_by_label(re.compile("It was a mistake")).check()
    page.get_by_label("Why", exact=True).fill("The key was wrong.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("heading", level=1, name=re.compile("Marked again"))).to_be_visible()
    found += look("decided")
    page.get_by_label("Why it is undone").fill("It was right.")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("It was right.")).to_be_visible()
    found += look("undone")
    assert "\n".join(found) == ""
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 320])
def test_the_learner_sees_it(browser: Browser, site: tuple[Live, Flask, Path], width: int) -> None:
    live, app, _ = site
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.sign_in(TRAINER)
    for href in re.findall(r"/marking/answers/[0-9a-z]{26}/went-wrong", client.get("/marking").text):
        client.send(client.page(href), href, {"points-1": "2", "points-2": "1"}, feedback="Well put.")
    page = open_page(browser, live, width=width)
    sign_in(page, live, LEARNER)
    page.goto("/quizzes/tea-final")
    page.get_by_role("link", name=re.compile("result of attempt 1")).click()
    expect(page.get_by_role("heading", name="From your trainer")).to_be_visible()
    found = faults(page, "learner-result")
    page.get_by_role("group", name=re.compile("says how it felt")).get_by_label("2").check()
    page.get_by_role("button", name="Keep my marks").click()
    expect(page.get_by_text("You gave yourself 2 of 2.")).to_be_visible()
    found += faults(page, "learner-own")
    assert "\n".join(found) == ""
    page.context.close()
