"""Formative checks: no key on the sheet, the same marking as a quiz, an order that tells nothing."""

from __future__ import annotations

import pytest

from lms.domain.errors import MalformedResponse
from lms.domain.quizzes import Item, Matching, Pair
from lms.queries import checks
from tests.support import learning

SINGLE, MULTIPLE, TRUE_FALSE, MATCHING = learning.ITEMS


@pytest.mark.parametrize(
    ("item", "fields", "verdict"),
    [
        (SINGLE, {"answer": ["1"]}, "right"),
        (SINGLE, {"answer": ["3"]}, "not right"),
        (MULTIPLE, {"answer": ["1"]}, "partly right"),
        (MULTIPLE, {"answer": ["2", "1"]}, "right"),
        (TRUE_FALSE, {"answer": ["2"]}, "right"),
        (MATCHING, {"row-1": ["1"], "row-2": ["3"]}, "not right"),
        (MATCHING, {"row-1": ["3"], "row-2": ["2"]}, "right"),
        (MATCHING, {"row-1": [""], "row-2": ["2"]}, "partly right"),
    ],
)
def test_an_answer_is_marked_as_in_a_quiz(item: Item, fields: dict[str, list[str]], verdict: str) -> None:
    told = checks.answer(item, fields)
    assert told.result is not None
    assert told.result.verdict == verdict


def test_the_answers_of_a_matching_stand_by_alphabet() -> None:
    texts = [choice.text for choice in checks.sheet(MATCHING).choices]
    assert texts == ["what is filed", "what mends", "what was broken"]


@pytest.mark.parametrize("item", learning.ITEMS)
def test_without_a_choice_there_is_no_result(item: Item) -> None:
    told = checks.answer(item, {})
    assert told.result is None
    assert told.sheet == checks.sheet(item)


def test_a_text_that_fits_two_rows_is_offered_once() -> None:
    item = Matching(id="m", text="Match.", pairs=(Pair("a", "same"), Pair("b", "same"), Pair("c", "Other")))
    assert [choice.text for choice in checks.sheet(item).choices] == ["Other", "same"]
    told = checks.answer(item, {"row-1": ["2"], "row-2": ["2"], "row-3": ["1"]})
    assert told.result is not None
    assert told.result.verdict == "right"


def test_what_no_form_sends_is_refused() -> None:
    with pytest.raises(MalformedResponse):
        checks.answer(SINGLE, {"answer": ["4"]})
