"""Constructs met in files of other systems, each written anew: read with the same meaning, or skipped."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lms.content.exchange import formats, markdown_quiz
from lms.content.exchange.formats import Format
from lms.content.exchange.report import MOST_QUESTIONS, Imported
from lms.domain.quizzes import (
    Number,
    SingleChoice,
    TrueFalse,
)
from tests.content.exchange.texts import gift, moodle


def aiken(text: str) -> Imported:
    return formats.read(Format.AIKEN, text.encode(), "bank.txt")


def test_gift_feedback_for_every_other_number_is_left_out_and_said() -> None:
    found = gift("How many? {#3:2~#No, more}\n\nPi? {#\n=3.14:0.01#Yes\n=%50%3:0.2\n~#No\n}")
    first, second = found.items
    assert isinstance(first, Number)
    assert isinstance(second, Number)
    assert ((first.low, first.high), (second.low, second.high)) == (
        (1, 5),
        (Fraction("3.13"), Fraction("3.15")),
    )
    assert "Line 1: Feedback for a number was left out." in found.notes


@pytest.mark.parametrize("behind", ["~7", "~7#No", "~#No~#Yes", "=4~5:1"])
def test_gift_numbers_behind_a_tilde_are_refused(behind: str) -> None:
    (skipped,) = gift(f"How many? {{#3{behind}}}").skipped
    assert skipped.reason == "A number has an answer behind a ~. Only feedback may stand there."


def test_gift_takes_the_title_where_the_question_has_no_other_text() -> None:
    (item,) = gift("::Is rain wet?::{T}").items
    assert (item.text, item.id) == ("Is rain wet?", "rain-wet")


def test_gift_bears_an_empty_line_between_the_answers() -> None:
    found = gift("Which? {\n=rain\n\n~dust\n\n// why not\n~sand\n}\n\nNext {F}")
    choice, truth = found.items
    assert isinstance(choice, SingleChoice)
    assert [option.text for option in choice.options] == ["rain", "dust", "sand"]
    assert isinstance(truth, TrueFalse)
    assert found.skipped == ()


@pytest.mark.parametrize("after", ["::B::Next {T}", "Next {T}", "$CATEGORY: x\n\nNext {T}"])
def test_gift_braces_left_open_never_swallow_the_next_question(after: str) -> None:
    found = gift(f"Which? {{\n=rain\n~dust\n\n{after}")
    assert [item.text for item in found.items] == ["Next"]
    assert [skipped.line for skipped in found.skipped] == [1]


def test_gift_begins_a_question_at_a_title_without_an_empty_line() -> None:
    found = gift("::A::One {T}\n::B::Two {\n=x\n~y\n}\n$CATEGORY: top/Rain\n::C::Three {F}")
    assert [item.text for item in found.items] == ["One", "Two", "Three"]
    assert found.skipped == ()


def test_gift_brace_too_many_is_refused_with_what_to_write() -> None:
    (skipped,) = gift("How many? {#2}\n}").skipped
    assert skipped.reason == r"A brace is left over. Write \{ or \} for a brace that people should see."


def test_aiken_faults_stay_with_their_question() -> None:
    found = aiken(
        "Which?\nA. rain\nthat falls\nB. dust\nANSWER: A\n\n"
        "No key?\nA. x\nB. y\nNext?\nA. x\nB. y\nANSWER: B.\n"
    )
    assert [(one.line, one.reason) for one in found.skipped] == [
        (1, 'Line 3 is neither the next answer nor the line "ANSWER:".'),
        (7, 'Line 10 is neither the next answer nor the line "ANSWER:".'),
    ]
    (item,) = found.items
    assert isinstance(item, SingleChoice)
    assert (item.text, [option.correct for option in item.options]) == ("Next?", [False, True])


def test_files_that_are_no_text_are_refused() -> None:
    (skipped,) = formats.read(Format.GIFT, b"%PDF-1.7 {T}").skipped
    assert skipped.reason == "This is no text file. Save the questions as text and choose that file."


def test_one_damaged_character_does_not_spoil_the_others() -> None:
    data = "Café, thé, père, où? {T}".encode() + b"\n\n\xed\xa0\x80 {F}"
    found = formats.read(Format.GIFT, data)
    assert found.items[0].text == "Café, thé, père, où?"


def test_the_character_set_that_an_old_xml_file_names_is_used() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-2"?><quiz><question type="truefalse"><questiontext>'
    text += "<text>Łódź?</text></questiontext></question></quiz>"
    found = formats.read(Format.MOODLE_XML, text.encode("iso-8859-2"))
    assert found.notes == ("This file uses the old character set ISO-8859-2. Check the accents.",)
    assert found.skipped[0].excerpt == "Łódź?"


TINY = {
    Format.GIFT: "Is {0} it? {{T}}\n\n",
    Format.AIKEN: "Is {0} it?\nA. Yes\nB. No\nANSWER: A\n\n",
    Format.TEXT2QTI: "{0}. Is it?\n*a) Yes\nb) No\n\n",
    Format.MOODLE_XML: '<question type="essay"><questiontext><text>Is {0}?</text></questiontext></question>',
}


@pytest.mark.parametrize("kind", sorted(TINY))
def test_every_question_of_ten_thousand_is_accounted_for(kind: Format) -> None:
    text = "".join(TINY[kind].format(number) for number in range(10_000))
    text = f"<quiz>{text}</quiz>" if kind is Format.MOODLE_XML else text
    found = formats.read(kind, text.encode())
    assert found.read == len(found.items) == MOST_QUESTIONS
    (skipped,) = found.skipped
    assert "This one and 7,999 more were not read." in skipped.reason


def test_a_description_in_text2qti_introduces_the_draft() -> None:
    found = formats.read(
        Format.TEXT2QTI, b"Quiz title: Rain\nQuiz description: Ten minutes.\n\n1. Say.\n____\n"
    )
    assert markdown_quiz.draft(found, "rain", "").intro == "Ten minutes."


def test_text2qti_lines_behind_a_long_number_stand_in_as_far_as_the_first() -> None:
    listed = "".join(f"{number}. Is it?\n\n    Really?\n____\n\n" for number in range(1, 102))
    quiz = markdown_quiz.draft(formats.read(Format.TEXT2QTI, listed.encode()), "rain", "Rain")
    lines = formats.write(Format.TEXT2QTI, quiz).data.decode().split("\n")
    at = lines.index("100. Is it?")
    assert lines[at + 1 : at + 3] == ["", "     Really?"]


def test_a_span_in_one_language_stays_as_it_is() -> None:
    found = gift('[html]Is <span lang\\="fr">pluie</span> rain? {T}')
    assert ([item.text for item in found.items], found.notes) == (["Is pluie rain?"], ())


def test_two_pairs_with_one_right_hand_text_wait_for_the_trainer() -> None:
    found = gift("Match {\n=a -> x\n=b -> x\n=c -> y\n}")
    assert any("same right-hand text" in note for note in found.notes)


def test_a_comment_of_its_own_asks_nothing() -> None:
    found = gift("// Written on Tuesday\n\nIs it wet? {T}")
    assert [item.text for item in found.items] == ["Is it wet?"]


def test_text2qti_texts_without_a_question_are_named() -> None:
    text = "Text title: Rain\nText: It is wet.\n\n1. Wet?\n*a) Yes\nb) No\n"
    found = formats.read(Format.TEXT2QTI, text.encode(), "bank.txt")
    assert [item.text for item in found.items] == ["Wet?"]
    assert {skipped.reason for skipped in found.skipped} == {"This is a text without a question."}


def test_a_gap_within_a_gap_is_part_of_its_answer() -> None:
    text = "It is {1:SHORTANSWER:=wet {2:SHORTANSWER:=dry\\} now} today."
    found = moodle(f'<question type="cloze"><questiontext><text>{text}</text></questiontext></question>')
    assert len(found.items) + len(found.skipped) == 1
