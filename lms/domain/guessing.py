"""What somebody earns who clicks without reading: the grade to expect, and the chance of passing.

Exact wherever the draw can be counted. It must not know people, nor how much chance is too much.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from fractions import Fraction

from lms.domain import chances, drawing, marking, odds, responses
from lms.domain.chances import Chances, Slip
from lms.domain.odds import Clicker
from lms.domain.quizzes import GradeBy, Item, Quiz, fits

# Papers that are drawn where the draw cannot be counted; each is then reckoned exactly.
PAPERS = 64
# Two-sided 95% of the normal distribution.
_NORMAL = 1.959964


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
    parts = drawing.parts(quiz)
    papers = _papers(quiz) if parts is None else []
    chance, rule = (
        _blind(quiz, clicker, _reckoned(quiz, clicker, parts, papers))
        for clicker in (Clicker.CHANCE, Clicker.RULE)
    )
    return Guess(chance, rule)


def can_earn(quiz: Quiz) -> bool:
    """Whether any question that can be drawn earns a mark, given by a person or by the rules."""
    return any(
        marking.mark(item, responses.blank(item)).available
        for item in drawing.live_items(quiz)
        if not quiz.pick or any(fits(line, item) for line in quiz.pick)
    )


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
    # Where the first attempt counts, no later one can pass.
    allowed = 1 if quiz.grade_by is GradeBy.FIRST else quiz.attempts.allowed
    ever = Fraction(once > 0) if allowed is None else 1 - (1 - once) ** allowed
    return Blind(clicker, expected, once, ever, allowed, number if number > 1 else 0, error)


def _slip(item: Item, clicker: Clicker) -> Slip:
    """An item as marks: what it may give, and how likely. What is not marked gives 0 of 0."""
    available = marking.mark(item, responses.blank(item)).available
    found = odds.of(item, clicker)
    return Slip(available, tuple(sorted((share * available, chance) for share, chance in found.items())))
