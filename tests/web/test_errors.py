"""The one table from our errors to HTTP, and the page that a person sees."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from flask import Flask, abort
from sqlalchemy import Engine

from lms.domain import errors
from lms.settings import Settings
from lms.web import access, csrf, intake
from lms.web import errors as web_errors
from tests.support.app import LEARNER, running, settings_for
from tests.support.client import PageClient
from tests.support.databases import counted

SOON = datetime.now(UTC) + timedelta(minutes=4)

RAISED: list[tuple[Exception, int]] = [
    (errors.UnknownCourse("x"), 404),
    (errors.UnknownAttempt("x"), 404),
    (errors.UnknownCertificate(), 404),
    (errors.NotAllowed("manage people"), 403),
    (errors.AttemptClosed("x"), 409),
    (errors.NoAttemptsLeft(3, 3), 409),
    (errors.StaleAnswers(None), 409),
    (errors.TooManyTries(SOON), 429),
    (errors.MalformedResponse("x", "y"), 422),
    (errors.Busy(), 503),
    (errors.ContentBroken([]), 500),
    (errors.LmsError("Something of ours."), 500),
    (csrf.NotFromOurPages("x"), 400),
    (intake.UnreadableRequest(), 400),
    (ValueError("a secret of somebody"), 500),
]


def raising(app: Flask, error: Exception) -> PageClient:
    """A client of an application that has one more address, at which `error` is raised."""

    def view() -> str:
        raise error

    app.add_url_rule("/raise", view_func=access.public(view))
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


@pytest.mark.parametrize(("error", "status"), RAISED, ids=lambda value: type(value).__name__)
def test_each_error_has_a_page_with_its_status(app: Flask, error: Exception, status: int) -> None:
    page = raising(app, error).page("/raise", status=status)
    assert page.heading == web_errors.WORDS[status].title
    if isinstance(error, errors.LmsError):
        assert error.message in page.text
    else:
        assert "secret" not in page.text


@pytest.mark.parametrize(("error", "status"), RAISED, ids=lambda value: type(value).__name__)
def test_whoever_asks_for_json_gets_json(app: Flask, error: Exception, status: int) -> None:
    answer = raising(app, error).get("/raise", headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert answer.json is not None
    assert set(answer.json) == {"error"}
    assert "secret" not in answer.json["error"]


def test_the_table_knows_every_branch_of_the_tree() -> None:
    for kind in (*errors.LmsError.__subclasses__(), errors.LmsError):
        assert any(parent in web_errors.STATUS for parent in kind.__mro__)
    assert set(web_errors.STATUS.values()) <= set(web_errors.WORDS)


def test_a_visitor_who_asks_for_json_is_not_sent_to_a_form(client: PageClient) -> None:
    answer = client.get("/account/password", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json == {"error": "Sign in to see this page."}


def test_busy_says_when_to_come_back(app: Flask) -> None:
    assert raising(app, errors.Busy(7)).get("/raise").headers["Retry-After"] == "7"


def test_too_many_tries_say_when_to_come_back(app: Flask) -> None:
    wait = raising(app, errors.TooManyTries(SOON)).get("/raise").headers["Retry-After"]
    assert 1 <= int(wait) <= 240


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 413, 422, 429, 500, 503, 418, 502])
def test_errors_of_the_framework_have_pages_too(app: Flask, code: int) -> None:
    app.add_url_rule("/abort", "abort", access.public(lambda: abort(code)))
    client = app.test_client()
    assert isinstance(client, PageClient)
    assert client.page("/abort", status=code).text


def test_a_method_that_does_not_fit_says_which_ones_do(client: PageClient) -> None:
    token = client.csrf("/sign-in")
    answer = client.open("/sign-in", method="DELETE", headers={"X-CSRF-Token": token})
    assert answer.status_code == 405
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_a_body_that_is_too_long_is_refused(client: PageClient) -> None:
    client.sign_in(LEARNER)
    data = {"csrf_token": client.csrf(), "current": "x" * 300_000}
    answer = client.post("/account/password", data=data)
    assert answer.status_code == 413
    assert "That is too much to send" in answer.get_data(as_text=True)


def test_far_too_many_fields_are_refused(client: PageClient) -> None:
    data = {**{f"f{number}": "x" for number in range(1_001)}, "csrf_token": client.csrf("/sign-in")}
    answer = client.post("/sign-in", data=data, content_type="multipart/form-data")
    assert answer.status_code == 413


def test_a_database_that_is_away_is_said_to_be_busy(tmp_path: Path) -> None:
    settings = settings_for("postgresql://nobody@127.0.0.1:1/nothing", tmp_path / "instance")
    with running(settings) as app:
        client = app.test_client()
        assert isinstance(client, PageClient)
        answer = client.get("/healthz")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "2"
        assert answer.json is not None
        client.set_cookie("alongside", "x" * 43)
        # The page about it must not need the database again: this person may even be signed in.
        assert client.page("/account/password", status=503).heading == "We are busy for a moment"


def test_the_error_page_asks_nothing_of_the_database(app: Flask, client: PageClient) -> None:
    client.sign_in(LEARNER)
    with counted(Engine) as statements:
        client.page("/nowhere", status=404)
    assert statements == []


def test_a_fault_is_logged_without_what_it_says(change_settings: Callable[..., Settings]) -> None:
    log = StringIO()
    with running(change_settings(), log=log) as app:
        page = raising(app, ValueError("somebody@demo.example")).page("/raise", status=500)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    fault = next(line for line in lines if line["event"] == "fault")
    assert fault["error"] == "ValueError"
    assert fault["route"] == "/raise"
    assert any("test_errors.py" in frame for frame in fault["where"])
    assert "somebody" not in log.getvalue()
    # The reference that a person reads out leads to this very line.
    assert fault["request"] in page.text


def test_an_error_page_that_cannot_be_drawn_still_answers(app: Flask) -> None:
    client = raising(app, errors.Busy())
    app.jinja_env.globals.pop("brand")
    answer = client.get("/raise")
    assert answer.status_code == 503
    assert "Something went wrong on our side" in answer.get_data(as_text=True)


def test_a_redirect_of_the_framework_stays_one(app: Flask) -> None:
    app.add_url_rule("/folder/", "folder", access.public(lambda: "here"))
    assert app.test_client().get("/folder").status_code == 308
