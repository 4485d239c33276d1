"""What the script of an attempt sends and is told: saves, flags, how things stand, and ends."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from tests.support.app import MANAGER
from tests.support.client import PageClient
from tests.support.databases import counted
from tests.web.quiz.taking import Taker
from tests.web.quiz.test_sheet import checked


def put(taker: Taker, attempt_id: str, **body: object) -> object:
    headers = {"X-CSRF-Token": taker.client.csrf(f"/attempts/{attempt_id}?question=1")}
    return taker.client.put(
        f"/attempts/{attempt_id}/answers", json={"seq": 0, "answers": {}, **body}, headers=headers
    )


def test_how_things_stand_is_told_with_a_fresh_proof(taker_on_each: Taker) -> None:
    attempt_id = taker_on_each.start()
    client = taker_on_each.client
    taker_on_each.save(attempt_id, 2, {"q2": ["1", "3"]})
    stands = client.get(f"/attempts/{attempt_id}/saved")
    assert stands.headers["Cache-Control"] == "no-store"
    assert stands.json is not None
    assert (stands.json["seq"], stands.json["answers"]) == (
        1,
        {"1": {}, "2": {"answer": ["1", "3"]}, "3": {}, "4": {}},
    )
    body = {"seq": stands.json["seq"], "answers": {"1": {"answer": ["2"]}}}
    headers = {"X-CSRF-Token": stands.json["proof"]}
    assert client.put(f"/attempts/{attempt_id}/answers", json=body, headers=headers).status_code == 200


def test_it_is_told_to_nobody_else(taker: Taker) -> None:
    attempt_id = taker.start()
    other = taker.client.application.test_client()
    assert isinstance(other, PageClient)
    json = {"Accept": "application/json"}
    assert other.get(f"/attempts/{attempt_id}/saved", headers=json).status_code == 401
    other.sign_in(MANAGER)
    assert other.get(f"/attempts/{attempt_id}/saved", headers=json).status_code == 404


def test_flags_are_raised_and_taken_down_without_touching_the_answer(taker_on_each: Taker) -> None:
    attempt_id = taker_on_each.start()
    taker_on_each.save(attempt_id, 1, {"q1": "2"})
    assert put(taker_on_each, attempt_id, flags={"1": True, "3": True}).status_code == 200  # type: ignore[attr-defined]
    assert checked(taker_on_each.page(attempt_id, 1)) == {("q1", "2"), ("flag-1", "yes")}
    check = taker_on_each.page(attempt_id, "check")
    assert "Answered, flagged" in check.text
    assert "Not answered, flagged" in check.text
    assert put(taker_on_each, attempt_id, flags={"1": False, "3": False}).status_code == 200  # type: ignore[attr-defined]
    assert checked(taker_on_each.page(attempt_id, 1)) == {("q1", "2")}
    assert "lagged" not in taker_on_each.page(attempt_id, "check").text


def test_a_form_raises_and_takes_down_flags_too(taker: Taker) -> None:
    attempt_id = taker.start()
    taker.save(attempt_id, 1, {"flag-1": "yes"})
    assert checked(taker.page(attempt_id, 1)) == {("flag-1", "yes")}
    page = taker.page(attempt_id, 1)
    fields = page.fields(f"/attempts/{attempt_id}/answers")
    fields.pop("flag-1")
    assert taker.client.post(f"/attempts/{attempt_id}/answers", data=fields).status_code == 303
    assert checked(taker.page(attempt_id, 1)) == set()


@pytest.mark.parametrize(
    "more",
    [
        {"flags": []},
        {"flags": {"1": "yes"}},
        {"flags": {"x": True}},
        {"flags": {"99": True}},
        {"confidence": {"1": "certain"}},
        {"confidence": {"1": True}},
        {"confidence": {"0": "sure"}},
    ],
)
def test_what_no_script_of_ours_sends_is_refused(taker: Taker, more: dict[str, object]) -> None:
    attempt_id = taker.start()
    assert put(taker, attempt_id, **more).status_code == 422  # type: ignore[attr-defined]


def test_a_closed_attempt_says_so_and_where_the_result_is(taker: Taker) -> None:
    attempt_id = taker.start()
    page = taker.page(attempt_id, 1)
    headers = {"X-CSRF-Token": page.fields(f"/attempts/{attempt_id}/answers")["csrf_token"][0]}
    taker.hand_in(attempt_id)
    for answer in (
        taker.client.put(f"/attempts/{attempt_id}/answers", json={"seq": 0, "answers": {}}, headers=headers),
        taker.client.get(f"/attempts/{attempt_id}/saved"),
    ):
        assert answer.status_code == 409
        assert answer.json is not None
        assert (answer.json["closed"], answer.json["result"]) == (True, f"/attempts/{attempt_id}/result")


def test_a_save_draws_no_page_and_takes_few_statements(taker: Taker) -> None:
    attempt_id = taker.start()
    put(taker, attempt_id, answers={"1": {"answer": ["1"]}})
    headers = {"X-CSRF-Token": taker.client.csrf(f"/attempts/{attempt_id}?question=1")}
    body = {"seq": 1, "answers": {"1": {"answer": ["2"]}}}
    with counted(Engine) as sent:
        answer = taker.client.put(f"/attempts/{attempt_id}/answers", json=body, headers=headers)
    assert answer.status_code == 200
    assert len(answer.data) < 120
    assert len(sent) <= 6
