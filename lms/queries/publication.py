"""Reads what publishing would do: the drafts laid over what is live, what is wrong then, what changes.

It must not publish anything, nor know a web page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.content import moves
from lms.content.folder import Manifest
from lms.content.problems import Problem
from lms.content.snapshots import Shelf
from lms.domain.changes import Change, Label
from lms.queries import comparisons, content_files, history, releases
from lms.queries.releases import DraftLine


@dataclass(frozen=True, slots=True)
class Pending:
    """What publishing would do. `number` is the release that it would follow: hand it back as `onto`.

    `problems` are those of everything as it would be, `stale` the drafts whose live file changed meanwhile.
    """

    number: int
    live: Manifest
    manifest: Manifest
    drafts: tuple[DraftLine, ...]
    stale: tuple[str, ...]
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...]
    label: Label

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.level == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.level == "warning")

    @property
    def renamed(self) -> Mapping[str, str]:
        """New path -> old path of the files that only get another name or place."""
        return {new: old for old, new in moves.renamed(self.live, self.manifest).items()}


def pending(session: Session, shelf: Shelf, paths: Collection[str] | None = None) -> Pending:
    """What publishing these drafts (None = every draft) would do."""
    now = releases.live(session, shelf)
    lines = tuple(line for line in releases.drafts(session) if paths is None or line.path in paths)
    own = releases.draft_bodies(session, {line.path for line in lines})
    wanted = releases.laid_over(now.manifest, own)
    fetch = content_files.live(session, shelf)
    before = shelf.snapshots.take(now.manifest, fetch, at=shelf.root)
    after = shelf.snapshots.take(wanted, content_files.over(own, fetch), at=shelf.root)
    changes = comparisons.compare(before, after)
    return Pending(
        number=now.number,
        live=now.manifest,
        manifest=wanted,
        drafts=lines,
        stale=tuple(line.path for line in lines if line.base_digest != now.manifest.get(line.path)),
        problems=history.problems(session, shelf, after),
        changes=changes,
        label=comparisons.label(changes),
    )
