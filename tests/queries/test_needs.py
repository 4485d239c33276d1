"""A course that needs another: read freely, passed in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.domain import errors
from lms.queries import attempts as attempt_reads
from lms.queries import learning as reads
from tests.support import learning, rows
from tests.support.learners import Learner


def library_with_elective() -> Library:
    """The sample course, and a second one with a quiz of its own that needs it."""
    later = learning.quiz("elective", course="elective")
    first = learning.course()
    elective = learning.course(
        slug="elective", title="A later course", needs=(first.slug,), modules=(), final_quiz="elective"
    )
    return learning.library(later, courses=[elective, first])


def titles(cards: Sequence[reads.CourseCard]) -> list[str]:
    return [card.title for card in cards]


def test_the_final_quiz_opens_when_the_course_before_it_is_passed(session: Session) -> None:
    library = library_with_elective()
    first = learning.course()
    person_id = rows.add_person(session)
    learner = Learner(session, person_id, library)

    home = reads.home(session, library, person_id=person_id, today=rows.NOW.date())
    assert titles(home.courses) == [first.title, "A later course"]
    assert home.courses[1].needs == (first.title,)
    page = attempt_reads.quiz_page(session, library, person_id=person_id, quiz="elective", now=rows.NOW)
    assert not page.may_start
    assert page.refusal == f"Pass “{first.title}” first, then come back."
    with pytest.raises(errors.NeedsFirst) as refused:
        learner.start(quiz="elective", seed=1)
    assert refused.value.titles == (first.title,)

    learner.submit(learner.start(seed=7), learner.right(seed=7))
    after = reads.home(session, library, person_id=person_id, today=rows.NOW.date())
    assert [card.needs for card in after.courses] == [(), ()]
    assert attempt_reads.quiz_page(
        session, library, person_id=person_id, quiz="elective", now=rows.NOW
    ).may_start
    course = reads.course_page(
        session, library, person_id=person_id, course="elective", today=rows.NOW.date()
    )
    assert course.needs == ()


def test_a_needed_course_that_cannot_be_passed_keeps_nobody_waiting(session: Session) -> None:
    library = library_with_elective()
    slug = learning.course().slug
    courses = {**library.courses, slug: replace(library.courses[slug], final_quiz=None)}
    library = replace(library, courses=courses)
    person_id = rows.add_person(session)
    elective = library.course("elective")
    assert reads.unmet_needs(session, library, person_id=person_id, course=elective) == ()
    assert reads.unmet_needs(session, library, person_id=person_id, course=courses[slug]) == ()
