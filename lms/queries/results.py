"""Owns the result of a closed attempt, question by question, with what was right and why.

It must not decide whether that may be shown: `queries.attempts` does, by the rule in `domain.attempts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lms.content import render
from lms.domain import responses
from lms.domain.drawing import Paper
from lms.domain.marking import Mark, show
from lms.domain.quizzes import Item, Matching, MultipleResponse, Option, Quiz, SingleChoice, TrueFalse
from lms.domain.responses import ChoiceResponse, ChoicesResponse, PairsResponse, Response


@dataclass(frozen=True, slots=True)
class ResultOption:
    """An option as it stood on the sheet; texts are safe HTML."""

    text: str
    chosen: bool
    correct: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A row of a matching question: what was chosen (None = nothing) and what belongs there."""

    left: str
    chosen: str | None
    right: str
    correct: bool


@dataclass(frozen=True, slots=True)
class ResultItem:
    """One question; `earned` and `available` are marks in words such as "1/2"."""

    number: int
    item_id: str
    question: str
    body: str
    options: tuple[ResultOption, ...]
    rows: tuple[ResultRow, ...]
    earned: str
    available: str
    verdict: str
    because: str
    why: str


@dataclass(frozen=True, slots=True)
class MarkLine:
    """What one question earned, and nothing of its answers."""

    number: int
    question: str
    earned: str
    available: str


@dataclass(frozen=True, slots=True)
class Result:
    """A closed attempt. `items` is empty, and `why_not_shown` a sentence, unless `answers_shown`.

    `marks` has a line for each question, but none while another attempt at the same quiz is open: its
    questions come from the same bank.
    """

    attempt_id: str
    quiz_slug: str
    quiz_title: str
    course_slug: str
    number: int
    submitted_at: datetime
    percent: int
    pass_mark: int
    passed: bool
    earned: str
    available: str
    certificate_number: str | None
    answers_shown: bool
    why_not_shown: str | None
    marks: tuple[MarkLine, ...]
    items: tuple[ResultItem, ...]


def mark_lines(quiz: Quiz, paper: Paper, marks: Mapping[str, Mark]) -> tuple[MarkLine, ...]:
    """The mark of each question of a paper in order."""
    return tuple(
        MarkLine(
            number,
            render.inline(quiz.item(drawn.item_id).text),
            show(marks[drawn.item_id].earned),
            show(marks[drawn.item_id].available),
        )
        for number, drawn in enumerate(paper.items, start=1)
    )


def items(
    quiz: Quiz, paper: Paper, given: Mapping[str, Response], marks: Mapping[str, Mark]
) -> tuple[ResultItem, ...]:
    """The questions of a paper in order, each with its response and its mark."""
    made = []
    for number, drawn in enumerate(paper.items, start=1):
        item = quiz.item(drawn.item_id)
        response = given.get(item.id, responses.blank(item))
        mark = marks[item.id]
        made.append(
            ResultItem(
                number=number,
                item_id=item.id,
                question=render.inline(item.text),
                body=render.block(item.body) if item.body else "",
                options=_options(item, drawn.order, response),
                rows=_rows(item, response),
                earned=show(mark.earned),
                available=show(mark.available),
                verdict=_verdict(response, mark),
                because=mark.because,
                why=render.block(item.why) if item.why else "",
            )
        )
    return tuple(made)


def _verdict(response: Response, mark: Mark) -> str:
    if responses.is_blank(response):
        return "not answered"
    if mark.earned == mark.available:
        return "right"
    return "partly right" if mark.earned else "not right"


def _options(item: Item, order: tuple[int, ...], response: Response) -> tuple[ResultOption, ...]:
    match item, response:
        case ((SingleChoice() | TrueFalse() | MultipleResponse()), ChoiceResponse()):
            return tuple(_option(item.options[index], index == response.choice) for index in order)
        case ((SingleChoice() | TrueFalse() | MultipleResponse()), ChoicesResponse()):
            return tuple(_option(item.options[index], index in response.choices) for index in order)
        case _:
            return ()


def _option(option: Option, chosen: bool) -> ResultOption:
    missed = option.correct and not chosen
    feedback = option.if_missed if missed and option.if_missed else option.feedback
    return ResultOption(
        text=render.inline(option.text),
        chosen=chosen,
        correct=option.correct,
        feedback=render.inline(feedback) if feedback else "",
    )


def _rows(item: Item, response: Response) -> tuple[ResultRow, ...]:
    match item, response:
        case Matching(), PairsResponse():
            return tuple(
                ResultRow(
                    left=render.inline(pair.left),
                    chosen=None if right is None else render.inline(item.rights[right]),
                    right=render.inline(pair.right),
                    # Compared by its words: two rows may share an answer.
                    correct=right is not None and item.rights[right] == pair.right,
                )
                for pair, right in zip(item.pairs, response.rights, strict=True)
            )
        case _:
            return ()
