"""Owns statistics as files: JSON and CSV with names that stay. It must not know who asked.

Names are public: programs read them. Figures have four decimals; where there is too little to say they are
empty (CSV) or null (JSON), and `enough` says so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TypeAlias

from flask import Response

from lms.domain import population as populations_of
from lms.domain.statistics import Interval
from lms.queries.retention import Figures, Line
from lms.queries.statistics import Answer, ItemReport, Report

Plain: TypeAlias = "str | int | float | bool | Sequence[Plain] | Mapping[str, Plain] | None"
Cell: TypeAlias = str | int | float | bool | None

# What a spreadsheet would take for the beginning of a formula, or would put into the next cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def attached(body: str, name: str, mimetype: str) -> Response:
    """A file to save; CSV begins with the mark by which spreadsheets know UTF-8."""
    data = body.encode("utf-8-sig" if mimetype == "text/csv" else "utf-8")
    response = Response(data, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def plain(report: Report) -> dict[str, Plain]:
    """The whole report."""
    figures = None if report.figures is None or not report.enough else asdict(report.figures)
    if figures is not None:
        figures = {name: _rounded(value) for name, value in figures.items()}
    return {
        **_head(report),
        "other_forms": report.other_forms,
        "questions": report.questions,
        "best": report.best,
        "enough": report.enough,
        "figures": figures,
        "grades": list(report.grades) if report.enough else None,
        "items": [
            {
                **_question(item),
                "answers": [_choice(item, answer) for answer in item.answers],
                "teams": [
                    {"team": team.team, "asked": team.asked, "sure_and_wrong": team.sure_and_wrong}
                    for team in item.teams
                ],
            }
            for item in report.items
        ],
    }


def questions(report: Report) -> str:
    """A line for each question and meaning."""
    head = _head(report)
    return _csv([{**head, **_question(item)} for item in report.items])


def answers(report: Report) -> str:
    """A line for each thing that could be chosen."""
    head = _head(report)
    return _csv(
        [
            {
                **head,
                "item": item.item_id,
                "meaning": item.number,
                "had_question": item.attempts,
                **_choice(item, answer),
            }
            for item in report.items
            for answer in item.answers
        ]
    )


def retention(lines: Sequence[Line]) -> str:
    """A line for each objective; figures of fewer people than may be shown are empty."""
    return _csv(
        [
            {
                "course": line.course,
                "course_title": line.course_title,
                "objective": line.objective,
                "current": line.current,
                "enough": line.figures is not None,
                "people": None if line.figures is None else line.figures.people,
                **_remembered(line.figures),
            }
            for line in lines
        ]
    )


def _remembered(figures: Figures | None) -> dict[str, Cell]:
    if figures is None:
        return _figure("remembered", None, None, False)
    return _figure("remembered", figures.percent, figures.between, True)


def _head(report: Report) -> dict[str, Cell]:
    return {
        "quiz": report.quiz,
        "title": report.title,
        "population": report.population.value,
        "population_words": populations_of.words(report.population),
        "team": report.team,
        "quiz_attempts": report.attempts,
    }


def _question(item: ItemReport) -> dict[str, Cell]:
    figures, enough = item.figures, item.enough
    return {
        "item": item.item_id,
        "meaning": item.number,
        "meanings": item.of,
        "current": item.current,
        "since": item.since.isoformat(),
        "wordings": item.wordings,
        "kind": item.kind,
        "question": item.text,
        "drawn": item.drawn,
        "attempts": item.attempts,
        "enough": enough,
        **_figure("facility", figures.facility, figures.facility_range, enough),
        "deviation": _shown(figures.deviation, enough),
        "random_guess": _shown(item.guess, True),
        **_figure("discrimination", figures.discrimination, figures.discrimination_range, enough),
        "efficiency": _shown(figures.efficiency, enough),
        "intended_weight": _shown(figures.intended_weight, True),
        "effective_weight": _shown(figures.effective_weight, enough),
        "negative_covariance": figures.negative if enough else None,
        "left_open": item.left_open,
        "flags": "; ".join(item.flags),
    }


def _choice(item: ItemReport, answer: Answer) -> dict[str, Cell]:
    return {
        "answer": answer.text,
        "right": answer.right,
        "chosen": answer.chosen,
        "enough": item.enough,
        **_figure("share", answer.share, answer.share_range, item.enough),
        "mean_total": _shown(answer.mean_total, item.enough),
        "sure_and_wrong": answer.sure,
    }


def _figure(name: str, value: float | None, ends: Interval | None, enough: bool) -> dict[str, Cell]:
    return {
        name: _shown(value, enough),
        f"{name}_low": _shown(None if ends is None else ends.low, enough),
        f"{name}_high": _shown(None if ends is None else ends.high, enough),
    }


def _shown(value: float | None, enough: bool) -> float | None:
    return None if value is None or not enough else round(value, 4)


def _rounded(value: object) -> Plain:
    match value:
        case float():
            return round(value, 4)
        case int() | None:
            return value
        case dict():
            return {str(name): _rounded(one) for name, one in value.items()}
        case _:
            raise TypeError(f"{value!r} is no figure")


def _csv(rows: Iterable[Mapping[str, Cell]]) -> str:
    listed = list(rows)
    out = io.StringIO()
    writer = csv.writer(out)
    if listed:
        writer.writerow(list(listed[0]))
    for row in listed:
        writer.writerow([_cell(value) for value in row.values()])
    return out.getvalue()


def _cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            # The apostrophe makes a spreadsheet take the rest as text. Source: OWASP, "CSV Injection".
            return f"'{value}" if value.startswith(_FORMULA) else value
        case _:
            return str(value)
