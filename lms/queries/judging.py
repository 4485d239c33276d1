"""Owns reading written answers for the trainers who judge them: one answer, and what was said about it.

Whoever is asked for a second opinion sees nothing of the first. It must not write, nor know a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import render
from lms.db.attempts import Attempt, ItemMark
from lms.db.attempts import Response as ResponseRow
from lms.db.judgements import Judgement, Judging
from lms.db.people import Person
from lms.domain import drawing, errors, judging
from lms.domain.judging import Said, Step, Voice
from lms.domain.quizzes import MarkedBy, Reflection
from lms.queries import pinned


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """One line of a mark scheme; `text` is safe HTML."""

    text: str
    marks: int


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one voice gave. `judge` is a name, None while it is hidden or for somebody who has left."""

    round: int
    voice: Voice
    judge: str | None
    own: bool
    points: tuple[int, ...]
    earned: int
    available: int
    feedback: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """One written answer as a trainer sees it; `question`, `body`, `own` and `model` are safe HTML.

    `voice` is the part in which this trainer would speak now, None with a `refusal` in words. `learner` is
    there once the answer is settled. `opened_at` is when another trainer opened it, if one did.
    """

    attempt_id: str
    item_id: str
    quiz_slug: str
    quiz_title: str
    question: str
    body: str
    own: str
    model: str
    why: str
    scheme: tuple[SchemeLine, ...]
    handed_in_at: datetime
    step: Step
    round: int
    voice: Voice | None
    refusal: str
    may_agree: bool
    opened_at: datetime | None
    learner: str | None
    reopened_because: str
    opinions: tuple[Opinion, ...]


def reflection_of(session: Session, quiz_digest: str, seed: int, item_id: str) -> Reflection | None:
    """The item, if it is a reflection on this paper that trainers mark."""
    quiz = pinned.quiz(session, quiz_digest)
    if all(drawn.item_id != item_id for drawn in drawing.draw(quiz, seed).items):
        return None
    item = quiz.item(item_id)
    return item if isinstance(item, Reflection) and item.marked_by is MarkedBy.TRAINER else None


def is_waiting(session: Session, attempt_id: str, item_id: str) -> bool:
    """Whether an attempt waits for a trainer and this item has no mark yet. One statement."""
    has_mark = sa.exists().where(ItemMark.attempt_id == Attempt.id, ItemMark.item_id == item_id)
    query = sa.select(Attempt.id).where(Attempt.id == attempt_id, Attempt.waits_for_trainer, ~has_mark)
    return session.execute(query).one_or_none() is not None


def said(session: Session, attempt_id: str, item_id: str, round: int) -> dict[Voice, Said]:
    """What was said in one round. One statement."""
    rows = session.execute(
        sa.select(Judgement.voice, Judgement.judge_id, Judgement.points).where(
            Judgement.attempt_id == attempt_id, Judgement.item_id == item_id, Judgement.round == round
        )
    )
    return {Voice(row.voice): Said(row.judge_id, tuple(row.points)) for row in rows}


def answer(session: Session, *, attempt_id: str, item_id: str, viewer_id: int) -> Answer:
    """One answer for this trainer. At most five statements.

    Raises: UnknownResponse, JudgeRefused for their own answer.
    """
    row = session.execute(
        sa.select(
            Attempt.quiz_slug,
            Attempt.quiz_digest,
            Attempt.seed,
            Attempt.submitted_at,
            Attempt.person_id,
            Person.name,
            Judging.step,
            Judging.round,
            Judging.taken_by,
            Judging.taken_at,
            Judging.reopened_because,
            ResponseRow.body,
        )
        .join(Person, Person.id == Attempt.person_id)
        .outerjoin(Judging, sa.and_(Judging.attempt_id == Attempt.id, Judging.item_id == item_id))
        .outerjoin(ResponseRow, sa.and_(ResponseRow.attempt_id == Attempt.id, ResponseRow.item_id == item_id))
        .where(Attempt.id == attempt_id, Attempt.submitted_at.is_not(None))
    ).one_or_none()
    item = None if row is None else reflection_of(session, row.quiz_digest, row.seed, item_id)
    if row is None or item is None or (row.step is None and not is_waiting(session, attempt_id, item_id)):
        raise errors.UnknownResponse(attempt_id, item_id)
    if row.person_id == viewer_id:
        raise errors.JudgeRefused("This is your own answer, so another trainer has to mark it.")
    step = Step.WAITING if row.step is None else Step(row.step)
    round = row.round or 1
    opinions = _opinions(session, attempt_id, item_id, viewer_id)
    spoken = {
        one.voice: Said(viewer_id if one.own else -1, one.points) for one in opinions if one.round == round
    }
    voice, refusal = None, ""
    try:
        voice = judging.next_voice(step, spoken, viewer_id)
    except errors.JudgeRefused as refused:
        refusal = refused.message
    quiz = pinned.quiz(session, row.quiz_digest)
    opened_by_other = row.taken_by is not None and row.taken_by != viewer_id
    return Answer(
        attempt_id=attempt_id,
        item_id=item_id,
        quiz_slug=row.quiz_slug,
        quiz_title=quiz.title,
        question=render.inline(item.text),
        body=render.block(item.body) if item.body else "",
        own=render.as_it_stands(str((row.body or {}).get("text", ""))),
        model=render.block(item.model_answer) if item.model_answer else "",
        why=render.block(item.why) if item.why else "",
        scheme=tuple(SchemeLine(render.inline(line.text), line.marks) for line in judging.scheme(item)),
        handed_in_at=row.submitted_at,
        step=step,
        round=round,
        voice=voice,
        refusal=refusal,
        may_agree=judging.may_agree(step, spoken, viewer_id),
        opened_at=row.taken_at if opened_by_other and step is not Step.SETTLED else None,
        learner=row.name if step is Step.SETTLED else None,
        reopened_because=row.reopened_because or "",
        opinions=_visible(opinions, step, round),
    )


def _opinions(session: Session, attempt_id: str, item_id: str, viewer_id: int) -> tuple[Opinion, ...]:
    rows = session.execute(
        sa.select(Judgement, Person.name)
        .outerjoin(Person, Person.id == Judgement.judge_id)
        .where(Judgement.attempt_id == attempt_id, Judgement.item_id == item_id)
        .order_by(Judgement.id)
    )
    return tuple(
        Opinion(
            round=one.round,
            voice=Voice(one.voice),
            judge=name,
            own=one.judge_id == viewer_id,
            points=tuple(one.points),
            earned=one.earned,
            available=one.available,
            feedback=one.feedback,
            made_at=one.made_at,
        )
        for one, name in rows
    )


def _visible(opinions: Sequence[Opinion], step: Step, round: int) -> tuple[Opinion, ...]:
    """What a trainer may see: all once it is settled; before, both marks where two differ, else their own.

    Earlier rounds stay hidden while a new one is under way, so that marking again is not marking alike.
    """
    match step:
        case Step.SETTLED:
            return tuple(opinions)
        case Step.DIFFERS:
            return tuple(_nameless(one) for one in opinions if one.round == round)
        case Step.WAITING | Step.SECOND:
            return tuple(one for one in opinions if one.round == round and one.own)


def _nameless(one: Opinion) -> Opinion:
    return Opinion(
        round=one.round,
        voice=one.voice,
        judge=None,
        own=one.own,
        points=one.points,
        earned=one.earned,
        available=one.available,
        feedback=one.feedback,
        made_at=one.made_at,
    )
