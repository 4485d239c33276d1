"""Which questions a short refresher asks: what changed first, then what went wrong last time, then the rest.

The seed is all that differs between two draws of the same facts. It must not know the person, nor how the
facts were found.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

from lms.domain import drawing
from lms.domain.comparing import fold
from lms.domain.quizzes import Item, Quiz, Reflection, Scale, fits

# Half a paper, and never so short that a few guesses pass it.
LEAST = 5


class Why(StrEnum):
    """Why a question is in a short refresher."""

    CHANGED = "changed"
    WRONG = "wrong"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Drawn:
    item_id: str
    why: Why


@dataclass(frozen=True, slots=True)
class Focus:
    """What a draw looks at first: items by id, objectives by their words."""

    changed_items: frozenset[str] = frozenset()
    changed_objectives: frozenset[str] = frozenset()
    wrong_items: frozenset[str] = frozenset()
    wrong_objectives: frozenset[str] = frozenset()


def length(quiz: Quiz) -> int:
    """How many questions a short refresher of this quiz has."""
    return min(len(_askable(quiz)), max(LEAST, (drawing.paper_length(quiz) + 1) // 2))


def draw(quiz: Quiz, focus: Focus, seed: int) -> tuple[Drawn, ...]:
    """Choose `length(quiz)` different items: of what changed, then of what went wrong, then of the rest.

    Of the rest, those come first that every whole paper asks, such as all that are about safety. Where
    there are more of one kind than places, the seed decides. A retired item is never drawn.
    """
    chance = drawing.chance_of(seed)
    changed = {fold(words) for words in focus.changed_objectives}
    wrong = {fold(words) for words in focus.wrong_objectives}
    always = {item.id for item in _askable(quiz) if _always(quiz, item)}
    kinds: dict[Why, list[str]] = {why: [] for why in Why}
    for item in _askable(quiz):
        kinds[_why(item, focus, changed, wrong)].append(item.id)
    chosen: list[Drawn] = []
    for why, ids in kinds.items():
        drawing.mix(chance, ids)
        if why is Why.REST:
            ids.sort(key=lambda item_id: item_id not in always)
        chosen += [Drawn(item_id, why) for item_id in ids]
    return tuple(chosen[: length(quiz)])


def _why(item: Item, focus: Focus, changed: Set[str], wrong: Set[str]) -> Why:
    objective = fold(item.objective)
    if item.id in focus.changed_items or (objective and objective in changed):
        return Why.CHANGED
    if item.id in focus.wrong_items or (objective and objective in wrong):
        return Why.WRONG
    return Why.REST


def _always(quiz: Quiz, item: Item) -> bool:
    """Whether every whole paper asks this item, such as all that are about safety."""
    return any(line.count is None and fits(line, item) for line in quiz.pick)


def _askable(quiz: Quiz) -> list[Item]:
    """Items that can be marked at once; a quiz without any gives what it has."""
    items = list(drawing.live_items(quiz))
    return [item for item in items if not isinstance(item, Reflection | Scale)] or items
