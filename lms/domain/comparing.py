"""Whether typed words or digits mean what the key says: no regular expressions, no guessing.

It must not know marks; it compares texts.
"""

from __future__ import annotations

import unicodedata
from fractions import Fraction

_END_STOPS = ".,;:!?…"
# Marks that keyboards, phones and word processors put in place of the plain ones.
_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "\u00a0": " "})
# Longest number that is read: exact arithmetic on a million digits would hold the server up.
_LONGEST_NUMBER = 40


def fold(text: str) -> str:
    """A text without what does not count: case, accents, outer and double spaces, stops at the end."""
    plain = unicodedata.normalize("NFKD", text.translate(_ALIKE))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(plain.casefold().split()).rstrip(_END_STOPS).rstrip()


def same_text(given: str, accepted: tuple[str, ...]) -> bool:
    """Whether the words are one of the accepted ones, once folded. Nothing typed is never right."""
    folded = fold(given)
    return bool(folded) and any(folded == fold(one) for one in accepted)


def read_number(text: str) -> Fraction | None:
    """A number as people type it: "1,204.5", "1 204,5", "-3", "+0.50", "45%" is read as 45; None if unsure.

    One comma before exactly three digits is a thousands mark, otherwise a decimal comma.
    """
    plain = text.translate(_ALIKE).strip().replace(" ", "").removesuffix("%").strip()
    if not plain or len(plain) > _LONGEST_NUMBER or not plain.isascii():
        return None
    sign, digits = (-1, plain[1:]) if plain[0] == "-" else (1, plain.removeprefix("+"))
    whole, point, part = digits.partition(".")
    if "," in digits:
        groups = whole.split(",")
        if point or len(groups) > 2 or len(groups[-1]) == 3:
            if not all(len(group) == 3 for group in groups[1:]) or not 1 <= len(groups[0]) <= 3:
                return None
            whole = "".join(groups)
        else:
            whole, part, point = groups[0], groups[1], "."
    if not (whole.isdigit() or (whole == "" and part)) or not (part.isdigit() or part == ""):
        return None
    return sign * Fraction(f"{whole or 0}.{part or 0}")
