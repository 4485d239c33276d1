"""GIFT: each slip refused with its line and reason, each change on the way noted, each loss named."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from lms.content.exchange import formats
from lms.content.exchange.formats import Format
from lms.domain.quizzes import (
    Gap,
    GapFill,
    MultipleResponse,
    Number,
    Option,
    PickLine,
    Quiz,
    Scale,
    SingleChoice,
)
from tests.content.exchange.texts import gift, gift_item


def reason(text: str) -> str:
    found = gift(text)
    assert found.items == ()
    return found.skipped[0].reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How many? {#}", 'We could not read "" as a number.'),
        ("How many? {#abc}", 'We could not read "abc" as a number.'),
        ("How many? {#1O}", 'We could not read "1O" as a number.'),
        ("How many? {#3,14}", 'We could not read "3,14" as a number.'),
        ("How many? {#1:x}", 'We could not read "1:x" as a number.'),
        ("How many? {#1..}", 'We could not read "1.." as a number.'),
        ("How many? {#*}", 'We could not read "*" as a number.'),
        ("How many? {#1e99}", 'We could not read "1e99" as a number.'),
        ("How many? {#" + "1" * 41 + "}", 'We could not read "' + "1" * 41 + '" as a number.'),
        ("How many? {#5..1}", "The lowest right number is above the highest."),
        (
            "How many? {#=1 =2}",
            "A number needs exactly one answer, or one range, that is right for the whole mark.",
        ),
        ("Which? {~a ~b}", "No answer is right."),
        ("Which? {=a}{=b}", "There are 2 pairs of braces. Put an empty line between two questions."),
        ("Which? {=%50%a ~b}", "No answer is right for the whole mark."),
        ("Which? {=a =b ~c}", "Several answers are right, but only one may be chosen."),
        (
            "Which? {~%33%a ~%67%b}",
            '"33%" is not a share of the marks that Moodle knows. The nearest is 33.33333%.',
        ),
        ("Which? {~%x%a =b}", '"x%" is not a share of the marks that Moodle knows.'),
        ("Which? {~%30%a ~%30%b ~c}", "The right answers add up to 60% and not to 100%."),
        ("Which? {~a =a}", "Two answers say the same."),
        ("Which? {~ =a}", "One answer is empty."),
        ("Which? {=a ~}", "One answer is empty."),
        ("Which? {~%100%a}", "There is only one answer to choose from."),
        ("Which? {a ~b =c}", "There is text before the first answer."),
        ("Which? {YES}", 'We could not read the answer "YES".'),
        ("Which? {=*}", "An answer has a star for any text, which we do not have."),
        ("Which? {=colo*r =x}", "An answer has a star for any text, which we do not have."),
        ("Which? {=%50%a}", "No answer is right for the whole mark."),
        ("Which? {=...}", "An accepted answer has no letters or digits."),
        ("Match {=a -> b}", "Matching needs at least two complete pairs."),
        ("Match {=a -> b =c}", 'A pair has no arrow: "c".'),
        ("Match {=a -> b =c ->}", "One right-hand text is empty."),
        ("Match {=a -> b =a -> c}", "Two left-hand texts say the same."),
        ("Match {=a -> b =c -> d = -> b}", "A spare answer is also the right one of a pair."),
        ("A text.", "This is a text without a question: it has no answers in braces."),
        ("A text }", "There is a } without a { before it."),
        ("A text {=a", "The { has no } behind it. An empty line inside a question would end it."),
        ("::Title: text {T}", "The title has no two colons at its end."),
        ("{T}", "The question has no text."),
        ("Which? {" + "~a" * 300 + "}", "There are more than 200 answers."),
        ("x" * 50_001 + " {T}", "The text is longer than 50,000 characters."),
        ("Which? {=a ~" + "x" * 50_001 + "}", "One answer is longer than 50,000 characters."),
        ("Which? {=" + "x" * 50_001 + "}", "There are too many accepted answers, or one is too long."),
        ("", "There are no questions in this file."),
    ],
)
def test_what_is_not_sure_is_refused(text: str, expected: str) -> None:
    assert reason(text) == expected


def test_a_skipped_question_names_its_line_and_how_it_starts() -> None:
    found = gift("// c\nFine? {T}\n\n\n// c\nHow many\npeople came? {#ten}\n")
    assert (found.read, found.skipped[0].line) == (1, 6)
    assert found.skipped[0].excerpt == "How many people came? {#ten}"
    assert gift("x" * 200).skipped[0].excerpt.endswith("x…")


def test_what_changes_on_the_way_is_noted_with_its_line() -> None:
    found = gift("A? {=a#yes =%50%b =%0%c#no}\n\nB? {~%-50%a =b}\n\nC? {~%60%a ~%40%b ~c}\n\nD? {#5#ok}")
    assert found.notes == (
        "Line 1: Feedback for typed words was left out.",
        "Line 1: An answer for part of the mark was left out; it now counts as wrong.",
        "Line 1: Feedback for wrong words was left out.",
        "Line 3: Wrong answers no longer take marks away.",
        "Line 5: Each right tick now counts the same.",
        "Line 5: Each wrong tick now takes one right tick away.",
        "Line 7: Feedback for a number was left out.",
    )


def test_names_come_from_the_first_telling_words() -> None:
    found = gift(
        "Which of these is an open question? {T}\n\nWhat is it? {T}\n\n漢字? {T}\n\nMrs O'Neill's café? {F}"
    )
    assert [item.id for item in found.items] == [
        "open-question",
        "what-is-it",
        "question",
        "mrs-oneills-cafe",
    ]


def test_texts_that_begin_with_a_list_keep_it_as_their_body() -> None:
    item = gift_item("::Two lists::[markdown]- one\\n- two {T}")
    assert (item.text, item.body) == ("Two lists", "- one\n- two")
    assert gift_item("[markdown]- one\\n- two {T}").text == "Read this and answer"


QUIZ = Quiz(slug="q", title="A/B", course="c", items=())


def test_losses_are_named_one_by_one_before_the_export() -> None:
    def choice(missed: str, right: int) -> tuple[Option, ...]:
        options = [Option(f"o{at}", at < right, Fraction(at < right), "", missed) for at in range(right + 1)]
        return tuple(options)

    quiz = replace(
        QUIZ,
        intro="Hello",
        shuffle_options=False,
        pick=(PickLine(1, ("t",)),),
        items=(
            MultipleResponse(
                id="a", text="![x](y.png)", options=choice("m", 2), hint="h", marks=2, fixed_order=True
            ),
            MultipleResponse(id="b", text="B", options=choice("", 12)),
            SingleChoice(
                id="c",
                text="C",
                options=(Option("x", True, Fraction(1)), Option("y", False, Fraction(15, 100))),
            ),
            GapFill(id="d", text="D", pieces=("a ", " b ", "."), gaps=(Gap(("x",)), Gap(("y",)))),
            Number(id="e", text="E", low=Fraction(1, 3), high=Fraction(1, 3)),
            Number(id="f", text="F", low=Fraction(1), high=Fraction(3), unit="m", shown="1 to 3"),
            Scale(id="g", text="G", choices=("a", "b"), statements=("s",)),
            GapFill(id="h", text="H", pieces=("a ", "."), gaps=(Gap(("->",), ("->", "%5")),)),
            MultipleResponse(id="i", text="I", options=choice("", 0)),
            Number(id="j", text="J", low=Fraction(10**50), high=Fraction(10**50)),
        ),
    )
    losses = formats.losses(Format.GIFT, quiz)
    assert [(loss.item_id, loss.text) for loss in losses] == [
        (None, "The pass mark, the attempts and when answers are shown are left out."),
        (None, "The draw is left out. Set it up by hand."),
        (None, "The introduction is left out."),
        (None, "The order of questions and answers is left out."),
        ("a", "Feedback for right answers that were not ticked is left out."),
        ("a", "Pictures are left out."),
        ("a", "The hint is left out."),
        ("a", "The weight of 2 marks is left out."),
        ("a", "The fixed order of the answers is left out."),
        ("b", "Moodle has no share of the marks for this many right answers."),
        ("c", "Part marks become the nearest share that Moodle knows."),
        ("d", "GIFT can hold one gap in a question and not several."),
        ("e", "This number cannot be written as a decimal."),
        ("f", "The unit is left out."),
        ("g", "GIFT has no such kind of question."),
        ("h", "The arrow -> inside a text becomes →."),
        ("i", "Moodle has no share of the marks for this many right answers."),
        ("j", "This number cannot be written as a decimal."),
    ]
    assert [loss.item_id for loss in losses if loss.left_out] == ["b", "d", "e", "g", "i", "j"]
    found = formats.read(Format.GIFT, formats.write(Format.GIFT, quiz).data)
    assert [item.id for item in found.items] == ["a", "c", "f", "h"]
    assert found.quiz_title == "A/B"
    assert isinstance(found.items[1], SingleChoice)
    assert found.items[1].options[1].share == Fraction(1, 7)
    assert isinstance(found.items[2], Number)
    assert found.items[2].shown == "1 to 3"
