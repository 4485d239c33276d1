"""The pages of standings, requirements, leave and campaigns."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from lms.db.content_releases import ContentRelease
from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work
from lms.extensions import db
from lms.web import clock
from tests.support.app import ADMINISTRATOR, LEARNER, MANAGER, TRAINER
from tests.support.client import Page, PageClient
from tests.support.databases import counted
from tests.web.quiz.taking import Taker

ADD = "/manage/requirements/add"
WANTED = {"course": "tea", "group": "everybody", "due_days": "56", "reason": "Everybody drinks tea"}


def as_(client: PageClient, name: str) -> PageClient:
    other = client.application.test_client()
    assert isinstance(other, PageClient)
    other.sign_in(name)
    return other


@pytest.fixture
def trainer(client_on_each: PageClient) -> PageClient:
    client_on_each.sign_in(TRAINER)
    return client_on_each


def preview(client: PageClient, **changes: str) -> Page:
    return client.send_page(client.page(ADD), ADD, status=200, values={**WANTED, **changes})


def require(client: PageClient, **changes: str) -> str:
    """The address of a requirement that was previewed and confirmed."""
    answer = client.send(preview(client, **changes), ADD)
    assert answer.status_code == 303
    return str(answer.location)


def test_a_requirement_is_previewed_then_confirmed(trainer: PageClient) -> None:
    assert "The courses that people have to hold" in trainer.page("/manage/requirements").text
    shown = preview(trainer)
    assert shown.heading == "Whom this moves"
    for words in ("Tea for a team: Everybody, 4 people", "4 dates move", "Sam Carter", "Due by"):
        assert words in shown.text
    assert "The courses that people have to hold" in trainer.page("/manage/requirements").text
    page = trainer.page(require(trainer))
    assert page.heading == "Tea for a team: Everybody"
    assert "Priya Shah: Everybody drinks tea" in page.text
    assert "Tea for a team: Everybody" in trainer.page("/manage/requirements").links()


def test_a_requirement_is_changed_in_a_new_version(trainer: PageClient) -> None:
    address = require(trainer)
    form = trainer.page(f"{address}/change")
    assert form.fields(f"{address}/change")["due_days"] == ["56"]
    shown = trainer.send_page(form, f"{address}/change", status=200, values={"due_days": "28"})
    assert trainer.send(shown, f"{address}/change").location == address
    page = trainer.page(address)
    assert "Version 2" in page.text
    assert "Within 28 days" in page.text
    # The same preview once more: somebody has decided meanwhile.
    again = trainer.send_page(shown, f"{address}/change", status=422)
    assert any("since you looked" in error for error in again.errors())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"course": "coffee"}, "Choose a course"),
        ({"group": "role:king"}, "Choose who has to hold it"),
        ({"starts_on": "soon"}, "Enter the day from which it is required"),
        ({"due_days": "many"}, "Enter a number of days from 0 to 3650"),
        ({"valid_months": "0"}, "Enter a number of months from 1 to 120"),
        ({"basis": "fixed date"}, "A fixed date needs a day on which the certificates end."),
        ({"window_days": "365", "valid_months": "2"}, "The refresher has to open later"),
        ({"path": "dance"}, "Choose how they renew"),
        ({"fixed_on": "31 February 2026"}, "Enter the fixed day"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(
    trainer: PageClient, changes: dict[str, str], words: str
) -> None:
    page = trainer.send_page(trainer.page(ADD), ADD, status=422, values={**WANTED, **changes})
    assert any(words in error for error in page.errors())


def test_a_course_is_not_required_twice(trainer: PageClient) -> None:
    require(trainer)
    page = trainer.send_page(preview(trainer), ADD, status=422)
    assert any("already" in error for error in page.errors())


def test_a_manager_reads_requirements_and_sees_the_own_team_only(trainer: PageClient) -> None:
    address = require(trainer)
    manager = as_(trainer, MANAGER)
    assert "Change this requirement" not in manager.page(address).text
    manager.page(ADD, status=403)
    page = manager.page("/manage/standings")
    assert "in Housing" in page.text
    assert {"Sam Carter", "Morgan Ellis"} <= set(page.links())
    assert "Priya Shah" not in page.links()
    everybody = trainer.page("/manage/standings")
    assert "0 of 4 hold it (0%)" in everybody.text
    with trainer.application.app_context():
        team = db.session.execute(sa.select(Person.team_id).where(Person.name == "Priya Shah")).scalar_one()
        priya = db.session.execute(sa.select(Person.id).where(Person.name == "Priya Shah")).scalar_one()
    one_team = trainer.page(f"/manage/standings?team={team}")
    assert "Priya Shah" in one_team.links()
    assert "Sam Carter" not in one_team.links()
    manager.page(f"/manage/people/{priya}/history", status=403)
    trainer.page(f"/manage/people/{priya}/history")


def test_a_manager_without_a_team_sees_nobody(trainer: PageClient) -> None:
    require(trainer)
    with trainer.application.app_context(), unit_of_work(db.session()):
        db.session.execute(sa.update(Person).values(team_id=None))
    page = as_(trainer, MANAGER).page("/manage/standings")
    assert "You are in no team" in page.text


def test_standings_are_a_file_for_a_spreadsheet(trainer: PageClient) -> None:
    with trainer.application.app_context(), unit_of_work(db.session()):
        db.session.execute(sa.update(Person).where(Person.name == "Sam Carter").values(name="=1+1"))
    require(trainer)
    answer = trainer.get("/manage/standings.csv")
    assert answer.mimetype == "text/csv"
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "Name,Team,Course,Standing,Date,Holds it today"
    assert len(lines) == 5
    assert any(line.startswith("'=1+1,Housing,Tea for a team,due,") for line in lines)
    assert all(line.endswith(",no") for line in lines[1:])


def test_the_page_of_standings_takes_a_fixed_number_of_statements(trainer: PageClient) -> None:
    require(trainer)
    with counted(Engine) as sent:
        trainer.page("/manage/standings")
    assert len(sent) == 7


def test_leave_is_added_counted_and_ended(trainer: PageClient) -> None:
    require(trainer)
    manager = as_(trainer, MANAGER)
    add = "/manage/absences/add"
    with trainer.application.app_context():
        sam = db.session.execute(sa.select(Person.id).where(Person.name == "Sam Carter")).scalar_one()
        priya = db.session.execute(sa.select(Person.id).where(Person.name == "Priya Shah")).scalar_one()
    today = clock.now().date()
    values = {"person": str(sam), "kind": "leave", "from_on": today.isoformat(), "reason": "Parental leave"}
    # Somebody of another team is not theirs to excuse.
    wrong = manager.send_page(manager.page(add), add, status=422, values={**values, "person": str(priya)})
    assert wrong.errors() == ["Choose a person"]
    early = (today - timedelta(days=1)).isoformat()
    wrong = manager.send_page(manager.page(add), add, status=422, values={**values, "until_on": early})
    assert wrong.errors() == ["The last day comes before the first"]
    assert manager.send(manager.page(add), add, values).status_code == 303
    assert "1 exempt or away" in manager.page("/manage/standings").text
    page = manager.page("/manage/absences")
    assert "Parental leave" in page.text
    assert manager.send(page, "/manage/absences/1/end").status_code == 303
    assert "Ended on" in manager.page("/manage/absences").text
    assert "exempt or away" not in manager.page("/manage/standings").text


def test_leave_of_another_team_cannot_be_ended(trainer: PageClient) -> None:
    add = "/manage/absences/add"
    with trainer.application.app_context():
        priya = db.session.execute(sa.select(Person.id).where(Person.name == "Priya Shah")).scalar_one()
    values = {"person": str(priya), "kind": "exempt", "from_on": "2026-01-01", "reason": "Teaches it"}
    assert trainer.send(trainer.page(add), add, values).status_code == 303
    manager = as_(trainer, MANAGER)
    assert "Teaches it" not in manager.page("/manage/absences").text
    answer = manager.post("/manage/absences/1/end", data={"csrf_token": manager.csrf()})
    assert answer.status_code == 403


def test_a_campaign_is_planned_signed_off_and_undone(trainer: PageClient) -> None:
    learner = as_(trainer, LEARNER)
    Taker(learner).take()
    assert "No release has been called substantive yet" in trainer.page("/manage/campaigns/add").text
    with trainer.application.app_context(), unit_of_work(db.session()):
        db.session.add(
            ContentRelease(
                number=1,
                made_at=clock.now() + timedelta(minutes=1),
                note="The law changed",
                label="substantive",
                manifest={},
                generation="0" * 64,
            )
        )
    add = "/manage/campaigns/add"
    wrong = trainer.send_page(
        trainer.page(add), add, status=422, values={"course": "tea", "release": "1", "due_on": "2020-01-01"}
    )
    assert wrong.errors() == ["Enter a day after today"]
    due = (clock.now() + timedelta(days=30)).date().isoformat()
    values = {"course": "tea", "release": "1", "due_on": due, "note": "Read what is new."}
    address = trainer.send(trainer.page(add), add, values).location
    page = trainer.page(address)
    for words in ("This is a dry run", "1 person who passed before", "Sam Carter", "Sign off as Priya Shah"):
        assert words in page.text
    assert trainer.send(page, f"{address}/sign").location == address
    page = trainer.page(address)
    assert "It can be undone until" in page.text
    assert trainer.send(page, f"{address}/undo").location == address
    assert "Undone. Nobody heard of it." in trainer.page(address).text
    assert "Undone" in trainer.page("/manage/campaigns").text
    as_(trainer, ADMINISTRATOR).page("/manage/campaigns")
    as_(trainer, MANAGER).page("/manage/campaigns", status=403)


def test_what_is_not_there_is_not_found(trainer: PageClient) -> None:
    for address in ("/manage/requirements/99", "/manage/requirements/99/change", "/manage/campaigns/99"):
        trainer.page(address, status=404)
