"""Owns how somebody stands with practice: whether a sitting is due, what the last one was about.

It must not mark or schedule anything, nor know a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db.practice import PracticeAnswer, PracticeCard, PracticeMember, PracticeSitting
from lms.domain import practice
from lms.domain.practice import Rating
from lms.domain.refreshers import civil_day
from lms.queries import beside, practice_pool, practice_sheets
from lms.queries.practice_pool import Pool
from lms.queries.practice_sheets import Place


@dataclass(frozen=True, slots=True)
class Sat:
    """A sitting as a whole: how many of its questions are answered, and whether something was forgotten."""

    sitting_id: str
    started_at: datetime
    finished_at: datetime | None
    answered: int
    forgotten: bool


@dataclass(frozen=True, slots=True)
class State:
    """How somebody stands with practice today.

    `running` is the sitting that they have begun. `ready` = one can begin now; `next_on` is the first day of
    the next one, None if there is nothing to practise. `held` = something waits for an open attempt.
    """

    joined: bool
    running: str | None = None
    ready: bool = False
    next_on: date | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Met:
    """An objective that a sitting was about: where to look it up, and when it may come back.

    The day says how the answer was marked, so it is None while an open attempt could use that.
    """

    objective: str
    lesson: Place | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Ending:
    """What was met in a sitting, and the first day of the next one. `left` questions have no answer."""

    met: tuple[Met, ...]
    left: int
    next_on: date | None


def state(session: Session, library: Library, *, person_id: int, now: datetime, zone: tzinfo) -> State:
    """How somebody stands with practice. One statement for who takes no part, two within a week of a sitting,
    else eight.
    """
    if not _joined(session, person_id):
        return State(joined=False)
    sat = sittings(session, person_id)
    today = civil_day(now, zone)
    found = practice_pool.pool(session, library, person_id=person_id, now=now, today=today)
    return standing(found, sat, now, zone)


def standing(found: Pool, sat: Sequence[Sat], now: datetime, zone: tzinfo) -> State:
    """The same for somebody who takes part, from what was read already; `sat` has the newest first."""
    today = civil_day(now, zone)
    running = sat[0] if sat and not practice.is_over(sat[0].started_at, sat[0].finished_at, now) else None
    next_on = _next_on(found, sat, today, zone)
    ready = next_on is not None and next_on <= today
    return State(
        joined=True,
        running=None if running is None else running.sitting_id,
        ready=running is None and ready,
        next_on=next_on,
        held=found.held,
    )


def is_due(session: Session, library: Library, *, person_id: int, now: datetime, zone: tzinfo) -> bool:
    """Whether the first page should name practice. One statement for who takes no part, two for who sat down
    in the last week, else eight.
    """
    if not _joined(session, person_id):
        return False
    sat = sittings(session, person_id)
    today = civil_day(now, zone)
    last = next((one for one in sat if one.answered), None)
    running = bool(sat) and not practice.is_over(sat[0].started_at, sat[0].finished_at, now)
    if running or (last is not None and civil_day(last.started_at, zone) + practice.SHORTEST_GAP > today):
        return running
    return standing(
        practice_pool.pool(session, library, person_id=person_id, now=now, today=today), sat, now, zone
    ).ready


def end_of_day(now: datetime, zone: tzinfo) -> datetime:
    """The first instant of the next civil day: what is due before it is due today."""
    return datetime.combine(civil_day(now, zone) + timedelta(days=1), time(), tzinfo=zone)


def sittings(session: Session, person_id: int) -> tuple[Sat, ...]:
    """Somebody's sittings, the newest first. One statement."""
    again = sa.case((PracticeAnswer.rating == Rating.AGAIN.value, 1), else_=0)
    rows = session.execute(
        sa.select(
            PracticeSitting.id,
            PracticeSitting.started_at,
            PracticeSitting.finished_at,
            sa.func.count(PracticeAnswer.answered_at).label("answered"),
            sa.func.sum(again).label("again"),
        )
        .join(PracticeAnswer, PracticeAnswer.sitting_id == PracticeSitting.id)
        .where(PracticeSitting.person_id == person_id)
        .group_by(PracticeSitting.id, PracticeSitting.started_at, PracticeSitting.finished_at)
        .order_by(PracticeSitting.started_at.desc(), PracticeSitting.id.desc())
    )
    return tuple(Sat(row.id, row.started_at, row.finished_at, row.answered, bool(row.again)) for row in rows)


def ending(
    session: Session,
    library: Library,
    *,
    person_id: int,
    sitting_id: str,
    now: datetime,
    zone: tzinfo,
) -> Ending:
    """What a sitting was about, and what comes next and when. Ten statements. Raises: UnknownSitting."""
    found = practice_sheets.rows(session, person_id=person_id, sitting_id=sitting_id)
    due = {
        (row.course_slug, row.objective_key): civil_day(row.due_at, zone)
        for row in session.execute(
            sa.select(PracticeCard.course_slug, PracticeCard.objective_key, PracticeCard.due_at).where(
                PracticeCard.person_id == person_id
            )
        )
    }
    today = civil_day(now, zone)
    pool = practice_pool.pool(session, library, person_id=person_id, now=now, today=today)
    open_quizzes = beside.opened(session, person_id=person_id, now=now)
    met = tuple(
        Met(
            objective=row.objective,
            lesson=practice_sheets.lesson(library, row.course, row.key),
            due_on=None if practice_pool.is_held(open_quizzes, row.quiz) else due.get((row.course, row.key)),
        )
        for row in found.rows
        if row.answered
    )
    return Ending(
        met=met,
        left=len(found.rows) - len(met),
        next_on=_next_on(pool, sittings(session, person_id), today, zone),
    )


def _joined(session: Session, person_id: int) -> bool:
    query = sa.select(PracticeMember.person_id).where(
        PracticeMember.person_id == person_id, PracticeMember.left_at.is_(None)
    )
    return session.execute(query).scalar_one_or_none() is not None


def _next_on(found: Pool, sat: Sequence[Sat], today: date, zone: tzinfo) -> date | None:
    last = next((one for one in sat if one.answered), None)
    due = [one.due_at for one in found.candidates if one.due_at is not None]
    return practice.next_on(
        None if last is None else civil_day(last.started_at, zone),
        forgotten=last is not None and last.forgotten,
        first_due_on=civil_day(min(due), zone) if due else None,
        something_new=len(due) < len(found.candidates),
        today=today,
    )
