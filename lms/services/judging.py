"""Owns what trainers make of written answers: first and second opinions, agreement, reopening.

While an answer waits, its attempt has no grade; with the last of them the grade is made, the certificate that
was waiting is awarded, and the learner is told. It must not know pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import inserts
from lms.db.judgements import Judgement, Judging
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors, judging
from lms.domain.judging import FEEDBACK_MOST, Said, Step, Voice
from lms.domain.marking import Mark
from lms.domain.quizzes import Reflection
from lms.queries import judging as reads
from lms.services import audit, regrading, telling
from lms.services.certification import Issuing
from lms.services.regrading import Held

REASON_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Judged:
    """Where an answer stands now. `percent` None = other answers of the attempt still wait, or this one."""

    step: Step
    percent: int | None
    passed: bool | None
    certificate_number: str | None


@dataclass(frozen=True, slots=True)
class _State:
    """One answer whose attempt is held by this unit of work."""

    held: Held
    item: Reflection
    step: Step
    round: int
    said: Mapping[Voice, Said]


def take(session: Session, *, attempt_id: str, item_id: str, judge_id: int, now: datetime) -> None:
    """Note that a trainer reads an answer, so that a second one is told; it locks nothing.

    Raises: UnknownResponse, JudgeRefused for one's own answer.
    """
    with unit_of_work(session):
        state = _open(session, attempt_id, item_id, judge_id)
        if state.step is not Step.SETTLED:
            _update(session, attempt_id, item_id, taken_by=judge_id, taken_at=now)


def judge(
    session: Session,
    *,
    attempt_id: str,
    item_id: str,
    judge_id: int,
    round: int,
    voice: Voice,
    points: Sequence[int],
    feedback: str,
    second_wanted: bool,
    now: datetime,
    issuing: Issuing,
) -> Judged:
    """Give points for each line of the mark scheme, in the part in which the page asked for them.

    Sending the same again changes nothing. `second_wanted` asks another trainer before a first one counts.

    Raises: UnknownResponse, JudgeRefused, JudgedMeanwhile if another trainer was first, MalformedPoints,
    MalformedReason for feedback that is too long.
    """
    given = tuple(points)
    words = feedback.replace("\r\n", "\n").strip()
    if len(words) > FEEDBACK_MOST:
        raise errors.MalformedReason(FEEDBACK_MOST)
    with unit_of_work(session):
        state = _open(session, attempt_id, item_id, judge_id)
        own = state.said.get(voice)
        if state.round == round and own is not None:
            if own == Said(judge_id, given):
                return _stands(state)
            raise errors.JudgedMeanwhile
        if state.round != round or state.step is Step.SETTLED:
            raise errors.JudgedMeanwhile
        if judging.next_voice(state.step, state.said, judge_id) is not voice:
            raise errors.JudgedMeanwhile
        mark = judging.mark(state.item, given)
        said = {**state.said, voice: Said(judge_id, given)}
        step = judging.step_after(voice, said, second_wanted=second_wanted)
        _add(session, state, voice, judge_id, given, words, now)
        return _move(session, state, step, mark, voice, judge_id, now=now, issuing=issuing)


def agree(
    session: Session,
    *,
    attempt_id: str,
    item_id: str,
    judge_id: int,
    round: int,
    now: datetime,
    issuing: Issuing,
) -> Judged:
    """One of two trainers who differ takes over the other's marks, which settles it.

    Raises: UnknownResponse, JudgeRefused, JudgedMeanwhile if it has been settled since.
    """
    with unit_of_work(session):
        state = _open(session, attempt_id, item_id, judge_id)
        agreed = state.said.get(Voice.AGREED)
        if state.round == round and agreed is not None and agreed.judge_id == judge_id:
            return _stands(state)
        if state.round != round or state.step is not Step.DIFFERS:
            raise errors.JudgedMeanwhile
        points = judging.other(state.said, judge_id).points
        _add(session, state, Voice.AGREED, judge_id, points, "", now)
        mark = judging.mark(state.item, points)
        return _move(session, state, Step.SETTLED, mark, Voice.AGREED, judge_id, now=now, issuing=issuing)


def reopen(
    session: Session,
    *,
    attempt_id: str,
    item_id: str,
    actor_id: int,
    round: int,
    reason: str,
    now: datetime,
) -> None:
    """Have an answer marked once more. Its mark and grade stand until the new mark is there.

    Sending it twice reopens it once. Raises: UnknownResponse, JudgeRefused, MalformedReason.
    """
    plain = " ".join(reason.split())
    if not 1 <= len(plain) <= REASON_MOST:
        raise errors.MalformedReason(REASON_MOST)
    with unit_of_work(session):
        state = _open(session, attempt_id, item_id, actor_id)
        if state.round == round + 1:
            return
        if state.round != round or state.step is not Step.SETTLED:
            raise errors.JudgeRefused("This answer is being marked already, so there is nothing to reopen.")
        _update(
            session,
            attempt_id,
            item_id,
            step=Step.WAITING.value,
            round=round + 1,
            settled_at=None,
            taken_by=None,
            taken_at=None,
            reopened_because=plain,
        )
        audit.record(
            session,
            at=now,
            actor_id=actor_id,
            action="reopen response",
            subject=f"attempt {attempt_id}",
            item=item_id,
            round=round + 1,
            reason=plain,
        )


def _open(session: Session, attempt_id: str, item_id: str, judge_id: int) -> _State:
    """Hold the attempt and see how far the answer is. Raises: UnknownResponse, JudgeRefused."""
    try:
        held = regrading.hold(session, attempt_id)
    except errors.UnknownAttempt:
        raise errors.UnknownResponse(attempt_id, item_id) from None
    item = reads.reflection_of(session, held.quiz_digest, held.seed, item_id)
    known = session.execute(
        sa.select(Judging.step, Judging.round).where(
            Judging.attempt_id == attempt_id, Judging.item_id == item_id
        )
    ).one_or_none()
    if item is None or (known is None and not reads.is_waiting(session, attempt_id, item_id)):
        raise errors.UnknownResponse(attempt_id, item_id)
    if held.person_id == judge_id:
        raise errors.JudgeRefused("This is your own answer, so another trainer has to mark it.")
    if known is None:
        row = {
            "attempt_id": attempt_id,
            "item_id": item_id,
            "step": Step.WAITING.value,
            "round": 1,
            "reopened_because": "",
        }
        inserts.add_once(session, Judging, row, Judging.item_id)
        return _State(held, item, Step.WAITING, 1, {})
    said = reads.said(session, attempt_id, item_id, known.round)
    return _State(held, item, Step(known.step), known.round, said)


def _add(
    session: Session,
    state: _State,
    voice: Voice,
    judge_id: int,
    points: Sequence[int],
    feedback: str,
    now: datetime,
) -> None:
    session.add(
        Judgement(
            attempt_id=state.held.id,
            item_id=state.item.id,
            round=state.round,
            voice=voice.value,
            judge_id=judge_id,
            points=list(points),
            earned=sum(points),
            available=judging.available(state.item),
            feedback=feedback,
            made_at=now,
        )
    )
    session.flush()


def _move(
    session: Session,
    state: _State,
    step: Step,
    mark: Mark,
    voice: Voice,
    judge_id: int,
    *,
    now: datetime,
    issuing: Issuing,
) -> Judged:
    attempt_id, item_id = state.held.id, state.item.id
    _update(
        session,
        attempt_id,
        item_id,
        step=step.value,
        settled_at=now if step is Step.SETTLED else None,
        taken_by=None,
        taken_at=None,
    )
    audit.record(
        session,
        at=now,
        actor_id=judge_id,
        action="mark response",
        subject=f"attempt {attempt_id}",
        item=item_id,
        round=state.round,
        voice=voice.value,
        earned=str(mark.earned),
        available=str(mark.available),
        step=step.value,
    )
    if step is not Step.SETTLED:
        return Judged(step, None, None, None)
    regrading.put_mark(session, attempt_id, item_id, mark)
    done = regrading.regrade(session, state.held, now=now, issuing=issuing)
    if done.grade is None:
        return Judged(step, None, None, None)
    if state.held.passed and not done.grade.passed:
        audit.record(
            session,
            at=now,
            actor_id=judge_id,
            action="pass lost by marking again",
            subject=f"attempt {attempt_id}",
            item=item_id,
            percent=done.grade.percent,
        )
    telling.result_is_there(session, state.held, item_id=item_id, round=state.round, now=now, issuing=issuing)
    return Judged(step, done.grade.percent, done.grade.passed, done.awarded)


def _stands(state: _State) -> Judged:
    return Judged(state.step, state.held.percent, state.held.passed, None)


def _update(session: Session, attempt_id: str, item_id: str, **values: object) -> None:
    session.execute(
        sa.update(Judging)
        .where(Judging.attempt_id == attempt_id, Judging.item_id == item_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
