"""Numbers as other systems write them, exactly: decimals, shares of a mark, keys with leeway.

A number that is not surely one is None, never 0. It must not know any format.
"""

from __future__ import annotations

from fractions import Fraction

_LONGEST = 40
_LARGEST_EXPONENT = 20
_SIGNS = str.maketrans({"−": "-", "–": "-", "\u00a0": " "})

# The shares that Moodle knows; it refuses or rounds every other one.
_KNOWN = (
    *(Fraction(tenths, 20) for tenths in (20, 18, 16, 15, 14, 12, 10, 8, 6, 5, 4, 2, 1, 0)),
    *(Fraction(1, parts) for parts in (3, 6, 7, 8, 9)),
    Fraction(2, 3),
    Fraction(5, 6),
)
# Files carry shares with three to seven places, so 33.333 and 33.3333333 are both a third.
_CLOSE = Fraction(5, 100_000)


def read(text: str) -> Fraction | None:
    """A decimal such as "-12.50", ".5" or "1.5e3" (a point, no thousands marks); None if it is not one."""
    plain = text.translate(_SIGNS).strip()
    if not plain.isascii() or len(plain) > _LONGEST:
        return None
    mantissa, mark, exponent = plain.lower().partition("e")
    power = _whole(exponent) if mark else 0
    if power is None or abs(power) > _LARGEST_EXPONENT:
        return None
    sign = -1 if mantissa.startswith("-") else 1
    digits = mantissa[1:] if mantissa[:1] in ("-", "+") else mantissa
    whole, point, part = digits.partition(".")
    if not (whole + part).isdigit() or (point and not part and not whole):
        return None
    return sign * Fraction(f"{whole or 0}.{part or 0}") * Fraction(10) ** power


def _whole(text: str) -> int | None:
    digits = text[1:] if text[:1] in ("-", "+") else text
    if not digits.isdigit() or len(digits) > 4:
        return None
    return -int(digits) if text.startswith("-") else int(digits)


def show(number: Fraction) -> str | None:
    """A number as a plain decimal; None if it has no end or is too long to write exactly."""
    places = 0
    rest = number.denominator
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places += max(twos, fives)
    if rest != 1 or places > _LONGEST // 2:
        return None
    digits = str(abs(number.numerator) * 10**places // number.denominator)
    if len(digits) >= _LONGEST:
        return None
    digits = digits.zfill(places + 1)
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[: len(digits) - places]}{f'.{digits[-places:]}' if places else ''}"


def key(low: Fraction, high: Fraction, *, span: bool = False) -> str:
    """A number's key as a trainer writes it: "10", "10 ± 2", or with `span` "8 to 12"."""
    middle, leeway = (low + high) / 2, (high - low) / 2
    shown = [show(low), show(high), show(middle), show(leeway)]
    texts = ["" if one is None else one for one in shown]
    if low == high:
        return texts[0]
    return f"{texts[0]} to {texts[1]}" if span else f"{texts[2]} ± {texts[3]}"


def share(text: str) -> Fraction | None:
    """A per cent such as "33.33333" as the exact share that is meant; None if Moodle knows no such share."""
    percent = read(text)
    if percent is None:
        return None
    size = abs(percent) / 100
    known = next((one for one in _KNOWN if abs(one - size) <= _CLOSE), None)
    return None if known is None else (known if percent >= 0 else -known)


def unknown_share(text: str) -> str:
    """What to tell people about a share that Moodle does not know, with the one that may be meant."""
    told = f'"{text[:40]}%" is not a share of the marks that Moodle knows.'
    percent_read = read(text)
    if percent_read is None or not 0 < abs(percent_read) < 100:
        return told
    nearest = percent(nearest_share(abs(percent_read) / 100))
    return f"{told} The nearest is {'-' if percent_read < 0 else ''}{nearest}%."


def nearest_share(part: Fraction) -> Fraction:
    """The share Moodle knows that is nearest to `part` (0 to 1); neither nothing nor the whole mark."""
    return min((one for one in _KNOWN if 0 < one < 1), key=lambda one: abs(one - part))


def percent(part: Fraction) -> str:
    """A share as Moodle writes it: at most five places, no zeros at the end."""
    return f"{float(part * 100):.5f}".rstrip("0").rstrip(".")
