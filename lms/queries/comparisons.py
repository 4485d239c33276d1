"""Puts two states of all files beside each other and says in words what is different.

It must not know where either state comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lms.content import links, moves, reading, sections
from lms.content.library import Library
from lms.content.snapshots import Snapshot
from lms.domain import changes
from lms.domain.changes import Change, Kind, Label
from lms.domain.courses import Lesson


def label(found: Iterable[Change]) -> Label:
    """What to call a release with these changes."""
    return changes.propose(found)


def compare(old: Snapshot, new: Snapshot) -> tuple[Change, ...]:
    """Every difference, courses first, then quizzes, then the text of pages."""
    before, memory = old.library()
    after, _ = new.library(memory, before)
    paths = sorted(
        path for path in {**old.manifest, **new.manifest} if old.manifest.get(path) != new.manifest.get(path)
    )
    moved = moves.renamed(old.manifest, new.manifest)
    listed = {lesson.path for library in (before, after) for lesson in _lessons(library)}
    found = [
        *_of_courses(before, after),
        *_of_quizzes(before, after, [path for path in paths if path not in {**moved, **_turned(moved)}]),
    ]
    for path in paths:
        if path not in moved:
            found += _of_file(path, old, new, listed, _turned(moved))
    return tuple(found)


def _lessons(library: Library) -> Iterator[Lesson]:
    for course in library.courses.values():
        yield from course.lessons()


def _of_courses(before: Library, after: Library) -> Iterator[Change]:
    for slug in sorted({*before.courses, *after.courses}):
        old, new = before.courses.get(slug), after.courses.get(slug)
        if old != new:
            yield from changes.course_changes(old, new)


def _of_quizzes(before: Library, after: Library, paths: list[str]) -> Iterator[Change]:
    gone = {links.file_slug(path) for path in paths if path.startswith("quizzes/")}
    for slug in sorted({*before.quizzes, *after.quizzes}):
        old, new = before.quizzes.get(slug), after.quizzes.get(slug)
        if old is None or new is None or old.digest != new.digest:
            yield from changes.quiz_changes(old.quiz if old else None, new.quiz if new else None)
        elif slug in gone:
            yield Change(slug, Kind.COSMETIC, "The file of the quiz changed in a way that nobody sees.")


def _turned(moved: Mapping[str, str]) -> dict[str, str]:
    return {new: old for old, new in moved.items()}


def _of_file(
    path: str, old: Snapshot, new: Snapshot, listed: set[str], came_from: Mapping[str, str]
) -> Iterator[Change]:
    """What happened to one file; the words of a course or a quiz are said already."""
    kind = reading.kind_of(path)
    before_path = came_from.get(path, path)
    if before_path != path:
        yield Change(path, Kind.COSMETIC, f"The file was renamed from {before_path} to {path}.")
        if kind == "media":
            return
    if kind in ("course", "quiz"):
        return
    if before_path not in old.manifest or path not in new.manifest:
        if path in listed and kind == "lesson":
            return
        there = path in new.manifest
        word = "added" if there else "removed"
        yield Change(path, Kind.ADDED if there else Kind.REMOVED, f"The file was {word}.")
        return
    before, after = old.parsed.get(before_path), new.parsed.get(path)
    if before is None or after is None:
        yield Change(path, Kind.WORDING, "The file was replaced.")
        return
    place = str(getattr(after.draft, "title", "")) or path
    said = changes.section_changes(place, sections.sections(before.text), sections.sections(after.text))
    if before_path != path:
        yield from said
        return
    yield from said or (Change(place, Kind.COSMETIC, "The file changed in a way that nobody sees."),)
