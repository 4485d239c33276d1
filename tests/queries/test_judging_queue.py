"""The trainers' queue is read with a fixed number of statements, however long it is."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from lms.domain.judging import Step
from lms.queries import judging, judging_queue
from lms.queries.judging_queue import Filter
from tests.support import reflections, rows
from tests.support.databases import Database, counted
from tests.support.learners import Learner


def test_the_queue_is_read_with_four_statements(database: Database, session: Session) -> None:
    trainer = rows.add_person(session, "Tess Trainer", role="trainer")
    library = reflections.library(reflections.WRITTEN, reflections.SECOND)
    ids = [
        reflections.hand_in(Learner(session, rows.add_person(session, f"Learner {at}"), library))
        for at in range(3)
    ]
    now = rows.NOW + timedelta(days=3, hours=1)
    judging_queue.queue(session, viewer_id=trainer, wanted=Filter(), now=now)
    with counted(database.engine) as sent:
        found = judging_queue.queue(session, viewer_id=trainer, wanted=Filter(), now=now)
    assert len(sent) == 4
    assert [(line.days, line.step, line.learner) for line in found.lines] == [(3, Step.WAITING, None)] * 6
    assert found.to_do == 6
    with counted(database.engine) as sent:
        judging.answer(session, attempt_id=ids[0], item_id=reflections.WRITTEN.id, viewer_id=trainer)
    assert len(sent) == 3


def test_an_answer_left_empty_is_nobodys_work(session: Session) -> None:
    trainer = rows.add_person(session, "Tess Trainer", role="trainer")
    library = reflections.library(reflections.WRITTEN, reflections.SECOND)
    learner = Learner(session, rows.add_person(session), library)
    attempt_id = learner.start()
    learner.submit(attempt_id, {2: {"answer": ["Something."]}})
    found = judging_queue.queue(session, viewer_id=trainer, wanted=Filter(), now=rows.NOW)
    assert [line.item_id for line in found.lines] == [reflections.WRITTEN.id]
