"""From the bytes of a file to text, whatever they are: size, character set, line ends.

It must not know any format.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from lms.content.exchange.report import MOST_BYTES

CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF])
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")


@dataclass(frozen=True, slots=True)
class Incoming:
    """The text of a file with `\\n` at each line's end, or why it cannot be read (then the text is empty)."""

    text: str
    notes: tuple[str, ...] = ()
    refused: str = ""


def decode(data: bytes) -> Incoming:
    """Read bytes as UTF-8, as UTF-16 if they say so, otherwise as Windows-1252. Never raises."""
    if len(data) > MOST_BYTES:
        size, most = -(-len(data) // 1_000_000), MOST_BYTES // 1_000_000
        return Incoming("", refused=f"This file is {size} MB. The most we accept is {most} MB.")
    if data.startswith(_ARCHIVES):
        return Incoming("", refused="This is a packed file. Unpack it and choose the file inside.")
    notes: list[str] = []
    text = _characters(data, notes)
    clean = text.translate(CONTROLS)
    if clean != text:
        notes.append("Characters that cannot be shown were taken out.")
    return Incoming(clean.replace("\r\n", "\n").replace("\r", "\n"), tuple(notes))


def _characters(data: bytes, notes: list[str]) -> str:
    if data.startswith(_UTF16):
        return data.decode("utf-16", errors="replace").encode("utf-8", "replace").decode("utf-8")
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        notes.append("This file uses an old Windows character set. Check the accents and quotation marks.")
        return data.decode("cp1252", errors="replace")
