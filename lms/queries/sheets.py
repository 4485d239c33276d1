"""Owns the sheet: the questions of one attempt as somebody answers them.

It must not know a key, a feedback text or the weight of a mark: nothing in a `Sheet` tells what is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import assert_never

from lms.content import gap_text, render
from lms.domain import numerals, responses
from lms.domain.drawing import Paper
from lms.domain.quizzes import (
    Confidence,
    GapFill,
    Item,
    Layout,
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
from lms.queries.pinned import Drawn
from lms.queries.recent import Recent
from lms.queries.sittings import Kept, OwnAttempt

# Kinds of question with one field to write in.
_TYPED = frozenset(["short_text", "number", "reflection"])


@dataclass(frozen=True, slots=True)
class SheetOption:
    """Something to choose. `value` is what the form sends; `text` is safe HTML, but plain in a gap.

    The value is the position on this sheet, "1" for the first; in a gap it is the text itself.
    """

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One field of a question with several: `name` is "row-1", …; `chosen` is its value, None = nothing.

    `left` is the safe HTML beside it, empty for a gap. A gap without `choices` is typed.
    """

    name: str
    left: str
    chosen: str | None
    choices: tuple[SheetOption, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One question. Texts are safe HTML, but `text` and `unit`, which are plain.

    `options` for ticking; `rows` and `choices` for matching, ordering and scale; `rows` between `pieces` for
    a text with gaps; `text` is what was typed into a single field, `unit` what stands beside it. `open_rows`
    counts the rows that have nothing yet. `lang` is set where a page has to say in which language it is.
    """

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
    pieces: tuple[str, ...] = ()
    text: str = ""
    unit: str = ""
    open_rows: int = 0
    lang: str = ""
    direction: str = "ltr"
    flagged: bool = False
    confidence: Confidence | None = None

    @property
    def unread(self) -> bool:
        """Whether no number can be read in what was typed for one: whatever the key, it earns nothing."""
        return self.answered and self.kind == "number" and numerals.read_amount(self.text, self.unit) is None


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open attempt. `seq` goes back with each save; `saved_at` None = nothing was saved yet.

    `deadline_at` and `seconds_left` are None without a time limit. `layout` and `larger_type` are what this
    person needs; the quiz decides where they need nothing else.
    """

    attempt_id: str
    quiz_slug: str
    quiz_title: str
    course_slug: str
    number: int
    seq: int
    saved_at: datetime | None
    items: tuple[SheetItem, ...]
    deadline_at: datetime | None = None
    seconds_left: int | None = None
    layout: Layout = Layout.ONE_A_PAGE
    larger_type: bool = False
    asks_confidence: bool = False


# Kinds whose answers are chosen and never typed: what somebody has written is not kept in memory.
_CHOSEN = frozenset({"single", "multiple", "true_false", "matching", "ordering", "scale"})

_BLANK: Recent[tuple[str, int], tuple[SheetItem, ...]] = Recent(1024)
_ANSWERED: Recent[tuple[str, int, str, Kept], SheetItem] = Recent(2048)


def of_attempt(attempt: OwnAttempt, drawn: Drawn, kept: Mapping[str, Kept]) -> tuple[SheetItem, ...]:
    """The questions of a stored attempt in order, each with what was saved so far.

    What nobody has answered yet looks the same at each request, and so does what was chosen: both are kept.
    """
    key = (attempt.quiz_digest, attempt.seed)
    blank = _BLANK.get(key, lambda: items(drawn.quiz, drawn.paper, {}))
    made = []
    for item, one in zip(blank, drawn.paper.items, strict=True):
        given = kept.get(one.item_id)
        if given is None:
            made.append(item)
        elif item.kind in _CHOSEN:
            made.append(_ANSWERED.get((*key, one.item_id, given), partial(_given, item, given, one.order)))
        else:
            made.append(_given(item, given, one.order))
    return tuple(made)


def _given(blank: SheetItem, given: Kept, order: tuple[int, ...]) -> SheetItem:
    return _filled(blank, given.response, order, flagged=given.flagged, confidence=given.confidence)


def items(quiz: Quiz, paper: Paper, given: Mapping[str, Response]) -> tuple[SheetItem, ...]:
    """The questions of a paper in order, each with what was given so far."""
    made = []
    for number, drawn in enumerate(paper.items, start=1):
        blank = _item(number, quiz.item(drawn.item_id), drawn.order)
        response = given.get(drawn.item_id)
        made.append(blank if response is None else _filled(blank, response, drawn.order))
    return tuple(made)


def _filled(
    blank: SheetItem,
    response: Response,
    order: tuple[int, ...],
    *,
    flagged: bool = False,
    confidence: Confidence | None = None,
) -> SheetItem:
    """A question with what was given for it."""
    fields = responses.to_form(response, order)
    rows = tuple(replace(row, chosen=next(iter(fields.get(row.name, ())), None)) for row in blank.rows)
    typed = blank.kind in _TYPED
    return replace(
        blank,
        rows=rows,
        chosen=frozenset() if typed else frozenset(fields.get("answer", ())),
        answered=not responses.is_blank(response),
        text=next(iter(fields.get("answer", ())), "") if typed else "",
        open_rows=sum(1 for row in rows if row.chosen is None),
        flagged=flagged,
        confidence=confidence,
    )


def _item(number: int, item: Item, order: tuple[int, ...]) -> SheetItem:
    """A question that nobody has answered."""
    options: tuple[SheetOption, ...] = ()
    rows: tuple[SheetRow, ...] = ()
    choices: tuple[SheetOption, ...] = ()
    pieces: tuple[str, ...] = ()
    unit = ""
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
            rows = _rows([pair.left for pair in item.pairs])
        case Ordering():
            kind, choose = "ordering", "Give each step its place, 1 for the first."
            choices = tuple(SheetOption(str(place), str(place)) for place in range(1, len(order) + 1))
            rows = _rows([item.steps[index] for index in order])
        case GapFill():
            kind = "gaps"
            choose = "Fill the gap." if len(item.gaps) == 1 else f"Fill the {len(item.gaps)} gaps."
            pieces = gap_text.draw(item.pieces)
            # Which texts are accepted stays behind: a gap has only the choices that everybody may see.
            rows = tuple(
                replace(row, choices=tuple(SheetOption(choice, choice) for choice in gap.choices))
                for row, gap in zip(_rows([""] * len(item.gaps)), item.gaps, strict=True)
            )
        case ShortText():
            kind, choose = "short_text", "Write a word or a few."
        case Number():
            kind, choose, unit = "number", "Write a number in digits.", item.unit
        case Reflection():
            kind, choose = "reflection", _who_reads(item.marked_by)
        case Scale():
            kind, choose = "scale", "Choose one answer in each row. This is not marked."
            choices = _options(list(item.choices))
            rows = _rows(list(item.statements))
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
        chosen=frozenset(),
        answered=False,
        pieces=pieces,
        unit=unit,
        open_rows=len(rows),
    )


def _who_reads(marked_by: MarkedBy) -> str:
    match marked_by:
        case MarkedBy.TRAINER:
            return "Write in your own words. A trainer reads this."
        case MarkedBy.SELF:
            return "Write in your own words. You compare it with a model answer afterwards."
        case MarkedBy.NOBODY:
            return "Write in your own words. This is not marked."
        case _:
            assert_never(marked_by)


def _options(texts: list[str]) -> tuple[SheetOption, ...]:
    return tuple(SheetOption(str(value), render.inline(text)) for value, text in enumerate(texts, start=1))


def _rows(lefts: list[str]) -> tuple[SheetRow, ...]:
    return tuple(SheetRow(f"row-{at}", render.inline(left), None) for at, left in enumerate(lefts, start=1))
