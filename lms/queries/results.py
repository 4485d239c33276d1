"""Owns the result of a closed attempt, question by question, with what was right and why.

It must not decide whether that may be shown: `queries.attempts` does, by the rule in `domain.attempts`.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from types import MappingProxyType

from lms.content import gap_text, render
from lms.domain import responses
from lms.domain.attempts import Closing
from lms.domain.drawing import Paper
from lms.domain.marking import Mark, show
from lms.domain.quizzes import (
    Criterion,
    GapFill,
    Item,
    MarkedBy,
    Matching,
    MultipleResponse,
    Number,
    Option,
    Ordering,
    Quiz,
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
from lms.queries import result_rows
from lms.queries.result_rows import ResultRow


@dataclass(frozen=True, slots=True)
class ResultOption:
    """An option as it stood on the sheet; texts are safe HTML."""

    text: str
    chosen: bool
    correct: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class ResultGap:
    """A gap as it was filled, between two `pieces`; `text` is safe HTML, empty for one left open."""

    text: str
    correct: bool


@dataclass(frozen=True, slots=True)
class ResultItem:
    """One question; `earned` and `available` are marks in words such as "1/2", "0" available = not marked.

    `own` is what was written at length, `model` the answer to compare it with, `look_for` its mark scheme
    as pairs of safe HTML and marks. `corrected_at` None = marked by the question as it was asked.
    """

    number: int
    item_id: str
    kind: str
    question: str
    body: str
    options: tuple[ResultOption, ...]
    rows: tuple[ResultRow, ...]
    earned: str
    available: str
    verdict: str
    because: str
    why: str
    pieces: tuple[str, ...] = ()
    gaps: tuple[ResultGap, ...] = ()
    own: str = ""
    model: str = ""
    look_for: tuple[tuple[str, int], ...] = ()
    lang: str = ""
    direction: str = "ltr"
    corrected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MarkLine:
    """What one question earned, and nothing of its answers; both are empty while it `waits`."""

    number: int
    question: str
    earned: str
    available: str
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A closed attempt. `items` is empty, and `why_not_shown` a sentence, unless `answers_shown`.

    `marks` has a line for each question, but none while another attempt is open whose questions come from
    the same bank. While it `waits_for_trainer`, `percent` is None and `earned` and `available` are empty.
    `late` are the numbers of questions for which an answer came after the deadline.
    """

    attempt_id: str
    quiz_slug: str
    quiz_title: str
    course_slug: str
    number: int
    submitted_at: datetime
    percent: int | None
    pass_mark: int
    passed: bool
    earned: str
    available: str
    certificate_number: str | None
    answers_shown: bool
    why_not_shown: str | None
    marks: tuple[MarkLine, ...]
    items: tuple[ResultItem, ...]
    closed_by: Closing = Closing.HANDED_IN
    deadline_at: datetime | None = None
    receipt_code: str | None = None
    answers_digest: str | None = None
    waits_for_trainer: bool = False
    counts: bool = True
    late: tuple[int, ...] = ()
    larger_type: bool = False


_NEVER: Mapping[str, datetime] = MappingProxyType({})
# What stands in for the mark of a question that waits for a trainer.
_WAITS = Mark(Fraction(0), Fraction(0), "A trainer reads this; its mark is added when it is given.")


def mark_lines(quiz: Quiz, paper: Paper, marks: Mapping[str, Mark]) -> tuple[MarkLine, ...]:
    """The mark of each question of a paper in order."""
    lines = []
    for number, drawn in enumerate(paper.items, start=1):
        question = render.inline(quiz.item(drawn.item_id).text)
        mark = marks.get(drawn.item_id)
        if mark is None:
            lines.append(MarkLine(number, question, "", "", waits=True))
        else:
            lines.append(MarkLine(number, question, show(mark.earned), show(mark.available)))
    return tuple(lines)


def items(
    quiz: Quiz,
    paper: Paper,
    given: Mapping[str, Response],
    marks: Mapping[str, Mark],
    corrected_at: Mapping[str, datetime] = _NEVER,
) -> tuple[ResultItem, ...]:
    """The questions of a paper in order, each with its response, its mark and when it was corrected."""
    made = []
    for number, drawn in enumerate(paper.items, start=1):
        item = quiz.item(drawn.item_id)
        response = given.get(item.id, responses.blank(item))
        found = _item(number, item, drawn.order, response, marks.get(item.id, _WAITS))
        at = corrected_at.get(item.id)
        made.append(found if at is None else replace(found, corrected_at=at))
    return tuple(made)


def _item(number: int, item: Item, order: tuple[int, ...], response: Response, mark: Mark) -> ResultItem:
    made = ResultItem(
        number=number,
        item_id=item.id,
        kind="",
        question=render.inline(item.text),
        body=render.block(item.body) if item.body else "",
        options=(),
        rows=(),
        earned=show(mark.earned),
        available=show(mark.available),
        verdict=_verdict(item, response, mark),
        because=mark.because,
        why=render.block(item.why) if item.why else "",
    )
    match item, response:
        case SingleChoice() | TrueFalse(), ChoiceResponse(choice):
            options = tuple(_option(item.options[index], index == choice) for index in order)
            return replace(made, kind="choice", options=options)
        case MultipleResponse(), ChoicesResponse(choices):
            options = tuple(_option(item.options[index], index in choices) for index in order)
            return replace(made, kind="choice", options=options)
        case Matching(), PairsResponse(rights):
            return replace(made, kind="matching", rows=result_rows.pairs(item, rights))
        case Ordering(), OrderResponse(steps):
            return replace(made, kind="ordering", rows=result_rows.steps(item, steps))
        case GapFill(), GapsResponse(texts):
            return replace(
                made,
                kind="gaps",
                pieces=gap_text.draw(item.pieces),
                gaps=tuple(
                    ResultGap(html.escape(text), result_rows.gap_is_right(gap, text))
                    for gap, text in zip(item.gaps, texts, strict=True)
                ),
                rows=result_rows.gaps(item, texts),
            )
        case ShortText(), TextResponse(text):
            accepted = result_rows.any_of(item.accept)
            return replace(
                made, kind="short_text", rows=(result_rows.typed(text, accepted, bool(mark.earned)),)
            )
        case Number(), TextResponse(text):
            right = html.escape(result_rows.number_in_words(item))
            return replace(made, kind="number", rows=(result_rows.typed(text, right, bool(mark.earned)),))
        case Reflection(), TextResponse(text):
            return replace(
                made,
                kind="reflection",
                own=render.as_it_stands(text),
                model=render.block(item.model_answer) if item.model_answer else "",
                look_for=tuple(_criterion(one) for one in item.look_for),
            )
        case Scale(), ScaleResponse(picked):
            return replace(made, kind="scale", rows=result_rows.statements(item, picked))
        case _:
            # `marking` has refused such a pair before it could be stored.
            raise TypeError(f"{type(response).__name__} does not answer {type(item).__name__}")


def _verdict(item: Item, response: Response, mark: Mark) -> str:
    if responses.is_blank(response):
        return "not answered"
    if not mark.available:
        if isinstance(item, Reflection) and item.marked_by is not MarkedBy.NOBODY:
            return "with a trainer" if item.marked_by is MarkedBy.TRAINER else "to compare"
        return "not marked"
    if mark.earned == mark.available:
        return "right"
    return "partly right" if mark.earned else "not right"


def _option(option: Option, chosen: bool) -> ResultOption:
    missed = option.correct and not chosen
    feedback = option.if_missed if missed and option.if_missed else option.feedback
    return ResultOption(
        text=render.inline(option.text),
        chosen=chosen,
        correct=option.correct,
        feedback=render.inline(feedback) if feedback else "",
    )


def _criterion(one: Criterion) -> tuple[str, int]:
    return render.inline(one.text), one.marks
