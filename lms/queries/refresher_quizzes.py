"""Owns what the round that somebody is in asks of them: the whole course, its final quiz, or a short one.

It must not start an attempt, nor know a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.content import versions
from lms.content.library import Library, PublishedQuiz
from lms.content.snapshots import Shelf
from lms.db import prepared
from lms.db.enrolments import Cycle, Enrolment
from lms.db.renewals import CycleKind, Renewal
from lms.db.unit_of_work import connection_of
from lms.domain import delta
from lms.domain.delta import Focus
from lms.domain.refreshers import Path
from lms.queries import deltas, passes


@dataclass(frozen=True, slots=True)
class Round:
    """A round that was opened for somebody, and the way that is open today."""

    cycle_id: int
    kind: CycleKind
    path: Path
    due_on: date | None
    renews_until: date | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The quiz that an attempt is to be taken against; `reasons` by item, None if it is the whole quiz."""

    quiz: PublishedQuiz
    reasons: Mapping[str, str] | None


# Made once: building statements anew for each request cost more than asking them.
_ROUND = prepared.select(
    sa.select(Cycle.id, Renewal.kind, Renewal.path, Renewal.due_on, Renewal.renews_until)
    .join(Enrolment, Enrolment.id == Cycle.enrolment_id)
    .outerjoin(Renewal, Renewal.cycle_id == Cycle.id)
    .where(Enrolment.person_id == sa.bindparam("person_id"), Enrolment.course_slug == sa.bindparam("course"))
    .order_by(Cycle.number.desc())
    .limit(sa.literal_column("1", sa.Integer))
)


def round_of(asker: Session | Connection, *, person_id: int, course: str, today: date) -> Round | None:
    """The newest round of somebody's course, None if they began it themselves. One statement."""
    asked = {"person_id": person_id, "course": course}
    row = _ROUND.one_or_none(connection_of(asker), asked)
    if row is None or row[1] is None:
        return None
    cycle_id, kind, path, due_on, renews_until = row
    # After its end a certificate is not refreshed: the whole course is due again.
    ended = renews_until is not None and today > renews_until
    way = Path.WHOLE_COURSE if ended else Path(path)
    return Round(cycle_id, CycleKind(kind), way, due_on, renews_until)


def short_length(
    asker: Session | Connection, library: Library, *, person_id: int, quiz: str, today: date
) -> int | None:
    """How many questions a quiz has for somebody in a short refresher, None for everybody else.

    One statement for a final quiz, none for any other. Raises: UnknownQuiz.
    """
    found = library.quiz(quiz).quiz
    course = library.courses.get(found.course)
    if course is None or course.final_quiz != quiz:
        return None
    round_ = round_of(asker, person_id=person_id, course=course.slug, today=today)
    return delta.length(found) if round_ is not None and round_.path is Path.SHORT_QUIZ else None


def choose(
    session: Session,
    library: Library,
    shelf: Shelf | None,
    *,
    person_id: int,
    quiz: PublishedQuiz,
    seed: int,
    today: date,
) -> Chosen:
    """The whole quiz, or in a short refresher the part that `seed` draws. One statement for a whole quiz.

    The part is a quiz of its own with a digest of its own, so that an attempt pins exactly what was drawn.
    Without `shelf` the lessons that changed are not looked at.
    """
    course = library.courses.get(quiz.quiz.course)
    if course is None or course.final_quiz != quiz.quiz.slug:
        return Chosen(quiz, None)
    found = round_of(session, person_id=person_id, course=course.slug, today=today)
    if found is None or found.path is not Path.SHORT_QUIZ:
        return Chosen(quiz, None)
    passed = passes.last_pass(
        session, person_id=person_id, course=course.slug, quiz=quiz.quiz.slug
    ) or passes.pass_elsewhere(session, person_id=person_id, course=course.slug)
    looked = Focus()
    if passed is not None:
        if shelf is None:
            said = deltas.Delta(passed.submitted_at, False, (), (), ())
        else:
            said = deltas.delta(session, library, shelf, course=course.slug, passed=passed)
        looked = deltas.focus(session, library, said, course=course.slug, passed=passed)
    drawn = delta.draw(quiz.quiz, looked, seed)
    reasons = {one.item_id: one.why.value for one in drawn}
    part = replace(
        quiz.quiz,
        title=f"{quiz.quiz.title}: short refresher",
        items=tuple(item for item in quiz.quiz.items if item.id in reasons),
        pick=(),
    )
    canonical = versions.canonical(part)
    return Chosen(PublishedQuiz(quiz=part, digest=versions.digest(canonical), canonical=canonical), reasons)
