"""Constructs met in files of other systems, each written anew: read with the same meaning, or skipped."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lms.content.exchange import formats, languages, markdown_quiz
from lms.content.exchange.formats import Format
from lms.content.exchange.report import MOST_QUESTIONS, Imported
from lms.domain.quizzes import (
    Gap,
    GapFill,
    Marking,
    MultipleResponse,
    Number,
    ShortText,
    SingleChoice,
    TrueFalse,
)


def gift(text: str) -> Imported:
    return formats.read(Format.GIFT, text.encode(), "bank.gift")


def moodle(inside: str) -> Imported:
    return formats.read(Format.MOODLE_XML, f"<quiz>\n{inside}\n</quiz>".encode(), "bank.xml")


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


SELECTED = """<question type="{kind}"><questiontext format="html"><text>&lt;p&gt;Rain is [[2]], snow
is [[3]].&lt;/p&gt;</text></questiontext>
<{choice}><text>dry</text><group>1</group></{choice}>
<{choice}><text>wet</text><group>1</group></{choice}>
<{choice}><text>cold</text><group>2</group></{choice}>
<{choice}><text>hot</text><group>2</group></{choice}></question>"""


@pytest.mark.parametrize(("kind", "choice"), [("gapselect", "selectoption"), ("ddwtos", "dragbox")])
def test_moodle_numbered_gaps_become_lists_of_their_group(kind: str, choice: str) -> None:
    found = moodle(SELECTED.format(kind=kind, choice=choice))
    (item,) = found.items
    assert isinstance(item, GapFill)
    assert item.gaps == (Gap(("wet",), ("dry", "wet")), Gap(("cold",), ("cold", "hot")))
    assert item.pieces == ("Rain is ", ", snow is ", ".")


RIGHT = ' fraction="100"'


def answer(more: str, text: str) -> str:
    return f"<answer{more}><text>{text}</text></answer>"


def test_moodle_sets_of_choices_are_all_or_nothing() -> None:
    answers = [
        answer(' fraction="100"', "a"),
        answer(' fraction="100"', "b"),
        answer(' fraction="0"', "c"),
    ]
    asked = "<questiontext><text>Which?</text></questiontext>"
    (item,) = moodle(f'<question type="multichoiceset">{asked}{"".join(answers)}</question>').items
    assert isinstance(item, MultipleResponse)
    assert item.marking is Marking.ALL_OR_NOTHING
    assert [option.correct for option in item.options] == [True, True, False]


def test_moodle_answers_without_a_share_are_wrong_and_old_files_write_it_as_an_element() -> None:
    asked = "<questiontext><text>Which?</text></questiontext>"
    found = moodle(
        f'<question type="multichoice">{asked}{answer(RIGHT, "a")}{answer("", "b")}</question>'
        f'<question type="numerical">{asked}<answer>5<fraction>1</fraction></answer></question>'
    )
    choice, number = found.items
    assert isinstance(choice, SingleChoice)
    assert [option.share for option in choice.options] == [1, 0]
    assert isinstance(number, Number)
    assert (number.low, number.high) == (5, 5)


def test_moodle_true_and_false_in_another_language_are_two_choices() -> None:
    asked = "<questiontext><text>Wet?</text></questiontext>"
    both = answer(' fraction="0"', "Verdadero") + answer(' fraction="100"', "Falso")
    (item,) = moodle(f'<question type="truefalse">{asked}{both}</question>').items
    assert isinstance(item, SingleChoice)
    assert [(option.text, option.correct) for option in item.options] == [
        ("Verdadero", False),
        ("Falso", True),
    ]


def test_moodle_texts_are_marked_like_their_question_unless_they_say_otherwise() -> None:
    (item,) = moodle(
        '<question type="multichoice"><questiontext format="markdown"><text>**Which**?</text></questiontext>'
        + answer(' fraction="100"', "*a*")
        + answer(' fraction="0" format="html"', "&lt;i&gt;b&lt;/i&gt; *c*")
        + "</question>"
    ).items
    assert isinstance(item, SingleChoice)
    assert [option.text for option in item.options] == ["*a*", r"*b* \*c\*"]


def test_moodle_pictures_and_hints_of_old_files_are_noticed() -> None:
    found = moodle(
        '<question type="shortanswer"><questiontext><text>Q?</text></questiontext><image>x.png</image>'
        "<image_base64>aGk=</image_base64><hint><hintcontent><text>Look up.</text></hintcontent></hint>"
        + answer(' fraction="100"', "sky")
        + "</question>"
    )
    (item,) = found.items
    assert isinstance(item, ShortText)
    assert (item.accept, item.hint) == (("sky",), "Look up.")
    assert found.notes == ("Line 2: A picture was left out.",)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ('<questestinterop xmlns="x"/>', "This is a QTI file."),
        ('<assessmentItem identifier="a"/>', "This is a QTI file."),
        ("<qti-assessment-test/>", "This is a QTI file."),
        ('<?xml version="1.0"?><imscp:manifest xmlns:imscp="x"/>', "This is a QTI file."),
        ("<moodle_backup/>", "This is a whole course or its backup."),
        ("<html/>", "A Moodle XML file begins with <quiz>."),
    ],
)
def test_xml_of_other_kinds_is_named(text: str, begins: str) -> None:
    kind = formats.guess(text.encode())
    found = formats.read(kind or Format.MOODLE_XML, text.encode())
    (skipped,) = found.skipped
    assert skipped.reason.startswith(begins)


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


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            '<span lang="cy" class="multilang">Pa?</span> <span class="multilang" lang="en">Which?</span>',
            "Which?",
        ),
        ('<span lang="cy" class="multilang">Pa?</span><span lang="fr" class="multilang">Quoi?</span>', "Pa?"),
        ("{mlang cy}Pa{mlang}{mlang en}Which{mlang}?", "Which?"),
    ],
)
def test_moodle_texts_in_several_languages_keep_one_and_say_so(text: str, kept: str) -> None:
    found = moodle(
        '<question type="truefalse"><questiontext format="html">'
        f"<text><![CDATA[{text}]]></text></questiontext>"
        f"{answer(RIGHT, 'true')}{answer('', 'false')}</question>"
    )
    assert [item.text for item in found.items] == [kept]
    assert len(found.notes) == 1
    assert "Only one language was kept: " in found.notes[0]


def test_a_span_in_one_language_stays_as_it_is() -> None:
    found = gift('[html]Is <span lang\\="fr">pluie</span> rain? {T}')
    assert ([item.text for item in found.items], found.notes) == (["Is pluie rain?"], ())


def test_answers_that_are_pictures_are_named() -> None:
    found = moodle(
        '<question type="multichoice"><questiontext><text>Which?</text></questiontext>'
        + answer(RIGHT, '&lt;img src="a.png"&gt;')
        + answer("", "b")
        + "</question>"
    )
    (skipped,) = found.skipped
    assert skipped.reason == "An answer is a picture without a description, which we cannot take over."


def test_moodle_lists_of_gaps_and_choices_have_a_limit() -> None:
    gaps = " ".join("[[1]]" for _ in range(100))
    choices = "".join(f"<selectoption><text>c{at}</text></selectoption>" for at in range(300))
    two = "<selectoption><text>wet</text></selectoption><selectoption><text>dry</text></selectoption>"
    for asked, given, said in ((gaps, two, "100 gaps or more"), ("[[1]]", choices, "more than")):
        found = moodle(
            f'<question type="gapselect"><questiontext><text>{asked}</text></questiontext>{given}</question>'
        )
        assert found.items == ()
        assert said in found.skipped[0].reason


def test_moodle_true_or_false_with_another_word_is_refused() -> None:
    asked = "<questiontext><text>Wet?</text></questiontext>"
    both = answer(' fraction="100"', "true") + answer(' fraction="0"', "maybe")
    found = moodle(f'<question type="truefalse">{asked}{both}</question>')
    assert found.items == ()
    assert "needs the answers true and false" in found.skipped[0].reason


def test_two_places_with_languages_are_read_one_by_one() -> None:
    def spans(cy: str, en: str) -> str:
        marked = '<span lang="{}" class="multilang">{}</span>'
        return marked.format("cy", cy) + marked.format("en", en)

    text = f"{spans('Pa', 'Which')} one is {spans('gwlyb', 'wet')}?"
    assert languages.one_of(text)[0] == "Which one is wet?"
    word = '<span lang="fr" class="word">pluie</span> '
    assert languages.one_of(word + spans("glaw", "rain"))[0] == f"{word}rain"
    crossed = '{mlang cy}Pa <span lang="en" class="multilang">which</span>{mlang}'
    assert "which" in languages.one_of(crossed)[0]


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
