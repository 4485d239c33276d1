"""Each kind of item as plain values for the canonical JSON, and back.

Do not just modify this: it is part of `versions.py`, whose warning holds here too. A new kind adds a `case`
and leaves the others alone, so that no digest of a quiz without it changes. It must not know the quiz
around the items.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TypeAlias, assert_never

from lms.domain.quizzes import (
    Criterion,
    Difficulty,
    Gap,
    GapFill,
    Item,
    MarkedBy,
    Marking,
    Matching,
    MultipleResponse,
    Number,
    Option,
    Ordering,
    OrderMarking,
    Pair,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"


class UnknownFormat(Exception):
    """The text was written by a newer version of this platform, or is not ours at all."""


def to_plain(item: Item) -> Json:
    """An item as values that JSON can hold."""
    common: dict[str, Json] = {
        "id": item.id,
        "text": item.text,
        "body": item.body,
        "why": item.why,
        "hint": item.hint,
        "tags": list(item.tags),
        "difficulty": item.difficulty,
        "objective": item.objective,
        "marks": item.marks,
        "retired_on": None if item.retired_on is None else item.retired_on.isoformat(),
    }
    match item:
        case SingleChoice():
            options = [_option(option) for option in item.options]
            return {**common, "kind": "single", "options": options, "fixed_order": item.fixed_order}
        case MultipleResponse():
            return {
                **common,
                "kind": "multiple",
                "options": [_option(option) for option in item.options],
                "marking": item.marking,
                "fixed_order": item.fixed_order,
            }
        case TrueFalse():
            return {**common, "kind": "true_false", "options": [_option(option) for option in item.options]}
        case Matching():
            pairs = [[pair.left, pair.right] for pair in item.pairs]
            return {**common, "kind": "matching", "pairs": pairs, "spares": list(item.spares)}
        case Ordering():
            return {**common, "kind": "ordering", "steps": list(item.steps), "marking": item.marking}
        case GapFill():
            gaps = [{"accepted": list(gap.accepted), "choices": list(gap.choices)} for gap in item.gaps]
            return {**common, "kind": "gaps", "pieces": list(item.pieces), "gaps": gaps}
        case ShortText():
            return {**common, "kind": "short_text", "accept": list(item.accept)}
        case Number():
            return {
                **common,
                "kind": "number",
                "low": str(item.low),
                "high": str(item.high),
                "unit": item.unit,
                "shown": item.shown,
            }
        case Reflection():
            return {
                **common,
                "kind": "reflection",
                "model_answer": item.model_answer,
                "look_for": [{"text": line.text, "marks": line.marks} for line in item.look_for],
                "marked_by": item.marked_by,
            }
        case Scale():
            return {
                **common,
                "kind": "scale",
                "choices": list(item.choices),
                "statements": list(item.statements),
            }
        case _:
            assert_never(item)


def _option(option: Option) -> Json:
    return {
        "text": option.text,
        "correct": option.correct,
        # An exact fraction as text: a third is not a decimal number.
        "share": str(option.share),
        "feedback": option.feedback,
        "if_missed": option.if_missed,
    }


class Reader:
    """One JSON object whose values are checked as they are taken."""

    def __init__(self, data: object) -> None:
        if not isinstance(data, dict):
            raise TypeError("an object was expected")
        self.data: dict[str, object] = data

    def text(self, key: str) -> str:
        value = self.data[key]
        if not isinstance(value, str):
            raise TypeError(key)
        return value

    def number(self, key: str) -> int:
        value = self.data[key]
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(key)
        return value

    def flag(self, key: str) -> bool:
        value = self.data[key]
        if not isinstance(value, bool):
            raise TypeError(key)
        return value

    def items(self, key: str) -> list[object]:
        value = self.data[key]
        if not isinstance(value, list):
            raise TypeError(key)
        return value

    def has(self, key: str) -> bool:
        return self.data[key] is not None

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(_text(value) for value in self.items(key))

    def objects(self, key: str) -> tuple[Reader, ...]:
        return tuple(Reader(value) for value in self.items(key))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    return value


def difficulty(data: Reader) -> Difficulty | None:
    """The difficulty of an item or of a line of `pick`, None if none is asked."""
    return Difficulty(data.text("difficulty")) if data.has("difficulty") else None


def from_plain(data: Reader) -> Item:
    """The exact inverse of `to_plain`.

    Raises: KeyError, TypeError, ValueError, ArithmeticError, UnknownFormat.
    """
    return replace(
        _to_kind(data),
        body=data.text("body"),
        why=data.text("why"),
        hint=data.text("hint"),
        tags=data.texts("tags"),
        difficulty=difficulty(data),
        objective=data.text("objective"),
        marks=data.number("marks"),
        retired_on=date.fromisoformat(data.text("retired_on")) if data.has("retired_on") else None,
    )


def _to_kind(data: Reader) -> Item:
    item_id, text = data.text("id"), data.text("text")
    match data.text("kind"):
        case "single":
            fixed = data.flag("fixed_order")
            return SingleChoice(id=item_id, text=text, options=_options(data), fixed_order=fixed)
        case "multiple":
            return MultipleResponse(
                id=item_id,
                text=text,
                options=_options(data),
                marking=Marking(data.text("marking")),
                fixed_order=data.flag("fixed_order"),
            )
        case "true_false":
            first, second = _options(data)
            return TrueFalse(id=item_id, text=text, options=(first, second))
        case "matching":
            pairs = tuple(_pair(pair) for pair in data.items("pairs"))
            return Matching(id=item_id, text=text, pairs=pairs, spares=data.texts("spares"))
        case "ordering":
            marking = OrderMarking(data.text("marking"))
            return Ordering(id=item_id, text=text, steps=data.texts("steps"), marking=marking)
        case "gaps":
            gaps = tuple(Gap(gap.texts("accepted"), gap.texts("choices")) for gap in data.objects("gaps"))
            pieces = data.texts("pieces")
            if len(pieces) != len(gaps) + 1:
                raise ValueError("one piece more than gaps was expected")
            return GapFill(id=item_id, text=text, pieces=pieces, gaps=gaps)
        case "short_text":
            return ShortText(id=item_id, text=text, accept=data.texts("accept"))
        case "number":
            return Number(
                id=item_id,
                text=text,
                low=Fraction(data.text("low")),
                high=Fraction(data.text("high")),
                unit=data.text("unit"),
                shown=data.text("shown"),
            )
        case "reflection":
            return Reflection(
                id=item_id,
                text=text,
                model_answer=data.text("model_answer"),
                look_for=tuple(
                    Criterion(line.text("text"), line.number("marks")) for line in data.objects("look_for")
                ),
                marked_by=MarkedBy(data.text("marked_by")),
            )
        case "scale":
            return Scale(
                id=item_id, text=text, choices=data.texts("choices"), statements=data.texts("statements")
            )
        case other:
            raise UnknownFormat(f"kind {other}")


def _pair(value: object) -> Pair:
    if not isinstance(value, list):
        raise TypeError("a pair was expected")
    left, right = value
    return Pair(_text(left), _text(right))


def _options(data: Reader) -> tuple[Option, ...]:
    return tuple(
        Option(
            text=option.text("text"),
            correct=option.flag("correct"),
            share=Fraction(option.text("share")),
            feedback=option.text("feedback"),
            if_missed=option.text("if_missed"),
        )
        for option in data.objects("options")
    )
