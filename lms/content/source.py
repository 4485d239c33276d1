"""Bytes of a file become numbered lines, whatever editor wrote them.

It must not know what the lines mean.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lms.content.problems import Report

FILE_LIMIT = 200 * 1024
TAB = 4

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_FENCE = re.compile(r"^[\s>]*(?:[-*+]\s+|\d+[.)]\s+)?(`{3,}|~{3,})([^`]*)$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file. `code` is true inside a fenced block, where nothing has a meaning."""

    number: int
    text: str
    code: bool = False

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    @property
    def indent(self) -> int:
        """How far the text stands from the margin, a tab counting to the next fourth column."""
        return indent_of(self.text)

    @property
    def column(self) -> int:
        """Where the text begins, as an editor counts it."""
        return len(self.text) - len(self.text.lstrip()) + 1


def indent_of(text: str) -> int:
    white = text[: len(text) - len(text.lstrip(" \t"))]
    return len(white.expandtabs(TAB))


def decode(report: Report, data: bytes) -> str:
    """The text of a file; a line in an old Windows character set is read and reported (F113)."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return clean(data.decode("utf-16", errors="replace"))
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return clean(data.decode("utf-8"))
    except UnicodeDecodeError:
        lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return clean("\n".join(_decode_line(report, number, line) for number, line in enumerate(lines, start=1)))


def _decode_line(report: Report, number: int, line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as fault:
        report.add(
            "F113",
            number,
            "This line uses an old Windows character set.",
            "Save the file as UTF-8.",
            len(line[: fault.start].decode("utf-8")) + 1,
        )
        return line.decode("cp1252", errors="replace")


def clean(text: str) -> str:
    """One kind of line end, no byte order mark and no control characters: columns stay where they were."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("\ufffd", text)


def too_large(report: Report, size: int) -> bool:
    """Whether a file of `size` bytes is refused (F114)."""
    if size <= FILE_LIMIT:
        return False
    report.add(
        "F114",
        1,
        f"This file is {-(-size // 1024)} KB. The most we accept is {FILE_LIMIT // 1024} KB.",
        "Split the page in two.",
    )
    return True


def lines_of(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n"))


def scan(lines: Sequence[str], first: int) -> Iterator[Line]:
    """Number the lines from `first` on and say which of them stand inside a fenced block.

    A fence that nothing closes is no fence, as for the renderer: it hides no question and no heading. One
    inside a quote must be closed inside it.
    """
    until = -1
    # From which length on fences of a kind are known to be closed nowhere below.
    open_ended: dict[tuple[str, bool], int] = {}
    for at, text in enumerate(lines):
        if at > until:
            mark = _FENCE.match(text) if "```" in text or "~~~" in text else None
            if mark:
                until = _closing(lines, at, mark[1], open_ended)
        yield Line(first + at, text, code=at <= until)


def _closing(lines: Sequence[str], at: int, fence: str, open_ended: dict[tuple[str, bool], int]) -> int:
    """The place of the line that closes the fence of line `at`; -1 if none does."""
    quoted = lines[at].lstrip().startswith(">")
    kind = fence[0], quoted
    if len(fence) >= open_ended.get(kind, len(fence) + 1):
        return -1
    for place in range(at + 1, len(lines)):
        text = lines[place]
        if quoted and not text.lstrip().startswith(">"):
            return -1
        mark = _FENCE.match(text) if fence in text else None
        if mark and mark[1].startswith(fence) and not mark[2].strip():
            return place
    open_ended[kind] = len(fence)
    return -1
