"""`10 ± 2 days`, `8 to 12` or `10 ± 5%` becomes a number item with exact ends.

What could be read in two ways is not read. It must not know in which file the question stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from lms.content import item_details
from lms.content.item_details import Details
from lms.content.item_lines import RawItem, short
from lms.content.problems import Report
from lms.content.settings_block import Entry
from lms.domain import numerals
from lms.domain.quizzes import Item, Number

_DIGITS = r"[+\-−]?\s?(?:\d{1,3}(?:[ \u00a0]\d{3})+|\d[\d,]*)(?:[.,]\d+)?|[+\-−]?\.\d+"
_UNIT = r"(?:%|[^\W\d_°]|[°£$€µ])[^\d±+=<>~?!,;:–—]{0,39}?[²³23]?"
_ONE = re.compile(rf"({_DIGITS})\s*({_UNIT})?")
_LEEWAY = re.compile(rf"({_DIGITS})\s*({_UNIT})?\s*(?:±|\+\s?/?\s?[-−–])\s*({_DIGITS})\s*({_UNIT})?")
_RANGE = re.compile(rf"({_DIGITS})\s*({_UNIT})?\s*(?:\bto\b|–|—)\s*({_DIGITS})\s*({_UNIT})?", re.IGNORECASE)
# Words that make a sentence of a number; behind one we could not be sure what is right.
_SENTENCES = (
    "to or and about around between plus minus not less more at least most than up until over under "
    "x e hundred thousand million billion dozen half"
)
_WORDS = frozenset(_SENTENCES.split())
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class _Key:
    low: Fraction
    high: Fraction
    unit: str
    decimal: str = ""


def read(report: Report, raw: RawItem, details: Details) -> Item | None:
    """The item that a number makes; None if the number could not be read."""
    item_details.only_marking(report, raw, "right or wrong")
    label = raw.labels["Number"]
    said = item_details.entry(label)
    column = label.column
    key = _key(said.text.removesuffix(".").strip())
    if key is None:
        report.add("Q326", said.line, *_unread(said), column)
        return None
    if key.decimal:
        plain = key.decimal.rstrip("0").rstrip(".,")
        longer = key.decimal if key.decimal != plain else f"{plain}0"
        message = f"This decimal number has no leeway, so {longer} and {plain} must match exactly."
        report.add("Q327", said.line, message, f"Add one: `{plain} ± {_half_step(plain)}`.", column)
    return Number(
        id=details.id, text=details.text, low=key.low, high=key.high, unit=key.unit, shown=said.text
    )


def _unread(said: Entry) -> tuple[str, str]:
    """What we saw and what we need."""
    message = f'We could not read "{short(said.text)}" as a number.'
    hyphen = re.fullmatch(rf"({_DIGITS})\s*-\s*({_DIGITS})\s*({_UNIT})?", said.text)
    if hyphen:
        unit = f" {hyphen[3]}" if hyphen[3] else ""
        return message, f"For a range write `{hyphen[1]} to {hyphen[2]}{unit}`."
    if not said.text:
        return "There is no number.", "Write digits: `10 ± 0 days`."
    return message, "Write digits: `10 ± 0 days`."


def _half_step(plain: str) -> str:
    """Half of the last place of a decimal number: 3.1 gives 0.05."""
    places = len(re.split(r"[.,]", plain)[1]) if re.search(r"[.,]", plain) else 0
    return f"0.{'0' * places}5"


def _key(text: str) -> _Key | None:
    if len(text) > _LONGEST:
        return None
    leeway, span, one = _LEEWAY.fullmatch(text), _RANGE.fullmatch(text), _ONE.fullmatch(text)
    if leeway:
        return _with_leeway(*leeway.groups(default=""))
    if span:
        return _between(*span.groups(default=""))
    if one:
        return _exactly(*one.groups(default=""))
    return None


def _number(text: str) -> Fraction | None:
    return numerals.read_number(text)


def _with_leeway(middle: str, unit: str, leeway: str, unit_after: str) -> _Key | None:
    number, plus = _number(middle), _number(leeway)
    unit, unit_after = unit.strip(), unit_after.strip()
    if number is None or plus is None or plus < 0:
        return None
    if unit_after.startswith("%"):
        # "80% ± 5%" may mean points or a part of 80.
        if unit.startswith("%"):
            return None
        plus = abs(number) * plus / 100
        unit_after = unit_after[1:].strip()
    unit = _one_unit(unit, unit_after)
    return _Key(number - plus, number + plus, unit) if _is_unit(unit) else None


def _between(first: str, unit: str, second: str, unit_after: str) -> _Key | None:
    low, high = _number(first), _number(second)
    unit = _one_unit(unit.strip(), unit_after.strip())
    if low is None or high is None or low > high or not _is_unit(unit):
        return None
    return _Key(low, high, unit)


def _exactly(text: str, unit: str) -> _Key | None:
    number = _number(text)
    if number is None or not _is_unit(unit.strip()):
        return None
    decimal = text if "." in text or number.denominator != 1 else ""
    return _Key(number, number, unit.strip(), decimal.strip())


def _one_unit(before: str, after: str) -> str:
    """The unit of two that are written; two different ones give a text that is none."""
    if before and after and before.casefold() != after.casefold():
        return f"{before} or {after}"
    return after or before


def _is_unit(unit: str) -> bool:
    """Whether what stands behind a number is no part of it, as in "2½", "10²" and "1.5e3"."""
    if unit[:1].isnumeric() or re.match(r"e\d", unit, re.IGNORECASE):
        return False
    return not _WORDS.intersection(re.findall(r"\w+", unit.casefold()))
