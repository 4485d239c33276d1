"""The administrator's pages about people."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.support.app import ADMINISTRATOR, LEARNER, MANAGER, TRAINER
from tests.support.client import Page, PageClient
from tests.support.databases import counted

ADD = "/manage/people/add"
WANTED = {"name": "Łucja Nowak", "sign_in_name": "4711", "role": "trainer", "team": "Libraries"}


@pytest.fixture
def admin(client_on_each: PageClient) -> PageClient:
    client_on_each.sign_in(ADMINISTRATOR)
    return client_on_each


def address_of(client: PageClient, name: str) -> str:
    return client.page("/manage/people").links()[name]


def made_password(page: Page) -> str:
    return next("".join(code.itertext()) for code in page.root.iter("code"))


def add(client: PageClient, **changes: str) -> Page:
    page = client.send_page(client.page(ADD), ADD, status=200, values={**WANTED, **changes})
    assert page.response.headers["Cache-Control"] == "no-store"
    return page


def test_everybody_is_listed_with_what_they_may_do(admin: PageClient) -> None:
    page = admin.page("/manage/people")
    assert page.heading == "Accounts"
    # On a phone each list of places waits behind one line that says where one is.
    assert "Menu: People" in page.text
    assert "In this part: Accounts" in page.text
    for words in ("4 accounts", "Sam Carter", LEARNER, "Administrator", "Housing", "Can sign in"):
        assert words in page.text


def test_a_person_who_was_added_can_sign_in_with_the_password_shown_once(admin: PageClient) -> None:
    page = add(admin)
    assert page.heading == "Łucja Nowak can sign in now"
    password = made_password(page)
    theirs = admin.application.test_client()
    assert isinstance(theirs, PageClient)
    theirs.sign_in("4711", password)
    assert theirs.page("/author/problems").status == 200
    shown = admin.page(address_of(admin, "Łucja Nowak"))
    assert password not in shown.text
    assert "Libraries" in shown.text


def test_a_person_may_be_in_no_team(admin: PageClient) -> None:
    assert "No team" in add(admin, team="").text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": " "}, "Enter the person’s full name"),
        ({"name": "a\tb"}, "The name must be one line of ordinary letters and signs"),
        ({"name": "x" * 201}, "The name must be 200 characters or fewer"),
        ({"sign_in_name": ""}, "Enter the e-mail address or staff number that they will sign in with"),
        ({"sign_in_name": LEARNER.upper()}, f"Somebody already signs in as “{LEARNER.upper()}”."),
        ({"role": "emperor"}, "Choose a role from the list"),
        ({"team": "x" * 101}, "The team must be 100 characters or fewer"),
    ],
)
def test_what_cannot_be_added_gets_the_form_back(
    admin: PageClient, changes: dict[str, str], error: str
) -> None:
    page = admin.send_page(admin.page(ADD), ADD, status=422, values={**WANTED, **changes})
    assert page.errors() == [error]
    kept = page.fields(ADD)
    for name, value in {**WANTED, **changes}.items():
        assert kept[name] == [value.strip()] or name == "role"


def test_an_unknown_role_leaves_the_first_one_chosen(admin: PageClient) -> None:
    page = admin.send_page(admin.page(ADD), ADD, status=422, values={**WANTED, "role": "emperor"})
    assert page.fields(ADD)["role"] == ["learner"]


def test_a_new_password_signs_the_person_out_and_is_shown_once(admin: PageClient) -> None:
    theirs = admin.application.test_client()
    assert isinstance(theirs, PageClient)
    theirs.sign_in(LEARNER)
    address = address_of(admin, "Sam Carter")
    page = admin.send_page(admin.page(address), f"{address}/password", status=200)
    assert page.heading == "New password for Sam Carter"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert theirs.get("/account/password").status_code == 303
    theirs.sign_in(LEARNER, made_password(page))


def test_a_disabled_person_is_out_at_once_and_back_when_enabled(admin: PageClient) -> None:
    theirs = admin.application.test_client()
    assert isinstance(theirs, PageClient)
    theirs.sign_in(LEARNER)
    address = address_of(admin, "Sam Carter")
    answer = admin.send(admin.page(address), f"{address}/disable")
    assert answer.status_code == 303
    assert answer.headers["Location"] == address
    assert theirs.get("/account/password").status_code == 303
    shown = admin.page(address)
    assert "This person cannot sign in." in shown.text
    assert "Disabled" in admin.page("/manage/people").text
    admin.send(shown, f"{address}/enable")
    theirs.sign_in(LEARNER)


def test_an_administrator_is_not_offered_to_disable_themselves(admin: PageClient) -> None:
    page = admin.page(address_of(admin, "Alex Novak"))
    assert "This is your own account." in page.text
    assert not [form for form in page.root.iter("form") if (form.get("action") or "").endswith("/disable")]


@pytest.mark.parametrize("person", ["999999", "0", "99999999999999999999", "²", "-1", "one"])
def test_a_person_who_is_not_there_is_not_found(admin: PageClient, person: str) -> None:
    assert admin.page(f"/manage/people/{person}", status=404).heading == "Page not found"
    token = admin.csrf()
    for what in ("password", "disable", "enable"):
        answer = admin.post(f"/manage/people/{person}/{what}", data={"csrf_token": token})
        assert answer.status_code == 404


def test_the_list_takes_two_statements_whatever_the_number_of_people(app: Flask, client: PageClient) -> None:
    client.sign_in(ADMINISTRATOR)
    add(client)
    with counted(Engine) as statements:
        client.page("/manage/people")
    assert len(statements) == 2


def test_adjustments_are_set_and_seen_by_an_administrator(admin: PageClient) -> None:
    action = address_of(admin, "Sam Carter") + "/adjustments"
    page = admin.page(action)
    assert page.heading == "Adjustments for Sam Carter"
    assert "Last set" not in page.text
    assert page.fields(action)["extra_time_percent"] == ["0"]
    values = {"extra_time_percent": "25 %", "larger_type": "y"}
    assert admin.send(page, action, values=values).status_code == 303
    page = admin.page(action)
    assert "Last set" in page.text
    assert page.fields(action)["extra_time_percent"] == ["25"]
    boxes = [box.get("id") for box in page.root.iter("input") if box.get("checked") is not None]
    assert boxes == ["larger_type"]


@pytest.mark.parametrize("percent", ["-1", "401", "1000", "a lot", "2.5", "٣"])
def test_extra_time_that_is_no_whole_number_gets_the_form_back(admin: PageClient, percent: str) -> None:
    action = address_of(admin, "Sam Carter") + "/adjustments"
    page = admin.send_page(admin.page(action), action, status=422, values={"extra_time_percent": percent})
    assert page.errors() == ["Enter a whole number from 0 to 400"]


@pytest.mark.parametrize("name", [LEARNER, TRAINER, MANAGER])
def test_nobody_else_sees_adjustments(client: PageClient, name: str) -> None:
    client.sign_in(name)
    assert client.get("/manage/people/1/adjustments").status_code == 403
