"""GIFT as Moodle documents it: each construct read."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lms.domain.quizzes import (
    Gap,
    GapFill,
    Matching,
    MultipleResponse,
    Number,
    Pair,
    Reflection,
    ShortText,
    SingleChoice,
    TrueFalse,
)
from tests.content.exchange.texts import gift, gift_item


def test_multiple_choice_keeps_feedback_and_part_marks() -> None:
    item = gift_item(
        "::Where::Which river runs through Durham? {\n~Tyne#Further north.\n=Wear#Yes.\n~%50%Wear Valley\n}"
    )
    assert isinstance(item, SingleChoice)
    assert [(one.text, one.share, one.feedback) for one in item.options] == [
        ("Tyne", 0, "Further north."),
        ("Wear", 1, "Yes."),
        ("Wear Valley", Fraction(1, 2), ""),
    ]


def test_several_right_answers_are_a_multiple_response() -> None:
    item = gift_item("Which are rivers? {~%50%Tyne ~%50%Wear ~%-50%Hadrian's Wall}")
    assert isinstance(item, MultipleResponse)
    assert [one.correct for one in item.options] == [True, True, False]


def test_true_and_false_carry_the_feedback_for_wrong_then_right() -> None:
    item = gift_item("The sea is salt. {TRUE#Taste it.#Quite so.}")
    assert isinstance(item, TrueFalse)
    assert [(one.text, one.correct, one.feedback) for one in item.options] == [
        ("True", True, "Quite so."),
        ("False", False, "Taste it."),
    ]
    assert isinstance(gift_item("It is dry. {f}"), TrueFalse)


def test_short_answers_and_general_feedback() -> None:
    item = gift_item("What do we call frozen water? {=ice =the ice ####It melts at 0 °C.}")
    assert isinstance(item, ShortText)
    assert (item.accept, item.why) == (("ice", "the ice"), "It melts at 0 °C.")


def test_matching_with_a_spare_answer() -> None:
    item = gift_item("Match them {\n=cat -> kitten\n=dog -> puppy\n= -> calf\n}")
    assert isinstance(item, Matching)
    assert item.pairs == (Pair("cat", "kitten"), Pair("dog", "puppy"))
    assert item.spares == ("calf",)


@pytest.mark.parametrize(
    ("key", "low", "high", "shown"),
    [
        ("#10:2", 8, 12, "10 ± 2"),
        ("#8..12", 8, 12, "8 to 12"),
        ("#1822", 1822, 1822, "1822"),
        ("#=5 =%-50%6", 5, 5, "5"),
        ("#=5:0#Yes =%50%5:1 =%0%*#No", 5, 5, "5"),
        ("#-1.5e1:0.5", Fraction(-31, 2), Fraction(-29, 2), "-15 ± 0.5"),
    ],
)
def test_numbers(key: str, low: Fraction, high: Fraction, shown: str) -> None:
    item = gift_item(f"How many? {{{key}}}")
    assert isinstance(item, Number)
    assert (item.low, item.high, item.shown) == (low, high, shown)


def test_an_empty_pair_of_braces_is_a_longer_answer() -> None:
    assert isinstance(gift_item("Tell us. {}"), Reflection)


def test_a_missing_word_is_a_gap_and_with_choices_a_list() -> None:
    typed = gift_item("::Sums::Two plus two is {=four =4}.")
    assert isinstance(typed, GapFill)
    assert (typed.text, typed.pieces, typed.gaps) == (
        "Sums",
        ("Two plus two is ", "."),
        (Gap(("four", "4")),),
    )
    menu = gift_item("Water {~burns =boils} at 100 °C.")
    assert isinstance(menu, GapFill)
    assert menu.gaps == (Gap(("boils",), ("burns", "boils")),)
    assert menu.id == "water"
    first = gift_item("[markdown]{=Asia} is large.")
    assert isinstance(first, GapFill)
    assert first.pieces == ("", " is large.")


def test_a_list_inside_a_sentence_with_feedback_or_part_marks_stays_a_choice() -> None:
    item = gift_item("Snow is {=white#Yes ~black} in winter.")
    assert isinstance(item, SingleChoice)
    assert item.text == "Snow is _____ in winter."
    assert isinstance(gift_item("Snow is {=white ~%50%grey ~black}."), SingleChoice)
    assert isinstance(gift_item("It took {#5} days."), Number)
    assert isinstance(gift_item("Pairs {=a -> b =c -> d} here."), Matching)


def test_escapes_stand_for_themselves() -> None:
    item = gift_item(r"What is \{a\:b\} \= \~\#? \n\nSecond line. {=1 \= one ~C:\\x}")
    assert isinstance(item, SingleChoice)
    assert item.text == r"What is {a:b} = ~#?"
    assert item.body == "Second line."
    assert [one.text for one in item.options] == ["1 = one", r"C:\x"]
    share = gift_item("Which? {=%5 ~%0%%6%}")
    assert isinstance(share, SingleChoice)
    assert [one.text for one in share.options] == ["%5", "%6%"]
    assert gift_item(r"Path C:\temp\? {T}").text == r"Path C:\temp\\?"


def test_each_format_of_text() -> None:
    assert gift_item("[html]<p>Is <b>this</b> bold &amp; fine?</p>{T}").text == "Is **this** bold & fine?"
    assert gift_item("[moodle]One <i>two</i>\nthree {T}").text == "One *two* three"
    assert gift_item("[plain]<b>*x*</b> &lt; {T}").text == r"\<b>\*x\*\</b> \&lt;"
    assert gift_item("[markdown]**x** {T}").text == "**x**"
    assert gift_item("[other]x {T}").text == r"\[other\]x"
    assert gift_item("[x {T}").text == r"\[x"


def test_comments_give_ids_and_tags_and_categories_the_title() -> None:
    found = gift(
        "$CATEGORY: $course$/top/Fire // Safety\n\n// [id:fire-1] [tag:a\\]b] [tag:Hot, Stuff] "
        "[other:x] [tag:] [id\n"
        "Hot? {T}\n\n$CATEGORY: top/Water\n// note\nWet? {T}\n\n// [id:fire-1]\nAgain? {F}\n"
    )
    assert found.quiz_title == "Fire / Safety"
    assert [(item.id, item.tags) for item in found.items] == [
        ("fire-1", ("a]b", "hot stuff")),
        ("wet", ("water",)),
        ("fire-1-2", ("water",)),
    ]


def test_tags_of_our_own_become_details_again() -> None:
    item = gift_item(
        "// [tag:difficulty: hard] [tag:objective: Know it]\n"
        "// [tag:retired: 2026-09-01] [tag:difficulty: odd]\nX? {T}"
    )
    assert (item.difficulty, item.objective, str(item.retired_on)) == ("hard", "Know it", "2026-09-01")
    assert item.tags == ("difficulty: odd",)
    other = gift_item("// [tag:week: one] [tag:marking: each place]\nX? {T}")
    assert other.tags == ("week: one", "marking: each place")
    many = " ".join(f"[tag:t{number}]" for number in range(60))
    found = gift(f"// {many}\nX? {{T}}")
    assert len(found.items[0].tags) == 50
    assert found.notes == ("Line 2: Only the first 50 tags were kept.",)
