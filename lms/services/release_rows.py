"""Owns the rows that a publication adds: the files that are not stored yet, the release, who did it.

It must not know why something is published, nor whether it may be: its neighbour `publishing` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import folder as folders
from lms.content.folder import Manifest
from lms.content.snapshots import Fetch
from lms.db import inserts
from lms.db.content_releases import ContentFile, ContentRelease
from lms.domain.changes import Label
from lms.domain.errors import FolderRefused
from lms.queries import content_files
from lms.services import audit


@dataclass(frozen=True, slots=True)
class Release:
    """What was published."""

    number: int
    label: Label
    generation: str


def add(
    session: Session,
    parent_id: int | None,
    manifest: Manifest,
    fetch: Fetch,
    *,
    note: str,
    label: Label,
    author_id: int | None,
    now: datetime,
    action: str,
) -> Release:
    """Store what is not stored yet of the files, then the release, then who did it.

    `parent_id` is the newest release, which the caller has locked. Raises: FolderRefused.
    """
    _store(session, manifest, fetch)
    listed = "\n".join(f"{path} {digest}" for path, digest in sorted(manifest.items()))
    row = ContentRelease(
        number=1,
        parent_id=parent_id,
        author_id=author_id,
        made_at=now,
        note=note,
        label=label.value,
        manifest=dict(manifest),
        generation=folders.digest(listed.encode()),
    )
    if parent_id is not None:
        parent = session.execute(sa.select(ContentRelease.number).where(ContentRelease.id == parent_id))
        row.number = parent.scalar_one() + 1
    session.add(row)
    session.flush()
    audit.record(
        session,
        at=now,
        actor_id=author_id,
        action=action,
        subject=f"release {row.number}",
        note=note,
        label=row.label,
        files=len(manifest),
    )
    return Release(row.number, label, row.generation)


def _store(session: Session, manifest: Manifest, fetch: Fetch) -> None:
    """Raises: FolderRefused if a file changed since its digest was taken."""
    known = content_files.known(session, manifest.values())
    missing = {path: digest for path, digest in manifest.items() if digest not in known}
    bodies = fetch(missing) if missing else {}
    for path, digest in missing.items():
        body = bodies.get(path)
        if body is None or folders.digest(body) != digest:
            raise FolderRefused(f"{path} was changed in the folder meanwhile. Look at the changes again.")
        if digest not in known:
            inserts.add_once(
                session, ContentFile, {"digest": digest, "body": body, "size": len(body)}, ContentFile.digest
            )
            known.add(digest)
