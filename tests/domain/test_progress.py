"""Progress through a course, and where "Carry on" leads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lms.domain.progress import NextStep, next_step, progress
from tests.domain import samples


@pytest.mark.parametrize(
    ("read", "passed", "step"),
    [
        (set(), set(), NextStep(lesson="a")),
        ({"a"}, set(), NextStep(lesson="b")),
        ({"b"}, set(), NextStep(lesson="a")),
        ({"a", "b"}, set(), NextStep(quiz="q1")),
        ({"a", "b"}, {"q1"}, NextStep(lesson="c")),
        ({"a", "b", "c"}, {"q1"}, NextStep(quiz="final")),
        ({"a", "b", "c"}, {"q1", "final"}, NextStep()),
        (set(), {"final"}, NextStep()),
    ],
)
def test_carry_on_leads_to_the_first_thing_still_to_do(
    read: set[str], passed: set[str], step: NextStep
) -> None:
    assert next_step(samples.course(), read, passed) == step


def test_progress_counts_what_is_done_and_leaves_optional_lessons_out() -> None:
    got = progress(samples.course(), {"a", "extra"}, {"q1"})
    assert (got.lessons_done, got.lessons_total, got.minutes_left) == (1, 3, 12)
    assert (got.quizzes_done, got.quizzes_total) == (1, 2)
    assert not got.finished


def test_everything_done_is_finished() -> None:
    got = progress(samples.course(), {"a", "b", "c"}, {"q1", "final"})
    assert got.finished
    assert got.minutes_left == 0


def test_a_course_without_a_final_quiz_ends_after_its_lessons() -> None:
    course = replace(samples.course(), final_quiz=None)
    assert next_step(course, {"a", "b", "c"}, {"q1"}) == NextStep()
    assert course.quizzes() == ("q1",)
