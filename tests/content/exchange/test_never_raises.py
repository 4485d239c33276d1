"""Whatever the bytes, an import answers with questions or reasons; whatever the quiz, an export is a file."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.content.exchange import formats, html_text, incoming, markdown_html
from lms.content.exchange.formats import READABLE, WRITABLE, Format
from lms.content.exchange.report import MOST_BYTES, MOST_QUESTIONS
from lms.domain.quizzes import Quiz
from tests.content.exchange import items

PARTS = [
    "{",
    "}",
    "~",
    "=",
    "#",
    "####",
    "->",
    "::",
    "\\",
    "%50%",
    "%",
    "..",
    ":",
    "[html]",
    "//",
    "[id:a]",
    "[tag:b]",
    "$CATEGORY: x/y",
    "\n",
    "\n\n",
    "ANSWER: A",
    "ANSWER:",
    "A. a",
    "B) b",
    "1. ",
    "a) ",
    "*a) ",
    "[*] ",
    "[ ] ",
    "* ",
    "= 5",
    "____",
    "^^^^",
    "... ",
    "GROUP",
    "END_GROUP",
    "pick: 2",
    "Points: 2",
    "points per question: 1",
    "```{.python .run}",
    "```",
    "COMMENT",
    "END_COMMENT",
    "Quiz title: t",
    "Title: t",
    "Text: t",
    "! ",
    "+ ",
    "- ",
    "<quiz>",
    "</quiz>",
    '<question type="multichoice">',
    '<question type="cloze">',
    "</question>",
    "<text>",
    "</text>",
    "<questiontext>",
    "</questiontext>",
    '<answer fraction="100">',
    "</answer>",
    "<single>true</single>",
    "<![CDATA[",
    "]]>",
    "{1:SHORTANSWER:=a~b}",
    "{2:MC:",
    "<p>",
    "<b>",
    "<ul><li>",
    "&amp;lt;",
    "&#0;",
    "<!DOCTYPE x>",
    "x",
    " ",
    "é",
]
texts = st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=5)), max_size=40).map("".join)

MANY = 300 if os.environ.get("LMS_TEST_LONG") else 80


@pytest.mark.parametrize("kind", READABLE)
@settings(max_examples=MANY, deadline=None)
@given(data=st.one_of(st.binary(max_size=200), texts.map(lambda text: text.encode("utf-8", "replace"))))
def test_reading_never_raises_and_counts_what_it_read(kind: Format, data: bytes) -> None:
    found = formats.read(kind, data, "a.txt")
    assert found.read == len(found.items)
    assert found.items or found.skipped
    assert len({item.id for item in found.items}) == len(found.items)
    assert all(item.text.strip() and "\n" not in item.text for item in found.items)
    assert all(skipped.line >= 1 and skipped.reason.endswith((".", ". ")) for skipped in found.skipped)


@settings(max_examples=MANY, deadline=None)
@given(data=st.one_of(st.binary(max_size=200), texts.map(lambda text: text.encode("utf-8", "replace"))))
def test_guessing_never_raises(data: bytes) -> None:
    assert formats.guess(data, "a.gift") is not None
    assert formats.guess(data) in (None, *READABLE)


@settings(max_examples=100, deadline=None)
@given(items.quizzes())
def test_writing_never_raises(quiz: Quiz) -> None:
    for kind in WRITABLE:
        assert formats.write(kind, quiz).data
        assert all(loss.text.endswith(".") for loss in formats.losses(kind, quiz))


@settings(max_examples=MANY, deadline=None)
@given(texts)
def test_markup_conversions_never_raise(text: str) -> None:
    markdown, _ = html_text.to_markdown(text)
    assert isinstance(markdown_html.to_html(markdown), str)
    assert isinstance(markdown_html.to_html(text), str)


@pytest.mark.parametrize(
    "text",
    [
        "{" * 500_000,
        "<" * 500_000,
        "<a " * 300_000,
        "<a '" * 200_000,
        "<!--" * 300_000,
        "<script>" * 150_000,
        "[" * 500_000,
        "*a " * 300_000,
        "&" * 500_000,
        "\\" * 500_000,
        "{1:MC:" * 150_000,
        "x\n\n" * 300_000,
        "1. a\n" * 200_000,
        "A. a\n" * 200_000,
        "<p>" * 300_000,
        "<b>" * 300_000,
        "```\n" * 200_000,
        "GROUP\n" * 200_000,
        "{~" + "a~" * 400_000 + "}",
        "x {=" + "a=" * 400_000 + "}",
        "#" * 900_000,
        " " * 900_000,
        "::" * 400_000,
    ],
    ids=lambda text: text[:6],
)
def test_hostile_files_of_a_megabyte_are_answered(text: str) -> None:
    # A reading whose time grows with the square of the length would not end here within hours.
    wrapped = (
        "<quiz><question type='cloze'><name><text>n</text></name><questiontext format='html'><text><![CDATA["
        f"{text}]]></text></questiontext></question></quiz>"
    )
    for kind, one in (
        (Format.GIFT, text),
        (Format.AIKEN, text),
        (Format.TEXT2QTI, text),
        (Format.MOODLE_XML, text),
        (Format.MOODLE_XML, wrapped),
    ):
        found = formats.read(kind, one.encode())
        assert len(found.items) + len(found.skipped) <= MOST_QUESTIONS + 1


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    found = formats.read(Format.GIFT, b"x" * (MOST_BYTES + 1))
    assert [skipped.reason for skipped in found.skipped] == ["This file is 6 MB. The most we accept is 5 MB."]


def test_at_most_two_thousand_questions_are_read() -> None:
    gift = "\n\n".join(f"Is {number} a number? {{T}}" for number in range(MOST_QUESTIONS + 5))
    found = formats.read(Format.GIFT, gift.encode())
    assert found.read == MOST_QUESTIONS
    assert [skipped.line for skipped in found.skipped] == [2 * MOST_QUESTIONS + 1]
    aiken = "\n".join(f"Is {number}?\nA. Yes\nB. No\nANSWER: A" for number in range(MOST_QUESTIONS + 5))
    assert formats.read(Format.AIKEN, aiken.encode()).skipped[0].line == 4 * MOST_QUESTIONS + 1
    listed = "\n".join(f"{number}. Is it?\n*a) Yes\nb) No" for number in range(MOST_QUESTIONS + 5))
    assert formats.read(Format.TEXT2QTI, listed.encode()).read == MOST_QUESTIONS
    one = '<question type="essay"><questiontext><text>Q</text></questiontext></question>\n'
    assert (
        formats.read(Format.MOODLE_XML, f"<quiz>{one * (MOST_QUESTIONS + 5)}</quiz>".encode()).read == 2_000
    )


@pytest.mark.parametrize(
    ("data", "text", "noted"),
    [
        (b"caf\xc3\xa9", "café", 0),
        (b"\xef\xbb\xbfcaf\xc3\xa9", "café", 0),
        ("café".encode("utf-16"), "café", 0),
        ("café".encode("utf-16-be"), "\x00c\x00a\x00f\x00é".replace("\x00", ""), 2),
        (b"caf\xe9 \x93x\x94", "café “x”", 1),
        (b"\xff\xfea", "\ufffd", 0),
        (b"a\x00b\x1bc", "abc", 1),
        (b"a\r\nb\rc\n", "a\nb\nc\n", 0),
    ],
)
def test_every_character_set_is_read(data: bytes, text: str, noted: int) -> None:
    found = incoming.decode(data)
    assert (found.text, len(found.notes)) == (text, noted)


def test_packed_files_are_refused() -> None:
    assert (
        incoming.decode(b"PK\x03\x04rest").refused
        == "This is a packed file. Unpack it and choose the file inside."
    )
