"""What one item gives to somebody who clicks without reading: each share of its marks, and how likely it is.

It must not know the quiz around the item.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping
from enum import StrEnum
from fractions import Fraction
from itertools import product
from typing import TypeAlias, assert_never

from lms.domain import marking
from lms.domain.quizzes import (
    Gap,
    GapFill,
    Item,
    Marking,
    Matching,
    MultipleResponse,
    Number,
    Option,
    Ordering,
    OrderMarking,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)
from lms.domain.responses import ChoicesResponse

# Share of an item's marks (0 to 1) -> how likely; the likelihoods add up to 1.
Odds: TypeAlias = Mapping[Fraction, Fraction]

_CERTAIN: Odds = {Fraction(0): Fraction(1)}


class Clicker(StrEnum):
    """Who clicks: by pure chance, or by the best rule that needs no reading."""

    CHANCE = "chance"
    RULE = "rule"


def random_guess(item: Item) -> Fraction | None:
    """The share of its marks that an item gives to chance; None where nobody can say what chance would do.

    Single choice: the mean of all shares; true/false: 1/2; matching: 1 / number of answers; multiple
    response: None. Source: assessment rules 3.
    """
    if isinstance(item, MultipleResponse | Reflection | Scale):
        return None
    return mean(of(item, Clicker.CHANCE))


def mean(found: Odds) -> Fraction:
    """The share to expect."""
    return sum((share * chance for share, chance in found.items()), Fraction(0))


def of(item: Item, clicker: Clicker = Clicker.CHANCE) -> Odds:
    """What an item gives to somebody who clicks without reading.

    Chance chooses evenly: among the options; among all patterns of ticks but none at all; for each row
    among its answers; among all orders of the steps; for each gap among its choices. The rule does the same
    but where a better one needs no reading: it ticks as many boxes as earn most, uses each answer of a
    matching once, and never leaves the steps in the order shown, which is never the right one. Nothing can
    be typed blindly, so short texts, numbers and gaps without choices give nothing.
    Source: assessment rules 1, comparison of marking rules.
    """
    match item:
        case SingleChoice() | TrueFalse():
            return _options(item.options)
        case MultipleResponse():
            right = sum(option.correct for option in item.options)
            return _ticks(right, len(item.options) - right, item.marking, clicker)
        case Matching():
            return _pairs(item, clicker)
        case Ordering():
            return _steps(len(item.steps), item.marking, clicker)
        case GapFill():
            return _hits([_gap(gap) for gap in item.gaps])
        case ShortText() | Number() | Reflection() | Scale():
            return _CERTAIN
        case _:
            assert_never(item)


def _add(pairs: Iterable[tuple[Fraction, Fraction]]) -> Odds:
    found: dict[Fraction, Fraction] = {}
    for share, chance in pairs:
        if chance:
            found[share] = found.get(share, Fraction(0)) + chance
    return found


def _options(options: tuple[Option, ...]) -> Odds:
    each = Fraction(1, len(options))
    return _add((Fraction(1) if option.correct else option.share, each) for option in options)


@functools.cache
def _ticks(right: int, wrong: int, rule: Marking, clicker: Clicker) -> Odds:
    """Ticks by pattern, or by the number of boxes that earns most (of two alike, the bolder one)."""
    options = (*[Option("", True, Fraction(1))] * right, *[Option("", False, Fraction(0))] * wrong)
    item = MultipleResponse(id="", text="", options=options, marking=rule)

    def share(good: int, bad: int) -> Fraction:
        ticked = frozenset([*range(good), *range(right, right + bad)])
        return marking.mark(item, ChoicesResponse(ticked)).earned

    ways = [
        (good, bad, math.comb(right, good) * math.comb(wrong, bad))
        for good, bad in product(range(right + 1), range(wrong + 1))
    ]
    by_chance = _add(
        (share(good, bad), Fraction(count, 2 ** (right + wrong) - 1))
        for good, bad, count in ways
        if good or bad
    )
    if clicker is Clicker.CHANCE:
        return by_chance
    by_number = [
        _add(
            (share(good, bad), Fraction(count, math.comb(right + wrong, ticks)))
            for good, bad, count in ways
            if good + bad == ticks
        )
        for ticks in range(1, right + wrong + 1)
    ]
    return _bolder(by_number)


def _bolder(candidates: Iterable[Odds]) -> Odds:
    """The one to expect most of; of equals the one with the wider spread, which clears a bar more often."""
    return max(
        candidates,
        key=lambda found: (mean(found), sum(share * share * chance for share, chance in found.items())),
    )


def _pairs(item: Matching, clicker: Clicker) -> Odds:
    rows, answers = len(item.pairs), len(item.rights)
    if clicker is Clicker.RULE and len(set(item.rights)) == answers:
        # Each answer used once: how many of `rows` places drawn without repeats are hit (inclusion and
        # exclusion over the hits that come on top).
        return _add(
            (
                Fraction(hits, rows),
                sum(
                    (
                        Fraction((-1) ** more * math.comb(rows, hits) * math.comb(rows - hits, more))
                        / math.perm(answers, hits + more)
                        for more in range(rows - hits + 1)
                    ),
                    Fraction(0),
                ),
            )
            for hits in range(rows + 1)
        )
    return _hits([Fraction(item.rights.count(pair.right), answers) for pair in item.pairs])


def _gap(gap: Gap) -> Fraction:
    if not gap.choices:
        return Fraction(0)
    return Fraction(sum(choice in gap.accepted for choice in gap.choices), len(gap.choices))


def _hits(each: list[Fraction]) -> Odds:
    """The share of rows that are right when each is, by itself, right with its own chance."""
    ways = [Fraction(1)]
    for chance in each:
        missed = [way * (1 - chance) for way in ways]
        ways = [
            miss + hit
            for miss, hit in zip(
                [*missed, Fraction(0)], [Fraction(0), *(way * chance for way in ways)], strict=True
            )
        ]
    return _add((Fraction(hits, len(each)), chance) for hits, chance in enumerate(ways))


@functools.cache
def _steps(size: int, rule: OrderMarking, clicker: Clicker) -> Odds:
    """Orders counted by what they earn; the rule leaves out the order shown, which is never the right one."""
    orders = math.factorial(size)
    match rule:
        case OrderMarking.EACH_PLACE:
            counts = _placed(size, size)
        case OrderMarking.NEIGHBOURS:
            counts = _placed(size - 1, size)
        case OrderMarking.ALL_OR_NOTHING:
            counts = {Fraction(0): orders - 1, Fraction(1): 1}
        case _:
            assert_never(rule)
    if clicker is Clicker.CHANCE:
        return _add((share, Fraction(count, orders)) for share, count in counts.items())
    whole = Fraction(1, orders - 1)
    others = (1 - whole) / (orders - 1)
    return _add((share, whole if share == 1 else count * others) for share, count in counts.items())


def _placed(places: int, size: int) -> dict[Fraction, int]:
    """How many orders of `size` steps meet exactly 0, 1, … of `places` conditions, as shares.

    The conditions "step n stands in place n" (size of them) and "step n + 1 follows step n" (one fewer) are
    both such that any `met` of them leave (size − met)! orders; inclusion and exclusion does the rest.
    """
    return {
        Fraction(met, places): math.comb(places, met)
        * sum(
            (-1) ** more * math.comb(places - met, more) * math.factorial(size - met - more)
            for more in range(places - met + 1)
        )
        for met in range(places + 1)
    }
