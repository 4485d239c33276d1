"""Owns what somebody may practise now: the objectives of quizzes that they passed and that are in date.

Nothing of a quiz is in it while they have an attempt open on the same questions. It must not know when
something is due, nor how it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db.attempts import Attempt, ItemMark, Response
from lms.db.practice import PracticeAnswer, PracticeCard, PracticeSitting
from lms.domain import attempts, practice
from lms.domain.certificates import CertificateStanding
from lms.domain.practice import Candidate, Question
from lms.domain.quizzes import Confidence, Quiz
from lms.queries import beside, certificates

_Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Pool:
    """What may be practised; `held` = something more, once an open attempt is handed in."""

    candidates: tuple[Candidate, ...]
    held: bool


def pool(session: Session, library: Library, *, person_id: int, now: datetime, today: date) -> Pool:
    """Every objective that somebody may practise. Six statements, and one for each quiz version not seen yet.

    A quiz counts once it was passed, in whichever round, as long as the certificate of its course is in date
    or the course gives none; and only if it shows its answers at all.
    """
    open_quizzes = beside.opened(session, person_id=person_id, now=now)
    passed = _passed(session, library, person_id, today)
    free = [quiz for quiz in passed if not is_held(open_quizzes, quiz)]
    due = _due(session, person_id)
    asked = _asked(session, person_id)
    missed = _missed(session, person_id)
    found: dict[_Place, list[Question]] = {}
    words: dict[_Place, str] = {}
    wrong: set[_Place] = set()
    texts: set[tuple[str, str]] = set()
    for quiz in free:
        for item in quiz.items:
            if not practice.can_ask(item):
                continue
            place = (quiz.course, practice.key_of(item.objective))
            words.setdefault(place, item.objective)
            if (quiz.slug, item.id) in missed:
                wrong.add(place)
            # A quiz that includes another asks the same words under an id of its own.
            if (place[1], item.text) in texts:
                continue
            texts.add((place[1], item.text))
            question = Question(
                quiz.slug, item.id, practice.is_safety(quiz, item), asked.get((quiz.slug, item.id))
            )
            found.setdefault(place, []).append(question)
    made = tuple(
        Candidate(
            course=place[0],
            key=place[1],
            objective=words[place],
            questions=tuple(questions),
            due_at=due.get(place),
            missed=place in wrong,
        )
        for place, questions in found.items()
    )
    return Pool(made, held=len(free) < len(passed))


def is_held(open_quizzes: tuple[Quiz, ...], quiz: Quiz) -> bool:
    """Whether the answers of a quiz would help in an attempt that is open."""
    return any(attempts.share_a_bank(quiz.items, other.items) for other in open_quizzes)


def _passed(session: Session, library: Library, person_id: int, today: date) -> list[Quiz]:
    slugs = session.scalars(
        sa.select(Attempt.quiz_slug)
        .where(Attempt.person_id == person_id, Attempt.passed.is_(True), Attempt.counts.is_(True))
        .distinct()
        .order_by(Attempt.quiz_slug)
    ).all()
    standings: dict[str, set[str]] = {}
    for line in certificates.mine(session, person_id=person_id, today=today):
        standings.setdefault(line.course_slug, set()).add(line.standing)
    quizzes = [library.quizzes[slug].quiz for slug in slugs if slug in library.quizzes]
    return [quiz for quiz in quizzes if _in_date(standings.get(quiz.course)) and _shows_answers(quiz)]


def _in_date(standings: set[str] | None) -> bool:
    return standings is None or CertificateStanding.VALID.value in standings


def _shows_answers(quiz: Quiz) -> bool:
    """Whether somebody who passed may see the answers; what a quiz never shows, practice does not either."""
    return attempts.may_review(quiz.show_answers, quiz.attempts, (), passed=True)


def _due(session: Session, person_id: int) -> Mapping[_Place, datetime]:
    rows = session.execute(
        sa.select(PracticeCard.course_slug, PracticeCard.objective_key, PracticeCard.due_at).where(
            PracticeCard.person_id == person_id
        )
    )
    return {(row.course_slug, row.objective_key): row.due_at for row in rows}


def _asked(session: Session, person_id: int) -> Mapping[_Place, datetime]:
    rows = session.execute(
        sa.select(
            PracticeAnswer.quiz_slug,
            PracticeAnswer.item_id,
            # The time of the sitting, because a question that was shown has been met.
            sa.func.max(PracticeSitting.started_at, type_=PracticeSitting.started_at.type).label("at"),
        )
        .join(PracticeSitting, PracticeSitting.id == PracticeAnswer.sitting_id)
        .where(PracticeSitting.person_id == person_id)
        .group_by(PracticeAnswer.quiz_slug, PracticeAnswer.item_id)
    )
    return {(row.quiz_slug, row.item_id): row.at for row in rows}


def _missed(session: Session, person_id: int) -> set[_Place]:
    """Items that lost marks in an attempt of theirs, or were a guess."""
    rows = session.execute(
        sa.select(Attempt.quiz_slug, ItemMark.item_id)
        .join(ItemMark, ItemMark.attempt_id == Attempt.id)
        .outerjoin(Response, sa.and_(Response.attempt_id == Attempt.id, Response.item_id == ItemMark.item_id))
        .where(
            Attempt.person_id == person_id,
            sa.or_(
                ItemMark.earned_numerator * ItemMark.available_denominator
                < ItemMark.available_numerator * ItemMark.earned_denominator,
                Response.confidence == Confidence.GUESS.value,
            ),
        )
        .distinct()
    )
    return {(row.quiz_slug, row.item_id) for row in rows}
