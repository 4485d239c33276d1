"""Canonical JSON of a quiz: the same quiz, the same bytes; the bytes, the same quiz."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content import versions
from lms.domain.quizzes import (
    AttemptPolicy,
    Criterion,
    Difficulty,
    Gap,
    GapFill,
    GradeBy,
    Item,
    Layout,
    MarkedBy,
    Marking,
    Matching,
    MultipleResponse,
    Number,
    Option,
    Ordering,
    OrderMarking,
    Pair,
    PickLine,
    Quiz,
    Reflection,
    Scale,
    ShortText,
    ShowAnswers,
    SingleChoice,
    TimeLimit,
    TrueFalse,
)

TEXT = st.text(max_size=12)
TAGS = st.lists(TEXT, max_size=3).map(tuple)
OPTION = st.builds(
    Option,
    text=TEXT,
    correct=st.booleans(),
    share=st.fractions(min_value=0, max_value=1, max_denominator=300),
    feedback=TEXT,
    if_missed=TEXT,
)
OPTIONS = st.lists(OPTION, max_size=4).map(tuple)
COMMON = {
    "id": TEXT,
    "text": TEXT,
    "body": TEXT,
    "why": TEXT,
    "hint": TEXT,
    "tags": TAGS,
    "difficulty": st.none() | st.sampled_from(Difficulty),
    "objective": TEXT,
    "marks": st.integers(1, 99),
    "retired_on": st.none() | st.dates(),
}
GAPS = st.lists(st.builds(Gap, TAGS, TAGS), max_size=3).map(tuple)


def gap_fill(gaps: tuple[Gap, ...]) -> st.SearchStrategy[Item]:
    pieces = st.lists(TEXT, min_size=len(gaps) + 1, max_size=len(gaps) + 1).map(tuple)
    return st.builds(GapFill, pieces=pieces, gaps=st.just(gaps), **COMMON)


ITEM: st.SearchStrategy[Item] = st.one_of(
    st.builds(SingleChoice, options=OPTIONS, fixed_order=st.booleans(), **COMMON),
    st.builds(
        MultipleResponse,
        options=OPTIONS,
        marking=st.sampled_from(Marking),
        fixed_order=st.booleans(),
        **COMMON,
    ),
    st.builds(TrueFalse, options=st.tuples(OPTION, OPTION), **COMMON),
    st.builds(
        Matching, pairs=st.lists(st.builds(Pair, TEXT, TEXT), max_size=3).map(tuple), spares=TAGS, **COMMON
    ),
    st.builds(Ordering, steps=TAGS, marking=st.sampled_from(OrderMarking), **COMMON),
    GAPS.flatmap(gap_fill),
    st.builds(ShortText, accept=TAGS, **COMMON),
    st.builds(Number, low=st.fractions(), high=st.fractions(), unit=TEXT, shown=TEXT, **COMMON),
    st.builds(
        Reflection,
        model_answer=TEXT,
        look_for=st.lists(st.builds(Criterion, TEXT, st.integers(0, 9)), max_size=3).map(tuple),
        marked_by=st.sampled_from(MarkedBy),
        **COMMON,
    ),
    st.builds(Scale, choices=TAGS, statements=TAGS, **COMMON),
)
QUIZ = st.builds(
    Quiz,
    slug=TEXT,
    title=TEXT,
    course=TEXT,
    items=st.lists(ITEM, max_size=4).map(tuple),
    intro=TEXT,
    pass_mark=st.integers(0, 100),
    pick=st.lists(
        st.builds(PickLine, st.none() | st.integers(1, 9), TAGS, st.none() | st.sampled_from(Difficulty)),
        max_size=3,
    ).map(tuple),
    shuffle_questions=st.booleans(),
    shuffle_options=st.booleans(),
    attempts=st.builds(
        AttemptPolicy,
        allowed=st.none() | st.integers(1, 9),
        wait=st.none() | st.integers(1, 10**6).map(lambda seconds: timedelta(seconds=seconds)),
    ),
    show_answers=st.sampled_from(ShowAnswers),
    grade_by=st.sampled_from(GradeBy),
    time_limit=st.none() | st.builds(TimeLimit, st.integers(1, 1440), TEXT),
    layout=st.sampled_from(Layout),
    asks_confidence=st.booleans(),
)


@given(QUIZ)
def test_reading_back_gives_the_same_quiz_and_the_same_bytes(quiz: Quiz) -> None:
    text = versions.canonical(quiz)
    assert versions.quiz_from_json(text) == quiz
    assert versions.canonical(versions.quiz_from_json(text)) == text


@given(QUIZ, QUIZ)
def test_two_quizzes_have_the_same_bytes_only_if_they_are_the_same(one: Quiz, other: Quiz) -> None:
    assert (versions.canonical(one) == versions.canonical(other)) == (one == other)


def test_every_kind_of_item_comes_back_as_it_went() -> None:
    assert {type(item) for item in EVERY_KIND.items} == set(get_args(Item))
    text = (Path(__file__).parent / "formats" / "1-ten-kinds.json").read_text()
    assert versions.canonical(EVERY_KIND) == text
    assert versions.quiz_from_json(text) == EVERY_KIND


def test_a_quiz_with_the_newer_settings_is_format_two_and_any_other_stays_as_it_was() -> None:
    timed = replace(EXAMPLE, time_limit=TimeLimit(30, "a real call leaves no more"))
    assert json.loads(versions.canonical(timed))["format"] == 2
    assert json.loads(versions.canonical(EXAMPLE))["format"] == 1
    text = (Path(__file__).parent / "formats" / "2.json").read_text()
    whole = replace(timed, grade_by=GradeBy.FIRST, layout=Layout.ALL_ON_ONE_PAGE, asks_confidence=True)
    assert versions.canonical(whole) == text
    assert versions.quiz_from_json(text) == whole


def test_a_text_with_too_few_pieces_for_its_gaps_is_refused() -> None:
    data = json.loads(versions.canonical(EVERY_KIND))
    data["items"][5]["pieces"].pop()
    with pytest.raises(versions.UnknownFormat):
        versions.quiz_from_json(json.dumps(data))


def test_format_one_is_read_as_it_always_was() -> None:
    """This file was written when the format was new. It must stay readable, byte for byte, for ever."""
    text = (Path(__file__).parent / "formats" / "1.json").read_text()
    quiz = versions.quiz_from_json(text)
    assert quiz == EXAMPLE
    assert versions.canonical(quiz) == text
    assert versions.digest(text) == "ebee8c20bc7027833ce74424b5fdea84e55a1b2d3536c41606d4c79f88a72c06"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), 2),
        (("slug",), 7),
        (("pass_mark",), True),
        (("pass_mark",), "80"),
        (("shuffle_questions",), 1),
        (("items",), {}),
        (("items", 0), []),
        (("items", 0, "kind"), "essay"),
        (("items", 0, "tags"), [1]),
        (("items", 3, "pairs"), ["ab"]),
        (("items", 3, "pairs"), [["a", "b", "c"]]),
        (("items", 0, "options", 0, "share"), "1/0"),
        (("items", 2, "options"), []),
        (("show_answers",), "sometimes"),
    ],
)
def test_what_is_not_ours_is_refused(path: tuple[str | int, ...], value: object) -> None:
    data = json.loads(versions.canonical(EXAMPLE))
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(versions.UnknownFormat):
        versions.quiz_from_json(json.dumps(data))


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "[" * 100_000])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(versions.UnknownFormat):
        versions.quiz_from_json(text)


EXAMPLE = Quiz(
    slug="listening",
    title="Listening – final quiz",
    course="listening",
    intro="Take your *time*.",
    pass_mark=75,
    pick=(PickLine(2, ("words", "questions"), Difficulty.HARD), PickLine(None, ("safety",))),
    shuffle_questions=False,
    attempts=AttemptPolicy(allowed=3, wait=timedelta(days=1)),
    show_answers=ShowAnswers.NEVER,
    items=(
        SingleChoice(
            id="open-question",
            text="Which is open?",
            body="Think.",
            why="It lets her choose.",
            hint="Listen.",
            tags=("questions",),
            difficulty=Difficulty.HARD,
            objective="Name two",
            marks=2,
            retired_on=date(2026, 9, 1),
            options=(
                Option("Did you eat?", False, Fraction(1, 3), "Closed."),
                Option("How was lunch?", True, Fraction(1)),
            ),
            fixed_order=True,
        ),
        MultipleResponse(
            id="signs",
            text="Which show it?",
            options=(Option("Silence", True, Fraction(1), "", "Wait."), Option("Talk", False, Fraction(0))),
            marking=Marking.ALL_OR_NOTHING,
        ),
        TrueFalse(
            id="secret",
            text="You may promise.",
            options=(Option("True", False, Fraction(0)), Option("False", True, Fraction(1))),
        ),
        Matching(id="words", text="Match", pairs=(Pair("a", "b"), Pair("c", "d")), spares=("e",)),
    ),
)

EVERY_KIND = replace(
    EXAMPLE,
    items=(
        *EXAMPLE.items,
        Ordering(
            id="visit",
            text="Put a visit in order.",
            steps=("Say who you are", "Ask", "Agree"),
            marking=OrderMarking.NEIGHBOURS,
        ),
        GapFill(
            id="capacity",
            text="Complete the sentence.",
            pieces=("A person has ", " unless it is\n\n", " that they do not."),
            gaps=(Gap(("capacity", "mental capacity")), Gap(("shown",), ("likely", "shown"))),
        ),
        ShortText(id="who", text="Who helps?", accept=("advocate", "an advocate")),
        Number(
            id="days",
            text="How long?",
            low=Fraction(19, 2),
            high=Fraction(21, 2),
            unit="days",
            shown="10 ± 5%",
        ),
        Reflection(
            id="think",
            text="What would you change?",
            model_answer="I would *ask*.",
            look_for=(Criterion("names their own part", 2),),
            marked_by=MarkedBy.TRAINER,
        ),
        Scale(id="sure", text="How sure?", choices=("Not at all", "Very"), statements=("I could begin",)),
    ),
)
