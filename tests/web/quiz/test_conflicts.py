"""Two windows on one attempt: nothing is overwritten in silence, and nothing else is held up."""

from __future__ import annotations

import pytest

from tests.support.client import Page
from tests.web.quiz.taking import Taker
from tests.web.quiz.test_sheet import checked


def clash(taker: Taker, attempt_id: str) -> Page:
    """The older of two windows with all questions sends other answers to the first and the third."""
    old = taker.page(attempt_id, "all")
    taker.save(attempt_id, 1, {"q1": "2"})
    taker.save(attempt_id, 3, {"q3": "1"})
    sent = {"q1": "3", "q2": "1", "q3": "2"}
    return taker.client.send_page(old, f"/attempts/{attempt_id}/answers", status=409, values=sent)


def keep(taker: Taker, attempt_id: str, page: Page, choice: str) -> object:
    return taker.send(page, attempt_id, {"keep": choice})


def test_both_answers_stand_on_the_page_and_the_rest_is_saved(taker_on_each: Taker) -> None:
    attempt_id = taker_on_each.start()
    page = clash(taker_on_each, attempt_id)
    assert page.heading == "Two answers to one question"
    assert "You answered this in another window at " in page.text
    assert page.text.count("Keep mine") == 2
    assert "Question 2:" not in page.text
    now = checked(taker_on_each.page(attempt_id, "all"))
    assert now == {("q1", "2"), ("q2", "1"), ("q3", "1")}


def test_each_clash_is_settled_by_its_own_choice(taker_on_each: Taker) -> None:
    attempt_id = taker_on_each.start()
    page = clash(taker_on_each, attempt_id)
    action = f"/attempts/{attempt_id}/answers"
    page = taker_on_each.client.send_page(page, action, status=409, values={"keep": "1:mine"})
    assert page.text.count("Keep mine") == 1
    assert "Question 3:" in page.text
    answer = taker_on_each.send(page, attempt_id, {"keep": "3:other"})
    assert (answer.status_code, answer.location) == (303, f"/attempts/{attempt_id}?question=all")
    assert checked(taker_on_each.page(attempt_id, "all")) == {("q1", "3"), ("q2", "1"), ("q3", "1")}


def test_a_third_window_is_asked_about_again(taker: Taker) -> None:
    attempt_id = taker.start()
    page = clash(taker, attempt_id)
    taker.save(attempt_id, 1, {"q1": "1"})
    action = f"/attempts/{attempt_id}/answers"
    again = taker.client.send_page(page, action, status=409, values={"keep": "1:mine"})
    assert "Question 1:" in again.text
    assert ("q1", "1") in checked(taker.page(attempt_id, "all"))


def test_an_empty_answer_clashes_with_nothing(taker_on_each: Taker) -> None:
    attempt_id = taker_on_each.start()
    first, second = (taker_on_each.page(attempt_id, "all") for _ in range(2))
    assert taker_on_each.send(first, attempt_id, {"q1": "2"}).status_code == 303
    # The second window has not touched question 1, and the first left question 3 empty.
    assert taker_on_each.send(second, attempt_id, {"q3": "1"}).status_code == 303
    assert checked(taker_on_each.page(attempt_id, "all")) == {("q1", "2"), ("q3", "1")}


@pytest.mark.parametrize("choice", ["", "9:mine", "1:both", "mine"])
def test_a_choice_that_is_none_asks_again(taker: Taker, choice: str) -> None:
    attempt_id = taker.start()
    page = clash(taker, attempt_id)
    action = f"/attempts/{attempt_id}/answers"
    again = taker.client.send_page(page, action, status=409, values={"keep": choice})
    assert again.text.count("Keep mine") == 2


def test_handing_in_from_an_older_window_leads_to_the_choice_and_hands_nothing_in(taker: Taker) -> None:
    attempt_id = taker.start()
    old = taker.page(attempt_id, "all")
    taker.save(attempt_id, 1, {"q1": "2"})
    fields = {**old.fields(f"/attempts/{attempt_id}/answers"), "q1": "3"}
    answer = taker.client.post(f"/attempts/{attempt_id}", data=fields)
    assert answer.status_code == 409
    assert "Keep mine" in answer.get_data(as_text=True)
    assert taker.page(attempt_id, "check").heading == "Check your answers"


def test_a_script_is_told_what_the_other_window_has_saved(taker_on_each: Taker) -> None:
    attempt_id = taker_on_each.start()
    client = taker_on_each.client
    headers = {"X-CSRF-Token": client.csrf(f"/attempts/{attempt_id}?question=1")}
    taker_on_each.save(attempt_id, 1, {"q1": "2"})
    body = {"seq": 0, "answers": {"1": {"answer": ["3"]}}}
    answer = client.put(f"/attempts/{attempt_id}/answers", json=body, headers=headers)
    assert answer.status_code == 409
    assert answer.json is not None
    assert (answer.json["stale"], answer.json["answers"]) == (True, {"1": {"answer": ["2"]}})
    assert answer.json["seq"] == 1
