"""Owns where a command finds the content: the trainers' files, and what learners see of them.

It must not know what a command does with it.
"""

from __future__ import annotations

from collections.abc import Callable

from lms.content.keep import Keep
from lms.content.library import Library
from lms.content.snapshots import Shelf
from lms.content.store import LibraryStore
from lms.db import engine as database
from lms.queries.release_store import ReleaseStore
from lms.settings import Settings


def shelf(settings: Settings) -> Shelf:
    """Where the files are that trainers write."""
    return Shelf.of(
        settings.content,
        settings.instance,
        follows=settings.follows_folder,
        most_guess=settings.max_guess,
        zone=settings.zone,
    )


def library_store(settings: Settings) -> LibraryStore | ReleaseStore:
    """What learners see."""
    kept = settings.instance / "content"
    if settings.follows_folder:
        return LibraryStore(settings.content, keep=kept)
    hot = database.HotReads(settings.database_url)
    return ReleaseStore(hot, shelf(settings).snapshots, keep=Keep(kept))


def live(settings: Settings) -> Callable[[], Library]:
    """The same, read when it is first asked for, and only then."""
    stores: list[LibraryStore | ReleaseStore] = []

    def library() -> Library:
        if not stores:
            stores.append(library_store(settings))
        return stores[0].current()

    return library
