"""Reads the past of files for the rules that compare with it: releases, answers and earlier courses.

Dates are days in the zone of the shelf. What a digest names never changes, so what was made of it is kept.
It must not know a rule, nor write.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import history, links, lint_history, reading, versions
from lms.content.courses import CourseDraft
from lms.content.folder import Manifest
from lms.content.history import Answered, History, Moment, PublishedCourse
from lms.content.item_versions import UnknownFormat
from lms.content.problems import Problem
from lms.content.reading import Files
from lms.content.snapshots import Shelf, Snapshot
from lms.db.attempts import Attempt, Response
from lms.db.content_releases import ContentDraft, ContentRelease
from lms.db.content_versions import ContentVersion, Kind
from lms.domain.quizzes import Item
from lms.queries import content_files, pinned

# A translation that is older than this many releases is compared with the oldest of them.
RELEASES = 200
_KEPT = 2_000

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class _Release:
    made_at: datetime
    files: Mapping[str, str]


class _Kept(Generic[K, V]):
    """What was made of digests that were asked for last. One serves all threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._values: OrderedDict[K, V] = OrderedDict()

    def all(self, names: Iterable[K], make: Callable[[Sequence[K]], Mapping[K, V]]) -> dict[K, V]:
        """The values of names; `make` is asked once, for those that are not known."""
        wanted = list(dict.fromkeys(names))
        with self._lock:
            found = {name: self._values[name] for name in wanted if name in self._values}
        missing = [name for name in wanted if name not in found]
        made = make(missing) if missing else {}
        with self._lock:
            for name, value in made.items():
                self._values[name] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return {**found, **made}


_manifests: _Kept[str, Mapping[str, str]] = _Kept(RELEASES)
_units: _Kept[tuple[str, str], Mapping[str, str]] = _Kept(_KEPT)
_items: _Kept[str, Mapping[str, Item]] = _Kept(_KEPT)


def problems(session: Session, shelf: Shelf, snapshot: Snapshot) -> tuple[Problem, ...]:
    """Everything that is wrong with a state, what only shows beside its past included."""
    return snapshot.problems(past(session, shelf, snapshot.files()))


def past(
    session: Session,
    shelf: Shelf,
    files: Files,
    *,
    only: str | None = None,
) -> History:
    """The past of these files; with `only`, what matters to the problems of that one path.

    At most nine statements, however many files there are, while no file has more than 500 versions.
    """
    wants = None if only is None else reading.kind_of(only)
    translated = [path for path in sorted(files.translations) if only in (None, path)]
    return History(
        courses=_courses(session, files) if wants in (None, "course") else {},
        answered=_answered(session, files, only) if wants in (None, "quiz") else {},
        moments=_moments(session, files, translated, shelf.zone) if wants in (None, "translation") else {},
        changed_on=_changed_on(session, shelf, files, translated),
    )


def _courses(session: Session, files: Files) -> dict[str, PublishedCourse]:
    """The courses that were published and are not there now, and the names of those that are."""
    here = lint_history.folders(files)
    newest = session.execute(
        sa.select(ContentRelease.manifest).order_by(ContentRelease.number.desc()).limit(1)
    ).scalar_one_or_none()
    released: dict[str, str] = {
        path.split("/")[1]: digest
        for path, digest in (newest or {}).items()
        if path.count("/") == 2 and path.startswith("courses/") and path.endswith("/course.md")
    }
    pins = session.execute(
        sa.select(ContentVersion.slug, sa.func.max(ContentVersion.created_at))
        .where(ContentVersion.kind == Kind.COURSE.value)
        .group_by(ContentVersion.slug)
    )
    pinned_slugs = {row.slug for row in pins}
    found = {slug: PublishedCourse("", frozenset()) for slug in (released.keys() | pinned_slugs) & here}
    gone = sorted(pinned_slugs - here)
    if gone:
        bodies = session.execute(
            sa.select(ContentVersion.slug, ContentVersion.body)
            .where(ContentVersion.kind == Kind.COURSE.value, ContentVersion.slug.in_(gone))
            .order_by(ContentVersion.created_at)
        )
        for slug, body in bodies:
            facts = pinned.facts_from_json(body)
            found[slug] = PublishedCourse(facts.title, frozenset(facts.lessons))
    lost = {slug: digest for slug, digest in released.items() if slug not in here}
    texts = content_files.bodies(session, lost.values()) if lost else {}
    for slug, digest in lost.items():
        draft = reading.parse(f"courses/{slug}/course.md", texts.get(digest, b"")).draft
        if isinstance(draft, CourseDraft):
            listed = [
                link.path or "" for module in draft.modules for link in module.links if not link.is_quiz
            ]
            found[slug] = PublishedCourse(draft.title, frozenset(links.file_slug(path) for path in listed))
    return found


def _answered(session: Session, files: Files, only: str | None) -> dict[str, dict[str, Answered]]:
    """The items that mean something else now than what people answered, as they were last before that."""
    now = lint_history.questions_of(files, only)
    rows = session.execute(
        sa.select(ContentVersion.slug, ContentVersion.digest)
        .where(ContentVersion.kind == Kind.QUIZ.value)
        .order_by(ContentVersion.created_at, ContentVersion.digest)
    ).all()
    # A question is also asked by the quizzes that include its own.
    homes = {item_id: slug for slug, items in now.items() for item_id in items}
    if not homes or not rows:
        return {}
    read = _items.all([row.digest for row in rows], lambda digests: _read_items(session, digests))
    before: dict[str, Item] = {}
    asked: dict[str, list[str]] = {}
    for _, digest in rows:
        for item_id, item in read.get(digest, {}).items():
            home = homes.get(item_id)
            if home is not None and lint_history.other_key(item, now[home][item_id]):
                before[item_id] = item
                asked.setdefault(item_id, []).append(digest)
    counts = _people(session, asked) if asked else {}
    found: dict[str, dict[str, Answered]] = {}
    for item_id, people in counts.items():
        found.setdefault(homes[item_id], {})[item_id] = Answered(before[item_id], people)
    return found


def _read_items(session: Session, digests: Sequence[str]) -> dict[str, dict[str, Item]]:
    """The items of pinned quizzes by id; a quiz of a format that we do not know has none."""
    found: dict[str, dict[str, Item]] = {}
    for some in content_files.batches(digests):
        rows = session.execute(
            sa.select(ContentVersion.digest, ContentVersion.body).where(ContentVersion.digest.in_(some))
        )
        for digest, body in rows:
            try:
                found[digest] = {item.id: item for item in versions.quiz_from_json(body).items}
            except UnknownFormat:
                found[digest] = {}
    return found


def _people(session: Session, asked: Mapping[str, Collection[str]]) -> dict[str, int]:
    """How many people answered each item in one of these versions and handed it in."""
    by_versions: dict[tuple[str, ...], list[str]] = {}
    for item_id, digests in asked.items():
        by_versions.setdefault(tuple(digests), []).append(item_id)
    either = [
        sa.and_(Attempt.quiz_digest.in_(digests), Response.item_id.in_(items))
        for digests, items in by_versions.items()
    ]
    rows = session.execute(
        sa.select(Response.item_id, sa.func.count(sa.distinct(Attempt.person_id)))
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(Attempt.submitted_at.is_not(None), sa.or_(*either))
        .group_by(Response.item_id)
    )
    return {row[0]: row[1] for row in rows}


def _moments(
    session: Session, files: Files, translated: Sequence[str], zone: tzinfo
) -> dict[str, tuple[Moment, ...]]:
    """The releases in which a translation or its English file changed, since both are there."""
    if not translated:
        return {}
    past = _releases(session)
    pairs = {path: files.translations[path].base for path in translated}
    steps = {path: _steps(past, path, base) for path, base in pairs.items()}
    wanted = {
        key
        for path, releases in steps.items()
        for release in releases
        for key in ((path, release.files[path]), (pairs[path], release.files[pairs[path]]))
    }
    read = _units.all(sorted(wanted), lambda keys: _read_units(session, keys))
    found: dict[str, tuple[Moment, ...]] = {}
    for path, releases in steps.items():
        base = pairs[path]
        found[path] = tuple(
            Moment(
                release.made_at.astimezone(zone).date(),
                read.get((base, release.files[base]), {}),
                read.get((path, release.files[path]), {}),
            )
            for release in releases
        )
    return found


def _steps(past: Sequence[_Release], path: str, base: str) -> list[_Release]:
    """The releases that changed one of two files, from the first that has both."""
    found: list[_Release] = []
    seen: tuple[str, str] | None = None
    for release in past:
        if path not in release.files or base not in release.files:
            continue
        now = release.files[path], release.files[base]
        if now != seen:
            found.append(release)
            seen = now
    return found


def _releases(session: Session) -> list[_Release]:
    """The newest releases, oldest first, with their texts."""
    rows = session.execute(
        sa.select(ContentRelease.generation, ContentRelease.made_at)
        .order_by(ContentRelease.number.desc())
        .limit(RELEASES)
    ).all()
    files = _manifests.all([row.generation for row in rows], lambda names: _read_manifests(session, names))
    return [_Release(row.made_at, files.get(row.generation, {})) for row in reversed(rows)]


def _read_manifests(session: Session, generations: Sequence[str]) -> dict[str, Manifest]:
    rows = session.execute(
        sa.select(ContentRelease.generation, ContentRelease.manifest).where(
            ContentRelease.generation.in_(generations)
        )
    )
    return {
        generation: {path: digest for path, digest in manifest.items() if path.endswith(".md")}
        for generation, manifest in rows
    }


def _read_units(session: Session, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], dict[str, str]]:
    bodies = content_files.bodies(session, {digest for _, digest in keys})
    return {
        (path, digest): history.read_units(path, bodies[digest]) for path, digest in keys if digest in bodies
    }


def _changed_on(session: Session, shelf: Shelf, files: Files, translated: Sequence[str]) -> dict[str, date]:
    """When the English files of translations got their newest text: the draft's day, or the file's."""
    bases = sorted({files.translations[path].base for path in translated})
    if not bases:
        return {}
    found: dict[str, date] = {}
    if shelf.root is not None:
        for path in bases:
            try:
                changed = os.stat(shelf.root / path).st_mtime
            except OSError:
                continue
            found[path] = datetime.fromtimestamp(changed, shelf.zone).date()
    rows = session.execute(
        sa.select(ContentDraft.path, ContentDraft.saved_at).where(ContentDraft.path.in_(bases))
    )
    found.update({path: saved_at.astimezone(shelf.zone).date() for path, saved_at in rows})
    return found
