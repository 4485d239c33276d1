"""Constructs met in files of Moodle, each written anew: read with the same meaning, or skipped."""

from __future__ import annotations

import pytest

from lms.content.exchange import formats, languages
from lms.content.exchange.formats import Format
from lms.domain.quizzes import (
    Gap,
    GapFill,
    Marking,
    MultipleResponse,
    Number,
    ShortText,
    SingleChoice,
)
from tests.content.exchange.texts import moodle

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
