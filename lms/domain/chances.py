"""The exact spread of a total of marks when each mark falls by chance and items are drawn from groups.

Probabilities are kept as whole numbers packed into one long integer, a slot for each total, so that adding
a mark is one multiplication (Kronecker substitution). It must not know what an item is.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, count


@dataclass(frozen=True, slots=True)
class Slip:
    """What one item may give: `available` marks, and (marks, how likely) for each that can come."""

    available: Fraction
    ways: tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Chances:
    """The share of all marks to expect (0 to 1) and the chance of passing."""

    expected: Fraction
    passes: Fraction


@dataclass(frozen=True, slots=True)
class _Whole:
    """A slip in whole numbers: totals in the common unit, likelihoods over the group's denominator."""

    available: int
    ways: tuple[tuple[int, int], ...]


def spread(groups: Sequence[tuple[Sequence[Slip], int]], pass_mark: int) -> Chances:
    """The chances when of each group that many slips are drawn, every choice as likely as any other.

    `pass_mark` is in percent and compared exactly; with nothing to earn nobody passes.
    """
    everything = [slip for slips, _ in groups for slip in slips]
    unit = math.lcm(
        *(marks.denominator for slip in everything for marks, _ in slip.ways),
        *(slip.available.denominator for slip in everything),
    )
    # Two halves are spread out and met only where it counts: their product is never written down.
    one, other = (_half(groups[start::2], unit) for start in (0, 1))
    expected, passes = Fraction(0), 0
    for first, some in one.totals.items():
        for second, more in other.totals.items():
            available = first + second
            if available:
                earned, passing = _met(some, more, bar=-(-pass_mark * available // 100))
                expected += Fraction(earned, available)
                passes += passing
    return Chances(expected / (one.ways * other.ways), Fraction(passes, one.ways * other.ways))


@dataclass(frozen=True, slots=True)
class _Half:
    """Available marks -> how many of `ways` give each total, from 0 up; both in units."""

    totals: dict[int, list[int]]
    ways: int


def _half(groups: Sequence[tuple[Sequence[Slip], int]], unit: int) -> _Half:
    bases = [math.lcm(*(way.denominator for slip in slips for _, way in slip.ways)) for slips, _ in groups]
    ways = math.prod(
        math.comb(len(slips), drawn) * base**drawn for (slips, drawn), base in zip(groups, bases, strict=True)
    )
    # No slot can hold more than all ways, so none can run over into the next one.
    width = (ways.bit_length() + 8) // 8 * 8
    whole: dict[int, int] = {0: 1}
    for (slips, drawn), base in zip(groups, bases, strict=True):
        scaled = [_scaled(slip, unit, base) for slip in slips]
        if drawn == len(slips):
            for slip in scaled:
                whole = _with(whole, slip, width)
        else:
            whole = _joined(whole, _drawn(scaled, drawn, width))
    return _Half({available: _slots(packed, width) for available, packed in whole.items()}, ways)


def _met(one: list[int], other: list[int], *, bar: int) -> tuple[int, int]:
    """Of all pairs of ways: the sum of their totals, and how many reach `bar`."""
    all_other = sum(other)
    total_other = sum(map(operator.mul, count(), other))
    # at_least[n] = ways of `other` that give n or more.
    at_least = [*accumulate(reversed(other), initial=0)][::-1]
    earned = passing = 0
    for total, ways in enumerate(one):
        if ways:
            earned += ways * (total * all_other + total_other)
            wanted = max(0, bar - total)
            passing += ways * at_least[wanted] if wanted < len(other) else 0
    return earned, passing


def _scaled(slip: Slip, unit: int, base: int) -> _Whole:
    return _Whole(
        int(slip.available * unit), tuple((int(marks * unit), int(way * base)) for marks, way in slip.ways)
    )


def _drawn(slips: Sequence[_Whole], number: int, width: int) -> dict[int, int]:
    """Available marks -> packed totals, over all ways to draw `number` of the slips."""
    tables: list[dict[int, int]] = [{0: 1}, *({} for _ in range(number))]
    for seen, slip in enumerate(slips):
        # From the fullest down, so that a slip is not drawn twice; those that can no longer fill up are left.
        for taken in range(min(seen + 1, number), max(0, number - len(slips) + seen), -1):
            for available, packed in tables[taken - 1].items():
                more = sum(packed * way << marks * width for marks, way in slip.ways)
                at = available + slip.available
                tables[taken][at] = tables[taken].get(at, 0) + more
    return tables[number]


def _with(one: dict[int, int], slip: _Whole, width: int) -> dict[int, int]:
    """The totals once a slip is added that is on every paper."""
    return {
        available + slip.available: sum(packed * way << marks * width for marks, way in slip.ways)
        for available, packed in one.items()
    }


def _joined(one: dict[int, int], other: dict[int, int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for first, packed in one.items():
        for second, more in other.items():
            found[first + second] = found.get(first + second, 0) + packed * more
    return found


def _slots(packed: int, width: int) -> list[int]:
    size = width // 8
    data = packed.to_bytes(-(-packed.bit_length() // width) * size, "little")
    return [int.from_bytes(data[at : at + size], "little") for at in range(0, len(data), size)]
