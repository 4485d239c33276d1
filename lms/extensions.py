"""Owns the two things that the application lends to views: database connections and the content store.

It decides nothing about people or pages.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Protocol

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine

from lms.db import engine
from lms.db.base import Base
from lms.db.together import Together
from lms.settings import Settings

if TYPE_CHECKING:
    from lms.content.library import Library
    from lms.content.snapshots import Shelf

NAME = "alongside"
TOGETHER = "together"


class Database(SQLAlchemy):
    """Flask-SQLAlchemy for its session per request; the engine is ours, with all its settings."""

    # The dictionaries are Flask-SQLAlchemy's, with values of many types.
    def _apply_driver_defaults(self, options: dict[str, Any], app: Flask) -> None:
        """Leave the address alone: Flask-SQLAlchemy would move a SQLite file to a folder of Flask's."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        return engine.make_engine(options["url"])


db = Database(metadata=Base.metadata)


def together_of(app: Flask) -> Together:
    """Short writes on the connections of `app`, one for all who answer in front of Flask."""
    if TOGETHER not in app.extensions:
        with app.app_context():
            app.extensions[TOGETHER] = Together(db.engine)
    found: Together = app.extensions[TOGETHER]
    return found


class Store(Protocol):
    """Where the content comes from: the folder that is followed, or the newest release."""

    def current(self) -> Library:
        """What learners see now. Cheap enough for every request; never raises."""

    def refresh(self) -> None:
        """Look again at the next question, because this process has published."""

    def close(self) -> None:
        """Give back what it holds of the system, at the end of the application."""


class Alongside:
    """What one application holds from its start to its end.

    The content comes at its first use: what reads it takes as long to import as all else that a page needs
    which shows none, and two threads that ask at once get the same.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.hot = engine.HotReads(settings.database_url)
        self._lock = threading.RLock()
        self._shelf: Shelf | None = None
        self._store: Store | None = None

    @property
    def shelf(self) -> Shelf:
        """Where the files are that trainers write."""
        with self._lock:
            if self._shelf is None:
                from lms.content.snapshots import Shelf

                self._shelf = Shelf.of(
                    self.settings.content,
                    self.settings.instance,
                    follows=self.settings.follows_folder,
                    most_guess=self.settings.max_guess,
                    zone=self.settings.zone,
                )
            return self._shelf

    @property
    def store(self) -> Store:
        """What learners see."""
        # Read without the lock once it is there: every request comes by.
        if self._store is None:
            with self._lock:
                self._store = self._store or self._made()
        return self._store

    def _made(self) -> Store:
        from lms.content.keep import Keep
        from lms.content.store import LibraryStore
        from lms.queries.release_store import ReleaseStore

        kept = self.settings.instance / "content"
        if self.settings.follows_folder:
            return LibraryStore(self.settings.content, keep=kept)
        return ReleaseStore(self.hot, self.shelf.snapshots, keep=Keep(kept))


def alongside() -> Alongside:
    """The parts of the running application."""
    found = current_app.extensions[NAME]
    if not isinstance(found, Alongside):
        raise TypeError("this application was not made by create_app")
    return found


def hot() -> engine.HotReads:
    """Connections for reads of one statement outside any transaction."""
    return alongside().hot
