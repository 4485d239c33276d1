"""Owns which files a word on the command line means, and that files are written whole or not at all.

It must not know what is written.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lms.cli import faults
from lms.content import folder, reading
from lms.domain import errors
from lms.settings import home


class AlreadyThere(errors.Refused):
    def __init__(self, path: str) -> None:
        super().__init__(f"{path} is there already, and we do not write over it. Choose another name.")
        self.path = path


@dataclass(frozen=True, slots=True)
class Place:
    """A folder that holds courses and quizzes, and the paths in it that are meant, from that folder on."""

    root: Path
    paths: tuple[str, ...]


def content_root() -> Path:
    """The folder of courses and quizzes that the settings name. Raises: CannotStart if it holds neither."""
    root = _configured()
    if not _holds(root):
        raise faults.CannotStart(
            f"There is no courses or quizzes folder in {root}. “lms content new course NAME” begins one; "
            "if yours are elsewhere, set LMS_CONTENT to the folder that holds them."
        )
    return root


def first_root() -> Path:
    """The folder that the settings name, which may be empty still: that is where a first course begins.

    Raises: CannotStart if there is no such folder, because that is more likely a slip than a wish.
    """
    root = _configured()
    if not root.is_dir():
        raise faults.CannotStart(f"There is no folder {root}. Make it, or set LMS_CONTENT to another one.")
    return root


def places(words: Sequence[Path]) -> list[Place]:
    """What the paths on the command line mean: folders of content, folders in one, or single files.

    Without any it is all of the configured content. Raises: CannotStart, UnknownFile.
    """
    if not words:
        root = content_root()
        return [Place(root, _texts(root, ""))]
    found: list[Place] = []
    for given in words:
        # A path is also taken as `lms content check` prints it.
        word = given if given.exists() else _configured() / given
        root = _root_of(word)
        inside = word.absolute().relative_to(root.absolute()).as_posix()
        paths = _texts(root, "" if inside == "." else inside)
        if not paths and not word.is_dir():
            raise errors.UnknownFile(str(given))
        found.append(Place(root, paths))
    return found


def write(root: Path, before: Mapping[str, bytes], files: Mapping[str, str]) -> None:
    """Write texts into the content folder, all of them or none; `before` is what was read, path -> bytes.

    Raises: AlreadyThere for a file that is not in `before` but there; FolderRefused, MalformedFile.
    """
    for path in files:
        if path not in before and os.path.lexists(root / path):
            raise AlreadyThere(path)
    known = {path: folder.digest(data) for path, data in before.items()}
    folder.Folder(root).change(known, {path: text.encode() for path, text in files.items()})


def _configured() -> Path:
    return Path(os.environ.get("LMS_CONTENT") or home())


def _holds(root: Path) -> bool:
    return any((root / name).is_dir() for name in reading.FOLDERS)


def _root_of(word: Path) -> Path:
    """The folder that holds the courses or quizzes which a path is, or is part of."""
    if _holds(word):
        return word
    full = word.absolute()
    configured = _configured().absolute()
    if configured in full.parents and _holds(configured):
        return configured
    for folder_of in (full, *full.parents):
        if folder_of.name in reading.FOLDERS:
            return folder_of.parent
    raise faults.CannotStart(f"There is no courses or quizzes folder in {word}.")


def _texts(root: Path, inside: str) -> tuple[str, ...]:
    """The text files of ours that are, or are below, a path."""
    return tuple(
        path
        for path in sorted(reading.walk(root))
        if reading.kind_of(path) != "media"
        and (not inside or path == inside or path.startswith(f"{inside}/"))
    )
