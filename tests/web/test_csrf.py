"""Nothing changes unless one of our own pages asked for it, and never by looking."""

from __future__ import annotations

import hashlib

import pytest
import sqlalchemy as sa
from flask import Flask, session

from lms.db import tables
from lms.extensions import db
from lms.web import csrf
from tests.support.app import ADMINISTRATOR
from tests.support.client import PageClient
from tests.web import samples

FOREIGN = [
    {"Origin": "https://elsewhere.example"},
    {"Origin": "http://127.0.0.1.elsewhere.example:8000"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
]


def fingerprint(app: Flask) -> str:
    """A digest of every row of every table."""
    digest = hashlib.sha256()
    with app.app_context(), db.engine.connect() as connection:
        for table in tables.metadata.sorted_tables:
            rows = sorted(repr(row) for row in connection.execute(sa.select(table)))
            digest.update(f"{table.name} {rows}".encode())
    return digest.hexdigest()


def signed_in(app: Flask) -> tuple[PageClient, str]:
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.sign_in(ADMINISTRATOR)
    return client, client.csrf()


def unsafe(app: Flask) -> list[samples.Route]:
    found = [route for route in samples.routes(app) if route.method not in samples.SAFE]
    assert found
    return found


def test_every_view_that_changes_something_refuses_without_a_token(app: Flask) -> None:
    client, _ = signed_in(app)
    before = fingerprint(app)
    for route in unsafe(app):
        answer = client.open(route.url, method=route.method)
        assert answer.status_code == 400, f"{route} answers {answer.status_code}"
    assert fingerprint(app) == before


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_every_view_that_changes_something_refuses_other_sites(app: Flask, headers: dict[str, str]) -> None:
    client, token = signed_in(app)
    before = fingerprint(app)
    for route in unsafe(app):
        answer = client.open(route.url, method=route.method, headers={**headers, "X-CSRF-Token": token})
        assert answer.status_code == 400, f"{route} answers {answer.status_code}"
    assert fingerprint(app) == before


def test_no_view_that_only_shows_changes_a_row(app: Flask) -> None:
    client, _ = signed_in(app)
    opened = client.send(client.page("/quizzes/tea-making"), "/quizzes/tea-making/attempts").headers[
        "Location"
    ]
    attempt_id = opened.split("/")[2].partition("?")[0]
    seen = shown_without_a_write(app, client, attempt_id)
    assert f"/attempts/{attempt_id}" in seen
    client.post(f"/attempts/{attempt_id}", data={"csrf_token": client.csrf()})
    seen = shown_without_a_write(app, client, attempt_id)
    assert f"/attempts/{attempt_id}/result" in seen


def shown_without_a_write(app: Flask, client: PageClient, attempt_id: str) -> set[str]:
    """Get every address; those that answered with a page or a file."""
    shown = set()
    for route in samples.routes(app, attempt_id=attempt_id):
        if route.method == "GET":
            before = fingerprint(app)
            if client.get(route.url).status_code == 200:
                shown.add(route.url)
            assert fingerprint(app) == before, f"{route} wrote something"
    return shown


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://127.0.0.1:8000"},
        {"Origin": "http://localhost"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_a_form_of_ours_goes_through(app: Flask, headers: dict[str, str]) -> None:
    client, token = signed_in(app)
    answer = client.post("/account/password", data={"csrf_token": token}, headers=headers)
    assert answer.status_code == 422


@pytest.mark.parametrize("token", ["", "x", "é", "AAAA", "A" * 64, "=" * 64, "\ud83d"])
def test_a_token_that_was_made_up_is_refused(app: Flask, token: str) -> None:
    client, _ = signed_in(app)
    data = {"csrf_token": token.encode("utf-8", "surrogatepass")}
    assert client.post("/account/password", data=data).status_code == 400


def test_the_token_of_one_person_does_not_serve_another(app: Flask) -> None:
    _, token = signed_in(app)
    other, own = signed_in(app)
    assert other.post("/account/password", data={"csrf_token": token}).status_code == 400
    assert other.post("/account/password", data={"csrf_token": own}).status_code == 422


def test_the_token_of_a_visitor_does_not_serve_after_signing_in(app: Flask) -> None:
    client = app.test_client()
    assert isinstance(client, PageClient)
    before = client.csrf("/sign-in")
    client.sign_in(ADMINISTRATOR)
    assert client.post("/account/password", data={"csrf_token": before}).status_code == 400


def test_the_token_looks_different_on_every_page(app: Flask) -> None:
    client, first = signed_in(app)
    assert client.csrf() != first


def test_a_public_page_without_a_form_sets_no_cookie(app: Flask) -> None:
    assert "Set-Cookie" not in app.test_client().get("/healthz").headers


def test_a_token_is_only_made_when_a_template_writes_it(app: Flask) -> None:
    with app.test_request_context():
        late = csrf.Token()
        assert "visitor" not in session
        assert str(late) == late.__html__() == csrf.token()
        assert "visitor" in session


def test_an_unknown_address_is_not_found_before_a_token_is_asked_for(app: Flask) -> None:
    assert app.test_client().post("/nowhere").status_code == 404


def test_the_stamp_of_a_page_changes_with_the_sign_in(app: Flask) -> None:
    stamps = []
    for _ in range(2):
        client, _token = signed_in(app)
        cookie = client.get_cookie("alongside")
        assert cookie is not None
        with app.test_request_context(headers={"Cookie": f"alongside={cookie.value}"}):
            stamps += [csrf.stamp(), csrf.stamp()]
    with app.test_request_context():
        assert csrf.stamp() == ""
    assert stamps[0] == stamps[1] != stamps[2] == stamps[3]
