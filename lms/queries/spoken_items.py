"""The questions of an attempt in the language of whoever looks: the words change, what was drawn does not.

It must not mark anything, nor know where the words come from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from lms.content.spoken import Spoken
from lms.domain.drawing import Paper
from lms.domain.marking import Mark
from lms.domain.quizzes import Quiz
from lms.domain.responses import Response
from lms.queries import results, sheets, sittings
from lms.queries.pinned import Drawn
from lms.queries.results import MarkLine, ResultItem
from lms.queries.sheets import SheetItem
from lms.queries.sittings import Kept, OwnAttempt

_NEVER: Mapping[str, datetime] = MappingProxyType({})


def sheet_items(
    spoken: Spoken | None, quiz: Quiz, paper: Paper, given: Mapping[str, Response]
) -> tuple[SheetItem, ...]:
    """`sheets.items`, each question with the language that it is in."""
    if spoken is None or spoken.tongue is None:
        return sheets.items(quiz, paper, given)
    made = []
    for item in sheets.items(spoken.in_words(quiz), paper, given):
        said = spoken.item(quiz.slug, quiz.item(item.item_id))
        made.append(item if said is None else replace(item, lang=said.code, direction=said.direction))
    return tuple(made)


def of_attempt(
    spoken: Spoken | None, attempt: OwnAttempt, drawn: Drawn, kept: Mapping[str, Kept]
) -> tuple[SheetItem, ...]:
    """`sheets.of_attempt`, each question with the language that it is in."""
    if spoken is None or spoken.tongue is None:
        return sheets.of_attempt(attempt, drawn, kept)
    given = sittings.responses_of(kept)
    return tuple(
        replace(item, flagged=kept[item.item_id].flagged, confidence=kept[item.item_id].confidence)
        if item.item_id in kept
        else item
        for item in sheet_items(spoken, drawn.quiz, drawn.paper, given)
    )


def result_items(
    spoken: Spoken | None,
    quiz: Quiz,
    paper: Paper,
    given: Mapping[str, Response],
    marks: Mapping[str, Mark],
    corrected_at: Mapping[str, datetime] = _NEVER,
) -> tuple[ResultItem, ...]:
    """`results.items`, each question with the language that it is in."""
    if spoken is None or spoken.tongue is None:
        return results.items(quiz, paper, given, marks, corrected_at)
    made = []
    for item in results.items(spoken.in_words(quiz), paper, given, marks, corrected_at):
        said = spoken.item(quiz.slug, quiz.item(item.item_id))
        made.append(item if said is None else replace(item, lang=said.code, direction=said.direction))
    return tuple(made)


def mark_lines(
    spoken: Spoken | None, quiz: Quiz, paper: Paper, marks: Mapping[str, Mark]
) -> Sequence[MarkLine]:
    """`results.mark_lines` in the same words."""
    return results.mark_lines(quiz if spoken is None else spoken.in_words(quiz), paper, marks)


def title(spoken: Spoken | None, quiz: Quiz) -> str:
    """The title of a quiz in the same words."""
    return quiz.title if spoken is None else spoken.in_words(quiz).title
