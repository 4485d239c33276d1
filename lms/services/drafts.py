"""Owns saving and dropping drafts: two people on one file never lose each other's words.

It must not know what a file means; publishing is its neighbour's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import folder as folders
from lms.content.folder import MEDIA_LIMIT
from lms.content.snapshots import Shelf
from lms.db import inserts
from lms.db.content_releases import ContentDraft
from lms.db.unit_of_work import unit_of_work
from lms.domain.errors import MalformedFile, StaleDraft, UnknownFile
from lms.queries import content_files, releases
from lms.services import audit

# What the reader refuses (F114) may still be saved, so that nobody loses a text for its length.
TEXT_LIMIT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Saved:
    """`digest` is the base of the next save. `is_draft` is False when the file is as it is live."""

    path: str
    digest: str
    is_draft: bool


def save_draft(
    session: Session,
    shelf: Shelf,
    *,
    path: str,
    text: str,
    base_digest: str | None,
    author_id: int | None,
    now: datetime,
    onto: str | None = None,
) -> Saved:
    """Keep a text for `path`, on top of the version that the author saw. Safe to send twice.

    `base_digest` is that version's (`FileText.digest`, `Saved.digest`), None for a new file. `onto` is the
    digest of the live file when the author has taken in what was published meanwhile (`StaleDraft.digest`
    of a refused publication): the draft counts as begun from it.

    Raises: StaleDraft with both versions, MalformedFile.
    """
    folders.check_path(path)
    if not folders.is_text(path):
        raise MalformedFile(path, "The name of a text ends in .md.")
    body = releases.encoded(text)
    if len(body) > TEXT_LIMIT:
        raise MalformedFile(path, f"A text has at most {TEXT_LIMIT // 1024} KB.")
    return _save(session, shelf, path, body, base_digest, onto, author_id, now)


def begin_drafts(
    session: Session,
    shelf: Shelf,
    *,
    texts: Mapping[str, str],
    author_id: int | None,
    now: datetime,
) -> None:
    """Keep new files (path -> text) as drafts, all of them or none. Safe to send twice.

    Raises: StaleDraft if one of them is there meanwhile, MalformedFile.
    """
    with unit_of_work(session):
        for path, text in texts.items():
            save_draft(session, shelf, path=path, text=text, base_digest=None, author_id=author_id, now=now)


def save_picture(
    session: Session,
    shelf: Shelf,
    *,
    path: str,
    data: bytes,
    base_digest: str | None,
    author_id: int | None,
    now: datetime,
) -> Saved:
    """Keep a picture or other media for `path` as a draft, as `save_draft` does for a text.

    Whoever calls has looked at what the bytes are. Raises: StaleDraft, MalformedFile.
    """
    folders.check_path(path)
    if folders.is_text(path):
        raise MalformedFile(path, "The name of a picture does not end in .md.")
    if len(data) > MEDIA_LIMIT:
        raise MalformedFile(path, f"A file has at most {MEDIA_LIMIT // (1024 * 1024)} MB.")
    return _save(session, shelf, path, data, base_digest, None, author_id, now)


def remove_file(
    session: Session,
    shelf: Shelf,
    *,
    path: str,
    base_digest: str,
    author_id: int | None,
    now: datetime,
) -> None:
    """Let the file go at the next publication; one that was never published is forgotten. Safe to repeat.

    `base_digest` is the version that the author saw. Raises: StaleDraft, UnknownFile.
    """
    live = releases.live(session, shelf).manifest.get(path)
    with unit_of_work(session):
        row = session.scalar(sa.select(ContentDraft).where(ContentDraft.path == path).with_for_update())
        if row is not None and row.digest is None:
            return
        current = live if row is None else row.digest
        if current is None:
            raise UnknownFile(path)
        if current != base_digest:
            raise _stale(session, shelf, path, b"", None if row is None else row.body, current)
        values = {"body": b"", "digest": None, "author_id": author_id, "saved_at": now}
        if live is None:
            session.delete(row)
        elif row is not None:
            _replace(row, values, row.base_digest)
        elif not _began(session, path, live, values):
            raise _stale(session, shelf, path, b"", None, current)
        audit.record(session, at=now, actor_id=author_id, action="remove file", subject=f"file {path}")


def _began(session: Session, path: str, live: str | None, values: Mapping[str, object]) -> bool:
    """Whether a draft could be begun; False if somebody else began one since we looked."""
    row = {"path": path, "base_digest": live, **values}
    return inserts.add_once(session, ContentDraft, row, ContentDraft.id) is not None


def delete_draft(session: Session, *, path: str, author_id: int | None, now: datetime) -> None:
    """Forget a draft: the file is again as it is live. Safe to repeat."""
    with unit_of_work(session):
        gone = session.execute(
            sa.delete(ContentDraft).where(ContentDraft.path == path).returning(ContentDraft.id)
        ).one_or_none()
        if gone is not None:
            audit.record(session, at=now, actor_id=author_id, action="delete draft", subject=f"file {path}")


def _save(
    session: Session,
    shelf: Shelf,
    path: str,
    body: bytes,
    base_digest: str | None,
    onto: str | None,
    author_id: int | None,
    now: datetime,
) -> Saved:
    digest = folders.digest(body)
    live = releases.live(session, shelf).manifest.get(path)
    with unit_of_work(session):
        row = session.scalar(sa.select(ContentDraft).where(ContentDraft.path == path).with_for_update())
        current = live if row is None else row.digest
        settles = row is not None and onto is not None and onto == live != row.base_digest
        if digest == current and not settles:
            return Saved(path, digest, row is not None)
        if base_digest != current:
            raise _stale(session, shelf, path, body, None if row is None else row.body, current)
        values = {"body": body, "digest": digest, "author_id": author_id, "saved_at": now}
        if digest == live:
            # What is as it is live needs no publishing. Only a draft can have become so.
            session.delete(row)
        elif row is None:
            if not _began(session, path, live, values):
                # Somebody began a draft of this file since we looked.
                theirs = session.execute(
                    sa.select(ContentDraft.body, ContentDraft.digest).where(ContentDraft.path == path)
                ).one()
                raise _stale(session, shelf, path, body, theirs.body, theirs.digest)
        else:
            _replace(row, values, live if settles else row.base_digest)
        audit.record(
            session,
            at=now,
            actor_id=author_id,
            action="save draft",
            subject=f"file {path}",
            digest=digest,
        )
    return Saved(path, digest, digest != live)


def _replace(row: ContentDraft, values: Mapping[str, object], base_digest: str | None) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.base_digest = base_digest


def _stale(
    session: Session, shelf: Shelf, path: str, mine: bytes, draft: bytes | None, current: str | None
) -> StaleDraft:
    """The refusal with both versions; a picture has no words to show."""
    theirs = draft
    if theirs is None and current is not None:
        theirs = content_files.live(session, shelf)({path: current}).get(path)
    if not folders.is_text(path):
        return StaleDraft(path, "", "", current)
    return StaleDraft(path, releases.text_of(path, mine), releases.text_of(path, theirs or b""), current)
