"""Owns the statistics of a quiz: its figures and, for every question, a series for each of its meanings.

Counted once for each state of the attempts and kept. It must not know who asks, nor how a figure is drawn.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.orm import Session

from lms.content import versions as formats
from lms.content.library import PublishedQuiz
from lms.domain import judging, odds, statistics
from lms.domain.population import Population
from lms.domain.quizzes import Item, Quiz, Reflection
from lms.domain.statistics import Interval, ItemFigures, QuizFigures, Scored
from lms.queries import statistics_columns as columns
from lms.queries import statistics_rows as rows
from lms.queries import statistics_series as series_of
from lms.queries import statistics_sureness as sureness
from lms.queries.statistics_columns import Column, Counted
from lms.queries.statistics_series import History, Series
from lms.queries.statistics_sureness import Sureness, TeamCount

KEPT = 64


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that could be chosen. `right` None = it is not right or wrong by itself.

    `share` is in percent of the attempts that had the question, `mean_total` the mean of their grades in
    percent; both None where there is too little to say. `sure` is as in `Sureness`.
    """

    text: str
    right: bool | None
    chosen: int
    share: float | None
    share_range: Interval | None
    mean_total: float | None
    sure: int | None


@dataclass(frozen=True, slots=True)
class ItemReport:
    """One meaning of one question. `text` is Markdown; `kind` is the name of its kind.

    `since` is the age of the first version with this meaning, `current` whether the newest version has it,
    `wordings` how often its words changed since. `guess` is in percent. `enough` False: say so, not figures.
    """

    item_id: str
    number: int
    of: int
    text: str
    kind: str
    since: datetime
    current: bool
    wordings: int
    drawn: bool
    attempts: int
    enough: bool
    figures: ItemFigures
    guess: float | None
    flags: tuple[str, ...]
    answers: tuple[Answer, ...]
    left_open: int
    teams: tuple[TeamCount, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A quiz. `figures` None = no attempt yet. `other_forms` counts attempts left out of every figure,
    because their papers had another number of marked questions than the newest.

    `too_small` True: the team has too few finished attempts to be looked at by itself.
    """

    quiz: str
    title: str
    population: Population
    team: str | None
    attempts: int
    other_forms: int
    questions: int
    best: float
    enough: bool
    too_small: bool
    figures: QuizFigures | None
    grades: tuple[int, ...]
    items: tuple[ItemReport, ...]


def report(
    session: Session,
    quiz: str,
    *,
    population: Population = Population.FIRST,
    team: tuple[int, str] | None = None,
    live: PublishedQuiz | None = None,
) -> Report:
    """The statistics of a quiz; with `team` (id and name) of that team alone.

    `live` is the quiz as it is asked now: what it says is current, whether somebody has finished it already
    or it is an older version put back. Without it the youngest version is.

    Two statements, one when nothing has changed since it was last asked.
    """
    found = rows.versions(session, quiz)
    if team is not None:
        # Somebody may join or leave a team without any attempt changing, so this is counted each time.
        return _report(session, found, quiz, population, team, live)
    key = (quiz, population, "" if live is None else live.digest)
    held = _held.get(key, found.state)
    if held is None:
        held = _report(session, found, quiz, population, None, live)
        _held.put(key, found.state, held)
    return held


def finished(session: Session) -> dict[str, int]:
    """How many finished attempts each quiz has, by slug. One statement."""
    return rows.finished(session)


def forget() -> None:
    """Let go of every report that is kept, for whoever puts another database in the place of this one."""
    _held.clear()


# Quiz, population, digest of the version that is live.
_Key: TypeAlias = tuple[str, Population, str]


class _Held:
    """The reports asked for last, each with the state of the attempts that it was counted from."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reports: OrderedDict[_Key, tuple[object, Report]] = OrderedDict()

    def get(self, key: _Key, state: object) -> Report | None:
        with self._lock:
            found = self._reports.get(key)
            return found[1] if found is not None and found[0] == state else None

    def clear(self) -> None:
        with self._lock:
            self._reports.clear()

    def put(self, key: _Key, state: object, report: Report) -> None:
        with self._lock:
            self._reports[key] = state, report
            self._reports.move_to_end(key)
            while len(self._reports) > KEPT:
                self._reports.popitem(last=False)


_held = _Held()


def _report(
    session: Session,
    found: rows.Versions,
    quiz: str,
    population: Population,
    team: tuple[int, str] | None,
    live: PublishedQuiz | None,
) -> Report:
    quizzes = _quizzes(found, live)
    history = series_of.history(quizzes)
    # Whether a team may be told apart depends on who is left, so then everybody is looked at.
    tells = history.asks_confidence and population is Population.FIRST
    everybody = rows.sat(session, found, population, None if team is None or tells else team[0])
    history = series_of.with_corrections(
        history, {(one.meaning, one.digest, one.remarked) for one in everybody if one.remarked}
    )
    sat = tuple(one for one in everybody if one.team == team[1]) if team is not None and tells else everybody
    too_small = team is not None and len({one.person_id for one in sat}) < statistics.GROUP
    counted = columns.count(history, () if too_small else sat)
    name = quizzes[-1][2].title if quizzes else "" if live is None else live.quiz.title
    if not counted.totals:
        return Report(quiz, name, population, team and team[1], 0, 0, 0, 0.0, False, too_small, None, (), ())
    said = sureness.untold(history.series)
    if tells:
        whole = counted if team is None else columns.count(history, everybody)
        said = sureness.told(history, whole.kept, team and team[1])
    figures = statistics.quiz(counted.totals, counted.positions, best=max(counted.best), unit=counted.unit)
    return Report(
        quiz=quiz,
        title=name,
        population=population,
        team=team and team[1],
        attempts=len(counted.totals),
        other_forms=counted.other_forms,
        questions=len(counted.positions),
        best=max(counted.best) / counted.unit,
        enough=statistics.enough(len(counted.totals)),
        too_small=too_small,
        figures=figures,
        grades=_grades(counted),
        items=_items(history, counted, said),
    )


def _quizzes(found: rows.Versions, live: PublishedQuiz | None) -> list[tuple[str, datetime, Quiz]]:
    """The versions in the order of their age, the one that is asked now last."""
    quizzes = [(one.digest, one.created_at, formats.quiz_from_json(one.body)) for one in found.versions]
    if live is None or not quizzes:
        return quizzes
    # Nobody has finished a version that is not among them, so its age is on no page.
    now = next((one for one in quizzes if one[0] == live.digest), (live.digest, quizzes[-1][1], live.quiz))
    return [*(one for one in quizzes if one[0] != live.digest), now]


def _grades(counted: Counted) -> tuple[int, ...]:
    """How many attempts got 0 to 9 percent, 10 to 19, …, 90 to 100: ten counts."""
    found = [0] * 10
    for total, best in zip(counted.totals, counted.best, strict=True):
        found[min(9, total * 10 // best) if best else 0] += 1
    return tuple(found)


def _items(history: History, counted: Counted, said: Sequence[Sureness]) -> tuple[ItemReport, ...]:
    """In the order of the newest version, each with its newest meaning first."""
    together = zip(history.series, counted.columns, said, strict=True)
    met = [(one, column, told) for one, column, told in together if column.marks]
    unit = counted.unit
    scored = [
        Scored(column.marks, column.totals, _best(one.item) * unit, one.drawn) for one, column, _ in met
    ]
    figures = statistics.items(scored, unit=unit)
    made = [_item(*found, counts) for found, counts in zip(met, figures, strict=True)]
    place = {item_id: at for at, item_id in enumerate(history.order)}
    return tuple(sorted(made, key=lambda item: (place[item.item_id], -item.number)))


def _best(item: Item) -> int:
    """The most that an item gives: for a written answer with a mark scheme, the sum of its lines."""
    return judging.available(item) if isinstance(item, Reflection) else item.marks


def _item(one: Series, column: Column, told: Sureness, figures: ItemFigures) -> ItemReport:
    size = len(column.marks)
    answers = tuple(_answer(one, column, told, at, text) for at, text in enumerate(one.answers))
    guess = odds.random_guess(one.item)
    hardly = one.ticks and any(
        answer.share is not None and answer.share < statistics.HARDLY_CHOSEN for answer in answers
    )
    return ItemReport(
        item_id=one.item.id,
        number=one.number,
        of=one.of,
        text=one.item.text,
        kind=one.kind,
        since=one.since,
        current=one.current,
        wordings=one.wordings,
        drawn=one.drawn,
        attempts=size,
        enough=statistics.enough(size),
        figures=figures,
        guess=None if guess is None else float(100 * guess),
        flags=statistics.flags(figures, hardly_chosen=hardly),
        answers=answers,
        left_open=size - column.answered,
        teams=told.teams,
    )


def _answer(one: Series, column: Column, told: Sureness, at: int, text: str) -> Answer:
    size, chosen = len(column.marks), column.chosen[at]
    enough = statistics.enough(size)
    return Answer(
        text=text,
        right=one.right[at],
        chosen=chosen,
        share=100 * chosen / size if enough else None,
        share_range=statistics.share_range(chosen, size),
        mean_total=100 * column.earned[at] / column.possible[at] if enough and column.possible[at] else None,
        sure=told.sure[at],
    )
