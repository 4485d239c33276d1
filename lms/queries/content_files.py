"""Reads the bytes of published files and drafts. It must not know what the bytes say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.folder import Folder, Manifest
from lms.content.snapshots import Fetch, Shelf
from lms.db.content_releases import ContentFile

# Fewer than the parameters that any database takes in one statement.
_AT_ONCE = 500


def bodies(session: Session | sa.Connection, digests: Collection[str]) -> dict[str, bytes]:
    """The bytes behind digests, one statement for each 500; a digest that is not stored is left out."""
    found: dict[str, bytes] = {}
    for some in batches(sorted(set(digests))):
        rows = session.execute(
            sa.select(ContentFile.digest, ContentFile.body).where(ContentFile.digest.in_(some))
        )
        found.update((row.digest, row.body) for row in rows)
    return found


def known(session: Session, digests: Collection[str]) -> set[str]:
    """Which of these digests are stored, one statement for each 500."""
    found: set[str] = set()
    for some in batches(sorted(set(digests))):
        found.update(session.scalars(sa.select(ContentFile.digest).where(ContentFile.digest.in_(some))))
    return found


def batches(digests: Iterable[str]) -> Iterator[list[str]]:
    """The digests in groups that fit into one statement."""
    waiting = iter(digests)
    while some := list(islice(waiting, _AT_ONCE)):
        yield some


def stored(session: Session | sa.Connection) -> Fetch:
    """Fetches files of releases."""

    def fetch(wanted: Manifest) -> Mapping[str, bytes]:
        known = bodies(session, wanted.values())
        return {path: known[digest] for path, digest in wanted.items() if digest in known}

    return fetch


def live(session: Session, shelf: Shelf) -> Fetch:
    """Fetches files of what is live: from the folder that is followed, otherwise from the releases."""
    return stored(session) if shelf.folder is None else from_folder(shelf.folder)


def from_folder(folder: Folder) -> Fetch:
    """Fetches files of a folder."""

    def fetch(wanted: Manifest) -> Mapping[str, bytes]:
        read = {path: folder.read(path) for path in wanted}
        return {path: data for path, data in read.items() if data is not None}

    return fetch


def over(own: Mapping[str, bytes | None], other: Fetch) -> Fetch:
    """Fetches from `own` what is there, and the rest from `other`; None is a file that is not there."""

    def fetch(wanted: Manifest) -> Mapping[str, bytes]:
        mine = {path: body for path in wanted if (body := own.get(path)) is not None}
        rest = {path: digest for path, digest in wanted.items() if path not in own}
        return {**(other(rest) if rest else {}), **mine}

    return fetch
