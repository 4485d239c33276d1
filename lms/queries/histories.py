"""Owns the whole history of one person: every round of every course with what was done in it.

Nothing is left out because something newer is there. It must not know who looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db.attempts import Attempt
from lms.db.certificates import Certificate, CertificateCorrection
from lms.db.enrolments import Cycle, Enrolment, LessonRead
from lms.db.recognition import Recognition, RecognitionState
from lms.db.renewals import CycleKind, Renewal
from lms.domain import certificates
from lms.queries import compliance, pinned


@dataclass(frozen=True, slots=True)
class Sitting:
    """One attempt; `submitted_at` None = still open, `percent` None = not marked yet.

    `unmarked`: nothing in it earns a mark, so that its percentage says nothing.
    """

    attempt_id: str
    quiz: str
    number: int
    started_at: datetime
    submitted_at: datetime | None
    percent: int | None
    passed: bool
    unmarked: bool = False


@dataclass(frozen=True, slots=True)
class Earned:
    """The certificate of a round; `standing` is "valid", "expired" or "revoked" on the day asked for."""

    number: str
    passed_on: date
    valid_until: date | None
    standing: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """One of another authority that belongs to a round; `counts` False = its refresher was asked for."""

    issuer: str
    title: str
    passed_on: date
    until: date | None
    counts: bool


@dataclass(frozen=True, slots=True)
class Round:
    """One round. `kind` None = begun without being asked; `lessons` are those read, by title and day."""

    number: int
    kind: CycleKind | None
    opened_at: datetime
    due_on: date | None
    lessons: tuple[tuple[str, datetime], ...]
    sittings: tuple[Sitting, ...]
    certificate: Earned | None
    recognised: tuple[Recognised, ...]


@dataclass(frozen=True, slots=True)
class CourseHistory:
    """One course with its rounds, the newest first."""

    course: str
    title: str
    rounds: tuple[Round, ...]


def history(session: Session, library: Library, *, person_id: int, today: date) -> tuple[CourseHistory, ...]:
    """Every course that somebody has begun or been asked for, by title. Five statements."""
    cycles = session.execute(
        sa.select(
            Cycle.id, Cycle.number, Cycle.opened_at, Enrolment.course_slug, Renewal.kind, Renewal.due_on
        )
        .join(Enrolment, Enrolment.id == Cycle.enrolment_id)
        .outerjoin(Renewal, Renewal.cycle_id == Cycle.id)
        .where(Enrolment.person_id == person_id)
        .order_by(Cycle.number.desc())
    ).all()
    course_of = {row.id: row.course_slug for row in cycles}
    read = _read(session, library, course_of)
    sittings = _sittings(session, library, course_of)
    earned = _earned(session, list(course_of), today)
    theirs = _recognised(session, list(course_of))
    rounds: dict[str, list[Round]] = {}
    for row in cycles:
        rounds.setdefault(row.course_slug, []).append(
            Round(
                number=row.number,
                kind=None if row.kind is None else CycleKind(row.kind),
                opened_at=row.opened_at,
                due_on=row.due_on,
                lessons=tuple(read.get(row.id, ())),
                sittings=tuple(sittings.get(row.id, ())),
                certificate=earned.get(row.id),
                recognised=tuple(theirs.get(row.id, ())),
            )
        )
    found = [CourseHistory(slug, compliance.title(library, slug), tuple(one)) for slug, one in rounds.items()]
    return tuple(sorted(found, key=lambda one: one.title.casefold()))


def _read(
    session: Session, library: Library, course_of: Mapping[int, str]
) -> dict[int, list[tuple[str, datetime]]]:
    titles = {
        (course.slug, lesson.slug): lesson.title
        for course in library.courses.values()
        for lesson in course.lessons()
    }
    found: dict[int, list[tuple[str, datetime]]] = {}
    rows = session.execute(
        sa.select(LessonRead.cycle_id, LessonRead.lesson_slug, LessonRead.read_at)
        .where(LessonRead.cycle_id.in_(list(course_of)))
        .order_by(LessonRead.read_at, LessonRead.id)
    )
    for cycle_id, slug, read_at in rows:
        title = titles.get((course_of[cycle_id], slug), slug.replace("-", " ").capitalize())
        found.setdefault(cycle_id, []).append((title, read_at))
    return found


def _sittings(session: Session, library: Library, course_of: Mapping[int, str]) -> dict[int, list[Sitting]]:
    found: dict[int, list[Sitting]] = {}
    rows = session.execute(
        sa.select(
            Attempt.cycle_id,
            Attempt.id,
            Attempt.quiz_slug,
            Attempt.number,
            Attempt.started_at,
            Attempt.submitted_at,
            Attempt.percent,
            Attempt.passed,
            Attempt.available_numerator,
        )
        .where(Attempt.cycle_id.in_(list(course_of)))
        .order_by(Attempt.started_at, Attempt.id)
    )
    for row in rows:
        found.setdefault(row.cycle_id, []).append(
            Sitting(
                row.id,
                pinned.title(library, row.quiz_slug),
                row.number,
                row.started_at,
                row.submitted_at,
                row.percent,
                bool(row.passed),
                row.available_numerator == 0,
            )
        )
    return found


def _earned(session: Session, cycles: list[int], today: date) -> dict[int, Earned]:
    rows = session.execute(
        sa.select(
            Certificate.cycle_id,
            Certificate.number,
            Certificate.passed_on,
            Certificate.valid_until,
            CertificateCorrection.revoked_at,
        )
        .outerjoin(CertificateCorrection, CertificateCorrection.certificate_id == Certificate.id)
        .where(Certificate.cycle_id.in_(cycles))
    )
    return {
        cycle_id: Earned(
            number,
            passed_on,
            until,
            certificates.standing(until, today, revoked=revoked_at is not None).value,
        )
        for cycle_id, number, passed_on, until, revoked_at in rows
        if cycle_id is not None
    }


def _recognised(session: Session, cycles: list[int]) -> dict[int, list[Recognised]]:
    rows = session.execute(
        sa.select(
            Recognition.cycle_id,
            Recognition.issuer_name,
            Recognition.title,
            Recognition.passed_on,
            Recognition.valid_until,
            Recognition.state,
        )
        .where(Recognition.cycle_id.in_(cycles))
        .order_by(Recognition.id)
    )
    found: dict[int, list[Recognised]] = {}
    for row in rows:
        counts = row.state == RecognitionState.RECOGNISED.value
        found.setdefault(row.cycle_id, []).append(
            Recognised(row.issuer_name, row.title, row.passed_on, row.valid_until, counts)
        )
    return found
