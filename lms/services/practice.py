"""Owns taking part in practice: join, leave, begin a sitting, answer one question of it.

Nothing here reaches a mark, an attempt, a cycle or a certificate. It must not know a page.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db import inserts
from lms.db.content_versions import ContentVersion, Kind
from lms.db.people import Person
from lms.db.practice import PracticeAnswer, PracticeCard, PracticeMember, PracticeSitting
from lms.db.unit_of_work import unit_of_work
from lms.domain import marking, practice, responses
from lms.domain.errors import PracticeRefused, UnknownSitting
from lms.domain.practice import Chosen
from lms.domain.quizzes import Confidence
from lms.domain.refreshers import civil_day
from lms.queries import beside, memory, practice_pool, practice_sheets
from lms.queries import practice as reads
from lms.queries.memory import Memory
from lms.services import audit

_ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_ID_LENGTH = 26


def join(session: Session, *, person_id: int, now: datetime) -> None:
    """Take part from now on, or again. Safe to repeat."""
    with unit_of_work(session):
        member = _member(session, person_id)
        if member is not None and member.left_at is None:
            return
        if member is None:
            session.add(PracticeMember(person_id=person_id, joined_at=now))
        else:
            member.left_at = None
        audit.record(
            session, at=now, actor_id=person_id, action="join practice", subject=f"person {person_id}"
        )


def leave(session: Session, *, person_id: int, now: datetime) -> None:
    """Take part no more; what was practised stays, so that coming back goes on from there. Safe to repeat."""
    with unit_of_work(session):
        member = _member(session, person_id)
        if member is None or member.left_at is not None:
            return
        member.left_at = now
        audit.record(
            session, at=now, actor_id=person_id, action="leave practice", subject=f"person {person_id}"
        )


def start(
    session: Session, library: Library, *, person_id: int, now: datetime, zone: tzinfo, seed: int
) -> str:
    """Begin a sitting, or go on with the one that was begun; its id. A double click begins one.

    Raises: PracticeRefused for who takes no part, and if nothing is due yet.
    """
    with unit_of_work(session):
        member = _member(session, person_id)
        if member is None or member.left_at is not None:
            raise PracticeRefused("You take no part in practice. Join first.")
        today = civil_day(now, zone)
        pool = practice_pool.pool(session, library, person_id=person_id, now=now, today=today)
        state = reads.standing(pool, reads.sittings(session, person_id), now, zone)
        if state.running is not None:
            return state.running
        if not state.ready:
            raise PracticeRefused("There is nothing to practise yet.", state.next_on)
        chosen = practice.choose(pool.candidates, reads.end_of_day(now, zone), seed)
        if not chosen:
            raise PracticeRefused("There is nothing to practise yet.", state.next_on)
        _pin(session, library, chosen, now)
        sitting_id = "".join(secrets.choice(_ID_LETTERS) for _ in range(_ID_LENGTH))
        session.add(PracticeSitting(id=sitting_id, person_id=person_id, seed=seed, started_at=now))
        session.flush()
        for number, one in enumerate(chosen, start=1):
            session.add(
                PracticeAnswer(
                    sitting_id=sitting_id,
                    number=number,
                    quiz_slug=one.question.quiz,
                    quiz_digest=library.quizzes[one.question.quiz].digest,
                    item_id=one.question.item_id,
                    course_slug=one.candidate.course,
                    objective_key=one.candidate.key,
                    objective=one.candidate.objective,
                )
            )
    return sitting_id


def answer(
    session: Session,
    library: Library,
    *,
    person_id: int,
    sitting_id: str,
    number: int,
    fields: Mapping[str, Sequence[str]],
    confidence: Confidence | None,
    now: datetime,
) -> None:
    """Mark one answer and say when its objective is due again. The first answer stays: sending again is safe.

    `fields` are those that `responses.from_form` reads; none of them = "I do not know".

    Raises: UnknownSitting, MalformedResponse, PracticeRefused if the question takes no answer now.
    """
    with unit_of_work(session):
        # Whoever answers holds the sitting, so that a double click is one answer.
        held = session.execute(
            sa.select(PracticeSitting.id)
            .where(PracticeSitting.id == sitting_id, PracticeSitting.person_id == person_id)
            .with_for_update(key_share=True)
        ).scalar_one_or_none()
        if held is None:
            raise UnknownSitting(sitting_id)
        found = practice_sheets.rows(session, person_id=person_id, sitting_id=sitting_id)
        row = practice_sheets.numbered(found, number)
        if row.answered:
            return
        if practice.is_over(found.started_at, found.finished_at, now):
            raise PracticeRefused("This practice is over. The next one begins afresh.")
        open_quizzes = beside.opened(session, person_id=person_id, now=now)
        if not practice_sheets.can_ask(library, open_quizzes, row):
            raise PracticeRefused("This question cannot be practised just now.")
        (drawn,) = row.paper.items
        response = responses.from_form(row.item, drawn.order, fields)
        mark = marking.mark(row.item, response)
        rule = practice.rate(mark.earned, mark.available, confidence)
        session.execute(
            sa.update(PracticeAnswer)
            .where(PracticeAnswer.sitting_id == sitting_id, PracticeAnswer.number == number)
            .values(
                body=responses.to_plain(response),
                confidence=None if confidence is None else confidence.value,
                earned_numerator=mark.earned.numerator,
                earned_denominator=mark.earned.denominator,
                available_numerator=mark.available.numerator,
                available_denominator=mark.available.denominator,
                rating=rule.rating.value,
                answered_at=now,
            )
            .execution_options(synchronize_session=False)
        )
        _remember(session, person_id, row, rule.rating, now)
        if all(one.answered or one.number == number for one in found.rows):
            session.execute(
                sa.update(PracticeSitting)
                .where(PracticeSitting.id == sitting_id)
                .values(finished_at=now)
                .execution_options(synchronize_session=False)
            )


def _member(session: Session, person_id: int) -> PracticeMember | None:
    """Whoever joins, leaves or begins holds their own row, so that nothing of it happens twice."""
    session.execute(sa.select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    query = sa.select(PracticeMember).where(PracticeMember.person_id == person_id)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _pin(session: Session, library: Library, chosen: Sequence[Chosen], now: datetime) -> None:
    for slug in sorted({one.question.quiz for one in chosen}):
        published = library.quizzes[slug]
        row = {
            "digest": published.digest,
            "kind": Kind.QUIZ.value,
            "slug": slug,
            "body": published.canonical,
            "created_at": now,
        }
        inserts.add_once(session, ContentVersion, row, ContentVersion.digest)


def _remember(
    session: Session, person_id: int, row: practice_sheets.Row, rating: practice.Rating, now: datetime
) -> None:
    kept = session.execute(
        sa.select(
            PracticeCard.stability,
            PracticeCard.difficulty,
            PracticeCard.reviewed_at,
            PracticeCard.due_at,
            PracticeCard.reviews,
        ).where(
            PracticeCard.person_id == person_id,
            PracticeCard.course_slug == row.course,
            PracticeCard.objective_key == row.key,
        )
    ).one_or_none()
    before = None if kept is None else Memory(kept.stability, kept.difficulty, kept.reviewed_at, kept.due_at)
    after = memory.review(before, rating, now)
    inserts.put(
        session,
        PracticeCard,
        [
            {
                "person_id": person_id,
                "course_slug": row.course,
                "objective_key": row.key,
                "stability": after.stability,
                "difficulty": after.difficulty,
                "reviewed_at": after.reviewed_at,
                "due_at": after.due_at,
                "reviews": 1 if kept is None else kept.reviews + 1,
            }
        ],
    )
