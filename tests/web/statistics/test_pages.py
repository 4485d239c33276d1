"""The pages and files of statistics: every state, the population beside the figures, nobody by name."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest
from flask import Flask

from lms.content import versions
from lms.db.content_versions import ContentVersion
from lms.db.unit_of_work import unit_of_work
from lms.extensions import db
from lms.queries import statistics
from tests.support import rows, sittings
from tests.support.app import LEARNER, MANAGER, TRAINER
from tests.support.client import PageClient
from tests.support.sittings import SLUG

ADDRESS = f"/statistics/{SLUG}"


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    statistics.forget()
    yield
    statistics.forget()


@pytest.fixture
def trainer(client_on_each: PageClient) -> PageClient:
    client_on_each.sign_in(TRAINER)
    return client_on_each


def taken(app: Flask, times: int, *, team: str | None = None, asks: bool = False) -> None:
    with app.app_context():
        at = sittings.quiz(asks_confidence=asks)
        sittings.golden(db.session(), times=times, team=team, at=at)


def test_the_list_names_every_quiz_and_how_often_it_was_finished(
    trainer: PageClient, app_on_each: Flask
) -> None:
    taken(app_on_each, 1)
    page = trainer.page("/statistics")
    assert ADDRESS in page.links().values()
    assert "(no longer published)" in page.text


def test_a_quiz_that_nobody_finished_says_so(trainer: PageClient) -> None:
    page = trainer.page("/statistics/tea-making")
    assert "Nobody has finished this quiz yet." in page.text


def test_an_unknown_quiz_is_not_found(trainer: PageClient) -> None:
    trainer.page("/statistics/unknown", status=404)
    trainer.page("/statistics/tea-making/questions/unknown", status=404)


def test_a_few_attempts_are_too_few_to_say(trainer: PageClient, app_on_each: Flask) -> None:
    taken(app_on_each, 2)
    page = trainer.page(ADDRESS)
    assert "Too few to say" in page.text
    assert "%" not in page.text.partition("Question by question")[2].partition("What these words mean")[0]
    assert "Too few to say" in trainer.page(f"{ADDRESS}/questions/four").text


def test_figures_stand_beside_their_population(trainer: PageClient, app_on_each: Flask) -> None:
    taken(app_on_each, 4)
    page = trainer.page(ADDRESS)
    assert "24 attempts: the first finished attempt of each person’s first cycle." in page.text
    assert "Hard: facility under 40%" in page.text
    assert "Trials and practice do not count." in page.text
    item = trainer.page(f"{ADDRESS}/questions/four")
    assert "24 attempts: the first finished attempt" in item.text
    assert "Random guess" in item.text
    assert "Person 1" not in page.text + item.text


def test_every_choice_of_attempts_leads_on(trainer: PageClient, app_on_each: Flask) -> None:
    taken(app_on_each, 4)
    page = trainer.page(f"{ADDRESS}?attempts=all")
    assert "24 attempts: every finished attempt, later cycles too." in page.text
    assert f"{ADDRESS}/questions/four?attempts=all" in page.links().values()
    assert "the best finished attempt" in trainer.page(f"{ADDRESS}?attempts=highest").text
    assert "the first finished attempt" in trainer.page(f"{ADDRESS}?attempts=last&team=x").text


def test_a_small_team_cannot_be_looked_at(trainer: PageClient, app_on_each: Flask) -> None:
    taken(app_on_each, 4)
    taken(app_on_each, 1, team="Tiny")
    page = trainer.page(ADDRESS)
    options = {option.text: option.get("value") for option in page.element("team").iter("option")}
    small = trainer.page(f"{ADDRESS}?team={options['Tiny']}")
    assert "single people could be told apart" in small.text
    whole = trainer.page(f"{ADDRESS}?team=999999")
    assert "30 attempts:" in whole.text


def test_the_files_have_stable_names_and_no_formulas(trainer: PageClient, app_on_each: Flask) -> None:
    taken(app_on_each, 4)
    answer = trainer.get(f"{ADDRESS}/questions.csv")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{SLUG}-questions.csv"'
    (first, *_) = questions = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert [row["item"] for row in questions] == ["one", "two", "three", "four"]
    assert (first["population"], first["quiz_attempts"], first["enough"]) == ("first", "24", "yes")
    assert [row["facility"] for row in questions] == ["83.3333", "50.0", "66.6667", "25.0"]
    answers = list(
        csv.DictReader(io.StringIO(trainer.get(f"{ADDRESS}/answers.csv").get_data().decode("utf-8-sig")))
    )
    assert answers[2]["answer"] == "'=the wrong one"
    assert answers[-3]["share"] == "16.6667"
    body = json.loads(trainer.get(f"{ADDRESS}/figures.json").get_data())
    assert body["items"][3]["answers"][0]["mean_total"] == 100
    assert body["figures"]["skewness"] is not None
    assert body["population_words"] == "first finished attempt of each person’s first cycle"


def test_the_files_are_silent_where_there_is_too_little_to_say(
    trainer: PageClient, app_on_each: Flask
) -> None:
    taken(app_on_each, 1)
    body = json.loads(trainer.get(f"{ADDRESS}/figures.json").get_data())
    assert (body["enough"], body["figures"], body["grades"]) == (False, None, None)
    assert {item["facility"] for item in body["items"]} == {None}
    (first, *_) = csv.DictReader(
        io.StringIO(trainer.get(f"{ADDRESS}/questions.csv").get_data().decode("utf-8-sig"))
    )
    assert (first["facility"], first["enough"]) == ("", "no")
    assert trainer.get("/statistics/tea-making/questions.csv").get_data() == b"\xef\xbb\xbf"


def test_sure_and_wrong_is_shown_by_answer_and_team(trainer: PageClient, app_on_each: Flask) -> None:
    asking = sittings.quiz(asks_confidence=True)
    with app_on_each.app_context():
        session = db.session()
        for number in range(20):
            someone = sittings.person(session, number, "Housing")
            halves = (0 if number % 2 else 2, 2, 2, 2)
            sittings.sit(session, someone, halves, at=asking, sure={1: "sure"})
    page = trainer.page(f"{ADDRESS}/questions/one")
    assert "Sure and wrong by team" in page.text
    assert "Housing" in page.text
    assert "Sure and wrong" not in trainer.page(f"{ADDRESS}/questions/two").text


def test_an_earlier_meaning_has_figures_of_its_own(trainer: PageClient, app_on_each: Flask) -> None:
    taken(app_on_each, 4)
    with app_on_each.app_context():
        changed = sittings.quiz(items=(sittings.item("one", marks=2), *sittings.quiz().items[1:]))
        sittings.sit(db.session(), sittings.person(db.session(), 90), (2, 2, 2, 2), at=changed, minutes=5)
    page = trainer.page(f"{ADDRESS}/questions/one")
    assert "Meaning 2 of 2 (now)" in page.text
    assert "Meaning 1 of 2 (earlier)" in page.text


@pytest.mark.parametrize("name", [LEARNER, MANAGER])
def test_only_trainers_and_administrators_see_them(client_on_each: PageClient, name: str) -> None:
    client_on_each.sign_in(name)
    client_on_each.page(ADDRESS, status=403)


def test_authors_are_led_to_them(trainer: PageClient) -> None:
    links = trainer.page("/author").links().values()
    assert {"/statistics", "/statistics/tea-making"} <= set(links)


def test_the_editor_tells_what_a_blind_clicker_can_expect(trainer: PageClient) -> None:
    page = trainer.page("/author/edit/quizzes/tea-making.md")
    assert "Whoever clicks without reading can expect" in page.text


def test_a_version_without_attempts_changes_nothing(trainer: PageClient, app_on_each: Flask) -> None:
    with app_on_each.app_context(), unit_of_work(db.session()):
        body = versions.canonical(sittings.quiz(title="Unused"))
        db.session().add(
            ContentVersion(
                digest=versions.digest(body), kind="quiz", slug=SLUG, body=body, created_at=rows.NOW
            )
        )
    trainer.page(ADDRESS, status=404)
