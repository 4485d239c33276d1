"""Owns what the committed fonts can print, and how text from people is cut down to that.

It must not know what the text is for, and it draws nothing itself.
"""

import dataclasses
import functools
import pathlib
import re
import struct
import unicodedata

FONTS = pathlib.Path(__file__).parent / "fonts"

JOINERS = frozenset("\u200c\u200d")
"""Invisible, but Persian and other names are misspelt without them."""

MARKS_PER_LETTER = 4
"""Vietnamese needs two accents on a letter, Arabic three; a pile of fifty would cover the lines above."""

LONGEST_RUN = 36
"""Characters without a space before a line may break inside the word."""


@dataclasses.dataclass(frozen=True, slots=True)
class Printable:
    """Text that the fonts can print, and whether it is all that was asked for."""

    text: str
    complete: bool

    @property
    def readable(self) -> bool:
        """Whether it still says something: all of it is there, or at least one letter is left."""
        if self.complete:
            return bool(self.text)
        return any(character.isalpha() for character in self.text)


def printable(text: str, *, longest: int) -> Printable:
    """`text` on one line, with what no font here has left out, and at most `longest` characters.

    Control characters, direction overrides and other invisible characters are dropped without a word: they
    leave no gap in the name. Anything visible that is left out makes the result incomplete.
    """
    kept: list[str] = []
    complete, base_kept, marks = True, False, 0
    for character in unicodedata.normalize("NFC", text):
        category = unicodedata.category(character)
        if category in {"Zs", "Zl", "Zp"} or character in "\t\n\v\f\r\x85":
            kept.append(" ")
            base_kept, marks = False, 0
        elif character in JOINERS or category.startswith("M"):
            marks += 1
            # A mark whose letter is missing, or one too many, would float over its neighbours.
            if base_kept and marks <= MARKS_PER_LETTER and character in coverage():
                kept.append(character)
            elif character not in JOINERS and not _is_variation_selector(character):
                complete = False
        elif category in {"Cc", "Cf"}:
            continue
        else:
            base_kept, marks = character in coverage(), 0
            if base_kept:
                kept.append(character)
            else:
                complete = False
    line = " ".join("".join(kept).split())
    if len(line) > longest:
        line, complete = line[: longest - 1].rstrip() + "…", False
    return Printable(line, complete)


def latin_only(text: str) -> Printable:
    """The Latin letters, digits and common signs of `text`: what prints whatever else goes wrong."""
    kept = "".join(character for character in text if character.isprintable() and character < "\u0250")
    return Printable(" ".join(kept.split()), complete=kept == text)


def breakable(text: str) -> str:
    """`text` with invisible places to break inside very long words, so that no line runs off the paper."""
    return re.sub(rf"(\S{{{LONGEST_RUN}}})(?=\S)", "\\1\u200b", text)


@functools.cache
def coverage() -> frozenset[str]:
    """Every character that one of the committed fonts has a shape for.

    Private-use characters are not counted: they have a shape but no meaning, which PDF/UA refuses. Nor is the
    replacement sign, which stands for a character that was lost before it came here.
    """
    points = {point for path in sorted(FONTS.glob("*.ttf")) for point in _mapped(path.read_bytes())}
    return frozenset(
        chr(point) for point in points - {0xFFFD} if unicodedata.category(chr(point)) not in {"Co", "Cs"}
    )


def _is_variation_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _mapped(font: bytes) -> set[int]:
    """Code points in a TrueType file's Unicode character maps (table `cmap`, formats 4 and 12)."""
    tables = {
        font[entry : entry + 4]: struct.unpack_from(">I", font, entry + 8)[0]
        for entry in range(12, 12 + 16 * struct.unpack_from(">H", font, 4)[0], 16)
    }
    cmap: int = tables[b"cmap"]
    found: set[int] = set()
    for record in range(cmap + 4, cmap + 4 + 8 * struct.unpack_from(">H", font, cmap + 2)[0], 8):
        start = cmap + struct.unpack_from(">I", font, record + 4)[0]
        match struct.unpack_from(">H", font, start)[0]:
            case 4:
                found |= _mapped_in_segments(font, start)
            case 12:
                groups = struct.unpack_from(">I", font, start + 12)[0]
                for first, last, _ in struct.iter_unpack(">III", font[start + 16 : start + 16 + 12 * groups]):
                    found |= set(range(first, last + 1))
    return found


def _mapped_in_segments(font: bytes, start: int) -> set[int]:
    """Code points of a format 4 map; each is looked up, because a segment may hold gaps (shape 0)."""
    count = struct.unpack_from(">H", font, start + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, start + 14)
    starts = struct.unpack_from(f">{count}H", font, start + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", font, start + 16 + 4 * count)
    offsets_at = start + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", font, offsets_at)
    found: set[int] = set()
    for index, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for point in range(first, min(last, 0xFFFE) + 1):
            shape = point
            if offset:
                cell = offsets_at + 2 * index + offset + 2 * (point - first)
                shape = struct.unpack_from(">H", font, cell)[0]
            if (shape or not offset) and (shape + delta) & 0xFFFF:
                found.add(point)
    return found
