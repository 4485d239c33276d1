"""A real server, a real headless Chromium and axe, for the tests that click through pages."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from sqlalchemy.orm import Session

from bench import people, server
from lms.content.library import Library
from lms.db import engine as engines
from lms.domain.permissions import Role
from lms.queries import releases
from lms.services import people as people_services
from tests.support import kinds, servers
from tests.support.app import CONTENT, LEARNER, add_demo_people, running, settings_for
from tests.support.client import PASSWORD
from tests.support.databases import Database

AXE = Path(__file__).resolve().parent.parent / "support" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True, slots=True)
class Live:
    """A running platform with the shipped course, and the people who can sign in to it."""

    address: str
    database_url: str
    names: list[str]
    password: str


def chromium() -> str:
    """Path of the system's Chromium; without one the test is left out, loudly, or fails in CI."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    why = "no Chromium on this machine: `apt-get install chromium`, then run the tests again"
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


# What a page promises is waited for: how soon is the machine's affair, and no test times it.
expect.set_options(timeout=60_000)


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("live")
    prepared = people.prepare(folder, "", count=8)
    port = server.free_port()
    address = f"http://127.0.0.1:{port}"
    environment = prepared.environment | {"LMS_PORT": str(port), "LMS_BASE_URL": address, "LMS_WORKERS": "1"}
    with server.running(["-m", "lms", "serve"], environment, port, folder / "server.log"):
        yield Live(address, environment["DATABASE_URL"], prepared.names, prepared.password)
    assert "Traceback" not in (folder / "server.log").read_text()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
        )
        yield started
        started.close()


@pytest.fixture
def ten(sqlite_database: Database, tmp_path: Path) -> Iterator[Live]:
    """A server whose final quiz asks a question of every kind, and whose first lesson checks them."""
    with serving(sqlite_database, tmp_path, kinds.library()) as live:
        yield live


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Live]:
    """A platform whose content may be written, and the trainers of it."""
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    prepared = people.prepare(tmp_path, "", count=0, content=content)
    names = [f"trainer-{number}@bench.example" for number in range(2)]
    engine = engines.make_engine(prepared.environment["DATABASE_URL"])
    with Session(engine) as session:
        for name in names:
            people_services.add(
                session,
                actor_id=None,
                name=f"Trainer {name[8]}",
                sign_in_name=name,
                role=Role.TRAINER,
                team=None,
                password=people.PASSWORD,
                now=datetime.now(UTC),
            )
    engine.dispose()
    port = server.free_port()
    address = f"http://127.0.0.1:{port}"
    environment = prepared.environment | {"LMS_PORT": str(port), "LMS_BASE_URL": address, "LMS_WORKERS": "1"}
    with server.running(["-m", "lms", "serve"], environment, port, tmp_path / "server.log"):
        _wait_for_a_release(environment["DATABASE_URL"])
        yield Live(address, environment["DATABASE_URL"], names, prepared.password)
    assert "Traceback" not in (tmp_path / "server.log").read_text()


def _wait_for_a_release(url: str) -> None:
    """Until the server has noted the folder as it was; publishing before that is rightly sent back once."""
    engine = engines.make_engine(url)
    for _ in range(600):
        with Session(engine) as session:
            if releases.history(session, limit=1):
                break
        time.sleep(0.1)
    else:
        raise AssertionError("the folder never came into the history")
    engine.dispose()


@pytest.fixture
def opened() -> Iterator[list[Page]]:
    pages: list[Page] = []
    yield pages
    for page in pages:
        page.context.close()


@contextmanager
def serving(database: Database, folder: Path, library: Library) -> Iterator[Live]:
    """A server in this process with a library that was made here."""
    port = server.free_port()
    address = f"http://127.0.0.1:{port}"
    settings = settings_for(database.url, folder / "instance", port=port, base_url=address)
    with running(settings) as app:
        add_demo_people(app)
        kinds.put_in(app, library)
        with listening(app, port):
            yield Live(address, database.url, [LEARNER], PASSWORD)


@contextmanager
def listening(app: Flask, port: int) -> Iterator[None]:
    """The application answers on a port of this machine, in threads of this process."""
    made = servers.OneByOne("127.0.0.1", port, app)
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    try:
        yield
    finally:
        made.shutdown()
        thread.join()
        made.server_close()


def open_page(
    browser: Browser, live: Live, *, width: int = 1280, script: bool = True, dark: bool = False
) -> Page:
    """A fresh page of a fresh visitor; anything that the browser complains about is kept on it."""
    context = browser.new_context(
        base_url=live.address,
        viewport={"width": width, "height": 900},
        java_script_enabled=script,
        color_scheme="dark" if dark else "light",
    )
    context.set_default_timeout(60_000)
    return context.new_page()


def sign_in(page: Page, live: Live, name: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address or staff number").fill(name)
    page.get_by_label("Password").fill(live.password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1).wait_for()


def give_first_answer(part: Locator) -> None:
    """Tick, choose or write in the first field of a question."""
    first = part.locator("input[type=text], input[type=radio], input[type=checkbox], select, textarea").first
    match first.evaluate("one => one.type"):
        case "radio" | "checkbox":
            first.check()
        case "select-one":
            first.select_option(index=1)
        case _:
            first.fill("10")


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands: rule, and the first element that breaks it."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)[
        "violations"
    ]
    return [f"{page.url}: {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def sideways_scroll(page: Page) -> int:
    """How many pixels of the page stick out at the right; 0 where everything fits."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def columns_out_of_sight(page: Page) -> list[str]:
    """The tables that are wider than their frame, by the name of the frame."""
    found: list[str] = page.locator(".scroll").evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.ariaLabel)"
    )
    return [f"{page.url}: {name}" for name in found]
