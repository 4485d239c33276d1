"""Owns the two things that the application lends to views: database connections and the content store.

It decides nothing about people or pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine

from lms.content.library import Library
from lms.content.snapshots import Shelf
from lms.db import engine, tables
from lms.db.together import Together
from lms.settings import Settings

NAME = "alongside"


class Database(SQLAlchemy):
    """Flask-SQLAlchemy for its session per request; the engine is ours, with all its settings."""

    # The dictionaries are Flask-SQLAlchemy's, with values of many types.
    def _apply_driver_defaults(self, options: dict[str, Any], app: Flask) -> None:
        """Leave the address alone: Flask-SQLAlchemy would move a SQLite file to a folder of Flask's."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        return engine.make_engine(options["url"])


db = Database(metadata=tables.metadata)


def together_of(app: Flask) -> Together:
    """Short writes on the connections of `app`, for whoever answers in front of Flask."""
    with app.app_context():
        return Together(db.engine)


class Store(Protocol):
    """Where the content comes from: the folder that is followed, or the newest release."""

    def current(self) -> Library:
        """What learners see now. Cheap enough for every request; never raises."""

    def refresh(self) -> None:
        """Look again at the next question, because this process has published."""

    def close(self) -> None:
        """Give back what it holds of the system, at the end of the application."""


@dataclass(frozen=True, slots=True)
class Alongside:
    """What one application holds from its start to its end."""

    settings: Settings
    store: Store
    shelf: Shelf
    hot: engine.HotReads


def alongside() -> Alongside:
    """The parts of the running application."""
    found = current_app.extensions[NAME]
    if not isinstance(found, Alongside):
        raise TypeError("this application was not made by create_app")
    return found


def hot() -> engine.HotReads:
    """Connections for reads of one statement outside any transaction."""
    return alongside().hot
