"""Aiken and text2qti: what is read, what is refused, what an export of text2qti leaves out."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from lms.content.exchange import formats
from lms.content.exchange.formats import Format
from lms.content.exchange.report import Imported
from lms.domain.quizzes import (
    Difficulty,
    Marking,
    MultipleResponse,
    Number,
    Option,
    PickLine,
    Quiz,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)


def aiken(text: str) -> Imported:
    return formats.read(Format.AIKEN, text.encode(), "unit_1-test.txt")


def listed(text: str) -> Imported:
    return formats.read(Format.TEXT2QTI, text.encode(), "a.txt")


def test_aiken_questions_are_read() -> None:
    found = aiken(
        "Which river runs\nthrough Durham?\nA. Tyne\nB) Wear\nANSWER: B\n\n"
        "I. Newton fell.\nA. True\nB. False\nAnswer: a\n"
    )
    assert found.quiz_title == "unit 1 test"
    assert found.skipped == ()
    first, second = found.items
    assert isinstance(first, SingleChoice)
    assert first.text == "Which river runs through Durham?"
    assert [one.correct for one in first.options] == [False, True]
    assert isinstance(second, TrueFalse)


def test_text_that_was_escaped_twice_is_put_right_and_no_further() -> None:
    found = aiken("What is &amp;lt;b&amp;gt; &amp;amp;lt;?\nA. &lt;i&gt;\nB. x\nANSWER: A")
    (item,) = found.items
    assert isinstance(item, SingleChoice)
    assert item.text == r"What is \<b> \&lt;?"
    assert item.options[0].text == r"\<i>"


LETTER = "Write one letter, for example ANSWER: A."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Which?\nA. a\nB. b", 'There is no line "ANSWER:" for this question.'),
        (
            "Which?\nA. a\nB. b\nANSWER: C",
            '"ANSWER: C" does not name one of the answers above it. Write one letter, for example ANSWER: A.',
        ),
        (
            "Which?\nA. a\nB. b\nANSWER: A, B",
            f'"ANSWER: A, B" does not name one of the answers above it. {LETTER}',
        ),
        (
            "Which?\nA. a\nB. b\nANSWER:",
            '"ANSWER: " does not name one of the answers above it. Write one letter, for example ANSWER: A.',
        ),
        ("Which?\nA. a\nC. b\nANSWER: A", 'Line 3 is neither the next answer nor the line "ANSWER:".'),
        ("Which?\nA. a\nANSWER: A", "There is only one answer to choose from."),
        ("A. a\nB. b\nANSWER: A", "The question has no text."),
        ("Which?\nA.\nB. b\nANSWER: A", "One answer is empty."),
    ],
)
def test_aiken_refuses_what_is_not_sure(text: str, reason: str) -> None:
    found = aiken(text)
    assert found.items == ()
    assert (found.skipped[0].line, found.skipped[0].reason) == (1, reason)


TEXT2QTI = """\
Quiz title: Rivers
Quiz description: All about rivers.
shuffle answers: true

% a comment
COMMENT
1. Not this
END_COMMENT
Title: Durham
Points: 2
1.  Which river runs
    through Durham?

    - here
... It bends.
+   Right.
a)  Tyne
... Further
    north.
*b) Wear

2. Which are wet?
[*] Rain
[ ] Dust
[] Sand
! Rain is.

3. Name it.
* ice
* 5*3

GROUP
pick: 1
points per question: 3
4. How many?
=   1_000
... Many.

5. Say more.
! A lot.
____
END_GROUP

6. True?
*a) True
b) False
"""


def test_text2qti_questions_are_read() -> None:
    found = listed(TEXT2QTI)
    assert found.quiz_title == "Rivers"
    assert (found.intro, found.skipped) == ("All about rivers.", ())
    choice, many, short, number, essay, truth = found.items
    assert isinstance(choice, SingleChoice)
    assert (choice.text, choice.body, choice.why) == (
        "Which river runs through Durham?",
        "- here",
        "It bends.",
    )
    assert (choice.marks, choice.options[0].feedback) == (2, "Further\nnorth.")
    assert isinstance(many, MultipleResponse)
    assert many.marking is Marking.ALL_OR_NOTHING
    assert isinstance(short, ShortText)
    assert short.accept == ("ice", "5*3")
    assert isinstance(number, Number)
    assert (number.low, number.high, number.marks, number.tags) == (1000, 1000, 3, ("group 1",))
    assert isinstance(essay, Reflection)
    assert essay.model_answer == "A lot."
    assert isinstance(truth, TrueFalse)
    assert found.notes == (
        'Line 3: The setting "shuffle answers:" was left out.',
        "Line 11: Feedback for right or wrong answers as a whole was left out.",
        "Line 22: The solution was left out.",
        "Line 35: Feedback for a number was left out.",
        "Line 32: To draw from this group, add `1 from group 1` to pick.",
    )


@pytest.mark.parametrize(
    ("key", "low", "high"),
    [
        ("5", 5, 5),
        ("-5", -5, -5),
        ("1.5 +- 0.25", Fraction(5, 4), Fraction(7, 4)),
        ("200 ± 10%", 180, 220),
        ("[1.5, 2]", Fraction(3, 2), 2),
    ],
)
def test_text2qti_numbers(key: str, low: Fraction, high: Fraction) -> None:
    (item,) = listed(f"1. How many?\n= {key}").items
    assert isinstance(item, Number)
    assert (item.low, item.high) == (low, high)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1. How many?\n= 1.5", 'We could not read "1.5" as a number.'),
        ("1. How many?\n= 1e3", 'We could not read "1e3" as a number.'),
        ("1. How many?\n= x +- 1", 'We could not read "x +- 1" as a number.'),
        ("1. How many?\n= [1, x]", 'We could not read "[1, x]" as a number.'),
        ("1. Which?\na) a\nb) b", "No answer is right for the whole mark."),
        ("1. Which?\n*a) a\n*b) b", "Several answers are right, but only one may be chosen."),
        ("1. Which?\n[ ] a\n[ ] b", "No answer is right."),
        ("1. Which?", "This question has no answers."),
        ("1. Send it.\n^^^^", "This question asks for a file, which we do not collect."),
        ("1. Which?\n*a) a\n[ ] b", "The answers are of different kinds, or of a kind that we do not have."),
        ("1. Which?\n<> a", "The answers are of different kinds, or of a kind that we do not have."),
        ("1. Which?\n*a) a\nb) b\n?? what", 'We do not know what line 4 is: "?? what".'),
        ("Points: few\n1. Which?\n* a", 'We could not read "few" as points (whole or half).'),
        ("Points: 0.3\n1. Which?\n* a", 'We could not read "0.3" as points (whole or half).'),
        ("hello", "This line does not belong to a question."),
        ("pick: 2", '"pick:" stands outside a group.'),
        (
            "```{.python .run}\nprint('1. x')\n```",
            "Code in a file is never run, so its questions are missing.",
        ),
    ],
)
def test_text2qti_refuses_what_is_not_sure(text: str, reason: str) -> None:
    found = listed(text)
    assert found.items == ()
    assert found.skipped[0].reason == reason


def test_half_points_and_code_between_questions() -> None:
    found = listed("Points: 1.5\n1. Which?\n* a\n```\nx\n```\n2. And?\n* b")
    assert [item.marks for item in found.items] == [2, 1]
    assert found.notes == ("Line 2: The weight 1.5 became 2.",)
    assert [one.line for one in found.skipped] == [4]


def short(name: str, *tags: str, marks: int = 1) -> ShortText:
    return ShortText(id=name, text=name.upper(), accept=("x",), tags=tags, marks=marks)


def test_text2qti_draws_become_groups_and_losses_are_named() -> None:
    options = (Option("a", True, Fraction(1), "", "m"), Option("b", False, Fraction(1, 2)))
    quiz = Quiz(
        slug="q",
        title="Q",
        course="c",
        intro="Hello",
        items=(
            short("a", "one"),
            short("b", "one", "two", marks=2),
            short("c", "three"),
            Scale(id="d", text="D", choices=("a", "b"), statements=("s",), tags=("one",)),
            Number(id="e", text="E", low=Fraction(0), high=Fraction(1), tags=("two",)),
            Number(id="f", text="F", low=Fraction(1, 3), high=Fraction(1, 3)),
        ),
        pick=(PickLine(1, ("one",)), PickLine(None, ("two",)), PickLine(3, ("none",))),
    )
    losses = formats.losses(Format.TEXT2QTI, quiz)
    assert [
        (loss.item_id, loss.text) for loss in losses if "id is" not in loss.text and "Tags" not in loss.text
    ] == [
        (None, "The pass mark, the attempts and when answers are shown are left out."),
        (None, "The introduction is left out."),
        ("d", "text2qti has no such kind of question."),
        ("e", "text2qti refuses numbers nearer to 0 than 0.0001."),
        ("f", "This number cannot be written as a decimal."),
        (None, "Questions of a group must weigh the same; each takes the weight of the first."),
        (None, "A question that fits several draws stands in the first alone."),
        ("c", "No draw asks for this question."),
    ]
    text = formats.write(Format.TEXT2QTI, quiz).data.decode()
    assert text == (
        "Quiz title: Q\n\nGROUP\npick: 1\npoints per question: 1\n\n"
        "1.  A\n*   x\n\n2.  B\n*   x\n\nEND_GROUP\n"
    )
    plain = Quiz(
        slug="q",
        title="Q",
        course="c",
        items=(
            SingleChoice(
                id="a", text="A", options=options, fixed_order=True, hint="h", difficulty=Difficulty.EASY
            ),
            Number(
                id="b",
                text="B",
                low=Fraction(3, 2),
                high=Fraction(3, 2),
                unit="m",
                retired_on=date(2026, 1, 1),
            ),
            Scale(id="d", text="D", choices=("a", "b"), statements=("s",)),
            Reflection(id="e", text="E", model_answer=""),
        ),
    )
    alike = Quiz(slug="q", title="Q", course="c", items=(short("a", "x"),), pick=(PickLine(5, ("x",)),))
    assert [loss.item_id for loss in formats.losses(Format.TEXT2QTI, alike)] == [None, "a", "a"]
    # text2qti refuses a group that draws all it has.
    assert formats.write(Format.TEXT2QTI, alike).data.decode() == "Quiz title: Q\n\n1.  A\n*   x\n"
    assert [loss.text for loss in formats.losses(Format.TEXT2QTI, plain) if loss.item_id == "a"] == [
        "The id is left out.",
        "The hint is left out.",
        "Tags, difficulty and objective are left out.",
        "Feedback for right answers that were not ticked is left out.",
        "Part marks are left out.",
        "The fixed order of the answers is left out.",
    ]
    assert "=   1.5 +- 0" in formats.write(Format.TEXT2QTI, plain).data.decode()
