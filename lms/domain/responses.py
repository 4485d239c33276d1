"""What a person gave for one item, as indexes into the item as written, whatever the order on the sheet.

It must not know what is right: that is `marking`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard, assert_never

from lms.domain import response_fields
from lms.domain.errors import MalformedResponse
from lms.domain.quizzes import (
    GapFill,
    Item,
    Matching,
    MultipleResponse,
    Number,
    Ordering,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)


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


@dataclass(frozen=True, slots=True)
class OrderResponse:
    """For ordering: for each place on the page from the first, the step put there; None = none yet."""

    steps: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class GapsResponse:
    """For a text with gaps: what was typed or chosen in each, "" = nothing."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextResponse:
    """For a short text, a number and a reflection: the words as typed, "" = nothing."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class ScaleResponse:
    """For a scale: for each statement, the choice made; None = none."""

    choices: tuple[int | None, ...]


Response = (
    ChoiceResponse
    | ChoicesResponse
    | PairsResponse
    | OrderResponse
    | GapsResponse
    | TextResponse
    | ScaleResponse
)

LONGEST_TEXT = response_fields.LONGEST_TEXT


def blank(item: Item) -> Response:
    """The response of somebody who left the item alone."""
    match item:
        case SingleChoice() | TrueFalse():
            return ChoiceResponse()
        case MultipleResponse():
            return ChoicesResponse()
        case Matching():
            return PairsResponse((None,) * len(item.pairs))
        case Ordering():
            return OrderResponse((None,) * len(item.steps))
        case GapFill():
            return GapsResponse(("",) * len(item.gaps))
        case ShortText() | Number() | Reflection():
            return TextResponse()
        case Scale():
            return ScaleResponse((None,) * len(item.statements))
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
        case OrderResponse():
            return all(step is None for step in response.steps)
        case GapsResponse():
            return not any(response.texts)
        case TextResponse():
            return not response.text
        case ScaleResponse():
            return all(choice is None for choice in response.choices)
        case _:
            assert_never(response)


def from_form(item: Item, order: Sequence[int], fields: Mapping[str, Sequence[str]]) -> Response:
    """Read the fields of one question; values are positions on the sheet, "1" for the first.

    `order` is the order in which the paper shows the options (matching: the right-hand texts; ordering: the
    steps). `fields` holds "answer" for choices and texts, "row-1", "row-2", … for matching (the chosen
    text), ordering (the place given to the step shown there), gaps and scales. Empty text = nothing.
    Raises: MalformedResponse for anything that the sheet could not have sent.
    """
    match item:
        case SingleChoice() | TrueFalse():
            values = response_fields.values(fields, "answer")
            if len(values) > 1:
                raise MalformedResponse(item.id, "two answers where one can be chosen")
            return ChoiceResponse(response_fields.index(item.id, order, values[0]) if values else None)
        case MultipleResponse():
            return ChoicesResponse(
                frozenset(
                    response_fields.index(item.id, order, value)
                    for value in response_fields.values(fields, "answer")
                )
            )
        case Matching():
            return PairsResponse(response_fields.rows(item.id, fields, len(item.pairs), order))
        case Ordering():
            return OrderResponse(response_fields.places(item, order, fields))
        case GapFill():
            return GapsResponse(
                tuple(response_fields.gap(item, fields, row) for row in range(len(item.gaps)))
            )
        case ShortText() | Number() | Reflection():
            return TextResponse(response_fields.text(item.id, fields, "answer"))
        case Scale():
            return ScaleResponse(
                response_fields.rows(item.id, fields, len(item.statements), range(len(item.choices)))
            )
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
        case OrderResponse():
            return {
                f"row-{positions[step]}": [str(place)]
                for place, step in enumerate(response.steps, start=1)
                if step is not None
            }
        case GapsResponse():
            return {f"row-{row}": [text] for row, text in enumerate(response.texts, start=1) if text}
        case TextResponse():
            return {"answer": [response.text]} if response.text else {}
        case ScaleResponse():
            return {
                f"row-{row}": [str(choice + 1)]
                for row, choice in enumerate(response.choices, start=1)
                if choice is not None
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
        case OrderResponse():
            return {"steps": list(response.steps)}
        case GapsResponse():
            return {"texts": list(response.texts)}
        case TextResponse():
            return {"text": response.text}
        case ScaleResponse():
            return {"scale": list(response.choices)}
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
            return PairsResponse(_plain_row(item.id, plain.get("rights"), len(item.pairs), len(item.rights)))
        case Ordering():
            size = len(item.steps)
            return OrderResponse(_plain_row(item.id, plain.get("steps"), size, size))
        case Scale():
            row = _plain_row(item.id, plain.get("scale"), len(item.statements), len(item.choices))
            return ScaleResponse(row)
        case GapFill():
            texts = plain.get("texts")
            if isinstance(texts, list) and len(texts) == len(item.gaps):
                known = [text for text in texts if isinstance(text, str)]
                if len(known) == len(texts):
                    return GapsResponse(tuple(known))
        case ShortText() | Number() | Reflection():
            text = plain.get("text")
            if isinstance(text, str):
                return TextResponse(text)
        case _:
            assert_never(item)
    raise MalformedResponse(item.id, "the stored response does not fit the item")


def _plain_row(item_id: str, value: object, rows: int, size: int) -> tuple[int | None, ...]:
    if isinstance(value, list) and len(value) == rows:
        known = [one for one in value if one is None or _is_index(one, size)]
        if len(known) == rows:
            return tuple(known)
    raise MalformedResponse(item_id, "the stored response does not fit the item")


def _is_index(value: object, length: int) -> TypeGuard[int]:
    # A bool is an int to Python; true must not be read as the second option.
    return type(value) is int and 0 <= value < length
