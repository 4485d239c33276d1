"""The folder of courses and quizzes as exact states: which files there are, and writing some of them at once.

Only under `courses/` and `quizzes/`, only names that are checked, never through a link. It must not know what
the files mean, nor why they are written.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import posixpath
import re
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lms.content import pictures, reading
from lms.content.reading import Stamp
from lms.domain.errors import FolderRefused, MalformedFile

# "file " and a path are the subject of an audit row, which has room for 200 characters.
PATH_MOST = 180
DEEPEST = 8
# A video of this size belongs on a server for videos; the database keeps every version of a file.
MEDIA_LIMIT = 64 * 1024 * 1024

_PART = re.compile(r"\w[\w. ,()&+'’-]*")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)

Manifest = Mapping[str, str]
"""Path from the root -> SHA-256 of the bytes, 64 hexadecimal digits."""


def digest(data: bytes) -> str:
    """The name of some bytes: their SHA-256."""
    return hashlib.sha256(data).hexdigest()


def check_path(path: str) -> str:
    """The path itself if it may be written by this platform. Raises: MalformedFile."""
    reason = _fault(path)
    if reason is not None:
        raise MalformedFile(path, reason)
    return path


def _fault(path: str) -> str | None:
    """What is wrong with a path, None if it may be written."""
    parts = path.split("/")
    if parts[0] not in reading.FOLDERS or len(parts) < 2:
        return "A file of the content stands in courses/ or in quizzes/."
    if len(path) > PATH_MOST or len(parts) > DEEPEST:
        return f"The name of a file has at most {PATH_MOST} characters and {DEEPEST} folders."
    for part in parts:
        if not _PART.fullmatch(part) or part.endswith((" ", ".")) or _RESERVED.match(part):
            return "Names of files and folders are made of plain letters, figures, hyphens and full stops."
    if not _is_ours(path):
        kinds = ", ".join(sorted(pictures.TYPES))
        return f"The name of a file ends in .md, or in one of {kinds}."
    return None


def is_text(path: str) -> bool:
    """Whether a file is text that a trainer writes, rather than a picture, video or other media."""
    return path.endswith(".md")


def _is_ours(path: str) -> bool:
    return is_text(path) or posixpath.splitext(path)[1].lower() in pictures.TYPES


@dataclass(slots=True)
class Folder:
    """A folder that holds `courses/` and `quizzes/`. One serves all threads of a process."""

    root: Path
    _stamps: dict[str, tuple[Stamp, str]] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def manifest(self) -> dict[str, str]:
        """Every file there is now, translations and texts that no page uses yet included.

        Files are read again only when the file system says that they have changed.
        """
        with self._lock:
            stamps: dict[str, tuple[Stamp, str]] = {}
            for name in reading.FOLDERS:
                for path, stamp in _walk(os.path.join(self.root, name), name):
                    known = self._stamps.get(path)
                    if known is not None and known[0] == stamp:
                        stamps[path] = known
                        continue
                    found = self._digest(path)
                    # A file that has gone meanwhile has no digest, and no place here.
                    stamps.update({} if found is None else {path: (stamp, found)})
            self._stamps = stamps
            return {path: found for path, (_, found) in sorted(stamps.items())}

    def _digest(self, path: str) -> str | None:
        """The digest of a file of any size, None if it is not there or cannot be read."""
        try:
            with (self.root / path).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return None

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None if it is not there or cannot be read.

        Raises: MalformedFile for media over the limit.
        """
        try:
            with (self.root / path).open("rb") as file:
                data = file.read(MEDIA_LIMIT + 1)
        except OSError:
            return None
        if len(data) > MEDIA_LIMIT:
            most = MEDIA_LIMIT // (1024 * 1024)
            raise MalformedFile(path, f"{path} is larger than {most} MB, the most that a release can hold.")
        return data

    def change(self, before: Manifest, wanted: Mapping[str, bytes | None]) -> None:
        """Write (or, with None, delete) several files, all of them or none as far as a disk can promise that.

        Everything is written beside its place first; the moves come last. A file that is no longer as
        `before` says was edited by hand meanwhile.

        Raises: FolderRefused, MalformedFile; nothing was changed then.
        """
        for path in wanted:
            check_path(path)
            self._refuse_links(path)
        written: dict[str, str] = {}
        try:
            for path, data in wanted.items():
                if data is not None:
                    written[path] = self._beside(path, data)
            for path in wanted:
                if self._digest(path) != before.get(path):
                    raise FolderRefused(
                        f"{path} was changed in the folder meanwhile. Look at the changes again."
                    )
            for path, half in written.items():
                os.replace(half, self.root / path)
            for path, data in wanted.items():
                if data is None:
                    (self.root / path).unlink(missing_ok=True)
                    self._drop_empty(path)
        except OSError as fault:
            raise FolderRefused(
                f"The content folder cannot be written ({fault.strerror or 'unknown reason'}). "
                "Ask who looks after the server to let the platform write there."
            ) from fault
        finally:
            for half in written.values():
                with contextlib.suppress(OSError):
                    os.unlink(half)

    def _beside(self, path: str, data: bytes) -> str:
        """Write the bytes to a hidden file in the same folder, readable as its neighbours are; its name."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, half = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(half, _mode(target))
        except BaseException:
            os.unlink(half)
            raise
        return half

    def _refuse_links(self, path: str) -> None:
        """A link on the way could lead out of the folder."""
        place = self.root
        for part in path.split("/"):
            place = place / part
            if place.is_symlink():
                raise FolderRefused(f"{path} is reached through a link, and we do not write through links.")
            if place.is_dir() and place == self.root / path:
                raise FolderRefused(f"{path} is a folder.")

    def _drop_empty(self, path: str) -> None:
        """Remove folders that a deletion left empty, but never the two at the top."""
        folder = posixpath.dirname(path)
        while "/" in folder:
            try:
                os.rmdir(self.root / folder)
            except OSError:
                return
            folder = posixpath.dirname(folder)


def _mode(target: Path) -> int:
    try:
        return target.stat().st_mode & 0o777
    except OSError:
        return 0o644


def _walk(folder: str, name: str) -> Iterator[tuple[str, Stamp]]:
    """Files below a folder whose names we could write; hidden ones and links to folders are left out."""
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in inside:
        path = f"{name}/{entry.name}"
        if entry.name.startswith("."):
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, path)
            elif entry.is_file() and _fault(path) is None:
                stat = entry.stat()
                yield path, Stamp(stat.st_mtime_ns, stat.st_size, stat.st_ino, stat.st_ctime_ns)
        except OSError:
            continue
