"""Owns giving a file another name or place, and letting it go, with everything that refers to it.

All of it is drafts until somebody publishes, and can be undone until then. It must not know pages.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.content import folder as folders
from lms.content import languages, moves, reading
from lms.content.snapshots import Shelf, Snapshot
from lms.db.unit_of_work import unit_of_work
from lms.domain.errors import RenameRefused, UnknownFile
from lms.queries import content_files, releases
from lms.services import drafts

_FIXED = "A course is known by its folder, so course.md and glossary.md keep their names. Change the title."


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who works on what, and when."""

    session: Session
    shelf: Shelf
    author_id: int | None
    now: datetime


def group(snapshot: Snapshot, path: str) -> tuple[str, ...]:
    """The file and its translations, which go where it goes."""
    own = (one for one in snapshot.manifest if (split := languages.split(one)) and split[0] == path)
    return (path, *sorted(own))


def rename(
    session: Session,
    shelf: Shelf,
    *,
    path: str,
    to: str,
    base_digest: str,
    author_id: int | None,
    now: datetime,
) -> None:
    """Give a file, and its translations, another name or place; every link leads there afterwards.

    What learners have seen keeps its name in addresses, because progress, marks and statistics hang on it:
    only its number and its folder may change. Raises: UnknownFile, RenameRefused, MalformedFile, StaleDraft.
    """
    desk = _Desk(session, shelf, author_id, now)
    live = releases.live(session, shelf)
    snapshot = releases.with_drafts(session, shelf, live)
    if path not in snapshot.manifest:
        raise UnknownFile(path)
    if path == to:
        return
    moved = {one: _beside(one, path, to) for one in group(snapshot, path)}
    _check(snapshot, moved, path, to, is_published=path in live.manifest)
    referring = {one.path for old in moved for one in moves.references(snapshot.parsed, old)}
    with unit_of_work(session):
        for old, new in moved.items():
            seen = base_digest if old == path else snapshot.manifest[old]
            body = _body(desk, snapshot, old)
            drafts.remove_file(session, shelf, path=old, base_digest=seen, author_id=author_id, now=now)
            if folders.is_text(old):
                _save(desk, new, moves.relinked(snapshot.parsed[old].text, old, moved), None)
            else:
                drafts.save_picture(
                    session, shelf, path=new, data=body, base_digest=None, author_id=author_id, now=now
                )
        for other in sorted(referring - moved.keys()):
            text = moves.relinked(snapshot.parsed[other].text, other, moved)
            _save(desk, other, text, snapshot.manifest[other])


def remove(
    session: Session,
    shelf: Shelf,
    *,
    path: str,
    base_digest: str,
    delist: bool,
    author_id: int | None,
    now: datetime,
) -> None:
    """Let a file and its translations go at the next publication; `delist` takes it out of lists of modules.

    Results, certificates and statistics of what learners did with it stay.
    Raises: UnknownFile, RenameRefused, StaleDraft.
    """
    desk = _Desk(session, shelf, author_id, now)
    snapshot = releases.with_drafts(session, shelf, releases.live(session, shelf))
    if path not in snapshot.manifest:
        raise UnknownFile(path)
    if reading.kind_of(path) == "course":
        raise RenameRefused(path, "A course cannot be without its course.md.")
    lists = [one for one, parsed in snapshot.parsed.items() if reading.kind_of(one) == "course"]
    with unit_of_work(session):
        for one in group(snapshot, path):
            seen = base_digest if one == path else snapshot.manifest[one]
            drafts.remove_file(session, shelf, path=one, base_digest=seen, author_id=author_id, now=now)
        for course in lists if delist else ():
            text = snapshot.parsed[course].text
            shorter = moves.delisted(text, course, path)
            if shorter != text:
                _save(desk, course, shorter, snapshot.manifest[course])


def _beside(one: str, path: str, to: str) -> str:
    """Where a file of the group of `path` goes when that goes to `to`."""
    if one == path:
        return to
    ending = one.removeprefix(path.removesuffix(".md"))
    return f"{to.removesuffix('.md')}{ending}"


def _check(snapshot: Snapshot, moved: dict[str, str], path: str, to: str, *, is_published: bool) -> None:
    """Raises: RenameRefused, MalformedFile."""
    kind = reading.kind_of(path)
    if kind in ("course", "glossary"):
        raise RenameRefused(path, _FIXED)
    for new in moved.values():
        folders.check_path(new)
        if new in snapshot.manifest:
            raise RenameRefused(new, f"There is already a file {new}. Choose another name.")
    if (
        reading.kind_of(to) != kind
        or posixpath.splitext(to)[1].lower() != posixpath.splitext(path)[1].lower()
    ):
        raise RenameRefused(to, f"{to} would be another kind of file. Keep its ending and its kind of place.")
    if moves.home(to) != moves.home(path):
        raise RenameRefused(to, "A file stays in its course. Copy its text into a new file instead.")
    if is_published and kind not in ("media", "shared", None) and not moves.keeps_identity(path, to):
        raise RenameRefused(
            to,
            "Learners know this by its name in the address, and marks and statistics hang on it. "
            "Its number and its folder may change; to call it something else, change its title.",
        )


def _body(desk: _Desk, snapshot: Snapshot, path: str) -> bytes:
    """The bytes of a file as it is being worked on. Raises: UnknownFile."""
    if folders.is_text(path):
        return b""
    own = releases.draft_bodies(desk.session, {path})
    fetch = content_files.over(own, content_files.live(desk.session, desk.shelf))
    body = fetch({path: snapshot.manifest[path]}).get(path)
    if body is None:
        raise UnknownFile(path)
    return body


def _save(desk: _Desk, path: str, text: str, base_digest: str | None) -> None:
    drafts.save_draft(
        desk.session,
        desk.shelf,
        path=path,
        text=text,
        base_digest=base_digest,
        author_id=desk.author_id,
        now=desk.now,
    )
