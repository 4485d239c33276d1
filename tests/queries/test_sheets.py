"""Sheets of open attempts: each kind of question, what was saved, and no key."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from lms.domain import errors
from lms.queries.sheets import Sheet, SheetItem
from tests.support import rows
from tests.support.learners import Learner, result_of, sheet_of


def item(sheet: Sheet, item_id: str) -> SheetItem:
    return next(found for found in sheet.items if found.item_id == item_id)


def test_a_sheet_shows_each_kind_of_question(learner: Learner) -> None:
    sheet = sheet_of(learner, learner.start())
    assert (sheet.quiz_title, sheet.seq, sheet.saved_at, sheet.number) == ("Final quiz", 0, None, 1)
    assert [found.number for found in sheet.items] == [1, 2, 3, 4]
    single, multiple = item(sheet, "alongside"), item(sheet, "needs")
    true_false, matching = item(sheet, "always"), item(sheet, "words")
    assert (single.kind, single.choose) == ("single", "Choose one answer.")
    assert single.question == "What does <em>alongside</em> mean?"
    assert "two chairs" in single.hint
    assert [option.value for option in single.options] == ["1", "2", "3"]
    assert (multiple.kind, multiple.choose) == ("multiple", "Choose all that apply.")
    assert "<em>two</em>" in multiple.body
    assert true_false.kind == "true_false"
    assert [option.text for option in true_false.options] == ["True", "False"]
    assert matching.kind == "matching"
    assert [row.name for row in matching.rows] == ["row-1", "row-2"]
    assert {choice.text for choice in matching.choices} == {"what was broken", "what mends", "what is filed"}
    assert matching.options == ()


def test_a_sheet_shows_what_was_saved(learner: Learner) -> None:
    attempt_id = learner.start()
    learner.save(attempt_id, learner.right())
    sheet = sheet_of(learner, attempt_id)
    assert (sheet.seq, sheet.saved_at) == (1, rows.NOW)
    assert all(found.answered for found in sheet.items)
    for found in sheet.items:
        fields = learner.right()[found.number]
        if found.kind == "matching":
            assert {row.name: [row.chosen] for row in found.rows} == fields
        else:
            assert found.chosen == set(fields["answer"])


SECRETS = ("Yes: high support", "That takes over", "control", "Because", "This is one", "Safety first")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(-(2**63), 2**63 - 1))
def test_a_sheet_holds_no_key_no_feedback_and_no_authored_order(learner: Learner, seed: int) -> None:
    attempt_id = learner.start(seed=seed)
    sheet = sheet_of(learner, attempt_id)
    told = json.dumps(dataclasses.asdict(sheet), default=str)
    for secret in SECRETS:
        assert secret not in told
    names = {field.name for field in dataclasses.fields(SheetItem)}
    assert not names & {"correct", "share", "key", "marks", "feedback", "why", "order"}
    learner.submit(attempt_id)


def test_a_closed_attempt_has_no_sheet_and_an_open_one_no_result(learner: Learner) -> None:
    attempt_id = learner.start()
    with pytest.raises(errors.UnknownAttempt):
        result_of(learner, attempt_id)
    learner.submit(attempt_id)
    with pytest.raises(errors.AttemptClosed):
        sheet_of(learner, attempt_id)
    assert result_of(learner, attempt_id).percent == 0


@pytest.mark.parametrize("attempt_id", ["", "a" * 26, "\x00", "A" * 26])
def test_unknown_attempts_are_refused(learner: Learner, attempt_id: str) -> None:
    for call in (sheet_of, result_of):
        with pytest.raises(errors.UnknownAttempt):
            call(learner, attempt_id)


def test_nobody_sees_the_attempt_of_somebody_else(session: Session, learner: Learner) -> None:
    thief = Learner(session, rows.add_person(session, "Thea Thief"))
    closed = learner.take().attempt_id
    opened = learner.start()
    with pytest.raises(errors.UnknownAttempt):
        sheet_of(thief, opened)
    with pytest.raises(errors.UnknownAttempt):
        result_of(thief, closed)
