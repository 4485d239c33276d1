"""Figures of written answers: their marks are out of the mark scheme."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from lms.domain.judging import Voice
from lms.queries import statistics
from lms.services import judging
from tests.support import learning, reflections, rows
from tests.support.learners import Learner


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    statistics.forget()
    yield
    statistics.forget()


def test_a_written_answer_is_measured_against_its_mark_scheme(session: Session) -> None:
    trainer = rows.add_person(session, "Trainer", role="trainer")
    library = reflections.library()
    for number, points in enumerate([(2, 2), (2, 0), (0, 0), (1, 1)]):
        learner = Learner(session, rows.add_person(session, f"Person {number}"), library)
        attempt_id = reflections.hand_in(learner)
        judging.judge(
            session,
            attempt_id=attempt_id,
            item_id=reflections.WRITTEN.id,
            judge_id=trainer,
            round=1,
            voice=Voice.FIRST,
            points=points,
            feedback="",
            second_wanted=False,
            now=rows.NOW,
            issuing=learning.ISSUING,
        )
    found = statistics.report(session, learning.FINAL_QUIZ)
    written = next(item for item in found.items if item.item_id == reflections.WRITTEN.id)
    assert (found.attempts, found.best) == (4, 5.0)
    # 4 + 2 + 0 + 2 of 16 marks; four of the five marks of the paper.
    assert written.figures.facility == 50
    assert written.figures.intended_weight == 80
