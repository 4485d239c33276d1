"""The short way to a lesson answers exactly as Flask does, and leaves to Flask whatever is not plain."""

from __future__ import annotations

import gzip
import json
import re
from io import StringIO
from pathlib import Path

import pytest
from werkzeug.test import Client, TestResponse

from lms.web.application import Application
from lms.web.learn import fast_path
from tests.support.app import MANAGER, TRAINER, add_demo_people, running, settings_for
from tests.support.client import PageClient
from tests.support.databases import Database

LESSON = "/courses/tea/ask-first"
TOKEN = re.compile(rb'name="csrf_token" value="[^"]+"')
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


def both(
    app: Application, client: PageClient, path: str, headers: dict[str, str]
) -> tuple[TestResponse, TestResponse]:
    """The answer of the short way (or of what it hands over to) and Flask's own."""
    cookie = client.get_cookie("alongside")
    sent = {"Cookie": f"alongside={cookie.value}" if cookie else "", "Host": "localhost", **headers}
    short = app.outermost
    assert isinstance(short, fast_path.FastLessons)
    return Client(short, use_cookies=False).get(path, headers=sent), Client(
        short.inner, use_cookies=False
    ).get(path, headers=sent)


def told(answer: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    """Everything of an answer that may not differ; two tokens do."""
    headers = sorted(
        (name, ", ".join(sorted(set(value.split(", ")))))
        for name, value in answer.headers
        if name != "Content-Length"
    )
    body = answer.data
    if answer.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return answer.status_code, headers, TOKEN.sub(b"", body)


@pytest.mark.parametrize(
    "headers", [{}, GZIP, {"Accept-Encoding": "gzip;q=0.5, br"}, {"Accept-Encoding": "br"}]
)
@pytest.mark.parametrize("role", [TRAINER, MANAGER])
def test_both_ways_say_the_same(
    app: Application, client: PageClient, role: str, headers: dict[str, str]
) -> None:
    client.sign_in(role)
    client.page(LESSON)
    short, whole = both(app, client, LESSON, headers)
    assert told(short) == told(whole)
    tag = short.headers["ETag"]
    short, whole = both(app, client, LESSON, {**headers, "If-None-Match": tag})
    assert short.status_code == 304
    assert told(short) == told(whole)


def test_both_ways_say_the_same_once_a_lesson_was_read(app: Application, client: PageClient) -> None:
    client.sign_in()
    client.send(client.page(LESSON), f"{LESSON}/read")
    client.page(LESSON)
    short, whole = both(app, client, LESSON, GZIP)
    assert told(short) == told(whole)
    assert b"Go on to" in told(short)[2]


def test_a_kept_page_never_reaches_flask(app: Application, client: PageClient) -> None:
    client.sign_in()
    client.page(LESSON)
    short = app.outermost
    assert isinstance(short, fast_path.FastLessons)

    def refuse(environ: object, start_response: object) -> list[bytes]:
        raise AssertionError("Flask was asked")

    short.inner = refuse
    client.page(LESSON)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (LESSON, {"Cookie": ""}),
        (LESSON, {"Cookie": "alongside=nobody"}),
        (LESSON, {"Cookie": 'alongside="quoted"'}),
        (LESSON, {"Cookie": "alongside=one; alongside=two"}),
        (LESSON, {"Host": "evil.example"}),
        (LESSON, {"Host": "localhost@evil.example"}),
        (f"{LESSON}?x=1", {}),
        ("/courses/tea/nothing", {}),
        ("/courses/coffee/ask-first", {}),
        ("/courses/tea/glossary", {}),
        ("/courses/tea/%00", {}),
        ("/courses/tea/ask-first/", {}),
    ],
)
def test_what_is_not_plain_is_left_to_flask(
    app: Application, client: PageClient, path: str, headers: dict[str, str]
) -> None:
    client.sign_in()
    client.page(LESSON)
    short, whole = both(app, client, path, headers)
    assert short.status_code == whole.status_code
    assert short.headers.get("Location") == whole.headers.get("Location")


def test_only_get_takes_the_short_way(app: Application, client: PageClient) -> None:
    client.sign_in()
    client.page(LESSON)
    answer = client.head(LESSON)
    assert (answer.status_code, answer.data) == (200, b"")
    assert client.post(LESSON).status_code in {400, 405}


def test_the_short_way_is_logged_like_every_request(sqlite_database: Database, tmp_path: Path) -> None:
    log = StringIO()
    with running(settings_for(sqlite_database.url, tmp_path / "instance"), log=log) as app:
        add_demo_people(app)
        client = app.test_client()
        assert isinstance(client, PageClient)
        client.sign_in()
        client.page(LESSON)
        client.page(LESSON)
    drawn, kept = (json.loads(line) for line in log.getvalue().splitlines()[-2:])
    assert drawn.keys() == kept.keys()
    for same in ("event", "level", "method", "route", "status"):
        assert drawn[same] == kept[same]
    assert kept["route"] == "/courses/<course>/<lesson>"
