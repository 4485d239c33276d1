"""Figures of written answers: their marks are out of the mark scheme, and follow what trainers say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from lms.domain.judging import Voice
from lms.queries import statistics
from lms.queries.statistics import ItemReport
from lms.services import judging
from tests.support import learning, reflections, rows
from tests.support.learners import Learner

LIBRARY = reflections.library()
ITEM = reflections.WRITTEN.id


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    statistics.forget()
    yield
    statistics.forget()


def judge(
    session: Session, attempt_id: str, trainer: int, points: tuple[int, int], *, round: int = 1
) -> None:
    judging.judge(
        session,
        attempt_id=attempt_id,
        item_id=ITEM,
        judge_id=trainer,
        round=round,
        voice=Voice.FIRST,
        points=points,
        feedback="",
        second_wanted=False,
        now=rows.NOW,
        issuing=learning.ISSUING,
    )


def written(session: Session) -> ItemReport:
    found = statistics.report(session, learning.FINAL_QUIZ)
    return next(item for item in found.items if item.item_id == ITEM)


def hand_in(session: Session, name: str, *, right: bool = True) -> str:
    return reflections.hand_in(Learner(session, rows.add_person(session, name), LIBRARY), right=right)


def test_a_written_answer_is_measured_against_its_mark_scheme(session: Session) -> None:
    trainer = rows.add_person(session, "Trainer", role="trainer")
    for number, points in enumerate([(2, 2), (2, 0), (0, 0), (1, 1)]):
        judge(session, hand_in(session, f"Person {number}"), trainer, points)
    found = statistics.report(session, learning.FINAL_QUIZ)
    assert (found.attempts, found.best) == (4, 5.0)
    # 4 + 2 + 0 + 2 of 16 marks; four of the five marks of the paper.
    assert written(session).figures.facility == 50
    assert written(session).figures.intended_weight == 80


def test_marks_that_change_places_are_counted_anew_though_their_sums_are_the_same(session: Session) -> None:
    trainer = rows.add_person(session, "Trainer", role="trainer")
    good, poor = hand_in(session, "Gwen"), hand_in(session, "Paul", right=False)
    judge(session, good, trainer, (2, 2))
    judge(session, poor, trainer, (0, 0))
    assert written(session).figures.discrimination == pytest.approx(100)
    for attempt_id, points in ((good, (0, 0)), (poor, (2, 2))):
        judging.reopen(
            session,
            attempt_id=attempt_id,
            item_id=ITEM,
            actor_id=trainer,
            round=1,
            reason="The two were mixed up.",
            now=rows.NOW,
        )
        judge(session, attempt_id, trainer, points, round=2)
    # 100% and 0% are 20% and 80% now.
    assert written(session).figures.discrimination == pytest.approx(-100)
