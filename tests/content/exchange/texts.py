"""Texts of GIFT and Moodle XML, read from memory, as a test of reading wants them."""

from __future__ import annotations

from lms.content.exchange import formats
from lms.content.exchange.formats import Format
from lms.content.exchange.report import Imported
from lms.domain.quizzes import Item


def gift(text: str) -> Imported:
    return formats.read(Format.GIFT, text.encode(), "bank.gift")


def gift_item(text: str) -> Item:
    """The only question of a text in which every question can be held."""
    found = gift(text)
    assert found.skipped == ()
    (item,) = found.items
    return item


def moodle(inside: str) -> Imported:
    return formats.read(Format.MOODLE_XML, f"<quiz>\n{inside}\n</quiz>".encode(), "bank.xml")


def moodle_file(inside: str) -> Imported:
    """As `moodle`, with the line that says that the file is XML."""
    return formats.read(
        Format.MOODLE_XML, f'<?xml version="1.0"?>\n<quiz>\n{inside}\n</quiz>'.encode(), "b.xml"
    )


def moodle_item(inside: str) -> Item:
    """The only question of a file in which every question can be held."""
    found = moodle_file(inside)
    assert found.skipped == ()
    (item,) = found.items
    return item


def question(kind: str, inside: str, text: str = "<p>Which?</p>") -> str:
    """A question of Moodle with these answers."""
    return (
        f'<question type="{kind}"><name><text>Name</text></name><questiontext format="html">'
        f"<text><![CDATA[{text}]]></text></questiontext>{inside}</question>"
    )


def answer(fraction: str, text: str, more: str = "") -> str:
    """An answer of Moodle with its share of the mark in percent."""
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{more}</answer>'
