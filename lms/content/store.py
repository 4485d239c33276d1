"""The library as it is now: an edit is in it at the very next question, a broken edit is not.

`current()` costs one system call while nothing changes. It must not know requests, and it never raises:
whatever happens to the files, the last good library stays.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from pathlib import Path

from lms.content import assemble, reading
from lms.content.assemble import Memory
from lms.content.keep import Keep
from lms.content.library import Library, MediaFile
from lms.content.reading import Media, Parsed, Stamp
from lms.content.watch import Unavailable, Watch

# Network folders do not tell inotify what another machine wrote, so we look ourselves now and then.
LOOK_EVERY_SECONDS = 2.0

_log = logging.getLogger(__name__)


class LibraryStore:
    """Follows the folder `root`. `keep` is where last good versions outlive a restart.

    One store serves all threads of a process; a forked process may go on with it.
    """

    def __init__(self, root: Path, *, keep: Path | None = None, watch: bool = True) -> None:
        self.root = root
        self._lock = threading.Lock()
        self._keep = Keep(keep)
        self._wants_watch = watch
        self._watch: Watch | None = None
        self._pid = 0
        self._next_look = 0.0
        self._library = Library()
        self._memory: Memory | None = None
        self._archive: dict[str, MediaFile] = {}
        self._stamps: dict[str, Stamp] = {}
        self._parsed: dict[str, Parsed] = {}
        self._media: dict[str, Media] = {}

    def current(self) -> Library:
        """The library with every change that was on disk when this was called. Never raises."""
        # Whoever asks while another thread reloads waits for it: an answer from before the edit is wrong.
        with self._lock:
            changed = self._changed()
            if changed is not None:
                try:
                    self._reload(changed)
                except Exception:
                    _log.exception("the content could not be read again; the last good version stays live")
            return self._library

    def draft(self) -> Library:
        """The same as `current()`: in a followed folder, what is written is what is live."""
        return self.current()

    def refresh(self) -> None:
        """Nothing: every question looks."""

    def close(self) -> None:
        """Give back the watch, of which a user has about a hundred. A question after this opens another."""
        with self._lock:
            self._pid = 0
            if self._watch is not None:
                self._watch.close()
                self._watch = None

    def _changed(self) -> frozenset[str] | None:
        """The paths that were touched, None if there is no reason to look."""
        if self._pid != os.getpid():
            self._begin()
            return frozenset()
        if self._watch is None:
            return frozenset()
        changed = self._watch.changed()
        if changed:
            return changed
        return frozenset() if time.monotonic() >= self._next_look else None

    def _begin(self) -> None:
        """First use in this process: a watch that came through a fork would share its events."""
        self._pid = os.getpid()
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        if self._wants_watch:
            try:
                self._watch = Watch(self.root)
            except Unavailable as reason:
                _log.warning("changes are looked for by reading folders, because %s", reason)

    def _reload(self, touched: frozenset[str]) -> None:
        self._next_look = time.monotonic() + LOOK_EVERY_SECONDS
        if touched and self._watch is not None:
            self._follow(self._watch)
        stamps = reading.walk(self.root)
        again = {path for path, stamp in stamps.items() if path in touched or self._stamps.get(path) != stamp}
        gone = self._stamps.keys() - stamps.keys()
        if not again and not gone and self._memory is not None:
            return
        parsed = {path: file for path, file in self._parsed.items() if path not in gone}
        media = {path: file for path, file in self._media.items() if path not in gone}
        for path in sorted(again):
            if reading.kind_of(path) == "media":
                found = reading.load_media(self.root, path)
                media.pop(path, None)
                if found is not None:
                    media[path] = found
            else:
                parsed[path] = reading.load(self.root, path)
        if self._memory is None:
            self._memory = self._keep.load(parsed)
            self._archive = self._keep.archive()
        library, memory = assemble.assemble(parsed, media, self._memory, self._library, self._archive)
        self._stamps, self._parsed, self._media = stamps, parsed, media
        self._library, self._memory = library, memory
        self._keep.save(memory, library)

    def _follow(self, watch: Watch) -> None:
        """Watch folders that are new; what was written into them before is found by the walk that follows."""
        try:
            watch.follow()
        except Unavailable:
            self._watch = None
