"""The pages on which somebody decides which messages they get."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from lms.db.people import Person
from lms.db.reminders import MailChoice
from lms.extensions import db
from lms.services import reminders
from tests.support.app import LEARNER
from tests.support.client import PageClient
from tests.support.rows import NOW


def choice(app: Flask) -> MailChoice:
    with app.app_context():
        return db.session().execute(sa.select(MailChoice)).scalar_one()


def test_somebody_ends_reminders_and_has_them_back(app: Flask, client: PageClient) -> None:
    client.sign_in(LEARNER)
    page = client.page("/account/messages")
    assert "cannot be switched off" in page.text
    for sent, stopped in ({}, True), ({"reminders": "yes"}, False), ({}, True):
        answer = client.post("/account/messages", data={**sent, "csrf_token": client.csrf()})
        assert answer.status_code == 303
        assert (choice(app).stopped_at is not None) is stopped
    assert "Your choice is saved" in client.page("/account/messages?changed=yes").text


def test_a_message_ends_reminders_without_signing_in_and_looking_does_not(
    app: Flask, client: PageClient
) -> None:
    with app.app_context():
        person_id = db.session().scalar(sa.select(sa.func.min(Person.id)))
        assert person_id is not None
        reminders.choose(db.session(), person_id=person_id, wants=True, now=NOW)
    address = f"/messages/stop/{choice(app).secret}"
    page = client.page(address)
    assert choice(app).stopped_at is None
    answer = client.post(address, data=page.fields(address))
    assert (answer.status_code, answer.headers["X-Robots-Tag"]) == (200, "noindex")
    assert "Reminders stopped" in answer.text
    assert choice(app).stopped_at is not None


def test_an_address_that_nobody_has_is_not_found(client: PageClient) -> None:
    page = client.page("/messages/stop/no-such-link")
    answer = client.post("/messages/stop/no-such-link", data=page.fields("/messages/stop/no-such-link"))
    assert answer.status_code == 404


def test_a_mail_program_ends_them_by_one_click_without_a_page_of_ours(app: Flask, client: PageClient) -> None:
    with app.app_context():
        person_id = db.session().scalar(sa.select(sa.func.min(Person.id)))
        assert person_id is not None
        reminders.choose(db.session(), person_id=person_id, wants=True, now=NOW)
    address = f"/messages/stop/{choice(app).secret}"
    elsewhere = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    # Only the post that RFC 8058 describes, and only here.
    assert client.post(address, data={"List-Unsubscribe": "x"}, headers=elsewhere).status_code == 400
    assert choice(app).stopped_at is None
    one_click = {"List-Unsubscribe": "One-Click"}
    assert client.post("/account/messages", data=one_click, headers=elsewhere).status_code == 400
    assert client.post(address, data=one_click, headers=elsewhere).status_code == 200
    assert choice(app).stopped_at is not None
    assert client.post("/messages/stop/no-such-link", data=one_click).status_code == 404
