"""Owns what the pages of authors read: the files with their drafts, as one state. It decides nothing."""

from __future__ import annotations

from lms.content import reading
from lms.content.folder import Folder
from lms.content.problems import Problem
from lms.content.snapshots import Shelf, Snapshot
from lms.domain.errors import UnknownFile
from lms.extensions import alongside, db
from lms.queries import history, releases


def shelf() -> Shelf:
    """Where the content of this installation is."""
    return alongside().shelf


def follows() -> bool:
    """Whether learners follow a folder; otherwise the newest release is what they see."""
    return shelf().folder is not None


def drafted(extra: dict[str, bytes] | None = None) -> Snapshot:
    """Everything as it would be if every draft, and then `extra`, were published."""
    session = db.session()
    return releases.with_drafts(session, shelf(), releases.live(session, shelf()), extra)


def waiting_folder() -> Folder | None:
    """A folder that could be the first release; None where a folder is followed, or where there is none."""
    root = alongside().settings.content
    return None if follows() or not (root / "courses").is_dir() else Folder(root)


def problems(snapshot: Snapshot) -> tuple[Problem, ...]:
    """Everything that is wrong with a state, by path and line, what was published before considered."""
    return history.problems(db.session(), shelf(), snapshot)


def text_path(path: str) -> str:
    """The path itself if it can be that of a text. Raises: UnknownFile."""
    if not path.endswith(".md") or not path.startswith(tuple(f"{name}/" for name in reading.FOLDERS)):
        raise UnknownFile(path)
    return path
