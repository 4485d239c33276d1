"""Owns the pages that say how well each objective is remembered. It must not know anybody's own answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, Response

from lms.domain.permissions import Action
from lms.extensions import db
from lms.queries import retention
from lms.queries.retention import Line
from lms.web import access, clock, rendering
from lms.web.statistics import downloads, wording
from lms.web.statistics.wording import Bar

blueprint = Blueprint("retention", __name__, url_prefix="/retention")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The objectives of one course: rows of words, and a bar for each that has figures."""

    course: str
    title: str
    rows: tuple[tuple[str, str, str, str], ...]
    bars: tuple[Bar, ...]


@blueprint.get("")
@access.requires(Action.SEE_STATISTICS)
def table() -> Response:
    """How well each objective is remembered by those who practise."""
    return rendering.page("statistics/retention.html", courses=_shelves(_lines()), fewest=retention.FEWEST)


@blueprint.get("/objectives.csv")
@access.requires(Action.SEE_STATISTICS)
def as_csv() -> Response:
    """The same, a line for each objective."""
    return downloads.attached(downloads.retention(_lines()), "retention.csv", "text/csv")


def _lines() -> tuple[Line, ...]:
    return retention.retention(db.session(), rendering.library(), clock.now())


def _shelves(lines: Sequence[Line]) -> list[Shelf]:
    return [_shelf(course, list(found)) for course, found in groupby(lines, key=lambda line: line.course)]


def _shelf(course: str, lines: Sequence[Line]) -> Shelf:
    rows = []
    bars = []
    for number, line in enumerate(lines, start=1):
        words = line.objective if line.current else f"{line.objective} (no longer asked)"
        figures = line.figures
        if figures is None:
            rows.append((str(number), words, f"Fewer than {retention.FEWEST}", wording.TOO_FEW))
            continue
        rows.append(
            (str(number), words, f"{figures.people:,}", wording.share(figures.percent, figures.between))
        )
        bars.append(wording.bar(f"No. {number}", figures.percent, figures.between))
    return Shelf(course, lines[0].course_title, tuple(rows), tuple(bars))
