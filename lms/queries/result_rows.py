"""Owns the rows of a result: for each pair, step, gap or field what was given, what is right, and a word.

It must not know marks or whether a result may be shown.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lms.content import render
from lms.domain import comparing
from lms.domain.marking import show
from lms.domain.quizzes import Gap, GapFill, Matching, Number, Ordering, OrderMarking, Scale


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One row, step, gap or field: what was given (None = nothing) and what is right there.

    Texts are safe HTML. `correct` None = this row is not marked; `word` says the same in words.
    """

    left: str
    chosen: str | None
    right: str
    correct: bool | None
    word: str


def pairs(item: Matching, chosen: Sequence[int | None]) -> tuple[ResultRow, ...]:
    """A row for each pair: what was chosen for it, and what belongs there."""
    made = []
    for pair, right in zip(item.pairs, chosen, strict=True):
        given = None if right is None else render.inline(item.rights[right])
        # Compared by its words: two rows may share an answer.
        correct = right is not None and item.rights[right] == pair.right
        made.append(_row(render.inline(pair.left), given, render.inline(pair.right), correct))
    return tuple(made)


def steps(item: Ordering, given: Sequence[int | None]) -> tuple[ResultRow, ...]:
    """A row for each step in the right order; what was given and what is right are places, "1" the first."""
    made = []
    for step, text in enumerate(item.steps):
        place = given.index(step) if step in given else None
        row = _row(
            render.inline(text), None if place is None else str(place + 1), str(step + 1), place == step
        )
        if item.marking is OrderMarking.NEIGHBOURS and place is not None:
            row = _neighbour(row, step, follows=place > 0 and given[place - 1] == step - 1)
        made.append(row)
    return tuple(made)


def _neighbour(row: ResultRow, step: int, *, follows: bool) -> ResultRow:
    """A step where only its neighbours count; the first follows nothing, so it has no verdict of its own."""
    if step == 0:
        return replace(row, correct=None, word="The first step")
    word = "After the step it follows" if follows else "Not after the step it follows"
    return replace(row, correct=follows, word=word)


def gaps(item: GapFill, texts: Sequence[str]) -> tuple[ResultRow, ...]:
    """A row for each gap."""
    of = f" of {len(item.gaps)}" if len(item.gaps) > 1 else ""
    return tuple(
        _row(
            f"Gap {number}{of}",
            html.escape(text) if text else None,
            any_of(gap.accepted),
            gap_is_right(gap, text),
        )
        for number, (gap, text) in enumerate(zip(item.gaps, texts, strict=True), start=1)
    )


def gap_is_right(gap: Gap, text: str) -> bool:
    """Whether a text fills a gap rightly; `marking` counts the same gaps, which a test holds to this."""
    return text in gap.accepted if gap.choices else comparing.same_text(text, gap.accepted)


def typed(text: str, right: str, correct: bool) -> ResultRow:
    """The one row of an answer that was written; `right` is safe HTML."""
    return _row("", html.escape(text) if text else None, right, correct)


def statements(item: Scale, picked: Sequence[int | None]) -> tuple[ResultRow, ...]:
    """A row for each statement of a scale; none is right or wrong."""
    return tuple(
        ResultRow(
            left=render.inline(statement),
            chosen=None if choice is None else render.inline(item.choices[choice]),
            right="",
            correct=None,
            word="Not answered" if choice is None else "",
        )
        for statement, choice in zip(item.statements, picked, strict=True)
    )


def _row(left: str, chosen: str | None, right: str, correct: bool) -> ResultRow:
    word = "Right" if correct else "Not right" if chosen is not None else "Not answered"
    return ResultRow(left, chosen, right, correct, word)


def any_of(texts: Sequence[str]) -> str:
    """Accepted texts as words, safe HTML."""
    return ", or ".join(html.escape(text) for text in texts)


def number_in_words(item: Number) -> str:
    """What is right for a number, with its unit."""
    shown = item.shown or (
        show(item.low) if item.low == item.high else f"{show(item.low)} to {show(item.high)}"
    )
    return shown if not item.unit or shown.endswith(item.unit) else f"{shown} {item.unit}"
