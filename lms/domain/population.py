"""Whose attempts a figure counts, in words that stand beside it. It must not know where attempts are kept."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never


class Population(StrEnum):
    """Which finished attempts count; trials of authors and practice never do."""

    FIRST = "first"
    HIGHEST = "highest"
    ALL = "all"


def words(population: Population) -> str:
    """The population as people read it beside a figure."""
    match population:
        case Population.FIRST:
            return "first finished attempt of each person’s first cycle"
        case Population.HIGHEST:
            return "best finished attempt of each person’s first cycle"
        case Population.ALL:
            return "every finished attempt, later cycles too"
        case _:
            assert_never(population)
