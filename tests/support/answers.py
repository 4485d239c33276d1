"""Knows the right answers of an attempt, by reading the pinned quiz from the database as only a test may."""

from __future__ import annotations

from typing import assert_never

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import versions
from lms.db.attempts import Attempt
from lms.db.content_versions import ContentVersion
from lms.domain import drawing, responses
from lms.domain.quizzes import Item, Matching, MultipleResponse, SingleChoice, TrueFalse
from lms.domain.responses import ChoiceResponse, ChoicesResponse, PairsResponse, Response


def right_response(item: Item) -> Response:
    """The response that earns every mark of an item."""
    match item:
        case SingleChoice() | TrueFalse():
            return ChoiceResponse(next(n for n, option in enumerate(item.options) if option.correct))
        case MultipleResponse():
            return ChoicesResponse(frozenset(n for n, option in enumerate(item.options) if option.correct))
        case Matching():
            return PairsResponse(tuple(range(len(item.pairs))))
        case _:
            assert_never(item)


def paper(session: Session, attempt_id: str) -> list[tuple[Item, tuple[int, ...]]]:
    """Each item of an attempt's paper with the order in which its options stand on the sheet."""
    seed, body = session.execute(
        sa.select(Attempt.seed, ContentVersion.body)
        .join(ContentVersion, ContentVersion.digest == Attempt.quiz_digest)
        .where(Attempt.id == attempt_id)
    ).one()
    quiz = versions.quiz_from_json(body)
    return [(quiz.item(item.item_id), item.order) for item in drawing.draw(quiz, seed).items]


def right_fields(session: Session, attempt_id: str) -> list[dict[str, list[str]]]:
    """For each question in turn, the fields that earn every mark: {"answer": ["2"]} or {"row-1": […]}."""
    return [responses.to_form(right_response(item), order) for item, order in paper(session, attempt_id)]


def field_name(number: int, name: str) -> str:
    """The name that the sheet gives a field of question `number`: "q3", or "q3-row-1" in a matching."""
    return f"q{number}" if name == "answer" else f"q{number}-{name}"
