"""Owns turning drafts, folders and older releases into the release that learners follow.

A release is only ever added. Checking is done before the transaction, because it takes as long as there is
content; the transaction then makes sure that what was checked still stands. It must not know pages.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import folder as folders
from lms.content.folder import Folder, Manifest
from lms.content.problems import Problem
from lms.content.snapshots import Fetch, Shelf
from lms.db import engine
from lms.db.content_releases import NOTE_MOST, ContentDraft, ContentRelease
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.changes import Label
from lms.queries import comparisons, content_files, history, publication, releases
from lms.queries.publication import Pending
from lms.services import release_rows
from lms.services.release_rows import Release

# Any number that nothing else locks: one publication at a time.
LOCK = 0x7075626C69736864
FOLLOWED = "Changed in the content folder"


def publish(
    session: Session,
    shelf: Shelf,
    *,
    onto: int,
    note: str,
    label: Label | None,
    checked_warnings: bool,
    author_id: int | None,
    now: datetime,
    paths: Collection[str] | None = None,
) -> Release:
    """Make drafts (None = every draft) what learners see; in a followed folder, write them there too.

    `onto` is `Pending.number`: what the author looked at. `label` None takes the proposed one.

    Raises: PublishRefused with its problems, NothingToPublish, StaleRelease, StaleDraft, FolderRefused.
    """
    note = _note(note)
    plan = publication.pending(session, shelf, paths)
    if plan.number != onto:
        raise errors.StaleRelease(onto, plan.number)
    if not plan.drafts:
        raise errors.NothingToPublish
    own = releases.draft_bodies(session, {line.path for line in plan.drafts})
    for path in plan.stale:
        raise _stale(session, shelf, plan, path, own[path])
    _refuse_problems(plan.problems, checked_warnings=checked_warnings)
    fetch = content_files.over(own, content_files.live(session, shelf))
    with unit_of_work(session):
        parent = _lock(session, onto)
        _require_unchanged(session, plan)
        made = release_rows.add(
            session,
            parent,
            plan.manifest,
            fetch,
            note=note,
            label=label or plan.label,
            author_id=author_id,
            now=now,
            action="publish",
        )
        session.execute(sa.delete(ContentDraft).where(ContentDraft.path.in_(list(own))))
        if shelf.folder is not None:
            shelf.folder.change(plan.live, own)
    return made


def roll_back(
    session: Session,
    shelf: Shelf,
    *,
    number: int,
    onto: int,
    author_id: int | None,
    now: datetime,
    label: Label | None = None,
) -> Release:
    """Publish an older release again, as a new one. Drafts stay, and count as begun from what was live.

    Raises: UnknownRelease, StaleRelease, NothingToPublish if it is what is live, FolderRefused if the folder
    that is followed holds changes that no release has.
    """
    wanted = releases.manifest(session, number)
    current = releases.live(session, shelf)
    if current.number != onto:
        raise errors.StaleRelease(onto, current.number)
    if shelf.folder is not None and current.manifest != releases.manifest(session, onto):
        raise errors.FolderRefused(
            "The content folder holds changes that are not in the history yet. "
            "Put right what is wrong in it, wait a few seconds and try again."
        )
    if current.manifest == wanted:
        raise errors.NothingToPublish
    stored = content_files.stored(session)
    old, new = (shelf.snapshots.take(state, stored) for state in (current.manifest, wanted))
    written = _difference(current.manifest, wanted, stored) if shelf.folder is not None else {}
    with unit_of_work(session):
        made = release_rows.add(
            session,
            _lock(session, onto),
            wanted,
            stored,
            note=f"Back to release {number}",
            label=label or comparisons.label(comparisons.compare(old, new)),
            author_id=author_id,
            now=now,
            action="roll back",
        )
        if shelf.folder is not None:
            shelf.folder.change(current.manifest, written)
    return made


def push(
    session: Session,
    shelf: Shelf,
    source: Folder,
    *,
    onto: int | None,
    note: str,
    label: Label | None,
    checked_warnings: bool,
    author_id: int | None,
    now: datetime,
) -> Release:
    """Make all files of a folder the next release. `onto` is the release that they were taken from, if known.

    Raises: PublishRefused, NothingToPublish, StaleRelease, FolderRefused where a folder is followed.
    """
    if shelf.folder is not None:
        raise errors.FolderRefused(
            "The content folder is followed, so there is nothing to push: its changes are live already. "
            "Set LMS_CONTENT_MODE=releases to publish by pushing."
        )
    note = _note(note)
    current = releases.live(session, shelf)
    if onto is not None and onto != current.number:
        raise errors.StaleRelease(onto, current.number)
    manifest = source.manifest()
    if manifest == current.manifest:
        raise errors.NothingToPublish
    fetch = content_files.live(session, Shelf(source, shelf.snapshots))
    new = shelf.snapshots.take(manifest, fetch, at=source.root)
    _refuse_problems(history.problems(session, shelf, new), checked_warnings=checked_warnings)
    old = shelf.snapshots.take(current.manifest, content_files.stored(session))
    with unit_of_work(session):
        return release_rows.add(
            session,
            _lock(session, current.number),
            manifest,
            fetch,
            note=note,
            label=label or comparisons.label(comparisons.compare(old, new)),
            author_id=author_id,
            now=now,
            action="push",
        )


def record_folder(session: Session, shelf: Shelf, *, now: datetime) -> Release | None:
    """Note the state of a followed folder in the history; None if it is there already or has errors.

    Safe to call at any time and from several processes.
    Raises: Busy, MalformedFile for media over the limit.
    """
    if shelf.folder is None:
        return None
    current = releases.live(session, shelf)
    before = releases.manifest(session, current.number) if current.number else {}
    if current.manifest == before:
        return None
    fetch = content_files.live(session, shelf)
    new = shelf.snapshots.take(current.manifest, fetch, at=shelf.root)
    if any(problem.level == "error" for problem in history.problems(session, shelf, new)):
        return None
    old = shelf.snapshots.take(before, content_files.stored(session))
    try:
        with unit_of_work(session):
            return release_rows.add(
                session,
                _lock(session, current.number),
                current.manifest,
                fetch,
                note=FOLLOWED,
                label=comparisons.label(comparisons.compare(old, new)),
                author_id=None,
                now=now,
                action="follow folder",
            )
    except (errors.StaleRelease, errors.FolderRefused):
        # Another process was first, or the folder has changed again: the next look takes it in.
        return None


def _note(note: str) -> str:
    plain = " ".join(note.split())
    if len(plain) > NOTE_MOST:
        raise errors.Invalid(f"A note has at most {NOTE_MOST:,} characters.")
    return plain


def _refuse_problems(problems: Collection[Problem], *, checked_warnings: bool) -> None:
    """Raises: PublishRefused while an error stands, and for warnings that nobody has ticked."""
    wrong = [problem for problem in problems if problem.level == "error"]
    if wrong:
        raise errors.PublishRefused(wrong, errors=len(wrong))
    warnings = [problem for problem in problems if problem.level == "warning"]
    if warnings and not checked_warnings:
        raise errors.PublishRefused(warnings, errors=0)


def _stale(session: Session, shelf: Shelf, plan: Pending, path: str, mine: bytes | None) -> errors.StaleDraft:
    digest = plan.live.get(path)
    theirs = b""
    if digest is not None:
        theirs = content_files.live(session, shelf)({path: digest}).get(path, b"")
    if not folders.is_text(path):
        return errors.StaleDraft(path, "", "", digest)
    return errors.StaleDraft(
        path, releases.text_of(path, mine or b""), releases.text_of(path, theirs), digest
    )


def _lock(session: Session, number: int) -> int | None:
    """Keep every other publication out; the id of release `number`. Raises: StaleRelease."""
    engine.lock_name(session.connection(), LOCK)
    row = session.execute(
        sa.select(ContentRelease.id, ContentRelease.number).order_by(ContentRelease.number.desc()).limit(1)
    ).one_or_none()
    current = 0 if row is None else row.number
    if current != number:
        raise errors.StaleRelease(number, current)
    return None if row is None else row.id


def _require_unchanged(session: Session, plan: Pending) -> None:
    """Raises: StaleRelease if a draft was saved or dropped after it was checked."""
    paths = [line.path for line in plan.drafts]
    rows = session.execute(
        sa.select(ContentDraft.path, ContentDraft.digest)
        .where(ContentDraft.path.in_(paths))
        .with_for_update()
    )
    if {row.path: row.digest for row in rows} != {line.path: line.digest for line in plan.drafts}:
        raise errors.StaleRelease(plan.number, plan.number)


def _difference(before: Manifest, wanted: Manifest, fetch: Fetch) -> Mapping[str, bytes | None]:
    """What has to be written to come from one state to another; None deletes."""
    changed = {path: digest for path, digest in wanted.items() if before.get(path) != digest}
    gone: dict[str, bytes | None] = {path: None for path in before if path not in wanted}
    return {**gone, **fetch(changed)}
