"""What somebody earns who clicks without reading: the grade to expect, and the chance of passing.

Exact wherever the draw can be counted. It must not know people, nor how much chance is too much.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import product
from typing import TypeAlias, assert_never

from lms.domain import chances, drawing, marking, responses
from lms.domain.chances import Chances, Slip
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
    Quiz,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
    fits,
)
from lms.domain.responses import ChoicesResponse

# Share of an item's marks (0 to 1) -> how likely; the likelihoods add up to 1.
Odds: TypeAlias = Mapping[Fraction, Fraction]

# Papers that are drawn where the draw cannot be counted; each is then reckoned exactly.
PAPERS = 64
_CERTAIN: Odds = {Fraction(0): Fraction(1)}
# Two-sided 95% of the normal distribution.
_NORMAL = 1.959964


class Clicker(StrEnum):
    """Who clicks: by pure chance, or by the best rule that needs no reading."""

    CHANCE = "chance"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Blind:
    """How one of them fares. `expected` is the share of all marks, 0 to 1; `once` the chance that one
    attempt passes, `ever` that one of `attempts` does (None = as many as one likes).

    `papers` 0 = exact; else the number of papers drawn, with `error` to either side of `once` (95%).
    """

    clicker: Clicker
    expected: Fraction
    once: Fraction
    ever: Fraction
    attempts: int | None
    papers: int = 0
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class Guess:
    """Both of them; `worst` is whoever passes more often."""

    chance: Blind
    rule: Blind

    @property
    def worst(self) -> Blind:
        return max(self.rule, self.chance, key=lambda blind: blind.once)


@functools.lru_cache(maxsize=256)
def guess(quiz: Quiz) -> Guess:
    """The blind clicker at a quiz, for the attempts that it allows before anybody has to wait.

    Every attempt is a fresh draw, so attempts are independent: 1 − (1 − once)^attempts, and 1 for as many
    as one likes unless no attempt can pass. Kept for the quizzes asked for last.

    Raises: DrawImpossible.
    """
    parts = _parts(quiz)
    papers = _papers(quiz) if parts is None else []
    chance, rule = (
        _blind(quiz, clicker, _reckoned(quiz, clicker, parts, papers))
        for clicker in (Clicker.CHANCE, Clicker.RULE)
    )
    return Guess(chance, rule)


def _papers(quiz: Quiz) -> list[list[Item]]:
    """Some papers of a quiz whose draw cannot be counted, always the same."""
    return [drawing.choose(quiz, seed) for seed in range(PAPERS)]


def _reckoned(
    quiz: Quiz, clicker: Clicker, parts: list[tuple[list[Item], int]] | None, papers: list[list[Item]]
) -> list[Chances]:
    """The chances of the quiz in one, or of each paper that was drawn: the clicks are always exact."""
    slips = {item.id: _slip(item, clicker) for item in drawing.live_items(quiz)}
    if parts is not None:
        groups = [([slips[item.id] for item in members], count) for members, count in parts]
        return [chances.spread(groups, quiz.pass_mark)]
    kinds = {slip: at for at, slip in enumerate(dict.fromkeys(slips.values()))}
    kind_of = {item_id: kinds[slip] for item_id, slip in slips.items()}
    by_kind = list(kinds)
    known: dict[tuple[int, ...], Chances] = {}
    found = []
    for paper in papers:
        on_it = tuple(sorted(kind_of[item.id] for item in paper))
        if on_it not in known:
            group = [by_kind[at] for at in on_it]
            known[on_it] = chances.spread([(group, len(group))], quiz.pass_mark)
        found.append(known[on_it])
    return found


def _blind(quiz: Quiz, clicker: Clicker, found: list[Chances]) -> Blind:
    number = len(found)
    expected = sum((one.expected for one in found), Fraction(0)) / number
    once = sum((one.passes for one in found), Fraction(0)) / number
    error = 0.0
    if number > 1:
        spread = math.fsum(float(one.passes - once) ** 2 for one in found) / (number - 1)
        error = _NORMAL * math.sqrt(spread / number)
    allowed = quiz.attempts.allowed
    ever = Fraction(once > 0) if allowed is None else 1 - (1 - once) ** allowed
    return Blind(clicker, expected, once, ever, allowed, number if number > 1 else 0, error)


def _parts(quiz: Quiz) -> list[tuple[list[Item], int]] | None:
    """The bank as groups of which a known number is drawn evenly; None if the numbers fall by chance.

    A line that needs all that fits it takes exactly that. If no item that is left fits two lines, each line
    draws evenly from its own, since the draw treats items alike that fit the same lines.

    Raises: DrawImpossible.
    """
    left = list(drawing.live_items(quiz))
    if not quiz.pick:
        return [([item], 1) for item in left]
    if not drawing.can_meet(quiz.pick, left):
        raise drawing.DrawImpossible(quiz.slug)
    wanted = drawing.demands(quiz.pick, left)
    parts: list[tuple[list[Item], int]] = []
    lines = list(range(len(wanted)))
    tight = True
    while tight:
        tight = False
        for line in lines:
            fitting = [item for item in left if fits(quiz.pick[line], item)]
            if len(fitting) == wanted[line]:
                parts += [([item], 1) for item in fitting]
                left = [item for item in left if item not in fitting]
                lines.remove(line)
                tight = True
                break
    for item in left:
        if sum(fits(quiz.pick[line], item) for line in lines) > 1:
            return None
    groups = [[item for item in left if fits(quiz.pick[line], item)] for line in lines]
    return parts + [(group, wanted[line]) for group, line in zip(groups, lines, strict=True)]


def _slip(item: Item, clicker: Clicker) -> Slip:
    """An item as marks: what it may give, and how likely. What is not marked gives 0 of 0."""
    available = marking.mark(item, responses.blank(item)).available
    found = odds(item, clicker)
    return Slip(available, tuple(sorted((share * available, chance) for share, chance in found.items())))


def random_guess(item: Item) -> Fraction | None:
    """The share of its marks that an item gives to chance; None where nobody can say what chance would do.

    Single choice: the mean of all shares; true/false: 1/2; matching: 1 / number of answers; multiple
    response: None. Source: assessment rules 3.
    """
    if isinstance(item, MultipleResponse | Reflection | Scale):
        return None
    return mean(odds(item, Clicker.CHANCE))


def mean(found: Odds) -> Fraction:
    """The share to expect."""
    return sum((share * chance for share, chance in found.items()), Fraction(0))


def odds(item: Item, clicker: Clicker = Clicker.CHANCE) -> Odds:
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
            for miss, hit in zip([*missed, Fraction(0)], [Fraction(0), *(way * chance for way in ways)], strict=True)
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
    return _add(
        (share, whole if share == 1 else count * others) for share, count in counts.items()
    )


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
