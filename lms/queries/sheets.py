"""Owns the sheet: the questions of one attempt as somebody answers them.

It must not know a key, a feedback text or the weight of a mark: nothing in a `Sheet` tells what is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from lms.content import render
from lms.domain import responses
from lms.domain.drawing import Paper
from lms.domain.quizzes import Item, Matching, MultipleResponse, Quiz, SingleChoice, TrueFalse
from lms.domain.responses import Response


@dataclass(frozen=True, slots=True)
class SheetOption:
    """Something to choose. `value` is its position on this sheet, "1" for the first; `text` is safe HTML."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a matching question: `name` is "row-1", …; `chosen` is the value of a choice."""

    name: str
    left: str
    chosen: str | None


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One question. Texts are safe HTML; `options` for ticking, `rows` and `choices` for matching."""

    number: int
    item_id: str
    kind: str
    question: str
    body: str
    hint: str
    choose: str
    options: tuple[SheetOption, ...]
    rows: tuple[SheetRow, ...]
    choices: tuple[SheetOption, ...]
    chosen: frozenset[str]
    answered: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open attempt. `seq` goes back with each save; `saved_at` None = nothing was saved yet."""

    attempt_id: str
    quiz_slug: str
    quiz_title: str
    course_slug: str
    number: int
    seq: int
    saved_at: datetime | None
    items: tuple[SheetItem, ...]


def items(quiz: Quiz, paper: Paper, given: Mapping[str, Response]) -> tuple[SheetItem, ...]:
    """The questions of a paper in order, each with what was given so far."""
    return tuple(
        _item(number, quiz.item(drawn.item_id), drawn.order, given.get(drawn.item_id))
        for number, drawn in enumerate(paper.items, start=1)
    )


def _item(number: int, item: Item, order: tuple[int, ...], given: Response | None) -> SheetItem:
    response = responses.blank(item) if given is None else given
    fields = responses.to_form(response, order)
    options: tuple[SheetOption, ...] = ()
    rows: tuple[SheetRow, ...] = ()
    choices: tuple[SheetOption, ...] = ()
    match item:
        case SingleChoice():
            kind, choose = "single", "Choose one answer."
            options = _options([item.options[index].text for index in order])
        case TrueFalse():
            kind, choose = "true_false", "Choose one answer."
            options = _options([item.options[index].text for index in order])
        case MultipleResponse():
            kind, choose = "multiple", "Choose all that apply."
            options = _options([item.options[index].text for index in order])
        case Matching():
            kind, choose = "matching", "Choose an answer for each row."
            choices = _options([item.rights[index] for index in order])
            rows = tuple(
                SheetRow(name, render.inline(pair.left), next(iter(fields.get(name, ())), None))
                for name, pair in ((f"row-{at}", pair) for at, pair in enumerate(item.pairs, start=1))
            )
        case _:
            assert_never(item)
    return SheetItem(
        number=number,
        item_id=item.id,
        kind=kind,
        question=render.inline(item.text),
        body=render.block(item.body) if item.body else "",
        hint=render.inline(item.hint) if item.hint else "",
        choose=choose,
        options=options,
        rows=rows,
        choices=choices,
        chosen=frozenset(fields.get("answer", ())),
        answered=not responses.is_blank(response),
    )


def _options(texts: list[str]) -> tuple[SheetOption, ...]:
    return tuple(SheetOption(str(value), render.inline(text)) for value, text in enumerate(texts, start=1))
