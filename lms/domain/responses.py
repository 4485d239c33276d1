"""What a person gave for one item, as indexes into the item as written, whatever the order on the sheet.

It must not know what is right: that is `marking`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard, assert_never

from lms.domain.errors import MalformedResponse
from lms.domain.quizzes import Item, Matching, MultipleResponse, SingleChoice, TrueFalse


@dataclass(frozen=True, slots=True)
class ChoiceResponse:
    """For a single choice and a true/false: the option chosen, None = left blank."""

    choice: int | None = None


@dataclass(frozen=True, slots=True)
class ChoicesResponse:
    """For a multiple response: the options ticked."""

    choices: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class PairsResponse:
    """For matching: for each pair, an index into `Matching.rights`; None = nothing chosen."""

    rights: tuple[int | None, ...]


Response = ChoiceResponse | ChoicesResponse | PairsResponse


def blank(item: Item) -> Response:
    """The response of somebody who left the item alone."""
    match item:
        case SingleChoice() | TrueFalse():
            return ChoiceResponse()
        case MultipleResponse():
            return ChoicesResponse()
        case Matching():
            return PairsResponse((None,) * len(item.pairs))
        case _:
            assert_never(item)


def is_blank(response: Response) -> bool:
    match response:
        case ChoiceResponse():
            return response.choice is None
        case ChoicesResponse():
            return not response.choices
        case PairsResponse():
            return all(right is None for right in response.rights)
        case _:
            assert_never(response)


def from_form(item: Item, order: Sequence[int], fields: Mapping[str, Sequence[str]]) -> Response:
    """Read the fields of one question; values are positions on the sheet, "1" for the first.

    `order` is the order in which the paper shows the options (for matching: the right-hand texts).
    `fields` holds "answer" for choices, "row-1", "row-2", … for matching. Empty text = nothing chosen.
    Raises: MalformedResponse for anything that the sheet could not have sent.
    """
    match item:
        case SingleChoice() | TrueFalse():
            values = _values(fields, "answer")
            if len(values) > 1:
                raise MalformedResponse(item.id, "two answers where one can be chosen")
            return ChoiceResponse(_index(item.id, order, values[0]) if values else None)
        case MultipleResponse():
            return ChoicesResponse(
                frozenset(_index(item.id, order, value) for value in _values(fields, "answer"))
            )
        case Matching():
            return PairsResponse(tuple(_row(item, order, fields, row) for row in range(len(item.pairs))))
        case _:
            assert_never(item)


def to_form(response: Response, order: Sequence[int]) -> dict[str, list[str]]:
    """The fields that `from_form` would read back as this response."""
    positions = {index: str(position) for position, index in enumerate(order, start=1)}
    match response:
        case ChoiceResponse():
            return {} if response.choice is None else {"answer": [positions[response.choice]]}
        case ChoicesResponse():
            return {"answer": sorted((positions[choice] for choice in response.choices), key=int)}
        case PairsResponse():
            return {
                f"row-{row}": [positions[right]]
                for row, right in enumerate(response.rights, start=1)
                if right is not None
            }
        case _:
            assert_never(response)


def to_plain(response: Response) -> dict[str, object]:
    """A value that JSON can hold; `from_plain` is its exact inverse."""
    match response:
        case ChoiceResponse():
            return {"choice": response.choice}
        case ChoicesResponse():
            return {"choices": sorted(response.choices)}
        case PairsResponse():
            return {"rights": list(response.rights)}
        case _:
            assert_never(response)


def from_plain(item: Item, plain: Mapping[str, object]) -> Response:
    """Raises: MalformedResponse if the value was not written by `to_plain` for such an item."""
    match item:
        case SingleChoice() | TrueFalse():
            choice = plain.get("choice", ...)
            if choice is None:
                return ChoiceResponse()
            if _is_index(choice, len(item.options)):
                return ChoiceResponse(choice)
        case MultipleResponse():
            choices = plain.get("choices")
            if isinstance(choices, list):
                indexes = [choice for choice in choices if _is_index(choice, len(item.options))]
                if len(indexes) == len(choices):
                    return ChoicesResponse(frozenset(indexes))
        case Matching():
            rights = plain.get("rights")
            if isinstance(rights, list) and len(rights) == len(item.pairs):
                known = [right for right in rights if right is None or _is_index(right, len(item.rights))]
                if len(known) == len(rights):
                    return PairsResponse(tuple(known))
        case _:
            assert_never(item)
    raise MalformedResponse(item.id, "the stored response does not fit the item")


def _values(fields: Mapping[str, Sequence[str]], name: str) -> list[str]:
    return [value for value in fields.get(name, ()) if value != ""]


def _row(item: Matching, order: Sequence[int], fields: Mapping[str, Sequence[str]], row: int) -> int | None:
    values = _values(fields, f"row-{row + 1}")
    if len(values) > 1:
        raise MalformedResponse(item.id, "two answers in one row")
    return _index(item.id, order, values[0]) if values else None


def _index(item_id: str, order: Sequence[int], value: str) -> int:
    # Only plain ASCII digits: "²" is a digit to str.isdigit() and not to int().
    if len(value) > 3 or not value.isascii() or not value.isdigit():
        raise MalformedResponse(item_id, "not a position on the sheet")
    position = int(value)
    if not 1 <= position <= len(order):
        raise MalformedResponse(item_id, "no such position on the sheet")
    return order[position - 1]


def _is_index(value: object, length: int) -> TypeGuard[int]:
    # A bool is an int to Python; true must not be read as the second option.
    return type(value) is int and 0 <= value < length
