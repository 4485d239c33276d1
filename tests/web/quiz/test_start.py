"""Before a quiz starts: what to expect, what was done so far, and when one must wait."""

from __future__ import annotations

from sqlalchemy.engine import Engine

from tests.support.databases import counted
from tests.web.quiz.taking import FINAL, Taker

QUIZ = f"/quizzes/{FINAL}"


def test_the_page_says_what_to_expect(taker_on_each: Taker) -> None:
    page = taker_on_each.client.page(QUIZ)
    assert "Questions 4" in page.text
    assert "Pass mark 80%" in page.text
    assert "up to 3 times, and 3 more times after a wait of 1 day" in page.text
    assert "No time limit" in page.text
    assert "will be listed here once you have handed in" in page.text
    assert page.links()["Tea for a team"] == "/courses/tea"


def test_starting_twice_goes_on_with_the_same_attempt(taker_on_each: Taker) -> None:
    page = taker_on_each.client.page(QUIZ)
    first = taker_on_each.client.send(page, f"{QUIZ}/attempts")
    second = taker_on_each.client.send(page, f"{QUIZ}/attempts")
    assert first.status_code == 303
    assert first.location == second.location
    again = taker_on_each.client.page(QUIZ)
    assert again.links()["Carry on with your answers"] == f"{first.location}?question=open"
    assert "Start" not in again.text.replace("started", "")


def test_the_page_lists_what_was_handed_in(taker: Taker) -> None:
    attempt_id = taker.take(wrong=4)
    page = taker.client.page(QUIZ)
    assert page.links()["0%, not passed: result of attempt 1"] == f"/attempts/{attempt_id}/result"
    assert "Start again" in page.text


def test_after_the_last_attempt_the_page_says_until_when_to_wait(taker_on_each: Taker) -> None:
    page = taker_on_each.client.page(QUIZ)
    for _ in range(3):
        taker_on_each.take(wrong=4)
    refused = taker_on_each.client.send_page(page, f"{QUIZ}/attempts", status=409)
    for shown in (refused, taker_on_each.client.page(QUIZ)):
        assert "You can try this quiz again after a break. You can start again from" in shown.text
        assert not any(form.get("action") == f"{QUIZ}/attempts" for form in shown.root.iter("form"))


def test_whoever_has_passed_is_told_that_this_is_enough(taker: Taker) -> None:
    taker.take()
    page = taker.client.page(QUIZ)
    assert "You have passed this quiz, so there is no need to take it again." in page.text
    assert "Start again" in page.text
    for _ in range(2):
        taker.take(wrong=4)
    page = taker.client.page(QUIZ)
    assert "no need to take it again" in page.text
    assert "You can start again from" in page.text


def test_a_quiz_that_is_not_there_is_not_found(taker: Taker) -> None:
    taker.client.page("/quizzes/nothing", status=404)
    token = taker.client.csrf(QUIZ)
    assert taker.client.post("/quizzes/nothing/attempts", data={"csrf_token": token}).status_code == 404


def test_the_page_takes_four_statements(taker: Taker) -> None:
    with counted(Engine) as sent:
        taker.client.page(QUIZ)
    assert len(sent) == 4
