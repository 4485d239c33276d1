"""Practice through its pages: take part, answer, learn why, see what comes next."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.db.practice import PracticeAnswer, PracticeSitting
from lms.extensions import db
from tests.support import hostile, kinds, practising
from tests.support.app import LEARNER, TRAINER
from tests.support.client import Page, PageClient
from tests.support.practising import Practiser
from tests.web.conftest import client_of


@pytest.fixture
def learner(client_on_each: PageClient) -> PageClient:
    """Somebody who has passed a quiz of six objectives."""
    app = client_on_each.application
    kinds.put_in(app, practising.library(practising.quiz()))
    client_on_each.sign_in()
    page = client_on_each.page("/quizzes/final")
    attempt = client_on_each.send(page, "/quizzes/final/attempts").location
    sheet = client_on_each.page(f"{attempt}?question=all")
    right = {f"q{number}": "1" for number in range(1, 9)}
    client_on_each.send(sheet, f"{attempt}/answers", right)
    client_on_each.send(client_on_each.page(f"{attempt}?question=check"), attempt)
    return client_on_each


def follow(client: PageClient, address: str) -> Page:
    """The page at the end of the redirections."""
    while (answer := client.get(address)).status_code == 303:
        address = answer.location
    return client.page(address)


def began(client: PageClient) -> Page:
    """The first question, after taking part."""
    client.send(client.page("/practice"), "/practice/join")
    started = client.send(client.page("/practice"), "/practice/sittings")
    return follow(client, started.location)


def address(page: Page) -> str:
    return page.response.request.path


def test_nobody_practises_without_having_said_so(learner: PageClient) -> None:
    page = learner.page("/practice")
    assert "It is your choice." in page.text
    assert "Practise for three minutes" not in learner.page("/").text
    learner.send(page, "/practice/join")
    assert learner.page("/").links()["Practise for three minutes"] == "/practice"
    page = learner.page("/practice")
    assert "Start practising" in page.text
    learner.send(page, "/practice/leave")
    assert "Practise for three minutes" not in learner.page("/").text


def test_a_sitting_shows_why_at_once_and_ends_with_what_comes_next(learner: PageClient) -> None:
    page = began(learner)
    assert "Question 1 of 5" in page.text
    assert "How sure are you?" in page.text
    for number in range(1, 6):
        assert f"Question {number} of 5" in page.text
        sent = {"answer": "1" if number > 1 else "3", "sure": "sure"}
        feedback = follow(learner, learner.send(page, address(page), sent).location)
        assert ("Yes." if number > 1 else "Not quite.") in feedback.text
        assert ("You were sure, so this is worth a second look." in feedback.text) == (number == 1)
        following = feedback.links().get("Next question")
        if following is not None:
            page = learner.page(following)
    end = learner.page(feedback.links()["See what comes next"])
    assert "Your next questions are ready on" in end.text
    assert "Comes back" in end.text
    assert "%" not in end.text
    assert "Nothing to do now." in learner.page("/practice").text
    # Asking for another one leads back to when the next one is.
    again = learner.post("/practice/sittings", data={"csrf_token": learner.csrf()})
    assert (again.status_code, again.location) == (303, "/practice")


def test_an_empty_answer_is_asked_for_and_not_knowing_is_an_answer(learner: PageClient) -> None:
    page = began(learner)
    refused = learner.send(page, address(page), {"sure": "guess"})
    assert refused.status_code == 422
    assert "choose “I do not know”" in refused.get_data(as_text=True)
    told = follow(learner, learner.send(page, address(page), {"unknown": "yes"}).location)
    assert "Here is the answer." in told.text
    # The second click on a page that is still open finds the first answer.
    learner.send(page, address(page), {"answer": "1"})
    assert "Here is the answer." in learner.page(address(page)).text
    assert learner.send(page, address(page), {"answer": "1", "sure": "quite"}).status_code == 422


def test_a_question_waits_while_a_quiz_with_it_is_open(learner: PageClient) -> None:
    page = began(learner)
    learner.send(learner.page("/quizzes/final"), "/quizzes/final/attempts")
    closed = learner.page(address(page))
    assert closed.heading == "This question waits"
    assert "You have a quiz open that has it as well." in closed.text
    assert learner.send(page, address(page), {"answer": "1"}).status_code == 303
    assert "wait until you have handed it in" in learner.page("/practice").text
    with learner.application.app_context():
        answered = sa.select(sa.func.count(PracticeAnswer.answered_at))
        assert db.session.scalar(answered) == 0


def test_the_pages_of_somebody_else_are_not_there(learner: PageClient) -> None:
    page = began(learner)
    with learner.application.app_context():
        sitting_id = db.session.scalar(sa.select(PracticeSitting.id))
    other = client_of(learner.application)
    other.sign_in(TRAINER)
    other.page(f"/practice/sittings/{sitting_id}", status=404)
    other.page(f"/practice/sittings/{sitting_id}/end", status=404)
    other.page(address(page), status=404)


def test_learning_and_development_sees_retention_from_ten_people_upwards(
    app_on_each: Flask, client_on_each: PageClient
) -> None:
    found = practising.library(practising.quiz())
    kinds.put_in(app_on_each, found)
    client_on_each.sign_in(TRAINER)
    page = client_on_each.page("/retention")
    assert "Fewer than 10" in page.text
    assert "Name One" in page.text
    with app_on_each.app_context():
        for number in range(10):
            Practiser.passed(db.session(), found, f"Person {number}").sit()
    page = client_on_each.page("/retention")
    assert "100.0% (72.2 to 100.0)" in page.text
    assert "Person 1" not in page.text
    csv = client_on_each.get("/retention/objectives.csv")
    assert csv.mimetype == "text/csv"
    lines = csv.get_data(as_text=True).splitlines()
    assert lines[0].startswith("\ufeffcourse,course_title,objective,current,enough,people,remembered,")
    assert any("Name Six,yes,yes,10,100" in line for line in lines)
    learner = client_of(app_on_each)
    learner.sign_in(LEARNER)
    learner.page("/retention", status=403)


def test_no_form_of_practice_breaks_it(learner: PageClient) -> None:
    question = address(began(learner))
    proof = learner.csrf()
    numbers = [question.replace("/questions/1", f"/questions/{number}") for number in (1, 2, 3, 99, 0)]
    honest = {
        **{one: {"answer": "1", "sure": "guess"} for one in numbers},
        question.replace("sittings/", "sittings/0"): {"answer": "1"},
        "/practice/sittings": {},
    }
    answered = set()
    for where, fields in honest.items():
        for body, kind in hostile.bodies({"csrf_token": proof, **fields}, seed=20261123, number=40):
            answer = learner.post(where, data=body, content_type=kind)
            answered.add(answer.status_code)
            assert answer.status_code < 500, (where, body[:300], kind)
    assert {303, 400, 404} <= answered
    learner.page("/practice")
    with learner.application.app_context():
        given = db.session().execute(sa.select(PracticeAnswer.sitting_id, PracticeAnswer.number)).all()
        assert len(set(given)) == len(given) > 0
