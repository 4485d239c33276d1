"""Which items a person gets and in which order their options stand: same quiz and seed, same paper.

It must not know the person: the seed is all that differs between two papers.
"""

from __future__ import annotations

import random
import re
from collections.abc import MutableSequence, Sequence
from dataclasses import dataclass
from typing import TypeVar, assert_never

from lms.domain.quizzes import (
    GapFill,
    Item,
    Matching,
    MultipleResponse,
    Number,
    Ordering,
    PickLine,
    Quiz,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
    fits,
)

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class PaperItem:
    """`order` lists the options (for matching: the right-hand texts) in the order on the sheet."""

    item_id: str
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    items: tuple[PaperItem, ...]


class DrawImpossible(ValueError):
    """The pick lines ask for more different items than there are; lint reports it before it is live."""


def chance_of(seed: int) -> random.Random:
    """The source of chance that a seed stands for."""
    return random.Random(seed)


def mix(chance: random.Random, things: MutableSequence[_Thing]) -> None:
    """Put things in an order by chance (Fisher and Yates, from the end).

    Written out, though Python has the same: an old attempt is drawn anew from its seed, and Python keeps its
    own shuffle only until it finds a better one. Source: ADR 0007.
    """
    for last in range(len(things) - 1, 0, -1):
        bits = (last + 1).bit_length()
        # Drawn until it fits, so that each place is as likely as any other.
        while (place := chance.getrandbits(bits)) > last:
            pass
        things[last], things[place] = things[place], things[last]


def draw(quiz: Quiz, seed: int) -> Paper:
    """Draw a paper. No item is drawn twice, and the draw is made so that every line can be met.

    Raises: DrawImpossible if no draw can meet every line.
    """
    chance = chance_of(seed)
    chosen = _choose(quiz, chance)
    if quiz.shuffle_questions:
        mix(chance, chosen)
    return Paper(tuple(PaperItem(item.id, _order(item, quiz.shuffle_options, chance)) for item in chosen))


def choose(quiz: Quiz, seed: int) -> list[Item]:
    """The items alone of the paper that `draw` makes of this seed, as the file has them.

    Raises: DrawImpossible.
    """
    return _choose(quiz, random.Random(seed))


def live_items(quiz: Quiz) -> tuple[Item, ...]:
    """The items that can be drawn: a retired item stays in the file and is drawn no more."""
    return tuple(item for item in quiz.items if item.retired_on is None)


def can_meet(lines: Sequence[PickLine], items: Sequence[Item]) -> bool:
    """Whether some draw of different items meets every line."""
    return _assign(_places(lines, items), items) is not None


def paper_length(quiz: Quiz) -> int:
    """How many questions a paper of this quiz has."""
    items = live_items(quiz)
    return len(_places(quiz.pick, items)) if quiz.pick else len(items)


def demands(lines: Sequence[PickLine], items: Sequence[Item]) -> list[int]:
    """How many questions each line asks for; "everything" counts what fits it."""
    return [
        sum(1 for item in items if fits(line, item)) if line.count is None else line.count for line in lines
    ]


def parts(quiz: Quiz) -> list[tuple[list[Item], int]] | None:
    """The bank as groups of which a known number is drawn evenly; None if the numbers fall by chance.

    A line that needs all that fits it takes exactly that. If no item that is left fits two lines, each line
    draws evenly from its own, since the draw treats items alike that fit the same lines.

    Raises: DrawImpossible.
    """
    left = list(live_items(quiz))
    if not quiz.pick:
        return [([item], 1) for item in left]
    if not can_meet(quiz.pick, left):
        raise DrawImpossible(quiz.slug)
    wanted = demands(quiz.pick, left)
    found: list[tuple[list[Item], int]] = []
    lines = list(range(len(wanted)))
    tight = True
    while tight:
        tight = False
        for line in lines:
            fitting = [item for item in left if fits(quiz.pick[line], item)]
            if len(fitting) == wanted[line]:
                found += [([item], 1) for item in fitting]
                left = [item for item in left if item not in fitting]
                lines.remove(line)
                tight = True
                break
    for item in left:
        if sum(fits(quiz.pick[line], item) for line in lines) > 1:
            return None
    groups = [[item for item in left if fits(quiz.pick[line], item)] for line in lines]
    return found + [(group, wanted[line]) for group, line in zip(groups, lines, strict=True)]


def _choose(quiz: Quiz, chance: random.Random) -> list[Item]:
    items = list(live_items(quiz))
    if not quiz.pick:
        return items
    # Shuffling the candidates first is what makes the draw random; the assignment only keeps it possible.
    shuffled = items.copy()
    mix(chance, shuffled)
    assigned = _assign(_places(quiz.pick, shuffled), shuffled)
    if assigned is None:
        raise DrawImpossible(quiz.slug)
    picked = {item.id for item in assigned}
    return [item for item in items if item.id in picked]


def _places(lines: Sequence[PickLine], items: Sequence[Item]) -> list[PickLine]:
    """One entry for each question that has to be filled; "everything" counts what fits the line."""
    places: list[PickLine] = []
    for line, wanted in zip(lines, demands(lines, items), strict=True):
        places.extend([line] * wanted)
    return places


def _assign(places: Sequence[PickLine], items: Sequence[Item]) -> list[Item] | None:
    """A different item for each place by augmenting paths (Kuhn's matching), None if there is no way."""
    holder: dict[int, int] = {}
    # Places of one line fit the same items, and a draw asks this very often.
    of_line = {line: [at for at, item in enumerate(items) if fits(line, item)] for line in set(places)}
    fitting = [of_line[line] for line in places]

    def find(place: int, tried: set[int]) -> bool:
        for at in fitting[place]:
            if at in tried:
                continue
            tried.add(at)
            if at not in holder or find(holder[at], tried):
                holder[at] = place
                return True
        return False

    # "Everything" and narrow lines go first, so that wide lines rarely have to give an item back.
    by_need = sorted(range(len(places)), key=lambda place: len(fitting[place]))
    for place in by_need:
        if not find(place, set()):
            return None
    return [items[at] for at in holder]


_LAST = re.compile(
    r"(?:(?:all|none|both|neither|any) (?:of )?(?:the above|these|the others|them)"
    r"|all these|(?:y cyfan|pob un|dim un|dim) o[’']r uchod|y cyfan uchod)"
)


def stays_last(text: str) -> bool:
    """Whether an option speaks of those above it, so that it has to come after them."""
    return _LAST.fullmatch(" ".join(text.split()).rstrip(".!").casefold()) is not None


def _order(item: Item, shuffle: bool, chance: random.Random) -> tuple[int, ...]:
    match item:
        case TrueFalse():
            return (0, 1)
        case Matching():
            # The right-hand texts stand in the order of the answers as written, so they are always shuffled.
            order = list(range(len(item.rights)))
            mix(chance, order)
            return tuple(order)
        case Ordering():
            return _mixed_up(len(item.steps), chance)
        case GapFill() | ShortText() | Number() | Reflection() | Scale():
            return ()
        case SingleChoice() | MultipleResponse():
            order = list(range(len(item.options)))
            if not shuffle or item.fixed_order:
                return tuple(order)
            mix(chance, order)
            return tuple(sorted(order, key=lambda index: stays_last(item.options[index].text)))
        case _:
            assert_never(item)


def _mixed_up(size: int, chance: random.Random) -> tuple[int, ...]:
    """Any order but the right one, which would give the answer away to whoever touches nothing."""
    order = list(range(size))
    while size > 1:
        mix(chance, order)
        if order != sorted(order):
            break
    return tuple(order)
