"""Owns how dates, times and amounts are written for people. It must not know which page asks."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup

from lms.settings import Settings
from lms.web import forms


def day(value: date) -> str:
    """A civil date as words, such as "22 November 2026"; no leading zero."""
    return f"{value.day} {value:%B %Y}"


def minutes(value: int) -> str:
    """A duration as words: "1 minute", "50 minutes", "1 hour 5 minutes", "2 hours"."""
    hours, rest = divmod(value, 60)
    parts = []
    if hours:
        parts.append("1 hour" if hours == 1 else f"{hours} hours")
    if rest or not hours:
        parts.append("1 minute" if rest == 1 else f"{rest} minutes")
    return " ".join(parts)


def html(value: str) -> Markup:
    """HTML made by `lms.content`, which has cleaned it, as something that templates do not escape again.

    This is the one place where text becomes markup.
    """
    return Markup(value)  # noqa: S704 (cleaned by lms.content, and nowhere else)


def install(app: Flask, settings: Settings) -> None:
    """Give templates the filters; instants are shown in the organisation's own zone."""
    zone = ZoneInfo(settings.timezone)

    def day_of(value: date) -> str:
        # A datetime is a date too, and its day depends on where one stands.
        return day(value.astimezone(zone).date() if isinstance(value, datetime) else value)

    def clock_time(value: datetime) -> str:
        return f"{value.astimezone(zone):%H:%M}"

    def moment(value: datetime) -> str:
        return f"{day_of(value)}, {clock_time(value)}"

    def instant(value: datetime) -> str:
        # In the night when clocks go back, an hour comes twice; only its zone tells which one it was.
        return f"{moment(value)} {value.astimezone(zone):%Z}"

    app.jinja_env.filters.update(
        day=day_of,
        clock_time=clock_time,
        moment=moment,
        instant=instant,
        minutes=minutes,
        html=html,
        field=forms.field,
    )
