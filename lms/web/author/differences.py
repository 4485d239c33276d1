"""Owns how two versions of a text stand side by side. It must not know where they come from."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# So many lines stand around each difference; longer stretches that are the same are only counted.
AROUND = 3
# Comparing takes time that grows with the square of what differs; longer middles are shown as one block.
MOST_LINES = 3_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of one side, with its number from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of each side, None where that side has nothing here; `same` lines are equal.

    `skipped` stands for so many equal lines in a row that are not shown.
    """

    mine: Cell | None = None
    theirs: Cell | None = None
    same: bool = False
    skipped: int = 0


def side_by_side(mine: str, theirs: str) -> list[Row]:
    """The differences between two texts, line by line, each with a few lines around it."""
    left, right = mine.split("\n"), theirs.split("\n")
    rows: list[Row] = []
    blocks = list(_blocks(left, right))
    for at, (same, left_from, left_to, right_from, right_to) in enumerate(blocks):
        cells = list(zip(_cells(left, left_from, left_to), _cells(right, right_from, right_to), strict=False))
        if not same:
            rows += _pairs(_cells(left, left_from, left_to), _cells(right, right_from, right_to))
            continue
        head = 0 if at == 0 else AROUND
        tail = 0 if at == len(blocks) - 1 else AROUND
        hidden = len(cells) - head - tail
        if hidden <= 1:
            rows += [Row(one, other, same=True) for one, other in cells]
            continue
        rows += [Row(one, other, same=True) for one, other in cells[:head]]
        rows.append(Row(skipped=hidden))
        rows += [Row(one, other, same=True) for one, other in cells[len(cells) - tail :]]
    return rows


def _blocks(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    """(equal?, from and to on the left, from and to on the right), in order."""
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and left[-1 - end] == right[-1 - end]:
        end += 1
    if start:
        yield True, 0, start, 0, start
    one, other = left[start : len(left) - end], right[start : len(right) - end]
    if len(one) + len(other) > MOST_LINES:
        yield False, start, start + len(one), start, start + len(other)
    else:
        matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
        for tag, left_from, left_to, right_from, right_to in matcher.get_opcodes():
            yield tag == "equal", start + left_from, start + left_to, start + right_from, start + right_to
    if end:
        yield True, len(left) - end, len(left), len(right) - end, len(right)


def _cells(lines: Sequence[str], first: int, last: int) -> list[Cell]:
    return [Cell(at + 1, lines[at]) for at in range(first, last)]


def _pairs(mine: Sequence[Cell], theirs: Sequence[Cell]) -> Iterator[Row]:
    for at in range(max(len(mine), len(theirs))):
        yield Row(mine[at] if at < len(mine) else None, theirs[at] if at < len(theirs) else None)
