"""Constructs met in public question banks, each written anew: read with the same meaning, or skipped."""

from __future__ import annotations

import pytest

from lms.content.exchange import formats, markdown_quiz
from lms.content.exchange.formats import Format
from lms.content.exchange.report import Imported
from lms.domain.quizzes import ShortText
from tests.content.exchange.texts import gift, gift_item, moodle_item, question


def aiken(text: str) -> Imported:
    return formats.read(Format.AIKEN, text.encode(), "bank.txt")


def test_a_format_before_typed_words_is_none_of_them() -> None:
    item = gift_item("Where? {=[html]north =[plain][html]x =south}")
    assert isinstance(item, ShortText)
    assert item.accept == ("north", "[html]x", "south")
    quiz = markdown_quiz.draft(gift("Where? {=[plain][html]x =south}"), "", "Q")
    (again,) = gift(formats.write(Format.GIFT, quiz).data.decode()).items
    assert isinstance(again, ShortText)
    assert again.accept == ("[html]x", "south")


def test_aiken_lines_under_the_answer_never_become_the_next_question() -> None:
    found = aiken(
        "Wet?\nA. rain\nB. dust\nANSWER: A\nANSWER_EXPLANATION: Rain <wets>.\nTAGS: weather\n\n"
        "Dry?\nA. rain\nB. dust\nANSWER: B\n"
    )
    assert [(item.text, item.why) for item in found.items] == [("Wet?", r"Rain \<wets>."), ("Dry?", "")]
    assert found.notes == ("Line 1: Left out: TAGS.",)


def test_aiken_question_without_an_answer_ends_at_the_empty_line() -> None:
    found = aiken(
        "Wet?\nA) rain\nB) dust\n\nDry?\nA)rain\nB)dust\nANSWER: B\n\nWarm?\nA) sun\nB) ice\nANSWER: A"
    )
    assert [item.text for item in found.items] == ["Warm?"]
    assert [(one.line, one.reason) for one in found.skipped] == [
        (1, 'There is no line "ANSWER:" for this question.'),
        (5, "Line 6 has no space behind the letter. Write A) and then a space."),
    ]


def test_code_under_a_question_stays_a_block() -> None:
    found = formats.read(
        Format.TEXT2QTI,
        b"1. What is printed?\n   ```python\n   print(1)\n   ```\n*a) 1\nb) A\n   ```\n   x\n   y\n   ```\n",
    )
    (item,) = found.items
    assert (item.text, item.body) == ("What is printed?", "```python\nprint(1)\n```")
    assert found.notes == ("Line 1: An answer of several lines became one line.",)


@pytest.mark.parametrize("formula", [r"\(x<y\)", "$$x \\= y$$", r"$\\frac\{a\}\{b\}$"])
def test_formulas_are_named(formula: str) -> None:
    found = gift(f"What is {formula}? {{T}}")
    assert found.notes == ("Line 1: A formula is shown as it is typed.",)


def test_pictures_of_markdown_wait_for_the_trainer() -> None:
    found = gift(r"[markdown]What is this? !\[A cup](cup.png) {T}".replace(r"\[", "["))
    assert found.notes == ("Line 1: It shows a picture that did not come along. Upload it, or take it out.",)


def test_bold_labels_of_strangers_stay_bold() -> None:
    item = moodle_item(question("essay", "", "<p>Tell us.</p><p><b>Why:</b> for us</p>"))
    assert "\n\u2060**Why:** for us\n" in markdown_quiz.question(item)


def test_aiken_text_above_a_question_never_takes_its_place() -> None:
    found = aiken(
        "Chapter 2\n\nWet?\nA. rain\nB. dust {dry}\nANSWER: A. rain\n\nDry?\nA. x\nB. y\nCorrect answer: B\n"
    )
    assert [(item.text, item.body) for item in found.items] == [("Wet?", "Chapter 2"), ("Dry?", "")]
    assert found.notes == ("Line 1: The text above the question now stands under it.",)
    (skipped,) = aiken("Wet?\nA. rain\nB. dust\nANSWER: A. dust\n").skipped
    assert skipped.reason.startswith('"ANSWER: A. dust" does not name one of the answers above it.')


def test_aiken_about_braces_is_not_taken_for_gift() -> None:
    assert formats.guess(b"Which?\nA. {}\nB. []\nANSWER: A\n") is Format.AIKEN
    assert formats.guess(b"ANSWER: {=a ~b}\n") is Format.GIFT


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04..imsmanifest.xml", "This is a QTI or Common Cartridge package."),
        (b"\x1f\x8b\x08", "This is a packed file, perhaps the backup of a course."),
        (b"PK\x03\x04..notes.txt", "This is a packed file. Unpack it"),
    ],
)
def test_packages_of_other_systems_are_named(data: bytes, says: str) -> None:
    (skipped,) = formats.read(Format.MOODLE_XML, data).skipped
    assert skipped.reason.startswith(says)
