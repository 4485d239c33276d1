"""Copies of what was last good, so that a broken file stays harmless after a restart too.

Under one folder: `files/` as the trainers wrote them, `quizzes/` as canonical JSON, `media/` by digest.
Nothing here raises: a copy that cannot be written or read is a copy that we do not have. It must not
decide what is good.
"""

from __future__ import annotations

import os
import posixpath
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from lms.content import item_versions, pictures, reading, versions
from lms.content.assemble import Memory
from lms.content.library import Library, MediaFile, PublishedQuiz
from lms.content.reading import Parsed

MEDIA_LIMIT = 2_000_000


class Keep:
    """One folder of copies; without a folder it keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._files: dict[str, Parsed] = {}
        self._quizzes: dict[str, PublishedQuiz] = {}
        self._media: set[str] = set()

    def load(self, parsed: Mapping[str, Parsed]) -> Memory:
        """What was good when it was last written; files that are the same now are not read twice."""
        memory = Memory()
        for path, full in self._under("files"):
            data = _read(full)
            now = parsed.get(path)
            if data is None or reading.kind_of(path) in (None, "media"):
                continue
            same = now is not None and now.text.encode() == data
            copy = now if same and now is not None else reading.parse(path, data)
            if copy.draft is not None:
                memory.drafts[path] = copy
        for path, full in self._under("quizzes"):
            quiz = _quiz(full)
            if quiz is not None:
                memory.quizzes[posixpath.basename(path).removesuffix(".json")] = quiz
        return memory

    def archive(self) -> dict[str, MediaFile]:
        """Every kept picture by its key in `Library.media`."""
        found: dict[str, MediaFile] = {}
        for path, full in self._under("media"):
            kind = pictures.TYPES.get(posixpath.splitext(path)[1].lower())
            if kind is not None:
                found[path] = MediaFile(full, path.partition("/")[0], kind)
        return found

    def save(self, memory: Memory, library: Library) -> None:
        """Write what is new, and drop copies of files that are gone from the folder and from every page."""
        base = self.folder
        if base is None or not memory.drafts:
            return
        for path, file in memory.drafts.items():
            if self._files.get(path) is not file:
                _write(base / "files" / path, file.text.encode())
        for slug, quiz in memory.quizzes.items():
            if self._quizzes.get(slug) is not quiz:
                _write(base / "quizzes" / f"{slug}.json", quiz.canonical.encode())
        for key, media in library.media.items():
            if key not in self._media:
                self._media.add(key)
                _copy(media.path, base / "media" / key)
        if self._files.keys() != memory.drafts.keys() or self._quizzes.keys() != memory.quizzes.keys():
            self._drop("files", {*memory.drafts})
            self._drop("quizzes", {f"{slug}.json" for slug in memory.quizzes})
        self._files, self._quizzes = memory.drafts, memory.quizzes

    def _under(self, name: str) -> list[tuple[str, Path]]:
        if self.folder is None:
            return []
        base = self.folder / name
        found: list[tuple[str, Path]] = []
        for folder, _, names in os.walk(base):
            found += [(Path(folder, file).relative_to(base).as_posix(), Path(folder, file)) for file in names]
        return sorted(found)

    def _drop(self, name: str, wanted: set[str]) -> None:
        for path, full in self._under(name):
            if path not in wanted:
                try:
                    full.unlink()
                except OSError:
                    continue


def _write(target: Path, data: bytes) -> None:
    """Replace one copy in one step, so that another process never reads half of it."""
    if _read(target) == data:
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, half = tempfile.mkstemp(dir=target.parent, prefix=".")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(half, target)
    except OSError:
        return


def _copy(source: Path, target: Path) -> None:
    try:
        if not target.exists() and source.stat().st_size <= MEDIA_LIMIT:
            target.parent.mkdir(parents=True, exist_ok=True)
            half = target.with_name(f".{os.getpid()}-{target.name}")
            shutil.copyfile(source, half)
            os.replace(half, target)
    except OSError:
        return


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _quiz(path: Path) -> PublishedQuiz | None:
    data = _read(path)
    if data is None:
        return None
    text = data.decode("utf-8", errors="replace")
    try:
        return PublishedQuiz(versions.quiz_from_json(text), versions.digest(text), text)
    except item_versions.UnknownFormat:
        return None
