"""Owns how many people were sure and wrong, by answer and by team, so that no number says it of one person.

Each person counts once, and a group is shown from `statistics.GROUP` people upwards, as long as those whom it
leaves are as many or nobody: not even the whole less what is shown tells of few. It must not know a formula.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lms.domain import statistics
from lms.domain.quizzes import Confidence
from lms.queries import statistics_answers as answers_of
from lms.queries.statistics_rows import LINE, Sat
from lms.queries.statistics_series import History, Series


@dataclass(frozen=True, slots=True)
class TeamCount:
    """How many of a team's answers were wrong though people said that they were sure."""

    team: str
    asked: int
    sure_and_wrong: int


@dataclass(frozen=True, slots=True)
class Sureness:
    """One series: how many chose each answer wrongly and were sure, None where it is right or may not be
    told; and the teams that may be shown."""

    sure: tuple[int | None, ...]
    teams: tuple[TeamCount, ...] = ()


@dataclass(slots=True)
class _Said:
    """What people said about one series, by team; "" is nobody's team."""

    asked: Counter[str] = field(default_factory=Counter)
    sure_and_wrong: Counter[str] = field(default_factory=Counter)
    sure: Counter[tuple[str, int]] = field(default_factory=Counter)


def untold(series: Sequence[Series]) -> tuple[Sureness, ...]:
    """Nothing about anybody."""
    return tuple(Sureness((None,) * len(one.answers)) for one in series)


def told(history: History, sat: Iterable[Sat], team: str | None) -> tuple[Sureness, ...]:
    """What may be told of everybody, or of one team; `sat` are everybody's attempts in both cases.

    The teams that may be shown are the same in both views, so that taking one from the other finds nobody.
    """
    said = _said(history, sat)
    return tuple(_shown(one, found, team) for one, found in zip(history.series, said, strict=True))


def _said(history: History, sat: Iterable[Sat]) -> list[_Said]:
    counted: dict[tuple[str, str], Counter[str]] = {}
    seen: set[int] = set()
    for one in sorted(sat, key=lambda one: (one.cycle_id, one.number)):
        # A line that ends with the answer says nothing about how sure somebody was.
        lines = [line for line in one.given.split(LINE) if not line.endswith("}")]
        if lines and one.person_id not in seen:
            seen.add(one.person_id)
            counted.setdefault((one.meaning, one.team or ""), Counter()).update(lines)
    found = [_Said() for _ in history.series]
    for (meaning, team), counts in counted.items():
        for line, number in counts.items():
            given = answers_of.read(history.places[meaning], line)
            if given is None:
                continue
            said = found[given.series]
            said.asked[team] += number
            if given.confidence == Confidence.SURE:
                said.sure_and_wrong[team] += number * given.wrong
                for at in given.chosen:
                    said.sure[team, at] += number
    return found


def _shown(series: Series, said: _Said, team: str | None) -> Sureness:
    teams = _teams(said)
    right = series.right
    if team is not None:
        teams = tuple(one for one in teams if one.team == team)
        counts: list[int | None] = [said.sure[team, at] if teams else None for at in range(len(right))]
    else:
        enough = said.asked.total() >= statistics.GROUP
        counts = [
            sum(said.sure[one, at] for one in said.asked) if enough else None for at in range(len(right))
        ]
    sure = tuple(count if is_right is False else None for count, is_right in zip(counts, right, strict=True))
    return Sureness(sure, teams)


def _teams(said: _Said) -> tuple[TeamCount, ...]:
    """The teams that are large enough. Where what is left over would be a small group, whose count could be
    found by taking away, the smallest team that would be shown is left out with it."""
    shown = sorted(
        (
            TeamCount(team, asked, said.sure_and_wrong[team])
            for team, asked in said.asked.items()
            if asked >= statistics.GROUP and team
        ),
        key=lambda count: (-count.asked, count.team),
    )
    while shown and 0 < said.asked.total() - sum(count.asked for count in shown) < statistics.GROUP:
        shown.pop()
    return tuple(sorted(shown, key=lambda count: count.team.casefold()))
