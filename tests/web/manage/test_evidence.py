"""The pages of workshops and observed practice."""

from __future__ import annotations

import sqlalchemy as sa

from lms.db.people import Person
from lms.extensions import db
from lms.web import clock
from tests.support.app import ADMINISTRATOR, LEARNER, MANAGER, TRAINER
from tests.support.client import PageClient
from tests.web.manage.test_duties import as_
from tests.web.quiz.taking import Taker

LIST = "/manage/evidence"
ADD = f"{LIST}/add"


def person(client: PageClient, name: str) -> str:
    with client.application.app_context():
        return str(db.session.execute(sa.select(Person.id).where(Person.name == name)).scalar_one())


def test_a_manager_notes_it_for_the_team_and_takes_it_back(client_on_each: PageClient) -> None:
    manager = as_(client_on_each, MANAGER)
    assert "will be listed here" in manager.page(LIST).text
    values = {
        "person": person(manager, "Sam Carter"),
        "kind": "workshop",
        "course": "tea",
        "title": "Tea for two",
        "held_on": clock.now().date().isoformat(),
        "witness": "Priya Shah",
    }
    wrong = {
        "person": person(manager, "Priya Shah"),
        "held_on": "2999-01-01",
        "witness": "",
    }
    answer = manager.send_page(manager.page(ADD), ADD, status=422, values={**values, **wrong})
    assert set(answer.errors()) == {
        "Choose a person",
        "The day is still to come",
        "Enter who led or observed it",
    }
    assert manager.send(manager.page(ADD), ADD, values).status_code == 303
    page = manager.page(LIST)
    assert "Workshop: Tea for two" in page.text
    learner = as_(client_on_each, LEARNER)
    assert "Tea for two" in learner.page("/history").text
    Taker(learner).take()
    number = next(
        href for href in learner.page("/certificates").links().values() if href.startswith("/certificates/")
    )
    assert "Workshop: Tea for two" in learner.page(number).text
    remove = f"{LIST}/1/remove"
    assert manager.send_page(page, remove, status=422, values={"reason": ""}).errors()
    assert manager.send(page, remove, {"reason": "Another Sam"}).status_code == 303
    assert "Another Sam" in manager.page(LIST).text
    assert "Tea for two" not in learner.page("/history").text
    assert "Workshop: Tea for two" in learner.page(number).text


def test_another_teams_evidence_is_not_a_managers_and_nobody_notes_their_own(
    client_on_each: PageClient,
) -> None:
    trainer, administrator = as_(client_on_each, TRAINER), as_(client_on_each, ADMINISTRATOR)
    values = {
        "person": person(trainer, "Priya Shah"),
        "kind": "observed practice",
        "course": "tea",
        "title": "A pot poured",
        "held_on": "2026-01-01",
        "witness": "Sam Carter",
    }
    # Priya is the trainer herself.
    own = trainer.send_page(trainer.page(ADD), ADD, status=422, values=values)
    assert own.errors() == ["Choose a person"]
    assert administrator.send(administrator.page(ADD), ADD, values).status_code == 303
    manager = as_(client_on_each, MANAGER)
    assert "A pot poured" not in manager.page(LIST).text
    sent = {"csrf_token": manager.csrf(), "reason": "x"}
    assert manager.post(f"{LIST}/1/remove", data=sent).status_code == 403
    sent = {"csrf_token": trainer.csrf(), "reason": "x"}
    assert trainer.post(f"{LIST}/1/remove", data=sent).status_code == 422
    assert "A pot poured" in trainer.page("/history").text
