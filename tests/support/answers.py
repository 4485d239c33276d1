"""Knows the right answers of an attempt, by reading the pinned quiz from the database as only a test may."""

from __future__ import annotations

from typing import assert_never

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import versions
from lms.db.attempts import Attempt
from lms.db.content_versions import ContentVersion
from lms.domain import drawing, responses
from lms.domain.quizzes import (
    GapFill,
    Item,
    Matching,
    MultipleResponse,
    Number,
    Ordering,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)
from lms.domain.responses import (
    ChoiceResponse,
    ChoicesResponse,
    GapsResponse,
    OrderResponse,
    PairsResponse,
    Response,
    ScaleResponse,
    TextResponse,
)


def right_response(item: Item) -> Response:
    """The response that earns every mark of an item, and an answer where nothing is marked."""
    match item:
        case SingleChoice() | TrueFalse():
            return ChoiceResponse(next(n for n, option in enumerate(item.options) if option.correct))
        case MultipleResponse():
            return ChoicesResponse(frozenset(n for n, option in enumerate(item.options) if option.correct))
        case Matching():
            return PairsResponse(tuple(range(len(item.pairs))))
        case Ordering():
            return OrderResponse(tuple(range(len(item.steps))))
        case GapFill():
            return GapsResponse(tuple(gap.accepted[0] for gap in item.gaps))
        case ShortText():
            return TextResponse(item.accept[0])
        case Number():
            return TextResponse(_decimal(item))
        case Reflection():
            return TextResponse("I would ask first.\n\nThen I would wait.")
        case Scale():
            return ScaleResponse((len(item.choices) - 1,) * len(item.statements))
        case _:
            assert_never(item)


def _decimal(item: Number) -> str:
    """A number of the range in digits: its middle, or an end where the middle has no end of digits."""
    for one in ((item.low + item.high) / 2, item.low, item.high):
        for places in range(12):
            if (one * 10**places).denominator == 1:
                return f"{float(one):.{places}f}"
    raise AssertionError(f"no decimal number is right for {item.id}")


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
