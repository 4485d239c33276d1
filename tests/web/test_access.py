"""Who is asking: the decorators that every view carries."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import Engine

from lms.db.sign_ins import SignIn
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.permissions import Action
from lms.extensions import db
from lms.queries import people
from lms.web import access, clock
from tests.support.app import ADMINISTRATOR, LEARNER
from tests.support.client import PageClient
from tests.support.databases import counted


def signed_in_cookie(app: Flask, name: str = LEARNER) -> dict[str, str]:
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.sign_in(name)
    cookie = client.get_cookie("alongside")
    assert cookie is not None
    return {"Cookie": f"alongside={cookie.value}"}


def test_the_viewer_is_read_once_a_request(app: Flask) -> None:
    with app.test_request_context(headers=signed_in_cookie(app)), counted(Engine) as statements:
        assert access.viewer_if_known() is None
        assert access.viewer().name == "Sam Carter"
        assert access.viewer_or_none() is access.viewer() is access.viewer_if_known()
    assert len(statements) == 1


def test_a_visitor_costs_no_statement(app: Flask) -> None:
    with app.test_request_context(), counted(Engine) as statements:
        assert access.viewer_or_none() is None
        with pytest.raises(access.SignInNeeded):
            access.viewer()
    assert statements == []


def test_a_view_that_brings_its_viewer_is_held_to_the_permission(app: Flask) -> None:
    @access.requires(Action.MANAGE_PEOPLE, brings_viewer=True)
    def view() -> str:
        hashed = access.token_hash()
        assert hashed is not None
        found = people.viewer(db.session().connection(), token_hash=hashed, now=clock.now())
        return access.admit(found, Action.MANAGE_PEOPLE).name

    with app.test_request_context(headers=signed_in_cookie(app, ADMINISTRATOR)):
        assert view() == "Alex Novak"
    with app.test_request_context(headers=signed_in_cookie(app)), pytest.raises(errors.NotAllowed):
        view()
    with (
        app.test_request_context(headers={"Cookie": "alongside=nobody"}),
        pytest.raises(access.SignInNeeded),
    ):
        view()


def test_a_view_that_forgets_to_ask_who_is_there_is_an_error(app: Flask) -> None:
    @access.requires(Action.LEARN, brings_viewer=True)
    def view() -> str:
        return "everything"

    with app.test_request_context(headers=signed_in_cookie(app)), pytest.raises(RuntimeError, match="view"):
        view()


def test_a_bare_view_has_no_permission() -> None:
    assert access.permission_of(lambda: "") is None
    assert access.permission_of(access.public(lambda: "")) == access.PUBLIC
    assert access.permission_of(access.requires(Action.LEARN)(lambda: "")) is Action.LEARN


def test_a_sign_in_that_sends_something_is_noted_as_used_and_a_read_is_not(app: Flask) -> None:
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.sign_in(LEARNER)
    long_ago = clock.now() - timedelta(hours=1)
    with app.app_context(), unit_of_work(db.session()):
        db.session.execute(sa.update(SignIn).values(seen_at=long_ago))

    def seen_at() -> datetime:
        with app.app_context():
            return db.session.execute(sa.select(SignIn.seen_at)).scalar_one()

    client.page("/account/password")
    assert seen_at() == long_ago
    client.post("/account/password", data={"csrf_token": client.csrf()})
    assert seen_at() > long_ago
