"""Owns moving content between a folder and the releases in the database, for `lms content push` and `pull`.

A hidden file in the folder remembers which release it was last the same as. It must not know how content is
judged or stored.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click

from lms.cli import clock, faults, problems, sessions, shelves
from lms.content.folder import Folder, Manifest
from lms.content.problems import Problem
from lms.domain import errors
from lms.domain.changes import Label
from lms.queries import content_files, releases
from lms.services import publishing

REMEMBERED = ".alongside-release"
_NAMED = 5


@dataclass(frozen=True, slots=True)
class _Seen:
    """The release that a folder was last the same as; number None if that is not known."""

    number: int | None = None
    manifest: Manifest = field(default_factory=dict)


def push(
    root: Path, *, note: str, label: Label | None, checked_warnings: bool, force: bool, form: problems.Form
) -> int:
    """Publish a folder; the exit code, 0 also if there is nothing new in it.

    Raises: StaleRelease if somebody published since the folder was pulled, unless forced; FolderRefused.
    """
    settings = sessions.settings_without_secret()
    seen = _remembered(root)
    with sessions.session(settings) as session:
        try:
            made = publishing.push(
                session,
                shelves.shelf(settings),
                Folder(root),
                onto=None if force else seen.number,
                note=note,
                label=label,
                checked_warnings=checked_warnings,
                author_id=None,
                now=clock.now(),
            )
        except errors.NothingToPublish:
            click.echo("Nothing has changed, so the newest release stays.")
            return 0
        except errors.PublishRefused as refused:
            problems.show([found for found in refused.problems if isinstance(found, Problem)], form)
            click.echo(f"lms: {_words(refused)}", err=True)
            return faults.BROKEN if refused.errors else faults.code_of(refused)
        except errors.StaleRelease as stale:
            raise errors.FolderRefused(
                f"Release {stale.current} was published since this folder was release {stale.seen}. "
                "Run “lms content pull” first, or push with --force to go over it."
            ) from stale
        _remember(root, made.number, releases.manifest(session, made.number))
    click.echo(f"Release {made.number} is published ({made.label}).")
    return 0


def _words(refused: errors.PublishRefused) -> str:
    return (
        refused.message if refused.errors else "There are warnings. Check them, then add --yes-to-warnings."
    )


def pull(root: Path, *, force: bool) -> None:
    """Write the newest release into a folder, and delete what it does not have any more.

    Raises: FolderRefused if that would lose a change made in the folder, unless forced, or if nothing has
    been published.
    """
    settings = sessions.settings_without_secret()
    with sessions.session(settings) as session:
        newest = releases.history(session, limit=1)
        if not newest:
            raise errors.FolderRefused("Nothing has been published yet, so there is nothing to pull.")
        number = newest[0].number
        wanted = releases.manifest(session, number)
        folder = Folder(root)
        here = folder.manifest()
        seen = _remembered(root)
        other = {path: digest for path, digest in wanted.items() if here.get(path) != digest}
        gone = {path for path in seen.manifest if path in here and path not in wanted}
        lost = sorted(
            path for path in {*other, *gone} if here.get(path) not in (None, seen.manifest.get(path))
        )
        if lost and not force:
            raise errors.FolderRefused(
                f"Pulling would lose what was changed in {_list(lost)}. "
                "Push or keep those changes first, or pull with --force to lose them."
            )
        written = content_files.stored(session)(other)
    deleted: Mapping[str, bytes | None] = dict.fromkeys(gone)
    root.mkdir(parents=True, exist_ok=True)
    folder.change(here, {**deleted, **written})
    _remember(root, number, wanted)
    click.echo(f"The folder is release {number}: {len(written)} files written, {len(gone)} deleted.")


def _list(paths: list[str]) -> str:
    more = len(paths) - _NAMED
    return ", ".join(paths[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _remembered(root: Path) -> _Seen:
    """What the folder was last the same as; a note that cannot be read is no note."""
    try:
        found = json.loads((root / REMEMBERED).read_text(encoding="utf-8"))
        manifest = {str(path): str(digest) for path, digest in found["manifest"].items()}
        return _Seen(int(found["number"]), manifest)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return _Seen()


def _remember(root: Path, number: int, manifest: Manifest) -> None:
    # Without the note everything still works, only with less foresight: a folder may be read-only.
    with contextlib.suppress(OSError):
        text = json.dumps({"number": number, "manifest": dict(manifest)}, indent=1, sort_keys=True)
        (root / REMEMBERED).write_text(f"{text}\n", encoding="utf-8")
