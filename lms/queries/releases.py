"""Reads what is live, what is being worked on, and what was published when, in words for trainers.

Files are named by their path from the root, such as "quizzes/final.md", and by the SHA-256 of their bytes.
It must not know a web page, nor write anything but pictures that pages are served from.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import folder as folders
from lms.content import reading, source
from lms.content.folder import Manifest
from lms.content.library import LessonText, Library
from lms.content.problems import Problem, Report
from lms.content.reading import Kind, Parsed
from lms.content.snapshots import Shelf, Snapshot
from lms.db.content_releases import ContentDraft, ContentRelease
from lms.db.people import Person
from lms.domain.changes import Change, Label
from lms.domain.errors import UnknownFile, UnknownRelease
from lms.queries import comparisons, content_files
from lms.queries import history as pasts


@dataclass(frozen=True, slots=True)
class Live:
    """What learners follow now. `number` is the newest release, 0 if there is none."""

    number: int
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A file that somebody is working on. `base_digest` is what it began from, None for a new file.

    `digest` None = the file is to be removed.
    """

    path: str
    digest: str | None
    base_digest: str | None
    author_id: int | None
    author: str | None
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file with its draft, if there is one. `digest` is the live one, None if it is only a draft yet.

    `kind` None is a file that belongs to another, such as a translation. Counts are those with drafts in.
    """

    path: str
    kind: Kind | None
    title: str
    digest: str | None
    draft: DraftLine | None
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class FileText:
    """A file as an editor opens it: the draft if there is one. Hand `digest` back as the base of a save."""

    path: str
    text: str
    digest: str
    draft: DraftLine | None
    live_digest: str | None

    @property
    def behind(self) -> bool:
        """Whether the live file has changed since the draft was begun."""
        return self.draft is not None and self.draft.base_digest != self.live_digest


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything as it would be. `problems` are those of the file itself, `lesson` its page if it is one."""

    library: Library
    problems: tuple[Problem, ...]
    lesson: LessonText | None
    parsed: Parsed | None
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """One release; `author` None = the platform, the command line, or somebody who has left."""

    number: int
    made_at: datetime
    author: str | None
    note: str
    label: Label
    generation: str


def live(session: Session, shelf: Shelf) -> Live:
    """What is live: the folder that is followed, otherwise the newest release."""
    if shelf.folder is not None:
        number = session.scalar(sa.select(sa.func.max(ContentRelease.number)))
        return Live(number or 0, shelf.folder.manifest())
    row = session.execute(
        sa.select(ContentRelease.number, ContentRelease.manifest)
        .order_by(ContentRelease.number.desc())
        .limit(1)
    ).one_or_none()
    return Live(0, {}) if row is None else Live(row.number, row.manifest)


def manifest(session: Session, number: int) -> Manifest:
    """The files of a release. Raises: UnknownRelease."""
    found = session.scalar(sa.select(ContentRelease.manifest).where(ContentRelease.number == number))
    if found is None:
        raise UnknownRelease(number)
    return found


def drafts(session: Session) -> tuple[DraftLine, ...]:
    """Every draft by path, without its text."""
    rows = session.execute(
        sa.select(
            ContentDraft.path,
            ContentDraft.digest,
            ContentDraft.base_digest,
            ContentDraft.author_id,
            Person.name,
            ContentDraft.saved_at,
        ).outerjoin(Person, Person.id == ContentDraft.author_id)
    )
    return tuple(sorted((DraftLine(*row) for row in rows), key=lambda line: line.path))


def draft_bodies(session: Session, paths: Collection[str] | None = None) -> dict[str, bytes | None]:
    """The bytes of drafts by path, all of them if no paths are given; None is a file to be removed."""
    rows = session.execute(sa.select(ContentDraft.path, ContentDraft.digest, ContentDraft.body))
    return {
        path: None if digest is None else body
        for path, digest, body in rows
        if paths is None or path in paths
    }


def laid_over(manifest: Manifest, own: Mapping[str, bytes | None]) -> Manifest:
    """A state with these files in the place of its own; None takes one away."""
    kept = {path: digest for path, digest in manifest.items() if path not in own}
    return {**kept, **{path: folders.digest(body) for path, body in own.items() if body is not None}}


def list_files(session: Session, shelf: Shelf) -> tuple[FileLine, ...]:
    """Every file, live or draft, by path, with what is wrong in it."""
    now = live(session, shelf)
    lines = {line.path: line for line in drafts(session)}
    snapshot = with_drafts(session, shelf, now)
    counts: dict[tuple[str, str], int] = {}
    for problem in pasts.problems(session, shelf, snapshot):
        counts[problem.path, problem.level] = counts.get((problem.path, problem.level), 0) + 1
    return tuple(
        FileLine(
            path,
            reading.kind_of(path),
            _title(snapshot.parsed.get(path)),
            now.manifest.get(path),
            lines.get(path),
            counts.get((path, "error"), 0),
            counts.get((path, "warning"), 0),
        )
        for path in sorted(snapshot.manifest)
    )


def _title(parsed: Parsed | None) -> str:
    """The title of a file, empty for those that have none: not every kind of draft has the field."""
    return str(getattr(parsed.draft, "title", "")) if parsed is not None else ""


def read_file(session: Session, shelf: Shelf, path: str) -> FileText:
    """The text of a file as it is being worked on.

    Raises: UnknownFile, also for a picture and for a file that is to be removed.
    """
    if not folders.is_text(path):
        raise UnknownFile(path)
    now = live(session, shelf).manifest
    line = next((line for line in drafts(session) if line.path == path), None)
    body: bytes | None
    if line is not None:
        body = draft_bodies(session, {path}).get(path)
        digest = line.digest or ""
    else:
        digest = now.get(path, "")
        body = content_files.live(session, shelf)({path: digest}).get(path) if digest else None
    if body is None:
        raise UnknownFile(path)
    return FileText(path, text_of(path, body), digest, line, now.get(path))


def text_of(path: str, body: bytes) -> str:
    """The text of a file, whatever editor wrote it."""
    return source.decode(Report(path), body)


def released_text(session: Session, number: int, path: str) -> str:
    """A file as it was in a release. Raises: UnknownRelease, UnknownFile."""
    digest = manifest(session, number).get(path, "")
    body = content_files.bodies(session, [digest]).get(digest)
    if body is None or not folders.is_text(path):
        raise UnknownFile(path)
    return text_of(path, body)


def with_drafts(session: Session, shelf: Shelf, now: Live, extra: dict[str, bytes] | None = None) -> Snapshot:
    """Everything that is live, with every draft and then `extra` laid over it."""
    own = {**draft_bodies(session), **(extra or {})}
    fetch = content_files.over(own, content_files.live(session, shelf))
    return shelf.snapshots.take(laid_over(now.manifest, own), fetch, at=shelf.root)


def preview(session: Session, shelf: Shelf, path: str, text: str) -> Preview:
    """Everything as it would be if the file `path` had this text, the other drafts laid over the live files.

    Nothing is stored. Raises: MalformedFile.
    """
    folders.check_path(path)
    snapshot = with_drafts(session, shelf, live(session, shelf), {path: encoded(text)})
    library, _ = snapshot.library()
    found = tuple(problem for problem in library.problems if problem.path == path)
    return Preview(library, found, snapshot.page(path), snapshot.parsed.get(path), snapshot)


def preview_library(session: Session, shelf: Shelf, path: str, text: str) -> Library:
    """The library of `preview`. Raises: MalformedFile."""
    return preview(session, shelf, path, text).library


def encoded(text: str) -> bytes:
    """The bytes that a text from a form is stored as: one kind of line end, one at the end."""
    plain = source.clean(text)
    return (plain if not plain or plain.endswith("\n") else f"{plain}\n").encode()


def history(session: Session, *, limit: int = 100, before: int | None = None) -> tuple[ReleaseLine, ...]:
    """Releases, the newest first; with `before`, those with a lower number."""
    statement = (
        sa.select(
            ContentRelease.number,
            ContentRelease.made_at,
            Person.name,
            ContentRelease.note,
            ContentRelease.label,
            ContentRelease.generation,
        )
        .outerjoin(Person, Person.id == ContentRelease.author_id)
        .order_by(ContentRelease.number.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(ContentRelease.number < before)
    return tuple(
        ReleaseLine(number, made_at, author, note, Label(label), generation)
        for number, made_at, author, note, label, generation in session.execute(statement)
    )


def difference(session: Session, shelf: Shelf, before: int, after: int) -> tuple[Change, ...]:
    """What changed from one release to another, in plain words; 0 is the time before the first.

    Raises: UnknownRelease.
    """
    rows = session.execute(
        sa.select(ContentRelease.number, ContentRelease.manifest).where(
            ContentRelease.number.in_({before, after})
        )
    )
    found = {row.number: row.manifest for row in rows}
    for number in (before, after):
        if number and number not in found:
            raise UnknownRelease(number)
    fetch = content_files.stored(session)
    old = shelf.snapshots.take(found.get(before, {}), fetch)
    return comparisons.compare(old, shelf.snapshots.take(found.get(after, {}), fetch))
