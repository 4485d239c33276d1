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
from lms.db.attempts import Attempt
from lms.db.enrolments import Cycle, Enrolment, LessonRead
from lms.db.people import Person
from lms.db.renewals import Renewal
from lms.domain import errors, progress
from lms.domain.courses import Course
from lms.domain.progress import Progress
from lms.domain.refreshers import Path
from lms.queries import certificates, people, pinned
from lms.queries.certificates import CertificateLine
from lms.queries.people import Viewer


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
    """A quiz as somebody stands with it; `open_attempt` is the id of an attempt not handed in yet."""

    slug: str
    title: str
    best_percent: int | None
    passed: bool
    open_attempt: str | None


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
_VISIT = people.VIEWER.add_columns(_SLUGS_READ.label("slugs"))


def lesson_visit(
    connection: Connection, *, token_hash: str, course: str, now: datetime
) -> LessonVisit | None:
    """Who looks at a lesson of this course and what they have read; None if nobody is signed in.

    One statement, made for a connection of `db.engine.HotReads`.
    """
    values = {"token_hash": token_hash, "course": course, "now": now}
    row = connection.execute(_VISIT, values).one_or_none()
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
    ways = _ways(session, person_id)
    held = _newest(certificates.mine(session, person_id=person_id, today=today))
    cards = []
    candidates = []
    for course in library.courses.values():
        way = ways.get(course.slug)
        done = progress.progress(course, *_done(way), by_quiz=_by_quiz(way, today))
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
                by_quiz=_by_quiz(way, today),
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
    ways = _ways(session, person_id, None if found.needs else course)
    way = ways.get(course)
    held = _newest(certificates.mine(session, person_id=person_id, today=today))
    read, passed = _done(way)
    done = progress.progress(found, read, passed, by_quiz=_by_quiz(way, today))

    def quiz_row(slug: str | None) -> QuizRow | None:
        if slug is None:
            return None
        stand = way.quizzes.get(slug, _Stand()) if way is not None else _Stand()
        return QuizRow(
            slug, pinned.title(library, slug), stand.best_percent, stand.passed, stand.open_attempt
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


def unmet_needs(session: Session, library: Library, *, person_id: int, course: Course) -> tuple[str, ...]:
    """Titles of the courses that a person has to pass before the final quiz of this one.

    Three statements for a course that needs others, and none for one that does not.
    """
    return _unmet(library, course, _ways(session, person_id)) if course.needs else ()


def _unmet(library: Library, course: Course, ways: Mapping[str, _Way]) -> tuple[str, ...]:
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


@dataclass(slots=True)
class _Stand:
    """How somebody stands with one quiz in one cycle."""

    best_percent: int | None = None
    passed: bool = False
    open_attempt: str | None = None


@dataclass(slots=True)
class _Way:
    """One person's newest cycle of one course; `ever_passed` are quizzes passed in any cycle of it.

    `path` None = nobody opened the cycle for them, so it is the whole course.
    """

    touched_at: datetime
    read: set[str]
    quizzes: dict[str, _Stand]
    ever_passed: set[str]
    path: Path | None
    renews_until: date | None


def _ways(session: Session, person_id: int, course: str | None = None) -> dict[str, _Way]:
    """The newest cycle of each course (or of one), with what was done in it, and what was ever passed.

    Three statements.
    """
    cycles = (
        sa.select(Cycle.id, Enrolment.course_slug, Cycle.opened_at, Renewal.path, Renewal.renews_until)
        .join(Enrolment, Enrolment.id == Cycle.enrolment_id)
        .outerjoin(Renewal, Renewal.cycle_id == Cycle.id)
        .where(Enrolment.person_id == person_id)
        .order_by(Cycle.number)
    )
    if course is not None:
        cycles = cycles.where(Enrolment.course_slug == course)
    course_of: dict[int, str] = {}
    newest: dict[str, int] = {}
    ways: dict[str, _Way] = {}
    for cycle_id, slug, opened_at, path, until in session.execute(cycles):
        course_of[cycle_id], newest[slug] = slug, cycle_id
        ways[slug] = _Way(opened_at, set(), {}, set(), None if path is None else Path(path), until)
    lessons = sa.select(LessonRead.cycle_id, LessonRead.lesson_slug, LessonRead.read_at)
    for cycle_id, slug, read_at in session.execute(
        lessons.where(LessonRead.cycle_id.in_(list(newest.values())))
    ):
        way = ways[course_of[cycle_id]]
        way.read.add(slug)
        way.touched_at = max(way.touched_at, read_at)
    attempts = sa.select(
        Attempt.cycle_id,
        Attempt.quiz_slug,
        Attempt.id,
        Attempt.started_at,
        Attempt.submitted_at,
        Attempt.percent,
        Attempt.passed,
        Attempt.counts,
    ).where(Attempt.cycle_id.in_(list(course_of)))
    for cycle_id, slug, attempt_id, started_at, submitted_at, percent, passed, counts in session.execute(
        attempts
    ):
        way = ways[course_of[cycle_id]]
        if passed and counts:
            way.ever_passed.add(slug)
        if cycle_id != newest[course_of[cycle_id]]:
            continue
        way.touched_at = max(way.touched_at, submitted_at or started_at)
        stand = way.quizzes.setdefault(slug, _Stand())
        if submitted_at is None:
            stand.open_attempt = attempt_id
        # An attempt that waits for a trainer has no grade yet, which is not 0.
        elif percent is not None:
            stand.best_percent = max(stand.best_percent or 0, percent)
            stand.passed = stand.passed or bool(passed and counts)
    return ways


def _by_quiz(way: _Way | None, today: date) -> bool:
    """Whether the round that is open is a refresher by quiz; after the end it is the whole course again."""
    if way is None or way.path in (None, Path.WHOLE_COURSE):
        return False
    return way.renews_until is None or today <= way.renews_until


def _done(way: _Way | None) -> tuple[set[str], set[str]]:
    """Slugs of the lessons read and of the quizzes passed."""
    if way is None:
        return set(), set()
    return way.read, {slug for slug, stand in way.quizzes.items() if stand.passed}


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
