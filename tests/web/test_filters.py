"""Dates, times and amounts as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from lms.web import filters

SUMMER_NIGHT = datetime(2026, 6, 30, 23, 42, tzinfo=UTC)


def draw(app: Flask, template: str, **values: object) -> str:
    return app.jinja_env.from_string(template).render(**values)


def test_a_day_is_written_in_words() -> None:
    assert filters.day(date(2026, 11, 22)) == "22 November 2026"
    assert filters.day(date(2026, 2, 1)) == "1 February 2026"


def test_an_instant_is_shown_in_the_zone_of_the_organisation(app: Flask) -> None:
    assert draw(app, "{{ at|day }}", at=SUMMER_NIGHT) == "1 July 2026"
    assert draw(app, "{{ at|clock_time }}", at=SUMMER_NIGHT) == "00:42"
    assert draw(app, "{{ at|moment }}", at=SUMMER_NIGHT) == "1 July 2026, 00:42"
    assert draw(app, "{{ on|day }}", on=date(2026, 6, 30)) == "30 June 2026"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (50, "50 minutes"),
        (60, "1 hour"),
        (61, "1 hour 1 minute"),
        (125, "2 hours 5 minutes"),
    ],
)
def test_minutes_are_written_in_words(value: int, words: str) -> None:
    assert filters.minutes(value) == words


def test_only_what_content_made_is_not_escaped(app: Flask) -> None:
    assert draw(app, "{{ text }}{{ text|html }}", text="<p>") == "&lt;p&gt;<p>"
