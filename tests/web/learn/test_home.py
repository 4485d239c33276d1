"""My learning: what to carry on with, and every course as somebody stands with it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import Engine

from tests.support.app import add_demo_people, running, settings_for
from tests.support.client import PageClient
from tests.support.databases import Database, counted

LESSON = "/courses/tea/ask-first"


def test_a_new_starter_is_greeted_and_shown_where_to_start(client_on_each: PageClient) -> None:
    client_on_each.sign_in()
    page = client_on_each.page("/")
    assert page.heading.startswith("Hello ")
    assert page.links()["Start: Ask before you pour"] == LESSON
    assert "0 of 2 lessons" in page.text
    # Three places need no line to wait behind.
    assert "Menu" not in page.text
    assert "12 minutes" in page.text


def test_whoever_has_begun_carries_on_at_the_first_unread_lesson(client_on_each: PageClient) -> None:
    client_on_each.sign_in()
    client_on_each.send(client_on_each.page(LESSON), f"{LESSON}/read")
    page = client_on_each.page("/")
    assert page.links()["Carry on: Warm the pot"] == "/courses/tea/warm-the-pot"
    assert "1 of 2 lessons" in page.text
    assert "7 minutes" in page.text


def test_without_courses_the_page_says_what_will_be_here(sqlite_database: Database, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    (empty / "courses").mkdir(parents=True)
    with running(settings_for(sqlite_database.url, tmp_path / "instance", content=empty)) as app:
        add_demo_people(app)
        client = app.test_client()
        assert isinstance(client, PageClient)
        client.sign_in()
        page = client.page("/")
    assert "as soon as a trainer publishes the first one" in page.text
    assert not any(words.startswith(("Carry on", "Start")) for words in page.links())


def test_home_takes_twelve_statements_whatever_it_shows(learner: PageClient) -> None:
    with counted(Engine) as sent:
        learner.page("/")
    assert len(sent) == 12
