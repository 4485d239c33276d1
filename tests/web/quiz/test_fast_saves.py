"""The short way of a save keeps and answers exactly as Flask does, and leaves to it whatever is not plain."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from werkzeug.test import Client, TestResponse

from lms.db.people import Person
from lms.db.sign_ins import SignIn
from lms.db.unit_of_work import unit_of_work
from lms.extensions import db
from lms.web.application import Application
from lms.web.learn import fast_path
from lms.web.quiz import fast_saves
from tests.support.app import add_demo_people, running, settings_for
from tests.support.client import PageClient
from tests.support.databases import Database, counted
from tests.web.quiz.taking import Taker

NOW = re.compile(rb'"saved_at":"[^"]+"|"seq":[0-9]+|"time":"[^"]+"')


def short_way(app: Application) -> fast_saves.FastSaves:
    first = app.outermost
    assert isinstance(first, fast_path.FastLessons)
    assert isinstance(first.inner, fast_saves.FastSaves)
    return first.inner


def flask_refuses(app: Application) -> None:
    def refuse(environ: object, start_response: object) -> list[bytes]:
        raise AssertionError("Flask was asked")

    short_way(app).inner = refuse


class Script:
    """What the script of an open attempt sends, over the short way and over Flask alone."""

    def __init__(self, taker: Taker) -> None:
        self.client = taker.client
        self.attempt = taker.start()
        fields = taker.page(self.attempt, 1).fields(f"/attempts/{self.attempt}/answers")
        self.token = fields["csrf_token"][0]
        cookie = self.client.get_cookie("alongside")
        assert cookie is not None
        self.headers = {
            "Cookie": f"alongside={cookie.value}",
            "Host": "localhost",
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-CSRF-Token": self.token,
        }

    def put(
        self,
        body: object,
        *,
        flask: bool = False,
        path: str = "",
        headers: Mapping[str, str | None] | None = None,
    ) -> TestResponse:
        short = short_way(self.client.application)
        sent = {
            name: value for name, value in {**self.headers, **(headers or {})}.items() if value is not None
        }
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        application = short.inner if flask else short
        return Client(application, use_cookies=False).put(
            path or f"/attempts/{self.attempt}/answers", data=data, headers=sent
        )


def told(answer: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    """Everything of an answer that may not differ; the number and the time of a save do."""
    headers = sorted((name, value) for name, value in answer.headers if name != "Content-Length")
    return answer.status_code, headers, NOW.sub(b"", answer.data)


@pytest.fixture
def script(taker_on_each: Taker) -> Script:
    return Script(taker_on_each)


def saved(script: Script) -> dict[str, object]:
    answer = script.client.get(f"/attempts/{script.attempt}/saved")
    found: dict[str, object] = answer.get_json()
    return found


def test_both_ways_say_the_same(script: Script) -> None:
    body = {"seq": 0, "answers": {"1": {"answer": ["2"]}}, "flags": {"2": True}}
    short, whole = script.put(body), script.put(body, flask=True)
    assert short.status_code == 200
    assert told(short) == told(whole)
    assert short.headers["Content-Length"] == str(len(short.data))
    assert (short.get_json()["seq"], whole.get_json()["seq"]) == (1, 2)
    assert short.get_json().keys() == whole.get_json().keys() == {"seq", "saved_at", "time"}


def test_what_is_kept_is_the_same(script: Script) -> None:
    script.put({"seq": 0, "answers": {"1": {"answer": ["2"]}}, "flags": {"2": True}})
    first = saved(script)
    script.put({"seq": 1, "answers": {"1": {}}, "flags": {"2": False}}, flask=True)
    assert saved(script)["answers"] != first["answers"]
    script.put({"seq": 2, "answers": {"1": {"answer": ["2"]}}, "flags": {"2": True}}, flask=True)
    second = saved(script)
    assert (first["answers"], first["flags"]) == (second["answers"], second["flags"])


def test_a_plain_save_never_reaches_flask_and_takes_three_statements(script: Script) -> None:
    flask_refuses(script.client.application)
    script.put({"seq": 0, "answers": {"1": {"answer": ["1"]}}})
    with counted(Engine) as sent:
        answer = script.put({"seq": 1, "answers": {"1": {"answer": ["2"]}}})
    assert answer.status_code == 200
    assert len(sent) == 3


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        {"seq": -1, "answers": {}},
        {"seq": 0, "answers": {"1": {"answer": [2]}}},
        {"seq": 0, "answers": {"999": {"answer": ["1"]}}},
        {"seq": 0, "answers": {"1": {"answer": ["no such choice"]}}},
        {"seq": 0, "answers": {"1": {"answer": ["\0"]}}},
        {"seq": 0, "answers": {"1": {"answer": ["1" * 70_000]}}},
        {"seq": 0, "answers": {"1": {"answer": ["1" * 300_000]}}},
    ],
)
def test_what_cannot_be_read_is_refused_in_the_same_words(script: Script, body: object) -> None:
    short, whole = script.put(body), script.put(body, flask=True)
    assert short.status_code >= 400
    assert told(short) == told(whole)
    assert saved(script)["seq"] == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": None},
        {"Cookie": "alongside=nobody"},
        {"Cookie": 'alongside="quoted"'},
        {"Host": "evil.example"},
        {"Host": "localhost@evil.example"},
        {"X-CSRF-Token": None},
        {"X-CSRF-Token": "x"},
        {"X-CSRF-Token": "A" * 64},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Content-Type": "text/plain"},
        {"Accept": None, "X-CSRF-Token": None},
    ],
)
def test_what_is_not_provably_ours_keeps_nothing(script: Script, headers: dict[str, str | None]) -> None:
    body = {"seq": 0, "answers": {"1": {"answer": ["2"]}}}
    short = script.put(body, headers=headers)
    whole = script.put(body, headers=headers, flask=True)
    assert short.status_code >= 400
    assert short.status_code == whole.status_code
    assert saved(script)["seq"] == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "null"},
        {"Origin": "http://localhost"},
        {"Origin": "http://127.0.0.1:8000"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Content-Type": "application/json; charset=utf-8"},
    ],
)
def test_what_a_browser_of_ours_sends_is_kept(script: Script, headers: dict[str, str | None]) -> None:
    body = {"seq": 0, "answers": {"1": {"answer": ["2"]}}}
    short = script.put(body, headers=headers)
    assert short.status_code == 200
    assert told(short) == told(script.put(body, headers=headers, flask=True))


def test_somebody_elses_attempt_is_as_good_as_none(script: Script) -> None:
    for path in ("/attempts/00000000000000000000000000/answers", "/attempts/x/answers"):
        short = script.put({"seq": 0, "answers": {}}, path=path)
        whole = script.put({"seq": 0, "answers": {}}, path=path, flask=True)
        assert short.status_code == 404
        assert told(short) == told(whole)


def test_a_clash_and_a_closed_attempt_are_told_by_flask(script: Script) -> None:
    script.put({"seq": 0, "answers": {"1": {"answer": ["1"]}}})
    body = {"seq": 0, "answers": {"1": {"answer": ["2"]}}}
    short, whole = script.put(body), script.put(body, flask=True)
    assert short.status_code == 409
    assert short.get_json()["stale"] is True
    assert told(short) == told(whole)
    assert short.get_json()["seq"] == 1
    script.client.post(f"/attempts/{script.attempt}", data={"csrf_token": script.token})
    short, whole = script.put(body), script.put(body, flask=True)
    assert short.status_code == 409
    assert short.get_json()["closed"] is True
    assert told(short) == told(whole)


def test_what_was_refused_is_not_tried_again(script: Script) -> None:
    script.put({"seq": 0, "answers": {"1": {"answer": ["1"]}}})
    with counted(Engine) as sent:
        script.put({"seq": 0, "answers": {"1": {"answer": ["2"]}}})
    assert sum("UPDATE attempt" in statement for statement in sent) == 1


def test_an_account_that_was_closed_keeps_nothing(script: Script) -> None:
    with script.client.application.app_context(), unit_of_work(db.session()):
        db.session().execute(sa.update(Person).values(disabled_at=datetime.now(UTC)))
    body = {"seq": 0, "answers": {"1": {"answer": ["2"]}}}
    short, whole = script.put(body), script.put(body, flask=True)
    assert short.status_code == whole.status_code == 401


def test_a_sign_in_that_was_not_seen_for_long_is_noted(script: Script) -> None:
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    with script.client.application.app_context(), unit_of_work(db.session()):
        db.session().execute(sa.update(SignIn).values(seen_at=long_ago))
    assert script.put({"seq": 0, "answers": {"1": {"answer": ["2"]}}}).status_code == 200
    with script.client.application.app_context():
        seen = db.session().scalars(sa.select(SignIn.seen_at)).all()
    assert max(seen) > long_ago


def test_a_save_is_logged_like_every_request(sqlite_database: Database, tmp_path: Path) -> None:
    log = StringIO()
    with running(settings_for(sqlite_database.url, tmp_path / "instance"), log=log) as app:
        add_demo_people(app)
        client = app.test_client()
        assert isinstance(client, PageClient)
        client.sign_in()
        script = Script(Taker(client))
        body = {"seq": 0, "answers": {"1": {"answer": ["2"]}}}
        script.put(body)
        script.put(body, flask=True)
    short, whole = (json.loads(line) for line in log.getvalue().splitlines()[-2:])
    assert short.keys() == whole.keys()
    varying = {"request": "", "ms": 0, "timestamp": ""}
    assert short | varying == whole | varying
