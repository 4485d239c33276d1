"""What marks say about questions and about a quiz, by the formulas that people know from Moodle.

Sums are exact; only a result becomes a float. It must not know whose marks they are, nor which attempts
count: that is the population, and whoever shows a figure prints it beside.

Source of every formula: assessment rules 3 (Moodle's quiz statistics calculators). Variances and
covariances divide by S − 1.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

# Marks as whole numbers in a common unit are fastest; fractions are as exact.
Marks: TypeAlias = Sequence[int | Fraction]

# Under this many attempts a figure says more about chance than about the question.
ENOUGH = 20
GROUP = 10  # Fewer people than this could be told apart.
# Two-sided 95% of the normal distribution.
_NORMAL = 1.959964

TOO_HARD = 40
TOO_EASY = 95
DUBIOUS = 15
HARDLY_CHOSEN = 5


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, with 95% confidence, in the unit of the figure."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One question. None = the formula has no answer here, such as a correlation of marks that are all equal.

    `facility`, `discrimination`, `efficiency` and the weights are percentages, `deviation` is in marks.
    `effective_weight` None with `negative` True: the question pulls against the total.
    """

    attempts: int
    facility: float
    deviation: float | None
    discrimination: float | None
    efficiency: float | None
    intended_weight: float
    effective_weight: float | None
    negative: bool
    facility_range: Interval | None
    discrimination_range: Interval | None


@dataclass(frozen=True, slots=True)
class QuizFigures:
    """A whole quiz: `mean`, `median`, `deviation` and `standard_error` in marks, `alpha` (the coefficient of
    internal consistency) and `error_ratio` in percent. None = too few attempts or questions for the formula.
    """

    attempts: int
    mean: float
    median: float
    deviation: float | None
    skewness: float | None
    kurtosis: float | None
    alpha: float | None
    error_ratio: float | None
    standard_error: float | None
    mean_range: Interval | None


@dataclass(frozen=True, slots=True)
class Scored:
    """The marks of one question and, in the same order, the totals of the attempts that they belong to.

    `best` is the most that the question gives. One that is `drawn` at random is compared with the whole
    total, as Moodle does, because what stands beside it differs from paper to paper.
    """

    marks: Marks
    totals: Marks
    best: int | Fraction
    drawn: bool = False


def enough(attempts: int) -> bool:
    """Whether there are enough attempts to say anything."""
    return attempts >= ENOUGH


def covariance(one: Marks, other: Marks) -> Fraction | None:
    """Exact, over S − 1; None for fewer than two pairs."""
    size = len(one)
    if size < 2:
        return None
    together = Fraction(sum(map(operator.mul, one, other)))
    return (together - Fraction(sum(one)) * sum(other) / size) / (size - 1)


def variance(marks: Marks) -> Fraction | None:
    return covariance(marks, marks)


def items(columns: Sequence[Scored], *, unit: int = 1) -> tuple[ItemFigures, ...]:
    """The figures of every question of a quiz; the weights are shares among these.

    `unit` is how many of the given whole numbers make one mark. A question nobody had is an error of the
    caller: ValueError.
    """
    with_total = [covariance(column.marks, column.totals) for column in columns]
    roots = [math.sqrt(found) if found is not None and found >= 0 else 0.0 for found in with_total]
    all_roots, all_best = math.fsum(roots), sum((Fraction(column.best) for column in columns), Fraction(0))
    return tuple(
        _item(column, found, root, all_roots, all_best, unit)
        for column, found, root in zip(columns, with_total, roots, strict=True)
    )


def _item(
    column: Scored,
    with_total: Fraction | None,
    root: float,
    all_roots: float,
    all_best: Fraction,
    unit: int,
) -> ItemFigures:
    size = len(column.marks)
    if not size:
        raise ValueError("a question without attempts has no figures")
    rest = column.totals if column.drawn else list(map(operator.sub, column.totals, column.marks))
    own, other, both = variance(column.marks), variance(rest), covariance(column.marks, rest)
    discrimination = efficiency = None
    if own and other and both is not None:
        discrimination = 100 * float(both) / math.sqrt(own * other)
    if both is not None:
        # The best pairing there could have been: the highest marks with the highest totals.
        best = covariance(sorted(column.marks), sorted(rest))
        efficiency = float(100 * both / best) if best else None
    facility = 100 * float(Fraction(sum(column.marks)) / size / column.best) if column.best else 0.0
    negative = with_total is not None and with_total < 0
    return ItemFigures(
        attempts=size,
        facility=facility,
        deviation=None if own is None else math.sqrt(own) / unit,
        discrimination=discrimination,
        efficiency=efficiency,
        intended_weight=float(100 * Fraction(column.best) / all_best) if all_best else 0.0,
        effective_weight=100 * root / all_roots
        if all_roots and with_total is not None and not negative
        else None,
        negative=negative,
        facility_range=_facility_range(column, facility, own),
        discrimination_range=_correlation_range(discrimination, size),
    )


def _facility_range(column: Scored, facility: float, own: Fraction | None) -> Interval | None:
    """Wilson's interval where every mark is all or nothing, which is a share of people; else that of a mean.

    Marks that are all alike have no spread to reckon with, yet 20 people are not everybody: Wilson's again.
    """
    size = len(column.marks)
    if not column.best or not enough(size):
        return None
    if not own or set(column.marks) <= {0, column.best}:
        return wilson(facility / 100, size)
    return _mean_range(facility, own, size, 100 / float(column.best), 100.0)


def _mean_range(mean: float, own: Fraction | None, size: int, scale: float, most: float) -> Interval | None:
    """Mean ± 1.96 s/√S (normal approximation), held to what is possible; only where there is enough."""
    if own is None or not enough(size):
        return None
    half = _NORMAL * math.sqrt(own / size) * scale
    return Interval(max(0.0, mean - half), min(most, mean + half))


def _correlation_range(percent: float | None, size: int) -> Interval | None:
    """Fisher's z: tanh(artanh r ± 1.96/√(S − 3)). Source: Fisher 1921, "On the probable error"."""
    if percent is None or not enough(size) or abs(percent) >= 100:
        return None
    middle, half = math.atanh(percent / 100), _NORMAL / math.sqrt(size - 3)
    return Interval(100 * math.tanh(middle - half), 100 * math.tanh(middle + half))


def share_range(chosen: int, of: int) -> Interval | None:
    """Wilson's interval of a share, in percent; None where there is too little to say."""
    return wilson(chosen / of, of) if enough(of) else None


def wilson(share: float, of: int) -> Interval:
    """Where the true share lies, 95 times of 100, in percent. Few answers make it wide, not wrong.

    (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n). Source: Wilson 1927, "Probable inference".
    Raises: ValueError for a share of nothing.
    """
    if of <= 0:
        raise ValueError("a share of nothing has no interval")
    z2 = _NORMAL**2
    middle = share + z2 / (2 * of)
    half = _NORMAL * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    under = 1 + z2 / of
    return Interval(max(0.0, 100 * (middle - half) / under), min(100.0, 100 * (middle + half) / under))


def quiz(
    totals: Marks, positions: Sequence[Marks], *, best: int | Fraction = 0, unit: int = 1
) -> QuizFigures:
    """The figures of a quiz from its totals and, for each place on the paper, the marks given there.

    `best` is the most that a paper gives, for the interval of the mean (0 = no bound known). `unit` is how
    many of the given whole numbers make one mark. Without totals: ValueError.
    """
    size = len(totals)
    if not size:
        raise ValueError("a quiz without attempts has no figures")
    total = Fraction(sum(totals))
    second, third, fourth = _moments(totals)
    k2 = variance(totals)
    skewness = kurtosis = None
    if k2 and size > 2:
        skewness = float(third * size**2 / ((size - 1) * (size - 2))) / math.pow(k2, 1.5)
    if k2 and size > 3:
        k4 = size**2 * ((size + 1) * fourth - 3 * (size - 1) * second**2)
        kurtosis = float(k4 / ((size - 1) * (size - 2) * (size - 3)) / k2**2)
    alpha = _alpha(k2, positions)
    # An alpha above 100 cannot be; one below 0 makes the error larger than the spread.
    ratio = None if alpha is None else 100 * math.sqrt(1 - alpha / 100)
    spread = None if k2 is None else math.sqrt(k2) / unit
    mean = float(total / size) / unit
    return QuizFigures(
        attempts=size,
        mean=mean,
        median=_median(totals) / unit,
        deviation=spread,
        skewness=skewness,
        kurtosis=kurtosis,
        alpha=alpha,
        error_ratio=ratio,
        standard_error=None if ratio is None or spread is None else ratio * spread / 100,
        mean_range=_mean_range(mean, k2, size, 1 / unit, float(best) / unit if best else math.inf),
    )


def _moments(totals: Marks) -> tuple[Fraction, Fraction, Fraction]:
    """The second, third and fourth moment about the mean, from exact sums of powers."""
    size = len(totals)
    squares = list(map(operator.mul, totals, totals))
    mean = Fraction(sum(totals)) / size
    two = Fraction(sum(squares)) / size
    three = Fraction(sum(map(operator.mul, squares, totals))) / size
    four = Fraction(sum(map(operator.mul, squares, squares))) / size
    return (
        two - mean**2,
        three - 3 * mean * two + 2 * mean**3,
        four - 4 * mean * three + 6 * mean**2 * two - 3 * mean**4,
    )


def _alpha(k2: Fraction | None, positions: Sequence[Marks]) -> float | None:
    """100 × P/(P − 1) × (1 − Σ var(x) / k2)."""
    places = len(positions)
    if not k2 or places < 2:
        return None
    each = sum((variance(marks) or Fraction(0) for marks in positions), Fraction(0))
    return float(100 * Fraction(places, places - 1) * (1 - each / k2))


def _median(totals: Marks) -> float:
    ordered = sorted(totals)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return float(ordered[middle])
    return float(Fraction(ordered[middle - 1] + ordered[middle]) / 2)


def flags(found: ItemFigures, *, hardly_chosen: bool = False) -> tuple[str, ...]:
    """What a trainer should look at, in words; nothing while there is too little to say."""
    if not enough(found.attempts):
        return ()
    words = []
    if found.facility < TOO_HARD:
        words.append("Hard: facility under 40%")
    if found.facility > TOO_EASY:
        words.append("Easy: facility over 95%")
    if found.negative or (found.discrimination is not None and found.discrimination < 0):
        words.append("Negative: people who do well get this wrong")
    if found.efficiency is not None and 0 <= found.efficiency < DUBIOUS:
        words.append("Dubious: discriminative efficiency under 15%")
    if hardly_chosen:
        words.append("An answer chosen by under 5%")
    return tuple(words)
