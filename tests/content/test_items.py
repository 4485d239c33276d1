"""One question: every spelling that is surely meant is read, and nothing about marking is guessed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from lms.content import item_lines
from lms.domain.quizzes import (
    Difficulty,
    Marking,
    Matching,
    MultipleResponse,
    SingleChoice,
    TrueFalse,
)
from tests.content.questions import QUESTION, codes, item, quiz


@pytest.mark.parametrize(
    "text",
    [
        QUESTION,
        QUESTION.replace("- [", "* ["),
        QUESTION.replace("- [", "+ ["),
        QUESTION.replace("- [", "– ["),
        QUESTION.replace("[x]", "[X]"),
        QUESTION.replace("[ ]", "[\u00a0]"),
        QUESTION.replace("- [", "    - [").replace("  >", "      >"),
        QUESTION.replace("- [", "\t- [").replace("  >", "\t  >"),
        QUESTION.replace("  >", "    >"),
        QUESTION.replace("  >", "\t>"),
        QUESTION.replace("## Which? {#which}", "## Which? { #which } ##"),
        QUESTION.replace("\n\n", "\n"),
        QUESTION.replace("two\n", "two\n\n---\n\n").replace("  > Yes.\n", ""),
    ],
)
def test_spellings_that_are_surely_meant_are_read(text: str) -> None:
    found = item(text)
    assert isinstance(found, SingleChoice)
    assert [(option.text, option.correct) for option in found.options] == [("one", False), ("two", True)]


@pytest.mark.parametrize(
    "line",
    [
        "- [ x] two",
        "- [x ] two",
        "- [] two",
        "- [✓] two",
        "- (x) two",
        "-[x] two",
        "- [x]two",
        "[x] two",
        "- \\[x\\] two",
        "☑ two",
    ],
)
def test_what_is_nearly_a_tick_box_is_reported_alone(line: str) -> None:
    text = QUESTION.replace("- [x] two", line)
    assert codes(text) == ["Q310"]
    assert quiz(text)[0].questions == ()
    assert quiz(text)[1][0].fix == f"Write `- [{' ' if '[]' in line else 'x'}] two`."


@pytest.mark.parametrize("line", ["- [x](a.md) is a link", "[[gap]] text", "- [link](a.md)", "(x) text"])
def test_what_only_looks_like_a_tick_box_is_text(line: str) -> None:
    assert not item_lines.is_nearly_option(line)


def test_a_long_line_is_shortened_in_a_message() -> None:
    _, problems = quiz(QUESTION.replace("[x] two", "[ x] " + "long " * 30))
    assert problems[0].message.endswith('…".')


def test_answers_and_feedback_may_go_on_in_the_next_line() -> None:
    found = item(
        "## Which? {#which}\n\n- [ ] one\n  and more\n  > No,\nand more\n- [x] two\n  > Yes.\n"
        "  > If missed: a\n  b\n"
    )
    assert isinstance(found, SingleChoice)
    assert found.options[0].text == "one and more"
    assert found.options[0].feedback == "No,\nand more"
    assert found.options[1].if_missed == "a\nb"


@pytest.mark.parametrize("label", ["If missed:", "if missed :", "**If missed:**", "**If missed**:"])
def test_if_missed_is_feedback_of_its_own(label: str) -> None:
    found = item(QUESTION.replace("> Yes.", f"> Yes.\n  > {label} look again"))
    assert isinstance(found, SingleChoice)
    assert (found.options[1].feedback, found.options[1].if_missed) == ("Yes.", "look again")


def test_every_label_is_read() -> None:
    text = QUESTION + (
        "\n**Why:** Because\nof this.\n\nAnd of that.\n\n**Hint:** Look\n**Tags:**\n- One,\n- Two two.\n\n"
        "**difficulty**: Hard\n__Objective:__ Name\n  two\n**Marks:** 2\n**Order:** fixed\n"
        "**Retired:** 1 September 2026\n"
    )
    found = item(text)
    assert isinstance(found, SingleChoice)
    assert found.why == "Because\nof this.\n\nAnd of that."
    assert found.hint == "Look"
    assert found.tags == ("one", "two two")
    assert found.difficulty is Difficulty.HARD
    assert found.objective == "Name two"
    assert found.marks == 2
    assert found.fixed_order
    assert found.retired_on == date(2026, 9, 1)


def test_text_and_labels_may_stand_before_the_answers() -> None:
    text = (
        "## Which? {#which}\n\nThink of this.\n\n**Rhian:** Hello.\n\n```\n- [ ] code\n```\n\n---\n"
        "\n**Hint:** Look\n\n"
        "further\n\n**Choose:** one\n\nand this.\n\n- [ ] one\n  > No.\n- [x] two\n"
    )
    found = item(text)
    assert found.body == "Think of this.\n\n**Rhian:** Hello.\n\n```\n- [ ] code\n```\n\nand this."
    assert found.hint == "Look\n\nfurther"


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("**Difficulty:** very", "F107"),
        ("**Marks:** many", "F107"),
        ("**Retired:** soon", "F107"),
        ("**Order:** random", "F107"),
        ("**Choose:** wisely", "F107"),
        ("**Marking:** by ear", "F107"),
        ("**Tag:** x", "Q316"),
        ("**Zebra:** x", "Q316"),
        ("Text after the answers.\n\nAnd more.", "Q316"),
        ("```\ncode\n```", "Q316"),
    ],
)
def test_labels_that_cannot_be_read_are_reported_once(label: str, code: str) -> None:
    assert codes(f"{QUESTION}\n{label}\n") == [code]


def test_an_unknown_label_before_the_answers_that_is_nearly_ours_is_reported() -> None:
    assert codes(QUESTION.replace("\n\n", "\n\n**Hnt:** Look\n\n", 1)) == ["Q316"]


def test_a_misspelt_match_is_read_as_the_one_that_was_meant() -> None:
    table = "| a | b |\n|---|---|\n| c | d |\n| e | f |\n"
    text = f"## Match {{#m}}\n\n**Tags:** a\n**Matchs:**\n\n{table}\n**Why:** x\n"
    draft, problems = quiz(text)
    assert [problem.code for problem in problems] == ["Q316"]
    assert isinstance(draft.questions[0].item, Matching)


@pytest.mark.parametrize(
    ("choose", "ticked", "several"),
    [("all that apply", 1, True), ("Two.", 2, True), ("3", 3, True), ("one", 1, False), ("1", 1, False)],
)
def test_how_many_may_be_chosen(choose: str, ticked: int, several: bool) -> None:
    more = "".join(f"- [x] more {number}\n" for number in range(1, ticked))
    found = item(QUESTION.replace("\n\n", f"\n\n**Choose:** {choose}\n\n", 1) + more)
    assert isinstance(found, MultipleResponse) == several


def test_one_answer_cannot_be_chosen_from_two_ticks() -> None:
    text = QUESTION.replace("[ ]", "[x]").replace("\n\n", "\n\n**Choose:** one\n\n", 1) + "- [ ] three\n"
    assert codes(text) == ["Q306"]


def test_marking_is_that_of_the_question_then_of_the_quiz_then_ours() -> None:
    text = QUESTION.replace("[ ]", "[x]") + "- [ ] three\n"
    rules = [
        item(text),
        item(text, "marking: each option\n"),
        item(text + "\n**Marking:** all or nothing\n", "marking: each option\n"),
    ]
    assert [rule.marking for rule in rules if isinstance(rule, MultipleResponse)] == [
        Marking.RIGHT_MINUS_WRONG,
        Marking.EACH_OPTION,
        Marking.ALL_OR_NOTHING,
    ]


@pytest.mark.parametrize("words", [("True", "False"), ("false.", "TRUE"), ("Gwir", "Anghywir")])
def test_true_and_false_are_a_kind_of_their_own(words: tuple[str, str]) -> None:
    found = item(QUESTION.replace("one", words[0]).replace("two", words[1]))
    assert isinstance(found, TrueFalse)
    assert found.options[1].correct


def test_part_marks_are_exact() -> None:
    found = item(QUESTION.replace("] one", "] (33,3 %) one"))
    assert isinstance(found, SingleChoice)
    assert found.options[0].share == Fraction(333, 1000)
    assert found.options[0].text == "one"


@pytest.mark.parametrize(
    "text",
    [
        QUESTION.replace("] one", "] (0%) one"),
        QUESTION.replace("] one", "] (-50%) one"),
        QUESTION.replace("] two", "] (50%) two"),
        QUESTION.replace("[ ] one", "[x] one") + "- [ ] (50%) three\n",
    ],
)
def test_part_marks_that_are_in_doubt_are_errors(text: str) -> None:
    assert codes(text) == ["Q330"]
