"""Owns the trainers' queue: which written answers wait for whom, the oldest first.

Names of learners are not in it before an answer is settled. It must not write, nor know a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import render
from lms.db.attempts import Attempt, ItemMark
from lms.db.judgements import Judgement, Judging
from lms.db.people import Person, Team
from lms.domain import drawing
from lms.domain.judging import Step, Voice
from lms.domain.quizzes import MarkedBy, Reflection
from lms.queries import pinned

# So many attempts are looked at for one page; the rest follows as the queue gets shorter.
MOST = 500


class Show(StrEnum):
    """Which part of the queue somebody wants to see."""

    TO_DO = "to do"
    MINE = "mine"
    ALL = "all"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Filter:
    """What to leave out; empty and 0 leave nothing out. `days` = handed in at least so many days ago."""

    show: Show = Show.TO_DO
    quiz: str = ""
    team: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One answer. `question` is safe HTML; `learner` is there only once it is settled.

    `can` = this trainer may mark it now, `mine` = they opened it last or have spoken in this round.
    """

    attempt_id: str
    item_id: str
    quiz_slug: str
    quiz_title: str
    question: str
    team: str
    handed_in_at: datetime
    days: int
    step: Step
    can: bool
    mine: bool
    opened_by_other: bool
    learner: str | None


@dataclass(frozen=True, slots=True)
class Queue:
    """`quizzes` (slug, title) and `teams` can be filtered by; `more` = there are more than `MOST`.

    `to_do` is how many of what the filter leaves this trainer may mark now.
    """

    lines: tuple[QueueLine, ...]
    quizzes: tuple[tuple[str, str], ...]
    teams: tuple[str, ...]
    to_do: int
    more: bool


def queue(session: Session, *, viewer_id: int, wanted: Filter, now: datetime) -> Queue:
    """The answers to mark, the oldest first; settled ones the newest first.

    One's own answers are never in it. Five statements, and one for each quiz version not seen yet.
    """
    choices = _choices(session, viewer_id, wanted.show)
    teams = {row.team for row in choices if row.team}
    quizzes = {row.quiz_slug for row in choices}
    # What nobody can choose finds nothing, and is no text for a database, maybe.
    known = (not wanted.quiz or wanted.quiz in quizzes) and (not wanted.team or wanted.team in teams)
    rows = _attempts(session, viewer_id, wanted, now) if known else []
    more = len(rows) > MOST
    rows = rows[:MOST]
    ids = [row.id for row in rows]
    marked = _marked(session, ids)
    steps = _steps(session, ids)
    spoken = _spoken(session, ids, viewer_id)
    lines = []
    for row in rows:
        quiz = pinned.quiz(session, row.quiz_digest)
        for drawn in drawing.draw(quiz, row.seed).items:
            item = quiz.item(drawn.item_id)
            if not isinstance(item, Reflection) or item.marked_by is not MarkedBy.TRAINER:
                continue
            state = steps.get((row.id, item.id))
            if state is None and (row.id, item.id) in marked:
                # Nothing was written there, so nobody has to read it.
                continue
            step = Step.WAITING if state is None else Step(state.step)
            if (step is Step.SETTLED) is not (wanted.show is Show.SETTLED):
                continue
            own = state is not None and (row.id, item.id, state.round) in spoken
            taken = None if state is None else state.taken_by
            lines.append(
                QueueLine(
                    attempt_id=row.id,
                    item_id=item.id,
                    quiz_slug=row.quiz_slug,
                    quiz_title=quiz.title,
                    question=render.inline(item.text),
                    team=row.team or "",
                    handed_in_at=row.submitted_at,
                    days=(now - row.submitted_at) // timedelta(days=1),
                    step=step,
                    can=step is not Step.SETTLED and not own,
                    mine=own or taken == viewer_id,
                    opened_by_other=taken is not None and taken != viewer_id,
                    learner=row.name if step is Step.SETTLED else None,
                )
            )
    titles = {row.quiz_slug: pinned.quiz(session, row.quiz_digest).title for row in choices}
    return Queue(
        lines=tuple(line for line in lines if _fits(line, wanted.show)),
        quizzes=tuple(sorted(titles.items(), key=lambda pair: pair[1].casefold())),
        teams=tuple(sorted(teams, key=str.casefold)),
        to_do=sum(line.can for line in lines),
        more=more,
    )


def _fits(line: QueueLine, show: Show) -> bool:
    match show:
        case Show.TO_DO:
            return line.can
        case Show.MINE:
            return line.mine
        case Show.ALL | Show.SETTLED:
            return True


def _listed(viewer_id: int, show: Show) -> tuple[sa.ColumnElement[bool], ...]:
    """Which attempts a part of the queue is about."""
    settled = show is Show.SETTLED
    in_step = Judging.step == Step.SETTLED.value if settled else Judging.step != Step.SETTLED.value
    touched = sa.exists().where(Judging.attempt_id == Attempt.id, in_step)
    return (
        touched if settled else sa.or_(Attempt.waits_for_trainer, touched),
        Attempt.person_id != viewer_id,
    )


# Any in the rows below: their types do not survive the list of columns.
def _attempts(
    session: Session, viewer_id: int, wanted: Filter, now: datetime
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    # The filter is here and not after the limit, so that it finds what a long queue keeps out of the page.
    query = (
        sa.select(
            Attempt.id,
            Attempt.quiz_slug,
            Attempt.quiz_digest,
            Attempt.seed,
            Attempt.submitted_at,
            Person.name,
            Team.name.label("team"),
        )
        .join(Person, Person.id == Attempt.person_id)
        .outerjoin(Team, Team.id == Person.team_id)
        .where(*_listed(viewer_id, wanted.show))
    )
    if wanted.quiz:
        query = query.where(Attempt.quiz_slug == wanted.quiz)
    if wanted.team:
        query = query.where(Team.name == wanted.team)
    if wanted.days:
        query = query.where(Attempt.submitted_at <= now - timedelta(days=wanted.days))
    order = Attempt.submitted_at.desc() if wanted.show is Show.SETTLED else Attempt.submitted_at
    return session.execute(query.order_by(order, Attempt.id).limit(MOST + 1)).all()


def _choices(session: Session, viewer_id: int, show: Show) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """What this part of the queue can be filtered by, whatever it is filtered by now."""
    return session.execute(
        sa.select(
            Attempt.quiz_slug,
            sa.func.max(Attempt.quiz_digest).label("quiz_digest"),
            Team.name.label("team"),
        )
        .join(Person, Person.id == Attempt.person_id)
        .outerjoin(Team, Team.id == Person.team_id)
        .where(*_listed(viewer_id, show))
        .group_by(Attempt.quiz_slug, Team.name)
    ).all()


def _marked(session: Session, ids: Sequence[str]) -> set[tuple[str, str]]:
    rows = session.execute(
        sa.select(ItemMark.attempt_id, ItemMark.item_id).where(ItemMark.attempt_id.in_(ids))
    )
    return {(row.attempt_id, row.item_id) for row in rows}


def _steps(session: Session, ids: Sequence[str]) -> dict[tuple[str, str], sa.Row[*tuple[Any, ...]]]:
    rows = session.execute(
        sa.select(Judging.attempt_id, Judging.item_id, Judging.step, Judging.round, Judging.taken_by).where(
            Judging.attempt_id.in_(ids)
        )
    )
    return {(row.attempt_id, row.item_id): row for row in rows}


def _spoken(session: Session, ids: Sequence[str], viewer_id: int) -> set[tuple[str, str, int]]:
    """Where this trainer has had their say; who agreed spoke before."""
    rows = session.execute(
        sa.select(Judgement.attempt_id, Judgement.item_id, Judgement.round).where(
            Judgement.attempt_id.in_(ids),
            Judgement.judge_id == viewer_id,
            Judgement.voice != Voice.AGREED.value,
        )
    )
    return {(row.attempt_id, row.item_id, row.round) for row in rows}
