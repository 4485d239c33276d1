"""An open attempt: one question a page, all on one page, the check, and saving in between."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.engine import Engine

from tests.support.app import MANAGER
from tests.support.client import PageClient
from tests.support.databases import counted
from tests.web.quiz.taking import Taker


def checked(page: object) -> set[tuple[str, str]]:
    """(name, value) of everything that is chosen on a page."""
    found = set()
    for element in page.root.iter():  # type: ignore[attr-defined]
        if element.tag == "input" and "checked" in element.attrib:
            found.add((element.get("name"), element.get("value")))
        if element.tag == "select":
            found |= {
                (element.get("name"), option.get("value"))
                for option in element.iter("option")
                if "selected" in option.attrib
            }
    return found


def test_one_question_stands_on_a_page(taker_on_each: Taker) -> None:
    attempt_id = taker_on_each.start()
    page = taker_on_each.page(attempt_id)
    assert page.heading == "What do you do first?"
    assert "Question 1 of 4" in page.text
    assert "Save and go on" in page.text
    assert len([form for form in page.root.iter("form") if "/answers" in form.get("action", "")]) == 1
    legend = next(page.root.iter("legend"))
    assert legend.find("h1") is not None


def test_saving_goes_from_question_to_question_and_to_the_check(taker_on_each: Taker) -> None:
    attempt_id = taker_on_each.start()
    for number, values in enumerate(taker_on_each.right(attempt_id), start=1):
        answer = taker_on_each.save(attempt_id, number, values)
        wanted = number + 1 if number < 4 else "check"
        assert (answer.status_code, answer.location) == (303, f"/attempts/{attempt_id}?question={wanted}")
        kept = checked(taker_on_each.page(attempt_id, number))
        assert kept == {(name, value) for name, given in values.items() for value in given}
    page = taker_on_each.page(attempt_id, "check")
    assert page.text.count("Answered") == 4
    assert "Hand in" in page.text


def test_carrying_on_leads_to_the_first_question_without_an_answer(taker: Taker) -> None:
    attempt_id = taker.start()
    on = f"/attempts/{attempt_id}?question=open"
    assert taker.client.get(on).location == f"/attempts/{attempt_id}?question=1"
    taker.save(attempt_id, 1, taker.right(attempt_id)[0])
    assert taker.client.get(on).location == f"/attempts/{attempt_id}?question=2"
    # Back leads to the question that was there, not to the one that is open next.
    assert "Question 1 of 4" in taker.page(attempt_id).text
    taker.answer_all(attempt_id)
    assert taker.client.get(on).location == f"/attempts/{attempt_id}?question=check"


def test_the_second_button_saves_too_and_leads_to_the_check(taker: Taker) -> None:
    attempt_id = taker.start()
    page = taker.page(attempt_id, 1)
    fields = page.fields(f"/attempts/{attempt_id}/answers")
    answer = taker.client.post(
        f"/attempts/{attempt_id}/answers", data={**fields, "q1": "1", "next": ["2", "check"]}
    )
    assert answer.location == f"/attempts/{attempt_id}?question=check"
    assert checked(taker.page(attempt_id, 1)) == {("q1", "1")}


def test_the_check_says_what_is_missing_and_links_to_it(taker: Taker) -> None:
    attempt_id = taker.start()
    page = taker.page(attempt_id, "check")
    assert "You have not answered anything yet." in page.text
    assert "4 questions have no answer yet." in page.text
    assert page.text.count("Not answered") == 5
    assert page.links()["3, go to this question"] == f"/attempts/{attempt_id}?question=3"
    assert page.links()["Question 1. What do you do first?"] == f"/attempts/{attempt_id}?question=1"
    taker.answer_all(attempt_id, wrong=1)
    page = taker.page(attempt_id, "check")
    assert "1 question has no answer yet." in page.text
    assert "Hand in without it" in page.text
    assert "Your answers are saved. Nothing is handed in yet." in page.text
    assert "Saved at " in page.text


def test_all_questions_can_stand_on_one_page(taker_on_each: Taker) -> None:
    attempt_id = taker_on_each.start()
    page = taker_on_each.page(attempt_id, "all")
    assert len(list(page.root.iter("legend"))) == 4
    taker_on_each.answer_all(attempt_id)
    wanted = {
        (name, value)
        for fields in taker_on_each.right(attempt_id)
        for name, given in fields.items()
        for value in given
    }
    assert checked(taker_on_each.page(attempt_id, "all")) == wanted


def test_unticking_everything_empties_an_answer(taker: Taker) -> None:
    attempt_id = taker.start()
    taker.save(attempt_id, 2, taker.right(attempt_id)[1])
    page = taker.page(attempt_id, 2)
    fields = page.fields(f"/attempts/{attempt_id}/answers")
    fields.pop("q2")
    assert taker.client.post(f"/attempts/{attempt_id}/answers", data=fields).status_code == 303
    assert checked(taker.page(attempt_id, 2)) == set()


def test_an_older_window_is_told_and_loses_nothing(taker_on_each: Taker) -> None:
    attempt_id = taker_on_each.start()
    old = taker_on_each.page(attempt_id, 1)
    taker_on_each.save(attempt_id, 1, {"q1": "2"})
    action = f"/attempts/{attempt_id}/answers"
    stale = taker_on_each.client.send_page(old, action, status=409, values={"q1": "3"})
    assert "You answered this in another window at " in stale.text
    assert stale.fields(action)["q1"] == ["3"]
    assert checked(taker_on_each.page(attempt_id, 1)) == {("q1", "2")}
    assert taker_on_each.send(stale, attempt_id, {"keep": "1:mine"}).status_code == 303
    assert checked(taker_on_each.page(attempt_id, 1)) == {("q1", "3")}


def test_a_script_saves_with_put_and_is_told_the_next_number(taker_on_each: Taker) -> None:
    attempt_id = taker_on_each.start()
    address = f"/attempts/{attempt_id}/answers"
    headers = {"X-CSRF-Token": taker_on_each.client.csrf(f"/attempts/{attempt_id}")}
    client = taker_on_each.client
    first = client.put(address, json={"seq": 0, "answers": {"1": {"answer": ["2"]}}}, headers=headers)
    assert first.status_code == 200
    assert first.json is not None
    assert set(first.json) == {"seq", "saved_at", "time"}
    as_form = {"seq": str(first.json["seq"]), "on-page": "2", "q2": ["1", "3"]}
    assert client.put(address, data=as_form, headers=headers).status_code == 200
    assert checked(taker_on_each.page(attempt_id, "all")) == {("q1", "2"), ("q2", "1"), ("q2", "3")}
    stale = client.put(address, json={"seq": 0, "answers": {"1": {"answer": ["3"]}}}, headers=headers)
    assert (stale.status_code, stale.mimetype) == (409, "application/json")


@pytest.mark.parametrize(
    "values",
    [
        {"q1": "9"},
        {"q1": ["1", "2"]},
        {"q1": "²"},
        {"q99": "1"},
        {"seq": ""},
        {"seq": "soon"},
        {"on-page": "none"},
        {"on-page": "1e9"},
    ],
)
def test_what_the_sheet_could_not_have_sent_is_refused(taker: Taker, values: dict[str, str]) -> None:
    attempt_id = taker.start()
    taker.save(attempt_id, 1, {"q1": "2"})
    assert taker.send(taker.page(attempt_id, 1), attempt_id, values).status_code == 422
    assert checked(taker.page(attempt_id, 1)) == {("q1", "2")}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "{",
        '{"seq": true, "answers": {}}',
        '{"seq": -1, "answers": {}}',
        '{"seq": 0}',
        '{"seq": 0, "answers": {"x": {}}}',
        '{"seq": 0, "answers": {"1": []}}',
        '{"seq": 0, "answers": {"1": {"answer": "1"}}}',
        '{"seq": 0, "answers": {"1": {"answer": [1]}}}',
        '{"seq": 0, "answers": {"1": {"answer": ["1000000"]}}}',
        '{"seq": 0, "answers": {"1": {"other": ["1"]}}}',
        json.dumps({"seq": 0, "answers": {"1": {"answer": ["7"]}}}),
    ],
)
def test_json_that_no_script_of_ours_sends_is_refused(taker: Taker, body: str) -> None:
    attempt_id = taker.start()
    headers = {
        "X-CSRF-Token": taker.client.csrf(f"/attempts/{attempt_id}"),
        "Content-Type": "application/json",
    }
    answer = taker.client.put(f"/attempts/{attempt_id}/answers", data=body, headers=headers)
    assert answer.status_code == 422
    assert checked(taker.page(attempt_id, 1)) == set()


def test_a_page_that_the_sheet_does_not_have_is_not_found(taker: Taker) -> None:
    attempt_id = taker.start()
    for wrong in ("0", "5", "-1", "two", "²", "1000000000000"):
        taker.page(attempt_id, wrong, status=404)


def test_somebody_elses_attempt_is_not_there(taker_on_each: Taker) -> None:
    attempt_id = taker_on_each.start()
    other = taker_on_each.client.application.test_client()
    assert isinstance(other, PageClient)
    other.sign_in(MANAGER)
    other.page(f"/attempts/{attempt_id}", status=404)
    other.page(f"/attempts/{attempt_id}/result", status=404)
    token = other.csrf("/quizzes/tea-final")
    data = {"csrf_token": token, "seq": "0", "on-page": "1", "q1": "1"}
    assert other.post(f"/attempts/{attempt_id}/answers", data=data).status_code == 404
    assert other.post(f"/attempts/{attempt_id}", data={"csrf_token": token}).status_code == 404
    assert checked(taker_on_each.page(attempt_id, 1)) == set()


def test_an_attempt_that_never_was_is_not_there(taker: Taker) -> None:
    for wrong in ("nothing", "0" * 26):
        taker.client.page(f"/attempts/{wrong}", status=404)
        taker.client.page(f"/attempts/{wrong}/result", status=404)


def test_a_closed_attempt_shows_its_result_and_takes_no_answer(taker_on_each: Taker) -> None:
    attempt_id = taker_on_each.start()
    old = taker_on_each.page(attempt_id, 1)
    taker_on_each.answer_all(attempt_id)
    taker_on_each.hand_in(attempt_id)
    answer = taker_on_each.client.get(f"/attempts/{attempt_id}?question=1")
    assert (answer.status_code, answer.location) == (303, f"/attempts/{attempt_id}/result")
    action = f"/attempts/{attempt_id}/answers"
    closed = taker_on_each.client.send_page(old, action, status=409, values={"q1": "1"})
    assert closed.links()["See your result"] == f"/attempts/{attempt_id}/result"
    headers = {"X-CSRF-Token": taker_on_each.client.csrf()}
    put = taker_on_each.client.put(action, json={"seq": 9, "answers": {}}, headers=headers)
    assert (put.status_code, put.mimetype) == (409, "application/json")


def test_a_question_takes_few_statements(taker: Taker) -> None:
    attempt_id = taker.start()
    taker.page(attempt_id)
    with counted(Engine) as sent:
        taker.page(attempt_id)
    assert len(sent) == 2


def test_everything_may_be_handed_in_at_once_from_no_page_of_ours(taker_on_each: Taker) -> None:
    attempt_id = taker_on_each.start()
    page = taker_on_each.page(attempt_id, "check")
    values = {name: given for fields in taker_on_each.right(attempt_id) for name, given in fields.items()}
    answer = taker_on_each.client.send(page, f"/attempts/{attempt_id}", values)
    assert answer.location == f"/attempts/{attempt_id}/result"
    assert "You passed with 100%" in taker_on_each.client.page(answer.location).text
