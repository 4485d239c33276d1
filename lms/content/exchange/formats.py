"""The one door to import and export: formats by name, what can be read, what is lost, what is written.

It must not know how any format works inside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import PurePosixPath
from typing import assert_never

from lms.content.exchange import (
    aiken,
    gift,
    gift_writing,
    incoming,
    markdown_quiz,
    moodle_writing,
    moodle_xml,
    qti,
    text2qti,
    text2qti_writing,
)
from lms.content.exchange.qti_xml import Edition
from lms.content.exchange.report import Imported, Loss, Skipped, Written, nothing
from lms.domain.quizzes import Quiz


class Format(StrEnum):
    """A format by the name it has in addresses and on the command line."""

    GIFT = "gift"
    AIKEN = "aiken"
    MOODLE_XML = "moodle-xml"
    TEXT2QTI = "text2qti"
    QTI_21 = "qti-2.1"
    QTI_30 = "qti-3.0"
    MARKDOWN = "markdown"


LABELS = {
    Format.GIFT: "GIFT",
    Format.AIKEN: "Aiken",
    Format.MOODLE_XML: "Moodle XML",
    Format.TEXT2QTI: "text2qti",
    Format.QTI_21: "QTI 2.1",
    Format.QTI_30: "QTI 3.0",
    Format.MARKDOWN: "Markdown",
}
READABLE = (Format.GIFT, Format.AIKEN, Format.MOODLE_XML, Format.TEXT2QTI)
WRITABLE = (
    Format.GIFT,
    Format.MOODLE_XML,
    Format.QTI_21,
    Format.QTI_30,
    Format.TEXT2QTI,
    Format.MARKDOWN,
)
_READERS: dict[Format, Callable[[str, tuple[str, ...]], Imported]] = {
    Format.GIFT: gift.read,
    Format.AIKEN: aiken.read,
    Format.MOODLE_XML: moodle_xml.read,
    Format.TEXT2QTI: text2qti.read,
}
_LOOKED_AT = 20_000


def read(kind: Format, data: bytes, name: str = "") -> Imported:
    """Read a file of questions; `name` is what the file is called, its title if it gives none.

    Never raises, whatever the bytes: what cannot be read is in `skipped` with its line and reason.
    """
    reader = _READERS.get(kind)
    if reader is None:
        return nothing(f"We cannot read questions from {LABELS[kind]}.")
    text = incoming.decode(data)
    if text.refused:
        return nothing(text.refused)
    found = reader(text.text, text.notes)
    if not found.items and not found.skipped:
        found = replace(found, skipped=(Skipped(1, "There are no questions in this file.", ""),))
    return replace(found, quiz_title=(found.quiz_title or title_of(name))[:200])


def title_of(name: str) -> str:
    """A title for a file called so: "../unit-1 test.gift" gives "unit 1 test"."""
    stem = PurePosixPath(name.replace("\\", "/").replace("\0", "")).stem
    return " ".join(stem.replace("-", " ").replace("_", " ").split())


def losses(kind: Format, quiz: Quiz) -> tuple[Loss, ...]:
    """What a file of this format will leave out of the quiz.

    Raises: ValueError for a format that we do not write.
    """
    match kind:
        case Format.GIFT:
            return gift_writing.losses(quiz)
        case Format.MOODLE_XML:
            return moodle_writing.losses(quiz)
        case Format.TEXT2QTI:
            return text2qti_writing.losses(quiz)
        case Format.QTI_21 | Format.QTI_30:
            return qti.losses(quiz)
        case Format.MARKDOWN:
            return ()
        case Format.AIKEN:
            raise ValueError("we do not write Aiken")
        case _:
            assert_never(kind)


def write(kind: Format, quiz: Quiz) -> Written:
    """The quiz as a file of this format, with the name and media type to send it with.

    Raises: ValueError for a format that we do not write.
    """
    slug = quiz.slug or "quiz"
    match kind:
        case Format.GIFT:
            return _text(gift_writing.write(quiz), f"{slug}.gift", "text/plain")
        case Format.MOODLE_XML:
            return _text(moodle_writing.write(quiz), f"{slug}.xml", "application/xml")
        case Format.TEXT2QTI:
            return _text(text2qti_writing.write(quiz), f"{slug}.txt", "text/plain")
        case Format.QTI_21:
            return Written(qti.write(quiz, Edition.V21), f"{slug}-qti21.zip", "application/zip")
        case Format.QTI_30:
            return Written(qti.write(quiz, Edition.V30), f"{slug}-qti30.zip", "application/zip")
        case Format.MARKDOWN:
            return _text(markdown_quiz.write(quiz), f"{slug}.md", "text/markdown")
        case Format.AIKEN:
            raise ValueError("we do not write Aiken")
        case _:
            assert_never(kind)


def _text(text: str, name: str, media_type: str) -> Written:
    return Written(text.encode("utf-8"), name, f"{media_type}; charset=utf-8")


def guess(data: bytes, name: str = "") -> Format | None:
    """The format a file most likely has, from its first lines and its name; None if none does."""
    text = incoming.decode(data[:_LOOKED_AT]).text
    bare = text.lstrip()
    if bare.startswith(("<?xml", "<quiz", "<questestinterop", "<assessment", "<qti-", "<!DOCTYPE", "<!--")):
        return Format.MOODLE_XML
    if name.lower().endswith(".gift"):
        return Format.GIFT
    lines = [line.strip() for line in text.split("\n")]
    keyed = any(line.upper().startswith("ANSWER:") for line in lines)
    if keyed and ("{" not in text or any(line.upper().startswith(("A. ", "A) ")) for line in lines)):
        return Format.AIKEN
    if any(line.startswith(("::", "$CATEGORY:", "//")) for line in lines) or _braces(text):
        return Format.GIFT
    if any(line.lower().startswith("quiz title:") or _numbered(line) for line in lines):
        return Format.TEXT2QTI
    return None


def _braces(text: str) -> bool:
    opens = text.find("{")
    closes = text.find("}", opens + 1)
    first = text[opens + 1 : closes].strip()[:1]
    return opens != -1 and closes != -1 and first in ("=", "~", "#", "T", "F", "")


def _numbered(line: str) -> bool:
    number, dot, rest = line.partition(".")
    return number.isdigit() and bool(dot) and rest[:1] == " "
