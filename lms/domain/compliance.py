"""How one person stands with one required course, and the table of many people and many courses.

A share always says of how many: whoever is exempt, on leave or not yet required is not in it. It must not
know where the facts come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """One person, one requirement."""

    NOT_DUE = "not due"
    DUE = "due"
    OVERDUE = "overdue"
    IN_PROGRESS = "in progress"
    CURRENT = "current"
    EXPIRED = "expired"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What decides a standing. All days are civil and inclusive.

    `begins_on` and `due_on` are of the first pass (None = nobody asks for one); `holds` = there has been a
    pass, with `until` as its last valid day (None = it does not end); `opens_on` is when its refresher opens;
    `round_due_on` is by when the open round is due if something else than an end asks for it, such as a
    campaign; `begun` = something was done in the round that is open.
    """

    begins_on: date | None = None
    due_on: date | None = None
    holds: bool = False
    until: date | None = None
    opens_on: date | None = None
    round_due_on: date | None = None
    begun: bool = False
    exempt: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """`day` is the one that goes with the standing: due by, valid until, ended on; None where there is none.

    `covered` = a pass counts today, whatever else is due.
    """

    standing: Standing
    day: date | None
    covered: bool


def cell(facts: Facts, today: date) -> Cell:
    """The standing on a day, with its date.

    Whoever is exempt or away is nothing else. A pass that has ended is "expired" until the next one, also
    while that is under way; what is late is "overdue" whatever has been begun.
    """
    covered = facts.holds and (facts.until is None or today <= facts.until)
    if facts.exempt:
        return Cell(Standing.EXEMPT, facts.until, covered)
    if not facts.holds:
        return Cell(*_first(facts, today), False)
    if not covered:
        return Cell(Standing.EXPIRED, facts.until, False)
    due_on = _due_again(facts, today)
    if due_on is None:
        return Cell(Standing.CURRENT, facts.until, True)
    if today > due_on:
        return Cell(Standing.OVERDUE, due_on, True)
    return Cell(Standing.IN_PROGRESS if facts.begun else Standing.DUE, due_on, True)


def _first(facts: Facts, today: date) -> tuple[Standing, date | None]:
    if facts.due_on is not None and today > facts.due_on:
        return Standing.OVERDUE, facts.due_on
    if facts.begun:
        return Standing.IN_PROGRESS, facts.due_on
    if facts.begins_on is None or today < facts.begins_on:
        return Standing.NOT_DUE, facts.due_on
    return Standing.DUE, facts.due_on


def _due_again(facts: Facts, today: date) -> date | None:
    """By when somebody whose pass counts has to renew it, None while nothing is open."""
    asked = [] if facts.round_due_on is None else [facts.round_due_on]
    if facts.until is not None and facts.opens_on is not None and today >= facts.opens_on:
        asked.append(facts.until)
    return min(asked, default=None)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those who are required have a pass that counts today; `percent` is rounded down.

    None percent = nobody is required, which is neither 0% nor 100%.
    """

    covered: int
    required: int
    exempt: int
    not_yet: int

    @property
    def percent(self) -> int | None:
        return self.covered * 100 // self.required if self.required else None


def share(cells: Iterable[Cell]) -> Share:
    """Count cells; those that are exempt or not due yet without a pass are told apart, not counted in."""
    covered = required = exempt = not_yet = 0
    for one in cells:
        if one.standing is Standing.EXEMPT:
            exempt += 1
        elif one.standing is Standing.NOT_DUE:
            not_yet += 1
        else:
            required += 1
            covered += one.covered
    return Share(covered, required, exempt, not_yet)


@dataclass(frozen=True, slots=True)
class Row:
    """One person; `cells` by course, without an entry where nothing is required of them."""

    person_id: int
    name: str
    team: str | None
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """One course that somebody has to hold."""

    course: str
    title: str
    share: Share


@dataclass(frozen=True, slots=True)
class Matrix:
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    share: Share


def matrix(rows: Sequence[Row], titles: Mapping[str, str]) -> Matrix:
    """The table of `rows`, with a column for each course in `titles` and the share of each."""
    columns = tuple(
        Column(course, title, share(row.cells[course] for row in rows if course in row.cells))
        for course, title in titles.items()
    )
    everything = (one for row in rows for course, one in row.cells.items() if course in titles)
    return Matrix(tuple(rows), columns, share(everything))
