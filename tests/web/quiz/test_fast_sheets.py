"""The short ways to a page of an open attempt and of its forms answer exactly as Flask does."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from werkzeug.test import Client, TestResponse

from lms.web.application import Application
from lms.web.learn.fast_path import FastLessons
from lms.web.quiz.fast_saves import FastSaves
from lms.web.quiz.fast_sheets import FastSheets
from tests.support.databases import counted
from tests.web.quiz.taking import Taker

TOKEN = re.compile(rb'name="csrf_token" value="[^"]+"')
GZIP = {"Accept-Encoding": "gzip, deflate, br"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def layers(app: Application) -> tuple[FastSaves, FastSheets]:
    first = app.outermost
    assert isinstance(first, FastLessons)
    saves = first.inner
    assert isinstance(saves, FastSaves)
    sheets = saves.inner
    assert isinstance(sheets, FastSheets)
    return saves, sheets


class Ways:
    """One person's requests over the short ways and over Flask alone."""

    def __init__(self, taker: Taker) -> None:
        self.taker = taker
        self.attempt = taker.start()
        self.saves, self.sheets = layers(taker.client.application)
        cookie = taker.client.get_cookie("alongside")
        assert cookie is not None
        self.headers = {"Cookie": f"alongside={cookie.value}", "Host": "localhost"}

    def get(self, query: str, headers: dict[str, str]) -> tuple[TestResponse, TestResponse]:
        path, sent = f"/attempts/{self.attempt}{query}", self.headers | headers
        short = Client(self.saves, use_cookies=False).get(path, headers=sent)
        return short, Client(self.sheets.inner, use_cookies=False).get(path, headers=sent)

    def post(
        self, data: str | bytes, *, headers: dict[str, str] | None = None, flask: bool = False
    ) -> TestResponse:
        application = self.sheets.inner if flask else self.saves
        return Client(application, use_cookies=False).post(
            f"/attempts/{self.attempt}/answers", data=data, headers=self.headers | FORM | (headers or {})
        )

    def flask_refuses(self) -> None:
        def refuse(environ: object, start_response: object) -> Iterator[bytes]:
            raise AssertionError("Flask was asked")

        self.sheets.inner = refuse

    def token(self) -> str:
        fields = self.taker.page(self.attempt, 1).fields(f"/attempts/{self.attempt}/answers")
        return fields["csrf_token"][0]

    def form(self, seq: int, *more: str) -> str:
        return "&".join([f"csrf_token={self.token()}", f"seq={seq}", "on-page=1", *more])

    def saved(self) -> dict[str, object]:
        found: dict[str, object] = self.taker.client.get(f"/attempts/{self.attempt}/saved").get_json()
        return {name: found[name] for name in ("answers", "flags")}


@pytest.fixture
def ways(taker_on_each: Taker) -> Ways:
    return Ways(taker_on_each)


def told(answer: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    """Everything of an answer that may not differ; tokens do."""
    headers = sorted((name, value) for name, value in answer.headers if name != "Content-Length")
    body = answer.data
    if answer.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return answer.status_code, headers, TOKEN.sub(b"", body)


@pytest.mark.parametrize("headers", [{}, GZIP, {"Accept-Encoding": "gzip;q=0"}, {"User-Agent": "Mobile"}])
def test_both_ways_show_the_same(ways: Ways, headers: dict[str, str]) -> None:
    for query in ("", "?question=1", "?question=3", "?question=all", "?question=check", "?question=99"):
        short, whole = ways.get(query, headers)
        assert told(short) == told(whole)
    ways.post(ways.form(0, "q1=1", "flag-1=yes", "next=2"))
    for query in ("?question=1", "?question=2", "?question=all", "?question=check"):
        short, whole = ways.get(query, headers)
        assert short.status_code == 200
        assert told(short) == told(whole)
        assert short.headers["Content-Length"] == str(len(short.data))


def test_a_page_and_a_form_never_reach_flask(ways: Ways) -> None:
    form = ways.form(0, "q1=1", "next=2")
    ways.flask_refuses()
    for page in ("1", "all", "check"):
        answer = Client(ways.saves, use_cookies=False).get(
            f"/attempts/{ways.attempt}?question={page}", headers=ways.headers
        )
        assert answer.status_code == 200
    with counted(Engine) as sent:
        assert ways.post(form).location == f"/attempts/{ways.attempt}?question=2"
    assert len(sent) == 3


@pytest.mark.parametrize("wanted", ["2", "check", "all", "leave", "nonsense"])
def test_both_ways_go_on_to_the_same_page(ways: Ways, wanted: str) -> None:
    short = ways.post(ways.form(0, "q1=2", "flag-1=yes", f"next={wanted}"))
    first = ways.saved()
    whole = ways.post(ways.form(1, "q1=2", "flag-1=yes", f"next={wanted}"), flask=True)
    assert short.status_code == 303
    assert told(short) == told(whole)
    assert ways.saved() == first


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ("q1=no+such+choice", 422),
        ("q1=%00", 400),
        ("q1=%FF", 422),
        ("on-page=0", 422),
        ("on-page=999", 422),
        ("seq=2", 422),
    ],
)
def test_what_cannot_be_kept_is_refused_in_the_same_words(ways: Ways, fields: str, status: int) -> None:
    form = ways.form(0, fields)
    short, whole = ways.post(form), ways.post(form, flask=True)
    assert (short.status_code, whole.status_code) == (status, status)
    assert told(short) == told(whole)
    assert not any(ways.saved()["flags"].values())


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": ""},
        {"Cookie": "alongside=nobody"},
        {"Host": "evil.example"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"X-CSRF-Token": "x"},
    ],
)
def test_what_is_not_provably_ours_keeps_nothing(ways: Ways, headers: dict[str, str]) -> None:
    before, form = ways.saved(), ways.form(0, "q1=2")
    short, whole = ways.post(form, headers=headers), ways.post(form, headers=headers, flask=True)
    assert short.status_code == whole.status_code >= 400
    assert ways.saved() == before


def test_an_answer_of_another_window_is_not_written_over(ways: Ways) -> None:
    ways.post(ways.form(0, "q1=1"))
    before, form = ways.saved(), ways.form(0, "q1=2")
    short, whole = ways.post(form), ways.post(form, flask=True)
    assert (short.status_code, whole.status_code) == (409, 409)
    assert told(short) == told(whole)
    assert ways.saved() == before
