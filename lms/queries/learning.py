"""Owns the reads of somebody's way through the courses: the lesson page's one statement, home, a course.

It must not know how a lesson looks, nor what is right in a quiz.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db import prepared
from lms.db.enrolments import Cycle, Enrolment, LessonRead
from lms.db.people import Person
from lms.domain import errors, progress
from lms.domain.courses import Course
from lms.domain.progress import Progress
from lms.queries import certificates, people, pinned
from lms.queries import ways as reads
from lms.queries.certificates import CertificateLine
from lms.queries.people import Viewer
from lms.queries.ways import Way


@dataclass(frozen=True, slots=True)
class LessonVisit:
    """Who opens a lesson, and the slugs of the lessons read in their newest cycle of its course."""

    viewer: Viewer
    read: frozenset[str]


@dataclass(frozen=True, slots=True)
class CarryOn:
    """Where "Carry on" leads: a lesson or a quiz of a course, with its title."""

    course_slug: str
    lesson_slug: str | None
    quiz_slug: str | None
    title: str


@dataclass(frozen=True, slots=True)
class CourseCard:
    """A course on the home page; `needs` are the titles of courses to pass before its final quiz.

    `by_quiz` = a refresher is open that is done by a quiz alone.
    """

    slug: str
    title: str
    summary: str
    lessons_done: int
    lessons_total: int
    quizzes_done: int
    quizzes_total: int
    minutes_left: int
    started: bool
    finished: bool
    certificate: CertificateLine | None
    needs: tuple[str, ...] = ()
    by_quiz: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    first_name: str
    carry_on: CarryOn | None
    courses: tuple[CourseCard, ...]


@dataclass(frozen=True, slots=True)
class LessonRow:
    slug: str
    title: str
    minutes: int
    read: bool
    optional: bool


@dataclass(frozen=True, slots=True)
class QuizRow:
    """A quiz as somebody stands with it; `open_attempt` is the id of an attempt not handed in yet.

    `unmarked`: handed in, and nothing in it earns a mark.
    """

    slug: str
    title: str
    best_percent: int | None
    passed: bool
    open_attempt: str | None
    unmarked: bool = False


@dataclass(frozen=True, slots=True)
class ModuleRow:
    title: str
    lessons: tuple[LessonRow, ...]
    quiz: QuizRow | None


@dataclass(frozen=True, slots=True)
class CoursePage:
    course: Course
    modules: tuple[ModuleRow, ...]
    final_quiz: QuizRow | None
    progress: Progress
    carry_on: CarryOn | None
    certificate: CertificateLine | None
    started: bool
    needs: tuple[str, ...] = ()


# Constants as part of the text: as values they would be filled into the statement again on each call.
_ONE = sa.literal_column("1", sa.Integer)
_SPACE = sa.literal_column("' '", sa.String)
_NEWEST_CYCLE = (
    sa.select(Cycle.id)
    .join(Enrolment, Enrolment.id == Cycle.enrolment_id)
    .where(Enrolment.person_id == Person.id, Enrolment.course_slug == sa.bindparam("course"))
    .order_by(Cycle.number.desc())
    .limit(_ONE)
    .correlate(Person)
    .scalar_subquery()
)
_SLUGS_READ = (
    # Typed as str by SQLAlchemy, which takes any expression.
    sa.select(sa.func.aggregate_strings(LessonRead.lesson_slug, _SPACE))  # type: ignore[arg-type]
    .where(LessonRead.cycle_id == _NEWEST_CYCLE)
    .correlate(Person)
    .scalar_subquery()
)
_VISIT = prepared.select(people.VIEWER.add_columns(_SLUGS_READ.label("slugs")))


def lesson_visit(
    connection: Connection, *, token_hash: str, course: str, now: datetime
) -> LessonVisit | None:
    """Who looks at a lesson of this course and what they have read; None if nobody is signed in.

    One statement, made for a connection of `db.engine.HotReads`.
    """
    values = {"token_hash": token_hash, "course": course, "now": now}
    row = _VISIT.one_or_none(connection, values)
    if row is None:
        return None
    return LessonVisit(people.viewer_from_row(row), frozenset((row[7] or "").split()))


def home(session: Session, library: Library, *, person_id: int, today: date) -> Home:
    """Every course as this person stands with it. Five statements, whatever the number of courses.

    Raises: UnknownPerson.
    """
    name = session.execute(sa.select(Person.name).where(Person.id == person_id)).scalar_one_or_none()
    if name is None:
        raise errors.UnknownPerson(str(person_id))
    ways = reads.of_person(session, person_id)
    held = _newest(certificates.mine(session, person_id=person_id, today=today))
    cards = []
    candidates = []
    for course in library.courses.values():
        way = ways.get(course.slug)
        done = progress.progress(course, *reads.done(way), by_quiz=reads.by_quiz(way, today))
        cards.append(
            CourseCard(
                slug=course.slug,
                title=course.title,
                summary=course.summary,
                lessons_done=done.lessons_done,
                lessons_total=done.lessons_total,
                quizzes_done=done.quizzes_done,
                quizzes_total=done.quizzes_total,
                minutes_left=done.minutes_left,
                started=way is not None,
                finished=done.next_step == progress.NextStep(),
                certificate=held.get(course.slug),
                needs=_unmet(library, course, ways),
                by_quiz=reads.by_quiz(way, today),
            )
        )
        there = _carry_on(library, course, done)
        if way is not None and there is not None:
            candidates.append((way.touched_at, there))
    candidates.sort(key=lambda candidate: candidate[0])
    # What can be passed now comes first; a course that another one opens waits behind it.
    cards.sort(key=lambda card: (bool(card.needs), card.title.casefold()))
    return Home(
        first_name=people.first_name(name),
        carry_on=candidates[-1][1] if candidates else None,
        courses=tuple(cards),
    )


def course_page(
    session: Session, library: Library, *, person_id: int, course: str, today: date
) -> CoursePage:
    """One course as this person stands with it. Four statements. Raises: UnknownCourse."""
    found = library.course(course)
    ways = reads.of_person(session, person_id, None if found.needs else course)
    way = ways.get(course)
    held = _newest(certificates.mine(session, person_id=person_id, today=today))
    read, passed = reads.done(way)
    done = progress.progress(found, read, passed, by_quiz=reads.by_quiz(way, today))

    def quiz_row(slug: str | None) -> QuizRow | None:
        if slug is None:
            return None
        stand = way.quizzes.get(slug, reads.Stand()) if way is not None else reads.Stand()
        return QuizRow(
            slug,
            pinned.title(library, slug),
            stand.best_percent,
            stand.passed,
            stand.open_attempt,
            stand.unmarked,
        )

    modules = tuple(
        ModuleRow(
            title=module.title,
            lessons=tuple(
                LessonRow(lesson.slug, lesson.title, lesson.minutes, lesson.slug in read, lesson.optional)
                for lesson in module.lessons
            ),
            quiz=quiz_row(module.quiz),
        )
        for module in found.modules
    )
    return CoursePage(
        course=found,
        modules=modules,
        final_quiz=quiz_row(found.final_quiz),
        progress=done,
        carry_on=_carry_on(library, found, done),
        certificate=held.get(course),
        started=way is not None,
        needs=_unmet(library, found, ways),
    )


def unmet_needs(
    asker: Session | Connection, library: Library, *, person_id: int, course: Course
) -> tuple[str, ...]:
    """Titles of the courses that a person has to pass before the final quiz of this one.

    Three statements for a course that needs others, and none for one that does not.
    """
    return _unmet(library, course, reads.of_person(asker, person_id)) if course.needs else ()


def _unmet(library: Library, course: Course, ways: Mapping[str, Way]) -> tuple[str, ...]:
    titles = []
    for slug in course.needs:
        needed = library.courses.get(slug)
        # A course without a final quiz cannot be passed, so nobody can be kept waiting for it.
        if needed is None or needed.final_quiz is None:
            continue
        # Once passed is passed: a refresher that is open takes nothing away.
        way = ways.get(slug)
        if way is None or needed.final_quiz not in way.ever_passed:
            titles.append(needed.title)
    return tuple(titles)


def _newest(lines: tuple[CertificateLine, ...]) -> Mapping[str, CertificateLine]:
    """The newest certificate of each course; one that was revoked is none to show."""
    return {line.course_slug: line for line in reversed(lines) if line.standing != "revoked"}


def _carry_on(library: Library, course: Course, done: Progress) -> CarryOn | None:
    step = done.next_step
    if step.lesson is not None:
        return CarryOn(course.slug, step.lesson, None, course.find(step.lesson).title)
    if step.quiz is not None:
        return CarryOn(course.slug, None, step.quiz, pinned.title(library, step.quiz))
    return None
