"""Numbers as people type them, read exactly or not at all. It must not know marks or keys."""

from __future__ import annotations

import unicodedata
from fractions import Fraction

# Longest number that is read: exact arithmetic on a million digits would hold the server up.
_LONGEST = 40
_MOST_POWER = 30
_MINUS = str.maketrans(dict.fromkeys("‐‑‒–—−﹣－", "-") | dict.fromkeys("’‘′", "'"))
_RAISED = str.maketrans("²³", "23")
_FRACTION_SLASH = "\N{FRACTION SLASH}"


def read_number(text: str) -> Fraction | None:
    """A number such as "1,204.5", "1 204,5", "1.204,5", "-3", "+0.5", "2½", "1/2", "1.5e3"; None if unsure.

    "45%" is read as 45. One comma before exactly three digits is a thousands mark ("1,204"), unless what
    stands before it could not be one ("0,125"); otherwise it is a decimal comma.
    """
    plain = " ".join(_spelt_out(text.translate(_MINUS)).split()).removesuffix("%").strip()
    if not plain or len(plain) > _LONGEST or not plain.isascii():
        return None
    negative = plain[0] == "-"
    bare = plain[1:].strip() if plain[0] in "+-" else plain
    found = _divided(bare) if "/" in bare else _powered(bare)
    return -found if negative and found is not None else found


def read_amount(text: str, unit: str) -> Fraction | None:
    """The same for a number beside its unit, such as "10", "10 days" or "1 day" where `unit` is "days"."""
    return read_number(_without_unit(text, unit))


def _without_unit(text: str, unit: str) -> str:
    """People repeat the unit beside the box: behind the number, one "day" of "days", "£" before it."""
    bare, known = (" ".join(one.split()).rstrip(" .").casefold() for one in (text, unit))
    if not known:
        return text
    # A short unit has no plural: "ms" is not many "m".
    words = (known, known + "s", known.removesuffix("s")) if len(known) > 2 else (known,)
    # Few keyboards have "m²", so "m2" is the same unit.
    words = (*words, known.translate(_RAISED))
    for one in words:
        if bare != bare.removesuffix(one):
            return bare.removesuffix(one)
    return bare.removeprefix(known)


def _spelt_out(text: str) -> str:
    """Put "2 1/2" for "2½"; every other character stays, so that "10²" is not taken for 102."""
    return "".join(
        " " + unicodedata.normalize("NFKD", one).replace(_FRACTION_SLASH, "/")
        if _FRACTION_SLASH in unicodedata.normalize("NFKD", one) and one != _FRACTION_SLASH
        else one.replace(_FRACTION_SLASH, "/")
        for one in text
    )


def _divided(text: str) -> Fraction | None:
    """Read "1/2" and "2 1/2"."""
    above, _, below = text.partition("/")
    *whole, top = above.strip().split(" ")
    parts = [*whole, top, below.strip()]
    if len(parts) > 3 or not all(part.isdigit() for part in parts) or not int(parts[-1]):
        return None
    share = Fraction(int(top), int(parts[-1]))
    if whole and share >= 1:
        return None
    return share + (int(whole[0]) if whole else 0)


def _powered(text: str) -> Fraction | None:
    """Read "1.5e3", and everything without a power."""
    digits, raised, power = text.casefold().partition("e")
    number = _decimal(digits)
    if number is None or not raised:
        return number
    size = power[1:] if power[:1] in ("+", "-") else power
    if not size.isdigit() or int(size) > _MOST_POWER or "'" in digits or " " in digits:
        return None
    return number * Fraction(10) ** (-int(size) if power.startswith("-") else int(size))


def _decimal(text: str) -> Fraction | None:
    """Digits with one decimal mark at most and one kind of mark between thousands."""
    # A sentence may end behind a number.
    text = text.removesuffix(".")
    mark = _decimal_mark(text)
    whole, _, part = text.partition(mark) if mark else (text, "", "")
    between = {one for one in whole if not one.isdigit()}
    if len(between) > 1 or not between <= set(" ',."):
        return None
    for one in between:
        first, *others = whole.split(one)
        if not 1 <= len(first) <= 3 or any(len(group) != 3 for group in others):
            return None
        whole = first + "".join(others)
    if not (whole + part).isdigit():
        return None
    return Fraction(f"{whole or 0}.{part or 0}")


def _decimal_mark(text: str) -> str:
    """Which mark stands before the decimal places; "" for none."""
    commas, points = text.count(","), text.count(".")
    if commas and points:
        return max(",.", key=text.rfind)
    if points:
        # "1.204.567" has thousands alone.
        return "." if points == 1 else ""
    if commas != 1:
        return ""
    before, _, after = text.partition(",")
    thousands = len(after) == 3 and 1 <= len(before) <= 3 and before.isdigit() and before[0] != "0"
    return "" if thousands else ","
