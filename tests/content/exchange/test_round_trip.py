"""Reading back what we wrote gives the same questions, and what does not survive was named before."""

from __future__ import annotations

import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings

from lms.content.exchange import formats
from lms.content.exchange.formats import Format
from lms.content.library import Library
from lms.content.store import LibraryStore
from lms.domain.quizzes import (
    Item,
    MarkedBy,
    Marking,
    MultipleResponse,
    Number,
    Quiz,
    Reflection,
    SingleChoice,
)
from tests.content.exchange import items

ROOT = Path(__file__).parents[3]
FULL = settings(max_examples=400 if os.environ.get("LMS_TEST_LONG") else 60, deadline=None)


def as_gift_keeps(item: Item) -> Item:
    """The item less exactly what the list of losses names for GIFT."""
    item = replace(item, hint="", marks=1)
    match item:
        case SingleChoice() | MultipleResponse():
            return replace(item, fixed_order=False)
        case Number():
            return replace(item, unit="")
        case Reflection():
            return replace(item, model_answer="", look_for=())
        case _:
            return item


def kept(kind: Format, quiz: Quiz) -> list[Item]:
    gone = {loss.item_id for loss in formats.losses(kind, quiz) if loss.left_out}
    return [item for item in quiz.items if item.id not in gone]


def read_back(kind: Format, quiz: Quiz) -> list[Item]:
    if not kept(kind, quiz):
        return []
    found = formats.read(kind, formats.write(kind, quiz).data)
    assert found.skipped == ()
    assert found.quiz_title == quiz.title
    assert found.read == len(found.items)
    return list(found.items)


@FULL
@given(items.quizzes())
def test_gift_gives_the_same_questions_back(quiz: Quiz) -> None:
    found = read_back(Format.GIFT, quiz)
    arrows = {loss.item_id for loss in formats.losses(Format.GIFT, quiz) if "-> inside" in loss.text}
    for item, back in zip(kept(Format.GIFT, quiz), found, strict=True):
        assert item.id in arrows or back == as_gift_keeps(item)


@FULL
@given(items.quizzes())
def test_moodle_xml_gives_the_same_questions_back(quiz: Quiz) -> None:
    found = read_back(Format.MOODLE_XML, quiz)
    named = formats.losses(Format.MOODLE_XML, quiz)
    heavier = {loss.item_id for loss in named if "weight changes" in loss.text}
    apart = {loss.item_id for loss in named if "unseen sign" in loss.text}
    for item, back in zip(kept(Format.MOODLE_XML, quiz), found, strict=True):
        same = replace(back, marks=item.marks) if item.id in heavier else back
        assert item.id in apart or same == item


@FULL
@given(items.quizzes())
def test_every_format_names_a_loss_or_keeps_the_item_whole(quiz: Quiz) -> None:
    for kind in (Format.GIFT, Format.MOODLE_XML):
        named = {loss.item_id for loss in formats.losses(kind, quiz)}
        found = {item.id: item for item in formats.read(kind, formats.write(kind, quiz).data).items}
        for item in quiz.items:
            if item.id not in named:
                assert found[item.id] == item


def as_text2qti_keeps(item: Item) -> Item:
    """What text2qti keeps: the text, the answers and their feedback."""
    item = replace(item, id="", hint="", tags=(), difficulty=None, objective="", retired_on=None)
    match item:
        case SingleChoice():
            options = tuple(replace(option, share=Fraction(option.correct)) for option in item.options)
            return replace(item, options=options, fixed_order=False)
        case MultipleResponse():
            return replace(item, marking=Marking.ALL_OR_NOTHING, fixed_order=False)
        case Number():
            return replace(item, unit="", shown="")
        case Reflection():
            return replace(item, look_for=(), marked_by=MarkedBy.TRAINER, why="")
        case _:
            return item


@FULL
@given(items.quizzes())
def test_text2qti_gives_the_same_questions_and_answers_back(quiz: Quiz) -> None:
    found = read_back(Format.TEXT2QTI, quiz)
    for item, back in zip(kept(Format.TEXT2QTI, quiz), found, strict=True):
        assert as_text2qti_keeps(back) == as_text2qti_keeps(item)


@settings(deadline=None)
@given(items.quizzes())
def test_a_lost_question_is_the_only_one_missing(quiz: Quiz) -> None:
    for kind in (Format.GIFT, Format.MOODLE_XML, Format.TEXT2QTI):
        found = formats.read(kind, formats.write(kind, quiz).data)
        assert len(found.items) == len(kept(kind, quiz))


SHIPPED = sorted(path.stem for path in (ROOT / "quizzes").glob("*.md") if path.stem.count(".") == 0)


@pytest.fixture(scope="module")
def shipped() -> Library:
    return LibraryStore(ROOT, watch=False).current()


@pytest.mark.parametrize("name", SHIPPED)
def test_every_quiz_we_ship_comes_back_the_same(shipped: Library, name: str) -> None:
    quiz = shipped.quiz(name).quiz
    assert read_back(Format.MOODLE_XML, quiz) == list(quiz.items)
    found = read_back(Format.GIFT, quiz)
    assert found == [as_gift_keeps(item) for item in kept(Format.GIFT, quiz)]
    listed = read_back(Format.TEXT2QTI, quiz)
    # Groups to draw from stand in the order of the draws.
    assert sorted(repr(as_text2qti_keeps(item)) for item in listed) == sorted(
        repr(as_text2qti_keeps(item)) for item in kept(Format.TEXT2QTI, quiz)
    )
