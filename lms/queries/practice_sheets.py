"""Owns the questions of a sitting: each without its key to answer, or with what its answer shows.

Answers are shown only where no attempt of that person could use them. It must not know when anything is due.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.content.spoken import Spoken
from lms.db.practice import PracticeAnswer, PracticeSitting
from lms.domain import drawing, practice, responses
from lms.domain.drawing import Paper
from lms.domain.errors import UnknownSitting
from lms.domain.marking import Mark
from lms.domain.practice import Rating
from lms.domain.quizzes import Confidence, Item, Quiz
from lms.domain.responses import Response
from lms.queries import beside, pinned, practice_pool, spoken_items
from lms.queries.results import ResultItem
from lms.queries.sheets import SheetItem


@dataclass(frozen=True, slots=True)
class Place:
    """A lesson that teaches an objective."""

    course: str
    lesson: str
    title: str


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question of a sitting. It has a `sheet` to answer or a `result` to learn from; with neither it is
    `held` for an open attempt, or is not asked any more.

    `following` is the next question without an answer, None at the end.
    """

    sitting_id: str
    number: int
    total: int
    objective: str
    sheet: SheetItem | None
    result: ResultItem | None
    confidence: Confidence | None
    following: int | None
    held: bool
    lesson: Place | None


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a sitting as it is stored, with its item and paper as they were pinned."""

    number: int
    quiz: Quiz
    item: Item
    paper: Paper
    course: str
    key: str
    objective: str
    answered: bool
    response: Response | None
    confidence: Confidence | None
    mark: Mark | None
    rating: Rating | None


@dataclass(frozen=True, slots=True)
class Rows:
    """A sitting with all of its questions."""

    sitting_id: str
    started_at: datetime
    finished_at: datetime | None
    rows: tuple[Row, ...]


def rows(session: Session, *, person_id: int, sitting_id: str) -> Rows:
    """A person's own sitting. One statement, and one for each quiz version not seen yet.

    Raises: UnknownSitting (somebody else's as well).
    """
    found = session.execute(
        sa.select(
            PracticeSitting.seed, PracticeSitting.started_at, PracticeSitting.finished_at, PracticeAnswer
        )
        .join(PracticeAnswer, PracticeAnswer.sitting_id == PracticeSitting.id)
        .where(PracticeSitting.id == sitting_id, PracticeSitting.person_id == person_id)
        .order_by(PracticeAnswer.number)
        .execution_options(populate_existing=True)
    ).all()
    if not found:
        raise UnknownSitting(sitting_id)
    head = found[0]
    made = tuple(_row(session, one.seed, one.PracticeAnswer) for one in found)
    return Rows(sitting_id, head.started_at, head.finished_at, made)


def question(
    session: Session,
    library: Library,
    *,
    person_id: int,
    sitting_id: str,
    number: int,
    now: datetime,
    spoken: Spoken | None = None,
) -> QuestionPage:
    """One question, to answer or to learn from. Two statements, and one for each quiz version not seen yet.

    Raises: UnknownSitting.
    """
    found = rows(session, person_id=person_id, sitting_id=sitting_id)
    row = numbered(found, number)
    open_quizzes = beside.opened(session, person_id=person_id, now=now)
    held = practice_pool.is_held(open_quizzes, row.quiz)
    over = practice.is_over(found.started_at, found.finished_at, now)
    sheet = result = None
    if row.answered and not held and row.response is not None and row.mark is not None:
        (result,) = spoken_items.result_items(
            spoken, row.quiz, row.paper, {row.item.id: row.response}, {row.item.id: row.mark}
        )
    elif not row.answered and not over and can_ask(library, open_quizzes, row):
        (sheet,) = spoken_items.sheet_items(spoken, row.quiz, row.paper, {})
        sheet = replace(sheet, number=number)
    return QuestionPage(
        sitting_id=sitting_id,
        number=number,
        total=len(found.rows),
        objective=row.objective,
        sheet=sheet,
        result=result,
        confidence=row.confidence,
        following=None if over else _following(library, open_quizzes, found, number),
        held=held,
        lesson=lesson(library, row.course, row.key),
    )


def first_open(
    session: Session, library: Library, *, person_id: int, sitting_id: str, now: datetime
) -> int | None:
    """The first question of a sitting that takes an answer, None if none does. Two statements.

    Raises: UnknownSitting.
    """
    found = rows(session, person_id=person_id, sitting_id=sitting_id)
    if practice.is_over(found.started_at, found.finished_at, now):
        return None
    open_quizzes = beside.opened(session, person_id=person_id, now=now)
    return _following(library, open_quizzes, found, 0)


def numbered(found: Rows, number: int) -> Row:
    """A question of a sitting by its number. Raises: UnknownSitting."""
    for row in found.rows:
        if row.number == number:
            return row
    raise UnknownSitting(found.sitting_id)


def can_ask(library: Library, open_quizzes: tuple[Quiz, ...], row: Row) -> bool:
    """Whether a question that was drawn may still be asked: live, not retired, of use to no open attempt."""
    live = library.quizzes.get(row.quiz.slug)
    if live is None or practice_pool.is_held(open_quizzes, live.quiz):
        return False
    if practice_pool.is_held(open_quizzes, row.quiz):
        return False
    return any(item.id == row.item.id and practice.can_ask(item) for item in live.quiz.items)


def _following(library: Library, open_quizzes: tuple[Quiz, ...], found: Rows, number: int) -> int | None:
    """The next question without an answer after a number, else the first one before it."""
    waiting = [row.number for row in found.rows if not row.answered and can_ask(library, open_quizzes, row)]
    later = [one for one in waiting if one > number]
    earlier = [one for one in waiting if one < number]
    return next(iter([*later, *earlier]), None)


def _row(session: Session, seed: int, kept: PracticeAnswer) -> Row:
    whole = pinned.quiz(session, kept.quiz_digest)
    item = whole.item(kept.item_id)
    alone = replace(whole, items=(item,), pick=())
    return Row(
        number=kept.number,
        quiz=whole,
        item=item,
        paper=drawing.draw(alone, seed + kept.number),
        course=kept.course_slug,
        key=kept.objective_key,
        objective=kept.objective,
        answered=kept.answered_at is not None,
        response=None if kept.body is None else responses.from_plain(item, kept.body),
        confidence=None if kept.confidence is None else Confidence(kept.confidence),
        mark=_mark(kept),
        rating=None if kept.rating is None else Rating(kept.rating),
    )


def _mark(kept: PracticeAnswer) -> Mark | None:
    parts = (
        kept.earned_numerator,
        kept.earned_denominator,
        kept.available_numerator,
        kept.available_denominator,
    )
    match parts:
        case (int(earned), int(earned_under), int(available), int(available_under)):
            return Mark(Fraction(earned, earned_under), Fraction(available, available_under), "")
        case _:
            return None


def lesson(library: Library, course: str, key: str) -> Place | None:
    """The first lesson whose objectives hold this one, in the order of reading."""
    live = library.courses.get(course)
    for lesson in () if live is None else live.lessons():
        if any(practice.key_of(words) == key for words in lesson.objectives):
            return Place(course, lesson.slug, lesson.title)
    return None
