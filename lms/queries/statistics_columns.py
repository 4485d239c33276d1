"""Owns how finished attempts become columns of whole numbers, one for each series of questions.

Every mark is counted in one common unit, so that sums stay exact, and equal lines of equal totals are counted
together, which is what makes a quarter of a million answers fast. It must not know a formula.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lms.domain.quizzes import Item, MarkedBy, Reflection, Scale
from lms.queries import statistics_answers as answers_of
from lms.queries.statistics_answers import Given
from lms.queries.statistics_rows import LINE, Sat
from lms.queries.statistics_series import History, Place


@dataclass(slots=True)
class Column:
    """One series: marks and totals of its attempts in the same order, and for each of its answers how often
    it was chosen, and what those who chose it earned of what was possible."""

    chosen: list[int]
    earned: list[int]
    possible: list[int]
    marks: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """All columns of a quiz in the order of its series; `unit` of the whole numbers make one mark.

    `totals` and `best` are of the attempts in order, `positions` the marks of the first, second, … marked
    question of each paper in the order of the file. `kept` are the attempts that all of this counts.
    """

    unit: int
    columns: tuple[Column, ...]
    totals: list[int]
    best: list[int]
    positions: tuple[tuple[int, ...], ...]
    other_forms: int
    kept: tuple[Sat, ...]


# Place in the file, series, mark: one line of marks, read.
_Mark = tuple[int, int, int]


def count(history: History, sat: Sequence[Sat]) -> Counted:
    """The columns of some attempts. Attempts whose papers have another number of marked questions than those
    of the newest version are counted as `other_forms` and left out."""
    split = [one.marks.split(LINE) for one in sat]
    lines = {digest: set[str]() for digest in history.places}
    for one, marked in zip(sat, split, strict=True):
        lines[one.meaning].update(marked)
    unit = math.lcm(
        *(_parts(line) for found in lines.values() for line in found),
        *(part for one in sat for part in (one.earned[1], one.available[1])),
    )
    marks = {
        digest: {line: _mark(history.places[digest], line, unit) for line in found}
        for digest, found in lines.items()
    }
    papers = [
        sorted(filter(None, map(marks[one.meaning].__getitem__, marked)))
        for one, marked in zip(sat, split, strict=True)
    ]
    wanted = _form(history, sat, papers)
    kept = [at for at, paper in enumerate(papers) if len(paper) == wanted]
    columns = tuple(_column(len(one.answers)) for one in history.series)
    groups: dict[tuple[str, int, int], list[int]] = {}
    totals, best = [], []
    for at in kept:
        one = sat[at]
        total = one.earned[0] * (unit // one.earned[1])
        possible = one.available[0] * (unit // one.available[1])
        totals.append(total)
        best.append(possible)
        groups.setdefault((one.meaning, total, possible), []).append(at)
    for (digest, total, _), members in groups.items():
        _add_marks(columns, marks[digest], (split[at] for at in members), total)
    _add_answers(columns, history, sat, groups)
    positions = tuple(zip(*([mark for _, _, mark in papers[at]] for at in kept), strict=True))
    return Counted(
        unit, columns, totals, best, positions, len(sat) - len(kept), tuple(sat[at] for at in kept)
    )


def _column(answers: int) -> Column:
    return Column([0] * answers, [0] * answers, [0] * answers)


def _parts(line: str) -> int:
    """The denominator of a mark; a whole mark has none."""
    return int(line.partition("/")[2] or 1)


def _mark(places: dict[str, Place], line: str, unit: int) -> _Mark | None:
    """A line of marks, None for an item that is not marked."""
    item_id, _, earned = line.partition(" ")
    place = places.get(item_id)
    if place is None or not is_marked(place.item):
        return None
    return place.order, place.series, int(earned.partition("/")[0]) * (unit // _parts(line))


def is_marked(item: Item) -> bool:
    """Whether an item carries marks at all."""
    if isinstance(item, Reflection):
        return item.marked_by is MarkedBy.TRAINER
    return not isinstance(item, Scale)


def _form(history: History, sat: Sequence[Sat], papers: Sequence[Sequence[_Mark]]) -> int:
    """How many marked questions the papers of the newest version have that somebody has finished."""
    longest: dict[str, int] = {}
    for one, paper in zip(sat, papers, strict=True):
        longest[one.digest] = max(longest.get(one.digest, 0), len(paper))
    return next((longest[digest] for digest in reversed(history.digests) if digest in longest), 0)


def _add_marks(
    columns: tuple[Column, ...], known: dict[str, _Mark | None], split: Iterable[list[str]], total: int
) -> None:
    """Add the marks of attempts with one total."""
    counted: Counter[str] = Counter()
    for lines in split:
        counted.update(lines)
    for line, number in counted.items():
        found = known[line]
        if found is not None:
            _, series, mark = found
            columns[series].marks += [mark] * number
            columns[series].totals += [total] * number


def _add_answers(
    columns: tuple[Column, ...],
    history: History,
    sat: Sequence[Sat],
    groups: dict[tuple[str, int, int], list[int]],
) -> None:
    """Count what was chosen, and the totals of those who chose it."""
    known: dict[tuple[str, str], Given | None] = {}
    for (digest, total, possible), members in groups.items():
        counted: Counter[str] = Counter()
        for at in members:
            counted.update(sat[at].given.split(LINE))
        for line, number in counted.items():
            key = digest, line
            if key not in known:
                known[key] = answers_of.read(history.places[digest], line)
            found = known[key]
            if found is None:
                continue
            column = columns[found.series]
            column.answered += number
            for at in found.chosen:
                column.chosen[at] += number
                column.earned[at] += total * number
                column.possible[at] += possible * number
