"""The library of the newest release, for a process that serves it; it has the face of `content.store`.

It asks at most once in two seconds whether there is a newer release, and reads only files that it does not
know. Whatever happens to the database, the last good library stays. It must not know requests.
"""

from __future__ import annotations

import logging
import os
import threading
import time

import sqlalchemy as sa

from lms.content import reading
from lms.content.assemble import Memory
from lms.content.folder import Manifest
from lms.content.keep import Keep
from lms.content.library import Library, MediaFile
from lms.content.snapshots import Snapshots
from lms.db.content_releases import ContentRelease
from lms.db.engine import HotReads
from lms.domain import errors
from lms.queries import content_files

LOOK_EVERY_SECONDS = 2.0

_log = logging.getLogger(__name__)


class ReleaseStore:
    """Follows the releases in the database. `keep` holds quizzes as they were last sound, across restarts.

    One store serves all threads of a process; a forked process may go on with it.
    """

    def __init__(self, hot: HotReads, snapshots: Snapshots, *, keep: Keep) -> None:
        self._hot = hot
        self._snapshots = snapshots
        self._keep = keep
        self._lock = threading.Lock()
        self._number: int | None = None
        self._pid = os.getpid()
        self._next_look = 0.0
        self._library = Library()
        self._memory: Memory | None = None
        self._archive: dict[str, MediaFile] = {}

    def current(self) -> Library:
        """The library of a release that was the newest at most two seconds ago. Never raises."""
        if self._pid != os.getpid():
            # The lock may have been held by a thread that did not come through the fork.
            self._pid, self._lock = os.getpid(), threading.Lock()
        if time.monotonic() < self._next_look:
            return self._library
        # While one thread looks, the others go on with what there is; without anything they wait.
        if self._lock.acquire(blocking=self._number is None):
            try:
                if time.monotonic() >= self._next_look:
                    self._look()
            except errors.Busy:
                _log.warning("the database did not say whether there is a newer release")
            except Exception:
                _log.exception("the newest release could not be read; the last good one stays live")
            finally:
                self._next_look = time.monotonic() + LOOK_EVERY_SECONDS
                self._lock.release()
        return self._library

    def draft(self) -> Library:
        """The same as `current()`: drafts are in the database, and are seen in the editor's preview only."""
        return self.current()

    def refresh(self) -> None:
        """Look at the next question, because this process has published."""
        self._next_look = 0.0

    def close(self) -> None:
        """Nothing: the connections are those of `HotReads`, which whoever opened it closes."""

    def _look(self) -> None:
        number = self._hot.read(_newest)
        if number == self._number:
            return
        if number:
            self._read(number)
        self._number = number

    def _read(self, number: int) -> None:
        manifest = self._hot.read(lambda connection: _manifest(connection, number))
        snapshot = self._snapshots.take(manifest, self._fetch)
        texts = {path for path in manifest if reading.kind_of(path) not in (None, "media")}
        if texts != snapshot.parsed.keys():
            raise LookupError(f"{len(texts - snapshot.parsed.keys())} files of release {number} are missing")
        if self._memory is None:
            self._memory = self._keep.load(snapshot.parsed)
            # Pictures of earlier releases are still on the pages of attempts that were taken then.
            self._archive = self._keep.archive()
        library, memory = snapshot.library(self._memory, self._library, self._archive)
        self._archive = dict(library.media)
        self._library, self._memory = library, memory
        self._keep.save(memory, library)

    def _fetch(self, wanted: Manifest) -> dict[str, bytes]:
        return dict(self._hot.read(lambda connection: content_files.stored(connection)(wanted)))


def _newest(connection: sa.Connection) -> int:
    return connection.scalar(sa.select(sa.func.max(ContentRelease.number))) or 0


def _manifest(connection: sa.Connection, number: int) -> Manifest:
    return connection.execute(
        sa.select(ContentRelease.manifest).where(ContentRelease.number == number)
    ).scalar_one()
