"""Owns reading one line of answers, as `statistics_rows` gives them. It must not know whose they are."""

from __future__ import annotations

import json
from dataclasses import dataclass

from lms.domain import marking, remarking, responses
from lms.domain.errors import MalformedResponse
from lms.queries import statistics_series as series_of
from lms.queries.statistics_series import Place


@dataclass(frozen=True, slots=True)
class Given:
    """A line of answers, read: its series, the answers chosen in the series' own order, how sure it was."""

    series: int
    chosen: tuple[int, ...]
    confidence: str
    wrong: bool


def read(places: dict[str, Place], line: str) -> Given | None:
    """A line of answers; None for one that was left open or that its version does not know."""
    item_id, _, said = line.partition(" ")
    body, end, confidence = said.rpartition("}")
    place = places.get(item_id)
    if place is None:
        return None
    try:
        response = responses.from_plain(place.item, json.loads(body + end))
    except MalformedResponse:
        return None
    if responses.is_blank(response):
        return None
    item, answer = place.item, response
    if place.corrected is not None:
        carried = remarking.carry(place.item, place.corrected, response)
        if carried is not None:
            item, answer = place.corrected, carried
    mark = marking.mark(item, answer)
    moved = place.answers
    chosen = tuple(moved[at] for at in series_of.chosen(place.item, response) if at in moved)
    return Given(place.series, chosen, confidence, mark.earned < mark.available)
