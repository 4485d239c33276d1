"""The page of a lesson: one statement, kept bytes, an ETag that is right, and edits that show at once."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import DictLoader, TemplateNotFound
from sqlalchemy.engine import Engine

from lms.domain.permissions import Role
from lms.extensions import db
from lms.services import people
from tests.support import rows
from tests.support.app import LEARNER, TRAINER
from tests.support.client import PASSWORD, PageClient
from tests.support.databases import counted

LESSON = "/courses/tea/ask-first"
SECOND = "/courses/tea/warm-the-pot"
TOKEN = re.compile(rb'name="csrf_token" value="[^"]+"')


def another(client: PageClient, name: str) -> PageClient:
    other = client.application.test_client()
    assert isinstance(other, PageClient)
    other.sign_in(name)
    return other


def test_a_lesson_shows_its_text_its_list_and_one_button(client_on_each: PageClient) -> None:
    client_on_each.sign_in()
    page = client_on_each.page(LESSON)
    assert page.heading == "Ask before you pour"
    assert "About 5 minutes" in page.text
    assert "By the end you can name one question to ask before making tea" in page.text
    assert "People like to be asked" in page.text
    assert "Mark as read and go on" in page.text
    assert page.links()["Warm the pot, not read yet, 7 min"] == SECOND
    assert not any(words.startswith("Previous") for words in page.links())


def test_a_lesson_takes_one_statement(client_on_each: PageClient) -> None:
    client_on_each.sign_in()
    for _ in ("drawn", "kept"):
        with counted(Engine) as sent:
            client_on_each.page(LESSON)
        assert len(sent) == 1


def test_a_kept_page_runs_no_template(app: Flask, learner: PageClient) -> None:
    learner.page(LESSON)
    # From here on there is no template any more, neither in the folder nor in memory.
    app.jinja_env.loader = DictLoader({})
    assert app.jinja_env.cache is not None
    app.jinja_env.cache.clear()
    with pytest.raises(TemplateNotFound):
        app.jinja_env.get_template("base.html")
    learner.page(LESSON)


def test_marking_as_read_ticks_the_lesson_and_leads_on(client_on_each: PageClient) -> None:
    client_on_each.sign_in()
    first = client_on_each.page(LESSON)
    answer = client_on_each.send(first, f"{LESSON}/read")
    assert (answer.status_code, answer.location) == (303, SECOND)
    again = client_on_each.page(LESSON)
    assert again.links()["Go on to: Warm the pot"] == SECOND
    assert "Mark as read" not in again.text
    assert "Ask before you pour, read, 5 min" in again.links()
    last = client_on_each.page(SECOND)
    assert last.links()["Previous: Ask before you pour"] == LESSON
    assert client_on_each.send(last, f"{SECOND}/read").location.startswith("/quizzes/tea-")


def test_marking_as_read_twice_is_harmless(learner: PageClient) -> None:
    page = learner.page(LESSON)
    for _ in range(2):
        assert learner.send(page, f"{LESSON}/read").location == SECOND


def test_a_visitor_is_sent_to_sign_in_and_comes_back(client: PageClient) -> None:
    answer = client.get(LESSON)
    assert (answer.status_code, answer.location) == (303, f"/sign-in?next={LESSON}")


def test_what_is_not_there_is_not_found(learner: PageClient) -> None:
    for address in ("/courses/tea/nothing", "/courses/coffee/ask-first"):
        learner.page(address, status=404)
    token = learner.csrf(LESSON)
    assert learner.post("/courses/tea/nothing/read", data={"csrf_token": token}).status_code == 404


def test_two_people_share_the_page_but_not_the_token(learner: PageClient) -> None:
    with learner.application.app_context():
        people.add(
            db.session(),
            actor_id=None,
            name="Kim Reed",
            sign_in_name="kim@demo.example",
            role=Role.LEARNER,
            team=None,
            password=PASSWORD,
            now=rows.NOW,
        )
    other = another(learner, "kim@demo.example")
    mine, theirs = learner.get(LESSON).data, other.get(LESSON).data
    assert mine != theirs
    assert TOKEN.sub(b"", mine) == TOKEN.sub(b"", theirs)
    assert len(learner.application.extensions["lesson-frames"]) == 1
    stolen = learner.csrf(LESSON)
    assert other.post(f"{LESSON}/read", data={"csrf_token": stolen}).status_code == 400


def test_each_role_sees_its_own_links(learner: PageClient) -> None:
    learner.page(LESSON)
    page = another(learner, TRAINER).page(LESSON)
    assert "Marking" in page.links()
    assert "Marking" not in learner.page(LESSON).links()


def test_the_compressed_page_is_the_same_page(learner: PageClient) -> None:
    plain = learner.get(LESSON)
    squeezed = learner.get(LESSON, headers={"Accept-Encoding": "gzip, deflate, br"})
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert len(squeezed.data) < len(plain.data) / 2
    opened = gzip.decompress(squeezed.data)
    assert TOKEN.sub(b"", opened) == TOKEN.sub(b"", plain.data)
    assert len(set(TOKEN.findall(opened))) == 1
    refused = learner.get(LESSON, headers={"Accept-Encoding": "gzip;q=0, br"})
    assert "Content-Encoding" not in refused.headers


def test_a_lesson_may_be_kept_but_must_be_asked_for(learner: PageClient) -> None:
    answer = learner.get(LESSON)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Accept-Encoding"} <= {part.strip() for part in answer.headers["Vary"].split(",")}


def test_a_page_that_the_browser_has_is_not_sent_again(client_on_each: PageClient) -> None:
    client_on_each.sign_in()
    tag = client_on_each.get(LESSON).headers["ETag"]
    with counted(Engine) as sent:
        answer = client_on_each.get(LESSON, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert len(sent) == 1


def test_the_tag_changes_with_what_was_read_and_with_who_is_signed_in(learner: PageClient) -> None:
    before = learner.get(LESSON).headers["ETag"]
    assert learner.get(LESSON).headers["ETag"] == before
    assert another(learner, LEARNER).get(LESSON).headers["ETag"] != before
    learner.send(learner.page(LESSON), f"{LESSON}/read")
    answer = learner.get(LESSON, headers={"If-None-Match": before})
    assert answer.status_code == 200
    assert answer.headers["ETag"] != before


def test_whoever_signed_out_gets_no_page_from_the_tag(learner: PageClient) -> None:
    page = learner.page(LESSON)
    tag = page.response.headers["ETag"]
    held = learner.get_cookie("alongside")
    assert held is not None
    learner.send(page, "/sign-out")
    learner.set_cookie("alongside", held.value)
    assert learner.get(LESSON, headers={"If-None-Match": tag}).status_code == 303


def test_an_edit_shows_at_the_next_request(editor: PageClient, content: Path) -> None:
    file = content / "courses/tea/01-making/01-ask-first.md"
    tag = editor.get(LESSON).headers["ETag"]
    file.write_text(file.read_text().replace("Ask who wants tea", "Find out who wants tea"))
    answer = editor.get(LESSON, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "Find out who wants tea" in answer.text


def test_a_broken_file_leaves_the_last_good_page(editor: PageClient, content: Path) -> None:
    file = content / "courses/tea/01-making/01-ask-first.md"
    assert "Ask who wants tea" in editor.page(LESSON).text
    file.write_text("---\ntitle: Ask before you pour\nminutes: soon\n")
    assert "Ask who wants tea" in editor.page(LESSON).text
    file.unlink()
    editor.page("/courses/tea")
