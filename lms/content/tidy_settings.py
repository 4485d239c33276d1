"""The settings of a file in the form that GitHub and other readers of YAML take as well.

It proposes changes and must not judge whether they keep the meaning: `tidy.py` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

BORDER = "---"
_SETTING = re.compile(r"^([^\W\d_][\w -]{0,40}?)\s*[:：]\s*(.*)$")
_ITEM = re.compile(r"^\s*[-*+•–—]\s+(.*)$")
_CURLY = {"“": "”", "‘": "’"}
# YAML gives these a meaning at the beginning of a value, and a colon or a hash one inside of it.
_SPECIAL = re.compile(r"""^[\[\]{},&*!|>%@`#'"]|^[-?:](?:\s|$)|:(?:\s|$)|\s#|\t""")


@dataclass(frozen=True, slots=True)
class Change:
    """The lines from index `at` up to, not including, `until` become `lines`."""

    at: int
    until: int
    lines: tuple[str, ...]


def changes(lines: Sequence[str], start: int, end: int, closed: bool) -> Iterator[Change]:
    """What to change between the indexes `start` and `end`: the first setting, and behind the last one."""
    yield from _borders(lines, start, end, closed)
    for at in range(start, end):
        line = lines[at]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        item, found = _ITEM.match(line), _SETTING.match(line.rstrip())
        # A text that goes on in the next line would need its quotation marks around both.
        goes_on = at + 1 < end and _continues(lines[at + 1])
        new = line
        if item:
            new = f"  - {_value(item[1], goes_on)}".rstrip()
        elif found:
            new = f"{found[1]}: {_value(found[2], goes_on)}".rstrip()
        if new != line:
            yield Change(at, at + 1, (new,))


def _borders(lines: Sequence[str], start: int, end: int, closed: bool) -> Iterator[Change]:
    opened = start - 1
    above = [at for at in range(start) if lines[at].strip()]
    if not above:
        # A setting stands first, without the line above it.
        yield Change(0, start, (BORDER,))
    elif opened or lines[opened] != BORDER:
        yield Change(0, start, (BORDER,))
    space = () if end + closed >= len(lines) or not lines[end + closed].strip() else ("",)
    if not closed or lines[end] != BORDER or space:
        yield Change(end, end + closed, (BORDER, *space))


def _continues(line: str) -> bool:
    return line[:1] in (" ", "\t") and bool(line.strip()) and not _ITEM.match(line)


def _value(written: str, goes_on: bool) -> str:
    """A value as YAML takes it, with the same text for our own reader."""
    text = written.strip()
    if goes_on:
        return text
    quote = text[0] if len(text) >= 2 else ""
    if quote in ("'", '"') and text.endswith(quote):
        inside = text[1:-1]
        if quote not in inside and not (quote == '"' and "\\" in inside):
            return text
        text = inside.strip()
    elif quote and _CURLY.get(quote) == text[-1]:
        text = text[1:-1].strip()
    # A pair of quotation marks that belongs to the text would be taken off it.
    if not _SPECIAL.search(text):
        return text
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f"'{text}'" if "'" not in text else written.strip()
