"""The history of one person: every round stays in it."""

from __future__ import annotations

from datetime import date

from lms.db.renewals import CycleKind
from lms.queries import histories
from lms.queries.histories import CourseHistory
from lms.services import lessons
from tests.support import cycles, learning
from tests.support.databases import Database, counted
from tests.support.learners import Learner


def history(learner: Learner, on: str = "2026-12-01") -> tuple[CourseHistory, ...]:
    return histories.history(
        learner.session, learner.library, person_id=learner.person_id, today=date.fromisoformat(on)
    )


def renewed(learner: Learner) -> list[str]:
    learner.library = cycles.library()
    lessons.mark_read(
        learner.session,
        learner.library,
        person_id=learner.person_id,
        course=learning.COURSE,
        lesson="circles",
        now=cycles.noon("2025-11-20"),
    )
    first = cycles.passed(learner, "2025-11-22")
    cycles.open_due(learner, "2026-10-01")
    return [first, cycles.passed(learner, "2026-10-02")]


def test_both_rounds_are_there_the_newest_first(learner: Learner) -> None:
    numbers = renewed(learner)
    (course,) = history(learner)
    assert course.title == "Restorative practice"
    second, first = course.rounds
    assert (second.number, second.kind, second.due_on) == (2, CycleKind.REFRESHER, date(2026, 11, 22))
    assert (first.number, first.kind, first.due_on) == (1, None, None)
    assert [title for title, _ in first.lessons] == ["Circles"]
    assert second.lessons == ()
    for round_, number, standing in ((first, numbers[0], "expired"), (second, numbers[1], "valid")):
        assert round_.certificate is not None
        assert (round_.certificate.number, round_.certificate.standing) == (number, standing)
        assert [(one.passed, one.percent) for one in round_.sittings] == [(True, 100)]


def test_it_takes_five_statements(database: Database, learner: Learner) -> None:
    renewed(learner)
    with counted(database.engine) as sent:
        history(learner)
    assert len(sent) == 5


def test_without_anything_done_it_is_empty(learner: Learner) -> None:
    assert history(learner) == ()


def test_what_has_gone_from_the_content_keeps_a_name(learner: Learner) -> None:
    renewed(learner)
    learner.library = learning.library(courses=[learning.course(slug="other")])
    (course,) = history(learner)
    assert course.title == "Restorative practice"
    assert course.rounds[1].lessons[0][0] == "Circles"
