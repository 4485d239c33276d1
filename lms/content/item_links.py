"""Links and pictures inside the texts of an item, led to addresses of the site.

An item is pinned by attempts long after its file has moved, so its texts carry addresses, not paths. It
must not know how an item is marked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from lms.content import links
from lms.domain.quizzes import (
    GapFill,
    Item,
    Matching,
    MultipleResponse,
    Number,
    Option,
    Ordering,
    Pair,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)


def led(item: Item, addresses: dict[str, str]) -> Item:
    """The same item with the addresses that its links have on the site."""
    if not addresses:
        return item
    item = replace(
        item,
        text=links.rewrite(item.text, addresses),
        body=links.rewrite(item.body, addresses),
        why=links.rewrite(item.why, addresses),
        hint=links.rewrite(item.hint, addresses),
    )
    match item:
        case SingleChoice() | MultipleResponse():
            return replace(item, options=tuple(_option(option, addresses) for option in item.options))
        case TrueFalse():
            first, second = item.options
            return replace(item, options=(_option(first, addresses), _option(second, addresses)))
        case Matching():
            pairs = tuple(
                Pair(links.rewrite(pair.left, addresses), links.rewrite(pair.right, addresses))
                for pair in item.pairs
            )
            return replace(item, pairs=pairs, spares=_all(item.spares, addresses))
        case Ordering():
            return replace(item, steps=_all(item.steps, addresses))
        case GapFill():
            return replace(item, pieces=_all(item.pieces, addresses))
        case ShortText() | Number():
            return item
        case Reflection():
            look_for = tuple(
                replace(line, text=links.rewrite(line.text, addresses)) for line in item.look_for
            )
            model = links.rewrite(item.model_answer, addresses)
            return replace(item, model_answer=model, look_for=look_for)
        case Scale():
            return replace(item, statements=_all(item.statements, addresses))
        case _:
            assert_never(item)


def _all(texts: tuple[str, ...], addresses: dict[str, str]) -> tuple[str, ...]:
    return tuple(links.rewrite(text, addresses) for text in texts)


def _option(option: Option, addresses: dict[str, str]) -> Option:
    return replace(
        option,
        text=links.rewrite(option.text, addresses),
        feedback=links.rewrite(option.feedback, addresses),
        if_missed=links.rewrite(option.if_missed, addresses),
    )
