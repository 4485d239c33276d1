"""What has changed since somebody passed, from real releases."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.content_releases import ContentRelease
from lms.db.renewals import RefresherDraw
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.changes import Label
from lms.queries import deltas, passes
from tests.support import cycles, delta_world, learning
from tests.support.databases import Database, counted
from tests.support.delta_world import SLUG, World
from tests.support.shelves import LESSON, QUIZ

ASKING = "courses/listening/01-listening/02-waiting.md"


@pytest.fixture(params=["releases", "follow"])
def world(request: pytest.FixtureRequest, session: Session, tmp_path: Path) -> World:
    made = delta_world.world(session, tmp_path, follows=request.param == "follow")
    attempt_id = made.start("2026-11-23")
    quiz = made.library().quiz(SLUG).quiz
    # One question right and one wrong would not pass; both right does.
    answers = learning.right_answers(quiz, 7)
    assert made.learner.submit(attempt_id, answers, now=cycles.noon("2026-11-23")).passed
    return made


def test_nothing_changed_is_said(world: World) -> None:
    found = world.delta()
    assert found.known
    assert (found.lessons, found.releases, found.questions, found.label) == ((), (), (), None)


def test_changes_are_told_by_lesson_with_what_trainers_called_them(world: World) -> None:
    words = "Listen for a minute before you advise anybody."
    world.publish(
        LESSON, "Hear first, advise second.", words, "2026-12-01", Label.SUBSTANTIVE, "The law changed"
    )
    world.publish(LESSON, "Then wait.", "Then  wait.", "2026-12-02", Label.TYPO)
    found = world.delta()
    (lesson,) = found.lessons
    assert (lesson.slug, lesson.title) == ("hearing", "Hearing")
    assert [change.words for change in lesson.changes] == ["The text at the top has other words."]
    (passage,) = lesson.passages
    assert [run.text for run in passage.before] == ["Hear first, advise second."]
    assert [run.text for run in passage.now] == [words]
    assert lesson.objectives == ("Tell open questions from closed ones",)
    assert [(one.label, one.note) for one in found.releases] == [
        (Label.TYPO, ""),
        (Label.SUBSTANTIVE, "The law changed"),
    ]
    assert found.label is Label.SUBSTANTIVE


def test_a_corrected_spelling_is_left_out(world: World) -> None:
    world.publish(LESSON, "Then wait.", "Then wait!", "2026-12-01")
    assert world.delta().lessons == ()


def test_a_release_that_touches_another_course_is_left_out(world: World) -> None:
    number = world.desk.number
    with unit_of_work(world.desk.session):
        row = world.desk.session.execute(
            sa.select(ContentRelease).where(ContentRelease.number == number)
        ).scalar_one()
        world.desk.session.add(
            ContentRelease(
                number=number + 1,
                parent_id=row.id,
                made_at=cycles.noon("2026-12-01"),
                note="Another course",
                label="substantive",
                manifest={**row.manifest, "courses/other/course.md": "0" * 64},
                generation="0" * 64,
            )
        )
    assert world.delta().releases == ()


def test_who_passed_before_the_first_release_is_told_that_we_do_not_know(world: World) -> None:
    with unit_of_work(world.desk.session):
        world.desk.session.execute(sa.update(ContentRelease).values(made_at=cycles.noon("2026-11-24")))
    world.publish(LESSON, "Then wait.", "Then wait for the answer.", "2026-12-01")
    found = world.delta()
    assert not found.known
    assert found.lessons == ()


def test_somebody_who_never_passed_has_nothing_to_compare(world: World) -> None:
    found = passes.last_pass(world.desk.session, person_id=99, course=SLUG, quiz=SLUG)
    assert found is None


def test_rules_of_the_quiz_that_changed_are_told_and_keys_are_not(world: World) -> None:
    world.publish(QUIZ, "course: listening\n", "course: listening\npass mark: 90%\n", "2026-12-01")
    world.publish(QUIZ, "- [x] How was lunch?", "- [x] How was your secret lunch?", "2026-12-02")
    found = world.delta()
    assert [change.words for change in found.questions] == ["The pass mark changed from 80% to 90%."]


def test_a_short_refresher_looks_at_changed_lessons_and_objectives(world: World) -> None:
    world.publish(LESSON, "Then wait.", "Then wait for the whole answer, however long.", "2026-12-01")
    assert cycles.open_due(world.learner, "2027-10-01") == 1
    world.start("2027-10-02")
    reasons = world.desk.session.execute(sa.select(RefresherDraw.reasons)).scalar_one()
    assert reasons == {"open-question": "changed", "choose": "rest"}


def test_the_number_of_statements_is_small_and_fixed(database: Database, world: World) -> None:
    for day in ("2026-12-01", "2026-12-02", "2026-12-03"):
        world.publish(LESSON, "Then wait.", f"Then wait.\n\nNew on {day} for everybody.", day)
    passed, library = world.last_pass(), world.library()
    assert passed is not None
    deltas.delta(world.desk.session, library, world.desk.shelf, course=SLUG, passed=passed)
    with counted(database.engine) as sent:
        deltas.delta(world.desk.session, library, world.desk.shelf, course=SLUG, passed=passed)
    assert len(sent) <= 4


def test_one_release_is_told_by_itself(world: World) -> None:
    number = world.publish(LESSON, "Then wait.", "Then wait for the whole answer.", "2026-12-01")

    def told(release: int) -> tuple[str, ...]:
        return deltas.of_release(
            world.desk.session, world.library(), world.desk.shelf, course=SLUG, release=release
        )

    assert told(number) == ("Hearing: Section “Check: Which is open?” has other words.",)
    assert told(1) == ("Hearing: This lesson is new.", "Waiting: This lesson is new.")
    with pytest.raises(errors.UnknownRelease):
        told(99)
