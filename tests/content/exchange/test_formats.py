"""The one door: which formats there are, what a file most likely is, what files are called."""

from __future__ import annotations

import pytest

from lms.content.exchange import decimals, formats
from lms.content.exchange.formats import LABELS, READABLE, WRITABLE, Format
from lms.domain.quizzes import Quiz

QUIZ = Quiz(slug="fire", title="Fire", course="c", items=())


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b'<?xml version="1.0"?><quiz/>', "", Format.MOODLE_XML),
        (b"  <quiz>", "", Format.MOODLE_XML),
        (b"anything", "A.GIFT", Format.GIFT),
        (b"Which?\nA. a\nB. b\nANSWER: A", "a.txt", Format.AIKEN),
        (b"::Q1:: x {=a}", "", Format.GIFT),
        (b"Which? {=a ~b}", "", Format.GIFT),
        (b"Quiz title: x", "", Format.TEXT2QTI),
        (b"1. Which?\n*a) a", "", Format.TEXT2QTI),
        (b"Dear {name}", "", None),
        (b"", "", None),
    ],
)
def test_a_file_speaks_for_its_format(data: bytes, name: str, kind: Format | None) -> None:
    assert formats.guess(data, name) is kind


def test_formats_are_read_or_written_and_have_a_label() -> None:
    assert set(READABLE) | set(WRITABLE) == set(Format) == set(LABELS)
    assert [formats.write(kind, QUIZ).name for kind in WRITABLE] == [
        "fire.gift", "fire.xml", "fire-qti21.zip", "fire-qti30.zip", "fire.txt", "fire.md",
    ]  # fmt: skip
    assert formats.write(Format.MOODLE_XML, QUIZ).media_type == "application/xml; charset=utf-8"


def test_what_we_do_not_read_or_write_is_said() -> None:
    found = formats.read(Format.QTI_21, b"PK", "a.zip")
    assert [one.reason for one in found.skipped] == ["We cannot read questions from QTI 2.1."]
    with pytest.raises(ValueError, match="we do not write Aiken"):
        formats.write(Format.AIKEN, QUIZ)
    with pytest.raises(ValueError, match="we do not write Aiken"):
        formats.losses(Format.AIKEN, QUIZ)
    packed = formats.read(Format.GIFT, b"PK\x03\x04")
    assert packed.skipped[0].reason == "This is a packed file. Unpack it and choose the file inside."


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "-",
        "1.2.3",
        "e5",
        "1e",
        "1e2.5",
        "1e21",
        "1_0",
        "1,5",
        "0x1",
        "²",
        "1" * 41,
        "--1",
        "1e99999",
    ],
)
def test_what_is_not_surely_a_number_is_none(text: str) -> None:
    assert decimals.read(text) is None
