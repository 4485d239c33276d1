"""A quiz with every kind of question and every setting of one, and the files of a package."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from fractions import Fraction

from lms.content.exchange import formats
from lms.content.exchange.formats import Format
from lms.domain.quizzes import (
    Criterion,
    Difficulty,
    Gap,
    GapFill,
    Item,
    MarkedBy,
    Marking,
    Matching,
    MultipleResponse,
    Number,
    Option,
    Ordering,
    OrderMarking,
    Pair,
    Quiz,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)

OPTIONS = (
    Option("a < b", True, Fraction(1), "Yes", "m"),
    Option("c", False, Fraction(0)),
    Option("d", False, Fraction(0)),
)
COMMON = {"why": "**Because**", "hint": "h", "tags": ("fire", "a & b"), "objective": "Know <it>"}


def sample(kind: type[Item] | None = None) -> Quiz:
    every: tuple[Item, ...] = (
        SingleChoice(id="one-a", text="![p](p.png)", options=OPTIONS, difficulty=Difficulty.HARD, **COMMON),  # type: ignore[arg-type]
        SingleChoice(
            id="onea", text="B", options=tuple(replace(one, feedback="") for one in OPTIONS), fixed_order=True
        ),
        SingleChoice(id="c", text="C", options=(OPTIONS[0], Option("x", False, Fraction(1, 3)))),
        MultipleResponse(id="d", text="D", options=OPTIONS),
        MultipleResponse(id="e", text="E", options=OPTIONS, marking=Marking.EACH_OPTION),
        MultipleResponse(id="f", text="F", options=OPTIONS, marking=Marking.ALL_OR_NOTHING),
        TrueFalse(
            id="g", text="G", options=(Option("True", True, Fraction(1)), Option("False", False, Fraction(0)))
        ),
        Matching(id="h", text="H", pairs=(Pair("a", "1"), Pair("b", "1"), Pair("c", "2")), spares=("3",)),
        Ordering(
            id="i",
            text="I",
            steps=("a", "b", "c"),
            marking=OrderMarking.NEIGHBOURS,
            retired_on=date(2026, 1, 1),
        ),
        Ordering(id="j", text="J", steps=("a", "b", "c"), marking=OrderMarking.ALL_OR_NOTHING),
        GapFill(id="k", text="K", pieces=("a ", " b ", "."), gaps=(Gap(("x", "y")), Gap(("q",), ("p", "q")))),
        ShortText(id="l", text="L", accept=("ice",), marks=3),
        Number(id="m", text="M", low=Fraction(31, 10), high=Fraction(31, 10)),
        Number(id="n", text="N", low=Fraction(305, 100), high=Fraction(315, 100), unit="m & n"),
        Number(id="o", text="O", low=Fraction(1, 3), high=Fraction(1, 3)),
        Reflection(
            id="p", text="P", model_answer="Model", look_for=(Criterion("x", 2),), marked_by=MarkedBy.TRAINER
        ),
        Reflection(id="q", text="Q", model_answer=""),
        Scale(id="r", text="R", choices=("no", "yes"), statements=("s", "t"), why="w"),
    )
    return Quiz(slug="q", title='Fire & "water"', course="c", items=every, intro="Hello **you**")


def files(kind: Format, quiz: Quiz) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(formats.write(kind, quiz).data)) as package:
        assert package.testzip() is None
        return {name: package.read(name).decode() for name in package.namelist()}
