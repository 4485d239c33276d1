"""The result: the sentence first, what to do next, then the reason for each question."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from lms.domain.quizzes import ShowAnswers
from tests.support import kinds, learning
from tests.support.databases import counted
from tests.web.quiz.taking import Taker


def test_a_pass_leads_to_the_certificate_and_gives_each_reason(taker_on_each: Taker) -> None:
    attempt_id = taker_on_each.take()
    page = taker_on_each.client.page(f"/attempts/{attempt_id}/result")
    assert page.heading == "You passed with 100%"
    assert "Pass mark 80%." in page.text
    assert page.links()["See your certificate"].startswith("/certificates/")
    assert "Asking comes first." in page.text
    assert "The right answer was chosen: 1 of 1." in page.text
    assert "You chose this, and it is right" in page.text
    assert "Fill every cup Some of them would stand until they are cold." in page.text


def test_the_second_click_sees_the_same_result(taker_on_each: Taker) -> None:
    attempt_id = taker_on_each.start()
    taker_on_each.answer_all(attempt_id)
    page = taker_on_each.page(attempt_id, "check")
    answers = [taker_on_each.client.send(page, f"/attempts/{attempt_id}") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert len(taker_on_each.client.page("/certificates").links()) == len(
        set(taker_on_each.client.page("/certificates").links())
    )


def test_handing_in_saves_the_answers_that_come_along(taker: Taker) -> None:
    attempt_id = taker.start()
    page = taker.page(attempt_id, "all")
    fields = page.fields(f"/attempts/{attempt_id}/answers")
    for given in taker.right(attempt_id):
        fields |= given
    assert taker.client.post(f"/attempts/{attempt_id}", data=fields).status_code == 303
    assert taker.client.page(f"/attempts/{attempt_id}/result").heading == "You passed with 100%"


def test_handing_in_from_an_older_window_is_told(taker: Taker) -> None:
    attempt_id = taker.start()
    fields = taker.page(attempt_id, "all").fields(f"/attempts/{attempt_id}/answers")
    taker.save(attempt_id, 1, {"q1": "2"})
    answer = taker.client.post(f"/attempts/{attempt_id}", data={**fields, "q1": "3"})
    assert answer.status_code == 409
    assert "You answered this in another window" in answer.text


def test_answers_stay_closed_until_the_quiz_is_passed(taker_on_each: Taker) -> None:
    attempt_id = taker_on_each.take(wrong=4)
    page = taker_on_each.client.page(f"/attempts/{attempt_id}/result")
    assert page.heading == "You did not pass this time: 0%"
    assert "The answers are shown once you have passed." in page.text
    assert "1. What do you do first? 0 of 1" in page.text
    assert "2. Which of these warm the pot? 0 of 1" in page.text
    assert "Asking comes first." not in page.text
    assert page.links()["Look at the lessons again"] == "/courses/tea"
    taker_on_each.take()
    later = taker_on_each.client.page(f"/attempts/{attempt_id}/result")
    assert "Asking comes first." in later.text
    assert later.text.count("Not answered") >= 4


def test_no_mark_is_told_while_another_attempt_is_open(taker: Taker) -> None:
    attempt_id = taker.take(wrong=4)
    taker.start()
    page = taker.client.page(f"/attempts/{attempt_id}/result")
    assert "once you have handed in the attempt that is still open" in page.text
    assert "0 of 1" not in page.text


def test_a_part_is_called_a_part(taker: Taker) -> None:
    attempt_id = taker.start()
    values = {name: given for fields in taker.right(attempt_id) for name, given in fields.items()}
    values["q2"] = values["q2"][:1]
    taker.send(taker.page(attempt_id, "all"), attempt_id, values)
    taker.hand_in(attempt_id)
    page = taker.client.page(f"/attempts/{attempt_id}/result")
    assert "You passed with 91%" in page.text
    assert "Partly right" in page.text
    assert "Right, and you did not choose it" in page.text


def test_an_open_attempt_has_no_result(taker: Taker) -> None:
    taker.client.page(f"/attempts/{taker.start()}/result", status=404)


@pytest.mark.parametrize("address", ["/attempts/{}", "/attempts/{}/answers"])
def test_no_answer_is_kept_anywhere_on_the_way(taker: Taker, address: str) -> None:
    attempt_id = taker.start()
    page = taker.page(attempt_id, 1)
    answer = taker.client.post(
        address.format(attempt_id), data={**page.fields(f"/attempts/{attempt_id}/answers"), "q1": "1"}
    )
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_result_takes_a_fixed_number_of_statements(taker: Taker) -> None:
    attempt_id = taker.take()
    taker.client.page(f"/attempts/{attempt_id}/result")
    with counted(Engine) as sent:
        taker.client.page(f"/attempts/{attempt_id}/result")
    assert len(sent) <= 8


def test_a_question_that_has_no_marks_is_not_said_to_earn_none(taker: Taker) -> None:
    quiz = kinds.quiz(show_answers=ShowAnswers.NEVER)
    kinds.put_in(taker.client.application, learning.library(quiz))
    attempt_id = taker.take(learning.FINAL_QUIZ, wrong=10)
    page = taker.client.page(f"/attempts/{attempt_id}/result")
    assert "10. How sure do you feel after this course? not marked" in page.text
    assert "0 of 0" not in page.text
