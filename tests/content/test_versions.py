"""Canonical JSON of a quiz: the same quiz, the same bytes; the bytes, the same quiz."""

from __future__ import annotations

import json
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content import versions
from lms.domain.quizzes import (
    AttemptPolicy,
    Difficulty,
    Item,
    Marking,
    Matching,
    MultipleResponse,
    Option,
    Pair,
    PickLine,
    Quiz,
    ShowAnswers,
    SingleChoice,
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
)


@given(QUIZ)
def test_reading_back_gives_the_same_quiz_and_the_same_bytes(quiz: Quiz) -> None:
    text = versions.canonical(quiz)
    assert versions.quiz_from_json(text) == quiz
    assert versions.canonical(versions.quiz_from_json(text)) == text


@given(QUIZ, QUIZ)
def test_two_quizzes_have_the_same_bytes_only_if_they_are_the_same(one: Quiz, other: Quiz) -> None:
    assert (versions.canonical(one) == versions.canonical(other)) == (one == other)


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
