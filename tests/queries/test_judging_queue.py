"""The trainers' queue is read with a fixed number of statements, however long it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from lms.domain.judging import Step
from lms.queries import judging, judging_queue
from lms.queries.judging_queue import Filter
from tests.support import learning, reflections, rows, sittings
from tests.support.databases import Database, counted
from tests.support.learners import Learner


def test_the_queue_is_read_with_five_statements(database: Database, session: Session) -> None:
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
    assert len(sent) == 5
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


def test_a_filter_finds_what_a_long_queue_leaves_out(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging_queue, "MOST", 1)
    trainer = rows.add_person(session, "Tess Trainer", role="trainer")
    for number, team in enumerate(("Parks", "Roads")):
        reflections.hand_in(Learner(session, sittings.person(session, number, team), reflections.library()))
    now = rows.NOW + timedelta(days=3)

    def found(**wanted: object) -> list[str]:
        queue = judging_queue.queue(session, viewer_id=trainer, wanted=Filter(**wanted), now=now)  # type: ignore[arg-type]
        assert queue.teams == ("Parks", "Roads")
        assert len(queue.quizzes) == 1
        return [line.team for line in queue.lines]

    assert len(found()) == 1
    assert (found(team="Parks"), found(team="Roads")) == (["Parks"], ["Roads"])
    assert len(found(days=3, quiz=learning.FINAL_QUIZ)) == 1
    assert found(days=4) == found(team="\x00") == found(quiz="none") == []
