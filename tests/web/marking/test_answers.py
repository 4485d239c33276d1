"""Trainers read what people wrote: a queue, one answer, a mark, and the learner who sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support import written
from tests.support.app import ADMINISTRATOR, LEARNER, MANAGER, TRAINER
from tests.support.client import Page, PageClient

Someone = Callable[[str], PageClient]


@pytest.fixture
def attempt_id(app: Flask) -> str:
    client = app.test_client()
    assert isinstance(client, PageClient)
    return written.hand_in(client)


def address(attempt_id: str) -> str:
    return f"/marking/answers/{attempt_id}/{written.ITEM}"


def mark(client: PageClient, attempt_id: str, one: str = "2", two: str = "1", **more: str) -> Page:
    """Store a mark and see the queue."""
    page = client.page(address(attempt_id))
    answer = client.send(page, address(attempt_id), {"points-1": one, "points-2": two}, **more)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return client.page(answer.location)


def test_the_result_waits_for_a_trainer(someone: Someone, attempt_id: str) -> None:
    page = someone(LEARNER).page(f"/attempts/{attempt_id}/result")
    assert "Waiting for a trainer" in page.heading
    assert "%" not in page.heading
    assert "You passed" not in page.text


def test_the_queue_lists_what_waits_without_a_name(someone: Someone, attempt_id: str) -> None:
    trainer = someone(TRAINER)
    page = trainer.page("/marking")
    assert "1 answer waits for you" in page.text
    assert "Describe a cup that went wrong." in page.text
    assert "Sam Carter" not in page.text
    answer = trainer.send(page, f"{address(attempt_id)}/take")
    assert answer.location == address(attempt_id)
    told = trainer.page(answer.location).text
    assert "I forgot to ask." in told
    assert "You name your own part" in told
    assert "names their own part (2 marks)" in told
    assert "Sam Carter" not in told


def test_a_mark_and_feedback_reach_the_learner(someone: Someone, attempt_id: str) -> None:
    page = mark(someone(TRAINER), attempt_id, feedback="You saw your own part. <b>Good</b>.")
    assert "The mark is stored. The learner is told" in page.text
    assert "0 answers wait for you" in page.text
    result = someone(LEARNER).page(f"/attempts/{attempt_id}/result")
    assert result.heading == "You passed with 100%"
    assert "From your trainer Describe a cup that went wrong. 3 of 3 marks" in result.text
    assert "names their own part: 2 of 2" in result.text
    assert "You saw your own part. <b>Good</b>." in result.text
    assert "See your certificate" in result.text


def test_marked_answers_are_listed_with_their_names_and_can_be_reopened(
    someone: Someone, attempt_id: str
) -> None:
    trainer = someone(TRAINER)
    mark(trainer, attempt_id, "0", "0")
    marked = trainer.page("/marking?show=settled").text
    assert "Sam Carter" in marked
    assert "wait for you" not in marked
    filtered = trainer.page("/marking?show=settled&team=%3CNobody%3E&quiz=tea-making")
    assert "Nothing fits this filter." in filtered.text
    # What was asked for stays chosen.
    assert "<Nobody>" in filtered.text
    assert "tea-making" in filtered.text
    page = trainer.page(address(attempt_id))
    assert "Written by Sam Carter." in page.text
    refused = trainer.send_page(page, f"{address(attempt_id)}/reopen", status=422, reason=" ")
    assert refused.errors() == ["Say why the answer has to be marked again"]
    answer = trainer.send(page, f"{address(attempt_id)}/reopen", reason="I misread the scheme.")
    assert "waits for a new mark" in trainer.page(answer.location).text
    again = trainer.page(address(attempt_id)).text
    assert "This answer was reopened: I misread the scheme." in again
    assert (
        "33%" in someone(LEARNER).page(f"/attempts/{attempt_id}/result").heading
        or "25%" in someone(LEARNER).page(f"/attempts/{attempt_id}/result").heading
    )
    mark(trainer, attempt_id)
    assert someone(LEARNER).page(f"/attempts/{attempt_id}/result").heading == "You passed with 100%"


def test_a_second_opinion_is_blind_and_two_can_agree(someone: Someone, attempt_id: str) -> None:
    trainer, administrator = someone(TRAINER), someone(ADMINISTRATOR)
    assert "asked for a second opinion" in mark(trainer, attempt_id, second="yes", feedback="Mine.").text
    assert "another trainer now" in trainer.page(address(attempt_id)).text
    blind = administrator.page(address(attempt_id))
    assert blind.heading.startswith("Give a second opinion")
    assert "Mine." not in blind.text
    assert "What was said so far" not in blind.text
    assert "differs from the first one" in mark(administrator, attempt_id, "1", "0").text
    page = trainer.page(address(attempt_id))
    assert "Second opinion: 1 of 3" in page.text
    answer = trainer.send(page, f"{address(attempt_id)}/agree")
    assert "The mark is stored." in trainer.page(answer.location).text
    told = administrator.page(address(attempt_id)).text
    assert "Agreed: 1 of 3, by Priya Shah" in told
    assert "1 of 3 marks" in someone(LEARNER).page(f"/attempts/{attempt_id}/result").text


def test_the_second_of_two_trainers_is_told_and_keeps_what_they_typed(
    someone: Someone, attempt_id: str
) -> None:
    trainer, administrator = someone(TRAINER), someone(ADMINISTRATOR)
    trainer.send(trainer.page("/marking"), f"{address(attempt_id)}/take")
    page = administrator.page(address(attempt_id))
    assert "Another trainer opened this answer on" in page.text
    mark(trainer, attempt_id)
    late = administrator.send_page(
        page,
        address(attempt_id),
        status=409,
        values={"points-1": "0", "points-2": "0"},
        feedback="Too short.",
    )
    assert "Another trainer marked this answer while you were reading it" in late.text
    assert "What you had written Too short." in " ".join(late.text.split())
    assert someone(LEARNER).page(f"/attempts/{attempt_id}/result").heading == "You passed with 100%"


@pytest.mark.parametrize("values", [{}, {"points-1": "2"}, {"points-1": "3", "points-2": "1"}])
def test_every_line_of_the_scheme_needs_its_marks(
    someone: Someone, attempt_id: str, values: dict[str, str]
) -> None:
    trainer = someone(TRAINER)
    page = trainer.page(address(attempt_id))
    refused = trainer.send_page(page, address(attempt_id), status=422, values=values, feedback="Kept.")
    assert refused.errors()
    assert "Kept." in refused.text


def test_filters_leave_out_what_does_not_fit(someone: Someone, attempt_id: str) -> None:
    trainer = someone(TRAINER)
    for query, there in [
        ("quiz=tea-final", True),
        ("quiz=tea-making", False),
        ("team=Housing", True),
        ("team=Nobody", False),
        ("days=3", False),
        ("days=0&show=all", True),
        ("show=mine", False),
        ("show=nonsense&days=x", True),
    ]:
        assert (address(attempt_id) in str(trainer.get(f"/marking?{query}").data)) is there, query
    trainer.send(trainer.page("/marking"), f"{address(attempt_id)}/take")
    assert address(attempt_id) in str(trainer.get("/marking?show=mine").data)


def test_nobody_sees_or_marks_their_own_answer(app: Flask, someone: Someone) -> None:
    client = app.test_client()
    assert isinstance(client, PageClient)
    attempt_id = written.hand_in(client, name=TRAINER)
    trainer = someone(TRAINER)
    assert "0 answers wait for you" in trainer.page("/marking").text
    assert trainer.get(address(attempt_id)).status_code == 409


@pytest.mark.parametrize("name", [LEARNER, MANAGER])
def test_others_are_refused(someone: Someone, attempt_id: str, name: str) -> None:
    client = someone(name)
    assert client.get("/marking").status_code == 403
    assert client.get(address(attempt_id)).status_code == 403


def test_what_is_not_there_is_not_found(someone: Someone, attempt_id: str) -> None:
    trainer = someone(TRAINER)
    for wrong in ("first", "was-hard", "nothing"):
        assert trainer.get(f"/marking/answers/{attempt_id}/{wrong}").status_code == 404
    assert trainer.get(f"/marking/answers/{'0' * 26}/{written.ITEM}").status_code == 404


def test_a_learner_compares_their_own_reflection(app: Flask, someone: Someone, attempt_id: str) -> None:
    mark(someone(TRAINER), attempt_id)
    learner = someone(LEARNER)
    result = f"/attempts/{attempt_id}/result"
    own = f"/attempts/{attempt_id}/reflections/was-hard"
    page = learner.page(result)
    assert "Give yourself marks by what to look for." in page.text
    answer = learner.send(page, own, {"points-1": "1"})
    assert answer.location == f"{result}#own-was-hard"
    page = learner.page(result)
    assert "You gave yourself 1 of 2. Only you see this" in page.text
    assert page.heading == "You passed with 100%"
    assert learner.send(page, own, {"points-1": "3"}).status_code == 422
    other = someone(MANAGER)
    assert other.post(own, data={"csrf_token": other.csrf(), "points-1": "1"}).status_code == 404
