"""Reads the fields of one question's form: positions on the sheet, places, texts.

It must not know what a response is made of, nor what is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lms.domain.errors import MalformedResponse
from lms.domain.quizzes import GapFill, Ordering

# Longest text that one field may hold; a reflection of 3,000 words fits.
LONGEST_TEXT = 20_000


def values(fields: Mapping[str, Sequence[str]], name: str) -> list[str]:
    """Everything that a field holds; empty texts are nothing."""
    return [value for value in fields.get(name, ()) if value != ""]


def rows(
    item_id: str, fields: Mapping[str, Sequence[str]], size: int, order: Sequence[int]
) -> tuple[int | None, ...]:
    """The choice made in each of `size` rows, None for none. Raises: MalformedResponse."""
    chosen: list[int | None] = []
    for row in range(1, size + 1):
        value = one(item_id, fields, f"row-{row}")
        chosen.append(index(item_id, order, value) if value else None)
    return tuple(chosen)


def places(
    item: Ordering, order: Sequence[int], fields: Mapping[str, Sequence[str]]
) -> tuple[int | None, ...]:
    """The step in each place; where two steps were given one place, the one shown first keeps it."""
    size = len(item.steps)
    placed: list[int | None] = [None] * size
    for position, step in enumerate(order, start=1):
        value = one(item.id, fields, f"row-{position}")
        if value:
            place = index(item.id, range(size), value)
            if placed[place] is None:
                placed[place] = step
    return tuple(placed)


def gap(item: GapFill, fields: Mapping[str, Sequence[str]], row: int) -> str:
    """What was typed or chosen in the gap at `row`, from 0. Raises: MalformedResponse."""
    filled = text(item.id, fields, f"row-{row + 1}")
    choices = item.gaps[row].choices
    if filled and choices and filled not in choices:
        raise MalformedResponse(item.id, "not one of the choices of this gap")
    return filled


def text(item_id: str, fields: Mapping[str, Sequence[str]], name: str) -> str:
    """A text without the space around it. Raises: MalformedResponse."""
    # Browsers send lines with CR LF and count them as one character; one form is kept, so that the same words
    # give the same digest.
    written = one(item_id, fields, name).replace("\r\n", "\n").strip()
    if len(written) > LONGEST_TEXT:
        raise MalformedResponse(item_id, "a text that is too long", longest=LONGEST_TEXT)
    # JSON can say half of a pair of surrogates, which no page could ever show again.
    if "\x00" in written or any("\ud800" <= letter <= "\udfff" for letter in written):
        raise MalformedResponse(item_id, "a text that cannot be kept")
    return written


def one(item_id: str, fields: Mapping[str, Sequence[str]], name: str) -> str:
    """What one field holds, "" for nothing. Raises: MalformedResponse if it came twice."""
    sent = values(fields, name)
    if len(sent) > 1:
        raise MalformedResponse(item_id, "two answers where one can be given")
    return sent[0] if sent else ""


def index(item_id: str, order: Sequence[int], value: str) -> int:
    """What stands at a position on the sheet, "1" for the first. Raises: MalformedResponse."""
    # Only plain ASCII digits: "²" is a digit to str.isdigit() and not to int().
    if len(value) > 3 or not value.isascii() or not value.isdigit():
        raise MalformedResponse(item_id, "not a position on the sheet")
    position = int(value)
    if not 1 <= position <= len(order):
        raise MalformedResponse(item_id, "no such position on the sheet")
    return order[position - 1]
