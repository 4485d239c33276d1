"""Signing in and out and one's own password, as a browser does it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine

from lms.services import throttle
from tests.support.app import ADMINISTRATOR, LEARNER
from tests.support.client import PASSWORD, PageClient
from tests.support.databases import counted

NEW = "three lanterns on a slow river"


def second(client: PageClient) -> PageClient:
    """Another browser at the same application."""
    other = client.application.test_client()
    assert isinstance(other, PageClient)
    return other


def cookie(client: PageClient) -> str:
    found = client.get_cookie("alongside")
    assert found is not None
    return found.value


def test_the_form_asks_for_the_two_things_it_needs(client: PageClient) -> None:
    page = client.page("/sign-in")
    assert set(page.fields("/sign-in")) == {"csrf_token", "next", "email", "password"}
    assert "E-mail address or staff number" in page.text


def test_signing_in_leads_home(client_on_each: PageClient) -> None:
    page = client_on_each.page("/sign-in")
    answer = client_on_each.send(page, "/sign-in", email=LEARNER, password=PASSWORD)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"
    assert client_on_each.page("/account/password").heading == "Change your password"


def test_signing_in_leads_back_to_what_was_asked_for(client: PageClient) -> None:
    answer = client.get("/account/password?changed=yes")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=/account/password%3Fchanged%3Dyes"
    page = client.page(answer.headers["Location"])
    answer = client.send(page, "/sign-in", email=LEARNER, password=PASSWORD)
    assert answer.headers["Location"] == "/account/password?changed=yes"


def test_a_form_sent_after_the_sign_in_ended_leads_back_to_where_it_stood(client: PageClient) -> None:
    client.sign_in()
    token = client.csrf()
    second_window = second(client)
    second_window.set_cookie("alongside", cookie(client))
    second_window.post("/sign-out", data={"csrf_token": token})
    answer = client.post("/account/password", data={"csrf_token": token})
    assert answer.headers["Location"] == "/sign-in?next=/account/password"


@pytest.mark.parametrize(
    ("email", "password", "errors"),
    [
        ("", "", ["Enter your e-mail address or staff number", "Enter your password"]),
        ("  ", "x", ["Enter your e-mail address or staff number"]),
        ("a" * 300, "x", ["The e-mail address or staff number must be 254 characters or fewer"]),
        ("a", "x" * 300, ["The password must be 256 characters or fewer"]),
    ],
)
def test_an_empty_or_endless_field_gets_the_form_back(
    client: PageClient, email: str, password: str, errors: list[str]
) -> None:
    page = client.send_page(client.page("/sign-in"), "/sign-in", status=422, email=email, password=password)
    assert page.errors() == errors


@pytest.mark.parametrize("name", [LEARNER, "nobody@demo.example", "ü@demo.example", "a\u2028b"])
def test_a_wrong_name_and_a_wrong_password_read_alike(client_on_each: PageClient, name: str) -> None:
    client = client_on_each
    page = client.send_page(client.page("/sign-in"), "/sign-in", status=422, email=name, password="wrong")
    assert page.errors() == ["The sign-in name and password do not match an account that can sign in."]
    assert page.fields("/sign-in")["password"] == [""]
    assert page.fields("/sign-in")["email"] == [name]


def test_too_many_tries_are_told_how_long_to_wait(client: PageClient) -> None:
    page = client.page("/sign-in")
    for _ in range(throttle.FOR_AN_ACCOUNT):
        assert client.send(page, "/sign-in", email=LEARNER, password="wrong").status_code == 422
    answer = client.send(page, "/sign-in", email=LEARNER, password=PASSWORD)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 300
    assert "too many tries" in answer.get_data(as_text=True)


def test_each_sign_in_has_an_id_of_its_own_and_ends_the_one_before(client: PageClient) -> None:
    client.set_cookie("alongside", "an-id-that-somebody-planted")
    client.sign_in()
    first = cookie(client)
    assert first != "an-id-that-somebody-planted"
    answer = client.post(
        "/sign-in", data={"csrf_token": client.csrf(), "email": ADMINISTRATOR, "password": PASSWORD}
    )
    assert answer.status_code == 303
    assert cookie(client) != first
    old = second(client)
    old.set_cookie("alongside", first)
    assert old.get("/account/password").status_code == 303


def test_nothing_from_before_the_sign_in_is_kept(client: PageClient) -> None:
    client.page("/sign-in")
    assert client.get_cookie("visitor") is not None
    client.sign_in()
    assert client.get_cookie("visitor") is None


def test_signing_out_ends_the_sign_in_on_the_server(client_on_each: PageClient) -> None:
    client = client_on_each
    client.sign_in()
    copied = cookie(client)
    answer = client.send(client.page("/account/password"), "/sign-out")
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert client.get_cookie("alongside") is None
    thief = second(client)
    thief.set_cookie("alongside", copied)
    assert thief.get("/account/password").status_code == 303
    assert "You have signed out." in client.page(answer.headers["Location"]).text


def test_signing_out_without_a_sign_in_does_no_harm(client: PageClient) -> None:
    token = client.csrf("/sign-in")
    assert client.post("/sign-out", data={"csrf_token": token}).status_code == 303


def test_a_cookie_that_is_far_too_long_is_nobody(client: PageClient) -> None:
    client.set_cookie("alongside", "x" * 500)
    assert client.get("/account/password").status_code == 303


def test_a_new_password_ends_every_other_sign_in_and_keeps_this_one(client_on_each: PageClient) -> None:
    client = client_on_each
    other = second(client)
    client.sign_in()
    other.sign_in()
    before = cookie(client)
    answer = client.send(
        client.page("/account/password"), "/account/password", current=PASSWORD, new=NEW, again=NEW
    )
    assert answer.status_code == 303
    assert cookie(client) != before
    assert "Your password is changed." in client.page(answer.headers["Location"]).text
    assert other.get("/account/password").status_code == 303
    other.sign_in(password=NEW)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"current": "wrong", "new": NEW, "again": NEW}, "That is not your current password."),
        (
            {"current": PASSWORD, "new": NEW, "again": "x"},
            "The two new passwords differ: enter the same one twice",
        ),
        ({"current": "", "new": NEW, "again": NEW}, "Enter your current password"),
    ],
)
def test_a_password_that_cannot_be_changed_says_why(
    client: PageClient, fields: dict[str, str], error: str
) -> None:
    client.sign_in()
    page = client.send_page(client.page("/account/password"), "/account/password", status=422, values=fields)
    assert page.errors() == [error]
    assert not any(value for name in fields for value in page.fields("/account/password")[name])


def test_a_weak_password_is_refused_at_its_field(client: PageClient) -> None:
    client.sign_in()
    page = client.send_page(
        client.page("/account/password"),
        "/account/password",
        status=422,
        values={"current": PASSWORD, "new": "short", "again": "short"},
    )
    assert len(page.errors()) == 1
    assert page.element("new-error") is not None


def test_the_statements_of_each_step_are_counted(app: Flask, client: PageClient) -> None:
    page = client.page("/sign-in")
    with counted(Engine) as statements:
        client.page("/sign-in")
    assert len(statements) == 0
    with counted(Engine) as statements:
        client.send(page, "/sign-in", email=LEARNER, password=PASSWORD)
    assert len(statements) <= 9, statements
    with counted(Engine) as statements:
        page = client.page("/account/password")
    assert len(statements) == 1
    with counted(Engine) as statements:
        client.send(page, "/sign-out")
    assert len(statements) == 1
