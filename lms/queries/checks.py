"""Owns the formative checks inside lessons: one question without its key, and what an answer to it shows.

Nothing is stored and nothing counts, so it needs no database. It must not know the page around a check.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from lms.domain import marking, responses
from lms.domain.drawing import Paper, PaperItem
from lms.domain.quizzes import (
    GapFill,
    Item,
    MarkedBy,
    Matching,
    MultipleResponse,
    Number,
    Ordering,
    Quiz,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)
from lms.domain.responses import Response
from lms.queries import results, sheets
from lms.queries.results import ResultItem
from lms.queries.sheets import SheetItem


@dataclass(frozen=True, slots=True)
class Answered:
    """A check with what was given; `result` is None when nothing was chosen."""

    sheet: SheetItem
    result: ResultItem | None


def sheet(item: Item) -> SheetItem:
    """The check as somebody finds it, without its key."""
    return _sheet(_read_by_nobody_else(item), {})


def answer(item: Item, fields: Mapping[str, Sequence[str]]) -> Answered:
    """Mark one answer; `fields` are those that `responses.from_form` reads.

    Raises: MalformedResponse for anything that the form could not have sent.
    """
    item = _read_by_nobody_else(item)
    response = responses.from_form(item, _order(item), fields)
    given = {item.id: response}
    if responses.is_blank(response):
        return Answered(_sheet(item, given), None)
    marks = {item.id: marking.mark(item, response)}
    (result,) = results.items(_alone(item), _paper(item), given, marks)
    return Answered(_sheet(item, given), result)


def _sheet(item: Item, given: Mapping[str, Response]) -> SheetItem:
    (made,) = sheets.items(_alone(item), _paper(item), given)
    return made


def _read_by_nobody_else(item: Item) -> Item:
    """A check is not stored, so no trainer will ever read it: people compare their answer themselves."""
    if isinstance(item, Reflection) and item.marked_by is MarkedBy.TRAINER:
        return replace(item, marked_by=MarkedBy.SELF)
    return item


def _alone(item: Item) -> Quiz:
    """A quiz of this one item, so that a check looks and is marked exactly as a question of a quiz."""
    return Quiz(slug="check", title="", course="", items=(item,))


def _paper(item: Item) -> Paper:
    return Paper((PaperItem(item.id, _order(item)),))


def _order(item: Item) -> tuple[int, ...]:
    """The order of the options. It is fixed, because the page of a lesson is the same for everybody."""
    match item:
        case SingleChoice() | TrueFalse() | MultipleResponse():
            return tuple(range(len(item.options)))
        case Matching():
            # As written, the right-hand texts stand in the order of the answers. By alphabet they say
            # nothing, and a text that fits two rows is offered once.
            first: dict[str, int] = {}
            for index, text in enumerate(item.rights):
                first.setdefault(text, index)
            return tuple(first[text] for text in sorted(first, key=str.casefold))
        case Ordering():
            # The page is the same for everybody, so the steps stand by alphabet, or the other way round
            # where the alphabet would give the answer away.
            size = len(item.steps)
            alphabet = sorted(range(size), key=lambda index: item.steps[index].casefold())
            return tuple(alphabet if alphabet != list(range(size)) else reversed(alphabet))
        case GapFill() | ShortText() | Number() | Reflection() | Scale():
            return ()
        case _:
            assert_never(item)
