"""A form whose sign-in has ended: what was typed is kept, and nothing is saved for strangers."""

from __future__ import annotations

import base64
import json

import pytest
from flask import Flask

from lms.extensions import db
from lms.services import accounts
from lms.web import carried, clock
from tests.support.app import MANAGER
from tests.support.client import PASSWORD, Page, PageClient
from tests.web.conftest import client_of
from tests.web.quiz.taking import Taker
from tests.web.quiz.test_sheet import checked


def end_on_the_server(client: PageClient) -> None:
    """The sign-in is over, and the browser does not know yet."""
    cookie = client.get_cookie("alongside")
    assert cookie is not None
    with client.application.app_context():
        hashed = accounts.token_hash(cookie.value)
        accounts.sign_out(db.session(), token_hash=hashed, now=clock.now())


def end_in_the_browser(client: PageClient) -> None:
    """Another window has signed out."""
    client.delete_cookie("alongside")


ENDINGS = [end_on_the_server, end_in_the_browser]


def signed_in_again(taker: Taker, page: Page, name: str = "learner@demo.example") -> Page:
    assert page.heading == "Sign in again"
    wrong = taker.client.send_page(page, "/sign-in", status=422, email=name, password="not this one")
    return taker.client.send_page(wrong, "/sign-in", status=200, email=name, password=PASSWORD)


@pytest.mark.parametrize("end", ENDINGS)
def test_what_was_typed_goes_through_the_sign_in(taker_on_each: Taker, end: object) -> None:
    attempt_id = taker_on_each.start()
    old = taker_on_each.page(attempt_id, 2)
    end(taker_on_each.client)  # type: ignore[operator]
    action = f"/attempts/{attempt_id}/answers"
    sent = {"q2": ["1", "3"], "flag-2": "yes"}
    asked = taker_on_each.client.send_page(old, action, status=401, values=sent)  # type: ignore[arg-type]
    page = signed_in_again(taker_on_each, asked)
    assert page.heading == "You are signed in again"
    answer = taker_on_each.send(page, attempt_id)
    assert (answer.status_code, answer.location) == (303, f"/attempts/{attempt_id}?question=2")
    assert checked(taker_on_each.page(attempt_id, 2)) == {("q2", "1"), ("q2", "3"), ("flag-2", "yes")}


@pytest.mark.parametrize("end", ENDINGS)
def test_nothing_is_saved_before_somebody_signs_in(taker: Taker, end: object) -> None:
    attempt_id = taker.start()
    old = taker.page(attempt_id, 1)
    end(taker.client)  # type: ignore[operator]
    taker.client.send_page(old, f"/attempts/{attempt_id}/answers", status=401, values={"q1": "2"})
    taker.client.sign_in()
    assert checked(taker.page(attempt_id, 1)) == set()


def test_a_form_without_an_answer_just_leads_to_the_sign_in(taker: Taker) -> None:
    attempt_id = taker.start()
    old = taker.page(attempt_id, 1)
    end_on_the_server(taker.client)
    answer = taker.send(old, attempt_id)
    assert (answer.status_code, answer.location) == (303, f"/sign-in?next=/attempts/{attempt_id}")


def test_somebody_else_who_signs_in_saves_nothing(taker: Taker) -> None:
    attempt_id = taker.start()
    old = taker.page(attempt_id, 1)
    end_on_the_server(taker.client)
    asked = taker.client.send_page(old, f"/attempts/{attempt_id}/answers", status=401, values={"q1": "2"})
    page = signed_in_again(taker, asked, MANAGER)
    assert taker.send(page, attempt_id).status_code == 404


def test_a_page_of_an_earlier_sign_in_is_shown_once_more(taker_on_each: Taker) -> None:
    attempt_id = taker_on_each.start()
    old = taker_on_each.page(attempt_id, 1)
    end_in_the_browser(taker_on_each.client)
    taker_on_each.client.sign_in()
    action = f"/attempts/{attempt_id}/answers"
    page = taker_on_each.client.send_page(old, action, status=400, values={"q1": "2"})
    assert "This page was from an earlier sign-in" in page.text
    assert checked(page) == {("q1", "2")}
    assert checked(taker_on_each.page(attempt_id, 1)) == set()
    assert taker_on_each.send(page, attempt_id).status_code == 303
    assert checked(taker_on_each.page(attempt_id, 1)) == {("q1", "2")}


def test_a_page_of_an_earlier_sign_in_still_overwrites_no_other_window(taker: Taker) -> None:
    attempt_id = taker.start()
    old = taker.page(attempt_id, 1)
    end_in_the_browser(taker.client)
    taker.client.sign_in()
    taker.save(attempt_id, 1, {"q1": "3"})
    action = f"/attempts/{attempt_id}/answers"
    page = taker.client.send_page(old, action, status=400, values={"q1": "2"})
    assert "Keep mine" in taker.client.send_page(page, action, status=409).text


def test_another_site_never_gets_that_far(taker: Taker) -> None:
    attempt_id = taker.start()
    fields = taker.page(attempt_id, 1).fields(f"/attempts/{attempt_id}/answers")
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        answer = taker.client.post(
            f"/attempts/{attempt_id}/answers", data={**fields, "q1": "2"}, headers=headers
        )
        assert answer.status_code == 400
        assert "earlier sign-in" not in answer.get_data(as_text=True)
    assert checked(taker.page(attempt_id, 1)) == set()


def packed(body: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(body).encode()).decode()


ACTION = f"/attempts/{'a' * 26}/answers"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not base64 ä",
        packed("text"),
        packed([ACTION]),
        packed(["/account/password", [["a", "b"]]]),
        packed(["https://elsewhere.example/attempts/x/answers", []]),
        packed([ACTION, [["a"]]]),
        packed([ACTION, [["a", 1]]]),
        packed([ACTION, [["A b", "1"]]]),
        packed([ACTION, [["a", "\0"]]]),
        packed([ACTION, [["a", "1"]] * 501]),
        packed("[" * 3000),
    ],
)
def test_only_a_form_of_answers_is_carried(app: Flask, text: str) -> None:
    assert carried.unpack(text) is None
    client = client_of(app)
    page = client.page("/sign-in")
    answer = client.send(page, "/sign-in", {"carried": text}, email="learner@demo.example", password=PASSWORD)
    assert answer.status_code == 303


def test_what_is_packed_is_unpacked() -> None:
    fields = (("q1", "Zwölf “Tassen”\r\n"), ("q1", ""), ("on-page", "1"))
    assert carried.unpack(carried.pack(ACTION, fields)) == carried.Carried(ACTION, fields)
