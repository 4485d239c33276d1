"""A quiz as canonical JSON and back: the same quiz gives the same bytes, the bytes give the same quiz.

Do not just modify this. The JSON is stored once for each digest and kept for ever, and every attempt and
certificate points to a digest: a changed key or order would make new digests for quizzes that nobody
touched, and a changed meaning would rewrite old results. For a change, raise FORMAT, keep reading every
older format, and keep the files under `tests/content/formats/` readable.

It must not know where the text is stored.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TypeAlias, assert_never

from lms.domain.quizzes import (
    AttemptPolicy,
    Difficulty,
    Item,
    Marking,
    Matching,
    MultipleResponse,
    Option,
    Pair,
    PickLine,
    Quiz,
    ShowAnswers,
    SingleChoice,
    TrueFalse,
)

FORMAT = 1

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"


class UnknownFormat(Exception):
    """The text was written by a newer version of this platform, or is not ours at all."""


def digest(text: str) -> str:
    """SHA-256 of the text, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()


def canonical(quiz: Quiz) -> str:
    """The quiz as JSON: sorted keys, no spaces, letters as they are."""
    return json.dumps(_quiz(quiz), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def quiz_from_json(text: str) -> Quiz:
    """The exact inverse of `canonical`. Raises: UnknownFormat."""
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise UnknownFormat(f"format {data['format']}")
        return _to_quiz(_Reader(data))
    except (KeyError, TypeError, ValueError, ArithmeticError, RecursionError) as fault:
        raise UnknownFormat(str(fault)) from fault


def _quiz(quiz: Quiz) -> Json:
    return {
        "format": FORMAT,
        "slug": quiz.slug,
        "title": quiz.title,
        "course": quiz.course,
        "intro": quiz.intro,
        "pass_mark": quiz.pass_mark,
        "pick": [
            {"count": line.count, "tags": list(line.tags), "difficulty": line.difficulty}
            for line in quiz.pick
        ],
        "shuffle_questions": quiz.shuffle_questions,
        "shuffle_options": quiz.shuffle_options,
        "attempts": {
            "allowed": quiz.attempts.allowed,
            "wait_seconds": None if quiz.attempts.wait is None else _seconds(quiz.attempts.wait),
        },
        "show_answers": quiz.show_answers,
        "items": [_item(item) for item in quiz.items],
    }


def _seconds(wait: timedelta) -> int:
    return wait.days * 86_400 + wait.seconds


def _item(item: Item) -> Json:
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


class _Reader:
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

    def objects(self, key: str) -> tuple[_Reader, ...]:
        return tuple(_Reader(value) for value in self.items(key))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    return value


def _to_quiz(data: _Reader) -> Quiz:
    attempts = _Reader(data.data["attempts"])
    return Quiz(
        slug=data.text("slug"),
        title=data.text("title"),
        course=data.text("course"),
        intro=data.text("intro"),
        pass_mark=data.number("pass_mark"),
        pick=tuple(
            PickLine(
                count=line.number("count") if line.has("count") else None,
                tags=line.texts("tags"),
                difficulty=_difficulty(line),
            )
            for line in data.objects("pick")
        ),
        shuffle_questions=data.flag("shuffle_questions"),
        shuffle_options=data.flag("shuffle_options"),
        attempts=AttemptPolicy(
            allowed=attempts.number("allowed") if attempts.has("allowed") else None,
            wait=timedelta(seconds=attempts.number("wait_seconds")) if attempts.has("wait_seconds") else None,
        ),
        show_answers=ShowAnswers(data.text("show_answers")),
        items=tuple(_to_item(item) for item in data.objects("items")),
    )


def _difficulty(data: _Reader) -> Difficulty | None:
    return Difficulty(data.text("difficulty")) if data.has("difficulty") else None


def _to_item(data: _Reader) -> Item:
    return replace(
        _to_kind(data),
        body=data.text("body"),
        why=data.text("why"),
        hint=data.text("hint"),
        tags=data.texts("tags"),
        difficulty=_difficulty(data),
        objective=data.text("objective"),
        marks=data.number("marks"),
        retired_on=date.fromisoformat(data.text("retired_on")) if data.has("retired_on") else None,
    )


def _to_kind(data: _Reader) -> Item:
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
        case other:
            raise UnknownFormat(f"kind {other}")


def _pair(value: object) -> Pair:
    if not isinstance(value, list):
        raise TypeError("a pair was expected")
    left, right = value
    return Pair(_text(left), _text(right))


def _options(data: _Reader) -> tuple[Option, ...]:
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
