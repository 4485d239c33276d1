"""Owns how figures become words, rows and bars. It must not know where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lms.content import render
from lms.domain import population as populations_of
from lms.domain import statistics
from lms.domain.population import Population
from lms.domain.statistics import Interval
from lms.queries.people import TeamRow
from lms.queries.statistics import Answer, ItemReport, Report

TOO_FEW = "Too few to say"
NO_ANSWER = "–"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a short label, its length and the ends of its interval from 0 to 100, and its value in words.

    `marked` puts a shape beside the words.
    """

    label: str
    length: float
    low: float | None
    high: float | None
    words: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A question in the list of a quiz, every figure in words. `question` is safe HTML."""

    number: int
    item_id: str
    question: str
    meaning: str
    attempts: int
    facility: str
    discrimination: str
    efficiency: str
    weight: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """Something that could be chosen, every figure in words. `text` is safe HTML."""

    text: str
    right: str
    chosen: int
    share: str
    mean: str
    sure: str


@dataclass(frozen=True, slots=True)
class SeriesLines:
    """One meaning of a question."""

    title: str
    item: ItemReport
    enough: bool
    figures: list[tuple[str, str]]
    answers: list[AnswerLine]
    bars: list[Bar]
    asked_sure: bool


def population(report: Report) -> str:
    """Whose attempts every figure counts, as one sentence."""
    of = f" of {report.team}" if report.team else ""
    sentence = f"{_count(report.attempts, 'attempt')}{of}: the {populations_of.words(report.population)}."
    if report.population is Population.ALL:
        sentence = f"{_count(report.attempts, 'attempt')}{of}: {populations_of.words(report.population)}."
    if report.other_forms:
        sentence += (
            f" {_count(report.other_forms, 'more attempt')} had another number of questions and "
            f"{'is' if report.other_forms == 1 else 'are'} left out."
        )
    return f"{sentence} Trials and practice do not count."


def populations(chosen: Population) -> list[dict[str, object]]:
    """The choice of attempts for a select."""
    texts = {
        Population.FIRST: "First attempt",
        Population.HIGHEST: "Best attempt",
        Population.ALL: "All attempts",
    }
    return [{"value": one.value, "text": text, "selected": one is chosen} for one, text in texts.items()]


def teams(rows: Sequence[TeamRow], chosen: str) -> list[dict[str, object]]:
    """The choice of a team for a select."""
    found: list[dict[str, object]] = [{"value": "", "text": "Everybody", "selected": not chosen}]
    return found + [
        {"value": str(row.team_id), "text": row.name, "selected": str(row.team_id) == chosen} for row in rows
    ]


def quiz_figures(report: Report) -> list[tuple[str, str]]:
    """Name and value of every figure of a quiz."""
    found = report.figures
    if found is None or not report.enough:
        return []
    best = report.best or 1.0
    mean_range = _range(found.mean_range, 100 / best)
    return [
        ("Mean grade", f"{_number(100 * found.mean / best)}%{mean_range}"),
        ("Median grade", f"{_number(100 * found.median / best)}%"),
        ("Standard deviation", _percent(found.deviation, 100 / best)),
        ("Skewness", _number(found.skewness, 2)),
        ("Kurtosis", _number(found.kurtosis, 2)),
        ("Coefficient of internal consistency (alpha)", _percent(found.alpha)),
        ("Error ratio", _percent(found.error_ratio)),
        ("Standard error", _percent(found.standard_error, 100 / best)),
    ]


def grade_bars(report: Report) -> list[Bar]:
    """How many attempts fell in each tenth, as lengths of the longest."""
    if not report.enough:
        return []
    most = max(report.grades) or 1
    labels = [f"{start}–{start + 9}%" for start in range(0, 90, 10)] + ["90–100%"]
    return [
        Bar(label, 100 * count / most, None, None, str(count))
        for label, count in zip(labels, report.grades, strict=True)
    ]


def facility_bars(report: Report) -> list[Bar]:
    """The facility of each question with its interval."""
    return [
        _bar(f"{number}", item.figures.facility, item.figures.facility_range, bool(item.flags))
        for number, item in enumerate(report.items, start=1)
        if item.enough
    ]


def item_line(number: int, item: ItemReport) -> ItemLine:
    """A question of the list."""
    figures, enough = item.figures, item.enough
    weight = "Negative" if figures.negative else _percent(figures.effective_weight)
    return ItemLine(
        number=number,
        item_id=item.item_id,
        question=render.inline(item.text),
        meaning=_meaning(item),
        attempts=item.attempts,
        facility=_percent(figures.facility) + _range(figures.facility_range) if enough else TOO_FEW,
        discrimination=_percent(figures.discrimination) if enough else NO_ANSWER,
        efficiency=_percent(figures.efficiency) if enough else NO_ANSWER,
        weight=weight if enough else NO_ANSWER,
        flags=item.flags,
    )


def series(item: ItemReport) -> SeriesLines:
    """Everything about one meaning of a question."""
    figures = item.figures
    weight = (
        "Negative: this question pulls against the total"
        if figures.negative
        else _percent(figures.effective_weight)
    )
    rows = [
        ("Attempts with this question", str(item.attempts)),
        ("Facility", f"{_percent(figures.facility)}{_range(figures.facility_range)}"),
        ("Standard deviation", f"{_number(figures.deviation, 2)} marks"),
        ("Random guess", _percent(item.guess)),
        ("Discrimination index", f"{_percent(figures.discrimination)}{_range(figures.discrimination_range)}"),
        ("Discriminative efficiency", _percent(figures.efficiency)),
        ("Intended weight", _percent(figures.intended_weight)),
        ("Effective weight", weight),
        ("Left open", str(item.left_open)),
    ]
    return SeriesLines(
        title=_meaning(item) or "Figures",
        item=item,
        enough=item.enough,
        figures=rows if item.enough else [],
        answers=[_answer(answer) for answer in item.answers],
        bars=[
            _bar(f"{at}", answer.share, answer.share_range, answer.share < statistics.HARDLY_CHOSEN)
            for at, answer in enumerate(item.answers, start=1)
            if answer.share is not None
        ],
        asked_sure=any(answer.sure is not None for answer in item.answers) or bool(item.teams),
    )


def _answer(answer: Answer) -> AnswerLine:
    return AnswerLine(
        text=render.inline(answer.text),
        right="Right" if answer.right else "Not right",
        chosen=answer.chosen,
        share=TOO_FEW if answer.share is None else f"{_percent(answer.share)}{_range(answer.share_range)}",
        mean=NO_ANSWER if answer.mean_total is None else _percent(answer.mean_total),
        sure=NO_ANSWER if answer.sure is None else str(answer.sure),
    )


def _meaning(item: ItemReport) -> str:
    if item.of == 1:
        return "" if item.current else "No longer asked"
    now = "now" if item.current and item.number == item.of else "earlier"
    return f"Meaning {item.number} of {item.of} ({now})"


def share(value: float, ends: Interval) -> str:
    """A share of people with where it truly lies."""
    return _percent(value) + _range(ends)


def bar(label: str, value: float, ends: Interval) -> Bar:
    """A bar for such a share."""
    return _bar(label, value, ends, False)


def _bar(label: str, value: float, ends: Interval | None, marked: bool) -> Bar:
    low, high = (None, None) if ends is None else (ends.low, ends.high)
    return Bar(label, value, low, high, f"{value:.0f}%", marked)


def _percent(value: float | None, scale: float = 1.0) -> str:
    return NO_ANSWER if value is None else f"{_number(value * scale)}%"


def _number(value: float | None, places: int = 1) -> str:
    """A figure for people; a minus sign that screen readers say."""
    if value is None:
        return NO_ANSWER
    rounded = f"{value:.{places}f}"
    return rounded.replace("-", "−") if float(rounded) else rounded.lstrip("-")


def _range(ends: Interval | None, scale: float = 1.0) -> str:
    return "" if ends is None else f" ({_number(ends.low * scale)} to {_number(ends.high * scale)})"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
