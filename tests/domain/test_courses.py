"""Courses: finding lessons and their neighbours."""

from __future__ import annotations

import pytest

from lms.domain.errors import UnknownLesson
from tests.domain import samples

COURSE = samples.course()


def test_lessons_are_walked_in_order_across_modules() -> None:
    assert [lesson.slug for lesson in COURSE.lessons()] == ["a", "b", "c", "extra"]


def test_neighbours_cross_module_borders_and_stop_at_the_ends() -> None:
    after, before = COURSE.after("b"), COURSE.before("c")
    assert after is not None
    assert before is not None
    assert (after.slug, before.slug) == ("c", "b")
    assert COURSE.before("a") is None
    assert COURSE.after("extra") is None


def test_a_lesson_knows_its_module() -> None:
    assert COURSE.module_of("c").slug == "m2"
    assert COURSE.find("b").minutes == 7


@pytest.mark.parametrize("ask", [COURSE.find, COURSE.module_of, COURSE.after, COURSE.before])
def test_an_unknown_lesson_is_an_error_and_not_an_absence(ask) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnknownLesson) as caught:
        ask("nowhere")
    assert (caught.value.course, caught.value.lesson) == ("sample", "nowhere")
