"""The library of an exact state of all files, wherever their bytes come from; nothing is read twice.

A state is a manifest: path -> digest. What was made of a file is kept under its path and digest, so that
a state that differs in one file costs one file. It must not know drafts, releases or databases.
"""

from __future__ import annotations

import contextlib
import os
import posixpath
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from fractions import Fraction
from pathlib import Path

from lms.content import assemble, edits, folder, lint, lint_guessing, pages, reading
from lms.content.assemble import Memory
from lms.content.folder import Manifest
from lms.content.history import History
from lms.content.lessons import LessonDraft
from lms.content.library import LessonText, Library, MediaFile
from lms.content.problems import Problem
from lms.content.reading import Files, Media, Parsed
from lms.content.site import Site

Fetch = Callable[[Manifest], Mapping[str, bytes]]
"""Asked for some files of a manifest, the bytes of each that can be had, by path."""

# Beside one whole state, room for what a day of editing makes of some of its files.
_SPARE = 500


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that one state says. `parsed` are its text files that pages are made of, by path."""

    manifest: Manifest
    parsed: Mapping[str, Parsed]
    media: Mapping[str, Media]
    most_guess: Fraction = lint_guessing.MOST

    def files(self) -> Files:
        """The drafts by kind, broken ones too where anything can be made of them."""
        drafts = {path: file.draft for path, file in self.parsed.items() if file.draft is not None}
        return Files.of(drafts, self.media, frozenset(self.parsed))

    def problems(self, past: History | None = None) -> tuple[Problem, ...]:
        """Everything that is wrong, by path and line; beside the past only if it is given."""
        found = {problem for file in self.parsed.values() for problem in file.problems}
        files = self.files()
        found.update(lint.lint(files, past))
        found.update(lint_guessing.check(files, self.most_guess))
        texts = {path: file.text for path, file in self.parsed.items()}
        return tuple(sorted(edits.mended(found, texts)))

    def library(
        self,
        memory: Memory | None = None,
        before: Library | None = None,
        archive: Mapping[str, MediaFile] | None = None,
    ) -> tuple[Library, Memory]:
        """What a learner would see. A page with an error is in it as it is; a quiz that cannot be marked is
        as `memory` remembers it. `before` lends pages that did not change, drawn as they are; `archive` holds
        pictures that older versions of quizzes may still show.
        """
        earlier = memory or Memory()
        readable = {path: file for path, file in self.parsed.items() if file.draft is not None}
        remembered = Memory({**earlier.drafts, **readable}, earlier.quizzes, earlier.made_from)
        return assemble.assemble(self.parsed, self.media, remembered, before or Library(), archive or {})

    def page(self, path: str) -> LessonText | None:
        """One lesson drawn by itself, also if no course lists it yet; None for any other file."""
        files = self.files()
        draft = files.lessons.get(path)
        if not isinstance(draft, LessonDraft):
            return None
        site = Site(files)
        home = reading.course_folder(path)
        terms = pages.terms(site.course_of.get(home, ""), files.glossaries.get(f"{home}/glossary.md"))
        return pages.lesson(draft, files, site, terms)


class Snapshots:
    """Makes snapshots and keeps what was read. `media` is a folder for pictures, which are served from disk.

    `most_guess` is the chance (0 to 1) with which a quiz may be passed blindly. One serves all threads of a
    process.
    """

    def __init__(self, media: Path, most_guess: Fraction = lint_guessing.MOST) -> None:
        self._folder = media
        self._most_guess = most_guess
        self._lock = threading.Lock()
        self._parsed: OrderedDict[tuple[str, str], Parsed] = OrderedDict()
        self._media: OrderedDict[tuple[str, str], Media | None] = OrderedDict()
        self._placed: dict[tuple[str, str], Media] = {}

    def take(self, manifest: Manifest, fetch: Fetch, *, at: Path | None = None) -> Snapshot:
        """The snapshot of a state; `fetch` is asked once, and only for what is not known yet.

        A file that `fetch` cannot give is left out. Media that stand under the folder `at` as the manifest
        says are served from there, so that a film is neither copied nor held in memory.
        """
        wanted = {path: found for path, found in manifest.items() if reading.kind_of(path) is not None}
        placed = {} if at is None else self._place(wanted, at)
        with self._lock:
            missing = {
                path: found
                for path, found in wanted.items()
                if path not in placed and not self._known(path, found)
            }
        bodies = fetch(missing) if missing else {}
        fresh: dict[str, Parsed | Media | None] = {**placed}
        for path, data in bodies.items():
            fresh[path] = self._keep_media(path, data) if _is_media(path) else reading.parse(path, data)
        with self._lock:
            for path in bodies:
                made = fresh[path]
                # What changed between the manifest and the reading is used now, and read again next time.
                key = path, folder.digest(bodies[path])
                if isinstance(made, Parsed):
                    self._parsed[key] = made
                else:
                    self._media[key] = made
            parsed: dict[str, Parsed] = {}
            media: dict[str, Media] = {}
            for path, found in wanted.items():
                made = fresh[path] if path in fresh else self._take(path, found)
                if isinstance(made, Parsed):
                    parsed[path] = made
                elif made is not None:
                    media[path] = made
            for cache in (self._parsed, self._media):
                while len(cache) > len(wanted) + _SPARE:
                    cache.popitem(last=False)
        return Snapshot(manifest, parsed, media, self._most_guess)

    def read(self, path: str, data: bytes) -> Parsed:
        """Read one text ahead of `take`, for whoever can stop waiting: a preview in a thread of its own."""
        key = path, folder.digest(data)
        with self._lock:
            known = self._parsed.get(key)
        if known is not None:
            return known
        made = reading.parse(path, data)
        with self._lock:
            self._parsed[key] = made
        return made

    def _place(self, wanted: Manifest, at: Path) -> dict[str, Media]:
        """The media that are under `at` as they should be."""
        found: dict[str, Media] = {}
        for path, digest in wanted.items():
            if not _is_media(path):
                continue
            known = self._placed.get((path, digest))
            if known is None or not known.full.is_relative_to(at):
                known = reading.load_media(at, path)
            if known is not None and known.digest == digest:
                found[path] = known
        self._placed = {(path, media.digest): media for path, media in found.items()}
        return found

    def _known(self, path: str, found: str) -> bool:
        if not _is_media(path):
            return (path, found) in self._parsed
        media = self._media.get((path, found))
        # The folder of pictures may have been emptied by hand.
        return media is not None and media.full.is_file()

    def _take(self, path: str, found: str) -> Parsed | Media | None:
        cache: OrderedDict[tuple[str, str], Parsed] | OrderedDict[tuple[str, str], Media | None]
        cache = self._media if _is_media(path) else self._parsed
        if (path, found) not in cache:
            return None
        cache.move_to_end((path, found))
        return cache[path, found]

    def _keep_media(self, path: str, data: bytes) -> Media | None:
        """Put a picture on disk under its digest, unless it is there; None if that cannot be done."""
        place = f"{folder.digest(data)}/{posixpath.basename(path)}"
        full = self._folder / place
        try:
            if not full.is_file() or full.stat().st_size != len(data):
                full.parent.mkdir(parents=True, exist_ok=True)
                handle, half = tempfile.mkstemp(dir=full.parent, prefix=".")
                try:
                    with os.fdopen(handle, "wb") as file:
                        file.write(data)
                    os.replace(half, full)
                finally:
                    with contextlib.suppress(OSError):
                        os.unlink(half)
        except OSError:
            return None
        found = reading.load_media(self._folder, place)
        return found and Media(
            path, full, found.digest, found.size, found.content_type, found.pixels, found.unsafe
        )


def _is_media(path: str) -> bool:
    return reading.kind_of(path) == "media"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the content of this installation is. `folder` is what learners follow, None if releases are.

    `zone` is that of the days that trainers read.
    """

    folder: folder.Folder | None
    snapshots: Snapshots
    zone: tzinfo = UTC

    @property
    def root(self) -> Path | None:
        """Where live media are on disk, if learners follow a folder."""
        return None if self.folder is None else self.folder.root

    @classmethod
    def of(
        cls,
        content: Path,
        instance: Path,
        *,
        follows: bool,
        most_guess: Fraction = lint_guessing.MOST,
        zone: tzinfo = UTC,
    ) -> Shelf:
        """The shelf of an installation; pictures of drafts and releases are kept in the instance folder."""
        followed = folder.Folder(content) if follows else None
        return cls(followed, Snapshots(instance / "pictures", most_guess), zone)
