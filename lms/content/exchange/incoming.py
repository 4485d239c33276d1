"""From the bytes of a file to text, whatever they are: size, character set, line ends.

It must not know any format.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from lms.content.exchange.report import MOST_BYTES

CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF])
_OTHERS = (b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BROKEN = "\ufffd"
# What the first line of an XML file may say of its characters, for sets where each has one byte.
_NAMED = re.compile(
    r"<\?xml[^>]{0,80}encoding=[\"'](iso-8859-(?:[1-9]|1[03-6])|windows-125[0-8]|koi8-r)[\"']", re.I
)
_WINDOWS = ("windows-1252", "iso-8859-1")
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
        size, most = -(-len(data) // 1024**2), MOST_BYTES // 1024**2
        return Incoming("", refused=f"This file is {size} MB. The most we accept is {most} MB.")
    if data.startswith(_ARCHIVES) and b"imsmanifest.xml" in data:
        told = "This is a QTI or Common Cartridge package. We write QTI but cannot read it."
        return Incoming("", refused=f"{told} Choose GIFT, Aiken, Moodle XML or text2qti.")
    if data.startswith(b"\x1f\x8b"):
        told = "This is a packed file, perhaps the backup of a course."
        return Incoming("", refused=f"{told} Export the questions alone, as Moodle XML.")
    if data.startswith(_ARCHIVES):
        return Incoming("", refused="This is a packed file. Unpack it and choose the file inside.")
    if data.startswith(_OTHERS):
        return Incoming("", refused="This is no text file. Save the questions as text and choose that file.")
    notes: list[str] = []
    text = _characters(data, notes)
    clean = text.translate(CONTROLS)
    if clean != text:
        notes.append("Characters that cannot be shown were taken out.")
    return Incoming(clean.replace("\r\n", "\n").replace("\r", "\n"), tuple(notes))


def _characters(data: bytes, notes: list[str]) -> str:
    if data.startswith(_UTF16):
        return data.decode("utf-16", errors="replace").encode("utf-8", "replace").decode("utf-8")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", errors="replace")
    broken = text.count(_BROKEN)
    if sum(not one.isascii() for one in text) > 2 * broken:
        # Most of it is UTF-8: another character set would spoil every accent and not only these few.
        notes.append(f"{broken} characters of this file are damaged and show as {_BROKEN}.")
        return text
    named = _NAMED.search(data[:200].decode("ascii", errors="replace"))
    if named is not None and named[1].lower() not in _WINDOWS:
        notes.append(f"This file uses the old character set {named[1]}. Check the accents.")
        return data.decode(named[1], errors="replace")
    notes.append("This file uses an old Windows character set. Check the accents and quotation marks.")
    return data.decode("cp1252", errors="replace")
