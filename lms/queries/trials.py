"""Owns a quiz as a trainer tries it: a paper, the sheet without keys, the result. Nothing of it is stored.

It needs no database. It must not know who tries, nor the page around it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lms.domain import drawing, grading, marking, responses
from lms.domain.drawing import Paper, PaperItem
from lms.domain.grading import Grade
from lms.domain.quizzes import Item, Quiz
from lms.queries import results, sheets
from lms.queries.results import ResultItem
from lms.queries.sheets import SheetItem

# The form fields of one question, by name: those that `responses.from_form` reads.
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Trial:
    """How a trial went; `earned` and `available` are marks in words such as "7/2"."""

    percent: int
    pass_mark: int
    passed: bool
    earned: str
    available: str
    items: tuple[ResultItem, ...]


def sheet(quiz: Quiz, seed: int) -> tuple[SheetItem, ...]:
    """The questions of the paper that this seed draws. Raises: DrawImpossible."""
    return sheets.items(quiz, drawing.draw(quiz, seed), {})


def result(quiz: Quiz, seed: int, answers: Mapping[int, Fields]) -> Trial:
    """Mark a trial; `answers` are by question number on the sheet, a missing one was left open.

    Raises: MalformedResponse for anything that the form could not have sent; DrawImpossible.
    """
    paper = drawing.draw(quiz, seed)
    given = {}
    for number, drawn in enumerate(paper.items, start=1):
        item = quiz.item(drawn.item_id)
        fields = answers.get(number, {})
        given[item.id] = responses.from_form(item, drawn.order, fields) if fields else responses.blank(item)
    marks = {name: marking.mark(quiz.item(name), response) for name, response in given.items()}
    grade: Grade = grading.grade(marks.values(), quiz.pass_mark)
    return Trial(
        percent=grade.percent,
        pass_mark=quiz.pass_mark,
        passed=grade.passed,
        earned=marking.show(grade.earned),
        available=marking.show(grade.available),
        items=results.items(quiz, paper, given, marks),
    )


def left_open(item: Item) -> ResultItem:
    """What a question shows when nothing was given: its key, its reasons, its feedback."""
    quiz = Quiz(slug="check", title="", course="", items=(item,))
    ((_, review),) = in_order(quiz)
    return review


def in_order(quiz: Quiz) -> tuple[tuple[SheetItem, ResultItem], ...]:
    """Every question of a quiz as it is written: its sheet, and what it shows when it is left open."""
    paper = Paper(tuple(_as_written(item) for item in quiz.items))
    marks = {item.id: marking.mark(item, responses.blank(item)) for item in quiz.items}
    return tuple(zip(sheets.items(quiz, paper, {}), results.items(quiz, paper, {}, marks), strict=True))


def _as_written(item: Item) -> PaperItem:
    """An item, retired or not, with its options unshuffled where its kind allows that."""
    alone = Quiz(
        slug="one",
        title="",
        course="",
        items=(replace(item, retired_on=None),),
        shuffle_questions=False,
        shuffle_options=False,
    )
    return drawing.draw(alone, 0).items[0]
