"""Content in the language of whoever reads: what is translated, what is not, and what stays as it was."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from werkzeug.test import Client

from lms.db.attempts import Attempt, Response
from lms.extensions import db
from lms.settings import Settings
from lms.web.application import Application
from lms.web.learn import fast_path
from tests.support.app import CONTENT, LEARNER, running
from tests.support.client import Page, PageClient
from tests.support.databases import counted

TRANSLATIONS = CONTENT.parent / "translations"
LESSON = "/courses/tea/ask-first"
SETTING = "/account/language"


@pytest.fixture
def app(change_settings: Callable[..., Settings], tmp_path: Path) -> Iterator[Application]:
    """The sample course with some of it in Welsh and in Arabic."""
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    shutil.copytree(TRANSLATIONS, content, dirs_exist_ok=True)
    with running(change_settings(content=content)) as made:
        yield made


@pytest.fixture
def reader(app: Application) -> PageClient:
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.sign_in(LEARNER)
    return client


def choose(client: PageClient, language: str) -> Page:
    answer = client.send(client.page(SETTING), SETTING, language=language)
    assert answer.status_code == 303
    return client.page(answer.headers["Location"])


def said(page: Page, words: str) -> tuple[str | None, str | None]:
    """Language and direction of the innermost element with these words."""
    found: tuple[str | None, str | None] = (None, None)
    # What stands above the page's own content, such as the way to it, is in the language of the menus.
    waiting = [(next(page.root.iter("main")), ("en-GB", None))]
    while waiting:
        element, outer = waiting.pop()
        if not isinstance(element.tag, str) or words not in "".join(element.itertext()):
            continue
        here = (element.get("lang"), element.get("dir")) if element.get("lang") else outer
        found = here
        waiting += [(child, here) for child in element]
    return found


def test_a_lesson_is_shown_in_the_language_of_the_person(reader: PageClient) -> None:
    assert reader.page(LESSON).heading == "Ask before you pour"
    assert "Courses and quizzes are shown in this language" in choose(reader, "cy").text
    page = reader.page(LESSON)
    assert page.heading == "Gofynnwch cyn arllwys"
    assert said(page, "Gofynnwch cyn arllwys") == ("cy", "ltr")
    assert said(page, "Pwynt allweddol") == ("cy", "ltr")
    assert said(page, "enwi un cwestiwn") == ("cy", "ltr")
    assert said(page, "About 5 minutes") == ("en-GB", None)
    assert said(page, "Choose one answer.") == ("en", "ltr")


def test_right_to_left_is_said_where_it_is_so(reader: PageClient) -> None:
    choose(reader, "ar")
    page = reader.page(LESSON)
    assert said(page, "اسأل من يريد الشاي") == ("ar", "rtl")
    assert said(page, "هل تريد الشاي") == ("ar", "rtl")
    assert said(page, "Mark as read") == ("en-GB", None)


def test_what_is_not_translated_is_english_and_says_so(reader: PageClient) -> None:
    choose(reader, "cy")
    page = reader.page("/courses/tea/warm-the-pot")
    assert "This page is not in Cymraeg yet, so we show it in English." in page.text
    assert said(page, "Rinse it with hot water") == ("en", "ltr")


def test_the_course_and_home_are_in_the_language_too(reader: PageClient) -> None:
    choose(reader, "cy")
    assert said(reader.page("/courses/tea"), "Sut i wneud te") == ("cy", "ltr")
    assert "Gwneud te" in reader.page("/").text


def test_a_link_shows_one_page_in_another_language_and_changes_nothing(reader: PageClient) -> None:
    page = reader.page(LESSON)
    assert page.links()["Cymraeg"] == f"{LESSON}?language=cy"
    once = reader.page(f"{LESSON}?language=cy")
    assert once.heading == "Gofynnwch cyn arllwys"
    assert once.links()["English"] == f"{LESSON}?language=en"
    action = f"{LESSON}/checks/open-question?language=cy#check-open-question"
    answered = reader.send_page(once, action, status=200, answer="2")
    assert "Sut ydych chi" in answered.text
    assert "Yes." in answered.text
    assert reader.page(LESSON).heading == "Ask before you pour"


def test_a_language_that_nobody_has_written_is_left_alone(reader: PageClient) -> None:
    assert reader.page(f"{LESSON}?language=xx").heading == "Ask before you pour"
    data = {"csrf_token": reader.csrf(), "language": "xx"}
    assert reader.post(SETTING, data=data).status_code == 422


def test_both_ways_to_a_lesson_say_the_same_in_every_language(app: Application, reader: PageClient) -> None:
    seen = set()
    for language in ("en", "cy", "ar"):
        choose(reader, language)
        reader.page(LESSON)
        short = app.outermost
        assert isinstance(short, fast_path.FastLessons)
        answers = []
        for way in (short, short.inner):
            client = Client(way, use_cookies=False)
            cookie = reader.get_cookie("alongside")
            assert cookie is not None
            headers = {"Cookie": f"alongside={cookie.value}", "Host": "localhost"}
            got = client.get(LESSON, headers=headers)
            body = gzip.decompress(got.data) if got.headers.get("Content-Encoding") else got.data
            answers.append(re.sub(rb'name="csrf_token" value="[^"]+"', b"", body))
        assert answers[0] == answers[1]
        seen.add(answers[0])
    assert len(seen) == 3


def test_the_language_comes_with_the_one_statement(reader: PageClient) -> None:
    choose(reader, "cy")
    reader.page(LESSON)
    with counted(Engine) as sent:
        reader.get(LESSON)
    assert len(sent) == 1


def test_a_quiz_is_asked_and_reviewed_in_the_language_and_pinned_to_the_source(
    app: Application, reader: PageClient
) -> None:
    choose(reader, "cy")
    page = reader.page("/quizzes/tea-making")
    assert page.heading == "Gwirio'ch gwybodaeth"
    attempt = reader.send(page, "/quizzes/tea-making/attempts").headers["Location"]
    sheet = reader.page(f"{attempt}?question=all")
    assert said(sheet, "Beth sy'n dod cyn arllwys?") == ("cy", "ltr")
    assert said(sheet, "A cold pot takes heat") == ("en", "ltr")
    with app.app_context():
        pinned = db.session().scalar(sa.select(Attempt.quiz_digest))
    choose(reader, "en")
    english = reader.page(f"{attempt}?question=all")
    assert "What comes before pouring?" in english.text
    # The same answer stands in the same row in each language.
    right = re.search(r'value="(\d)"[^>]*>\s*<label[^>]*>\s*Asking', english.response.get_data(as_text=True))
    data = {"csrf_token": reader.csrf(), "q1": right[1] if right else "1", "q2": "1"}
    assert reader.post(attempt, data=data).status_code == 303
    choose(reader, "cy")
    result = reader.page(f"{attempt}/result")
    assert said(result, "Mae gofyn yn gyntaf yn arbed te") == ("cy", "ltr")
    with app.app_context():
        assert db.session().scalar(sa.select(Attempt.quiz_digest)) == pinned
        assert db.session().scalar(sa.select(sa.func.count()).select_from(Response)) == 2
