"""What no sheet of ours sends, and what is too long for one: nothing typed is lost, nothing breaks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lms.domain.responses import LONGEST_TEXT
from tests.support import kinds, learning
from tests.web.quiz.taking import Taker

QUIZ = learning.FINAL_QUIZ
REFLECTION = next(item for item in kinds.ITEMS if item.id == "reflection")


@pytest.fixture
def writer(taker_on_each: Taker) -> Taker:
    """Somebody before two questions that want a long answer."""
    other = replace(REFLECTION, id="other", text="And what went well?")
    kinds.put_in(taker_on_each.client.application, learning.library(learning.quiz(items=(REFLECTION, other))))
    return taker_on_each


def test_a_text_that_is_too_long_comes_back_as_it_was_typed(writer: Taker) -> None:
    attempt_id = writer.start(QUIZ)
    page = writer.page(attempt_id, "all")
    long = "word " * LONGEST_TEXT
    for action in (f"/attempts/{attempt_id}/answers", f"/attempts/{attempt_id}"):
        values = {**page.fields(f"/attempts/{attempt_id}/answers"), "q1": [long], "q2": ["Short."]}
        answer = writer.client.post(action, data=values)
        assert answer.status_code == 422
        assert "an answer may have at most 20,000 characters" in answer.text
        assert long.strip() in answer.text
        assert "Short.</textarea>" in answer.text
    # As the script asks, which shows the sentence.
    headers = {"Accept": "application/json"}
    headers["X-CSRF-Token"] = page.fields(f"/attempts/{attempt_id}/answers")["csrf_token"][0]
    body = {"seq": 0, "answers": {"1": {"answer": [long]}}}
    told = writer.client.put(f"/attempts/{attempt_id}/answers", json=body, headers=headers)
    assert (told.status_code, told.json) == (422, {"error": "An answer may have at most 20,000 characters."})


def test_the_longest_text_is_kept_in_whichever_letters(writer: Taker) -> None:
    """Line ends count once, as in the browser, and a letter of nine characters in a form counts once."""
    attempt_id = writer.start(QUIZ)
    texts = {"q1": "\r\n".join(["x"] * (LONGEST_TEXT // 2)), "q2": "€" * LONGEST_TEXT}
    assert writer.send(writer.page(attempt_id, "all"), attempt_id, texts).status_code == 303
    page = writer.page(attempt_id, "all").fields(f"/attempts/{attempt_id}/answers")
    assert [len(page[name][0].strip()) for name in ("q1", "q2")] == [LONGEST_TEXT - 1, LONGEST_TEXT]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"seq": 0, "answers": {"1": {"answer": ["half a pair: \\ud800"]}}}', 422),
        ('{"seq": 0, "answers": {"1": {"answer": ["nothing: \\u0000"]}}}', 422),
        ("[" * 100_000, 400),
        ('{"seq": 0, "answers": {"1": {"answer": ["a"]}}, "x": ' + "[" * 40_000 + "]" * 40_000 + "}", 400),
    ],
    ids=["surrogate", "NUL", "deep", "deep beside an answer"],
)
def test_json_that_no_text_can_hold_changes_nothing(writer: Taker, body: str, status: int) -> None:
    attempt_id = writer.start(QUIZ)
    writer.save(attempt_id, 1, {"q1": "Said before."})
    token = writer.page(attempt_id, 1).fields(f"/attempts/{attempt_id}/answers")["csrf_token"][0]
    answer = writer.client.put(
        f"/attempts/{attempt_id}/answers",
        data=body,
        content_type="application/json",
        headers={"X-CSRF-Token": token},
    )
    assert answer.status_code == status
    assert "Said before." in writer.page(attempt_id, 1).text
