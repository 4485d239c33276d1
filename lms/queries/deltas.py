"""Owns what has changed in a course since somebody passed: its lessons section by section, its questions.

The text of lessons comes from releases, the questions from what the attempt pinned. It must not know a page,
nor draw anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import paragraphs, sections
from lms.content.folder import Manifest
from lms.content.lessons import LessonDraft
from lms.content.library import Library
from lms.content.reading import Parsed
from lms.content.snapshots import Shelf
from lms.db.attempts import Attempt, ItemMark
from lms.db.content_releases import ContentRelease
from lms.domain import changes, fingerprints, passages
from lms.domain.changes import Change, Kind, Label
from lms.domain.delta import Focus
from lms.domain.fingerprints import Weight
from lms.domain.passages import Passage
from lms.domain.quizzes import Item, Quiz
from lms.queries import content_files, pinned, releases
from lms.queries.passes import LastPass

_SHOWN = (Kind.ADDED, Kind.REMOVED, Kind.MEANING, Kind.WORDING)
# A release a day for half a year; older ones are summed up in what changed all the same.
MOST_RELEASES = 200


@dataclass(frozen=True, slots=True)
class Since:
    """A release after the pass that touched the course, as its author called it."""

    number: int
    made_at: datetime
    label: Label
    note: str


@dataclass(frozen=True, slots=True)
class LessonDelta:
    """What changed on one lesson; `slug` None if it is no longer in the course.

    `passages` are the old and the new text where they differ, checks left out.
    """

    slug: str | None
    title: str
    changes: tuple[Change, ...]
    objectives: tuple[str, ...]
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Delta:
    """What changed since a pass. `known` False = nobody kept the lessons as they were then.

    `questions` are changes of the final quiz that matter, in sentences. `issuer` is where it was passed if
    that was not here.
    """

    passed_at: datetime
    known: bool
    releases: tuple[Since, ...]
    lessons: tuple[LessonDelta, ...]
    questions: tuple[Change, ...]
    issuer: str | None = None

    @property
    def label(self) -> Label | None:
        """The weightiest that an author has called any of the releases, None without one."""
        order = list(Label)
        return max((one.label for one in self.releases), key=order.index, default=None)


def delta(session: Session, library: Library, shelf: Shelf, *, course: str, passed: LastPass) -> Delta:
    """What has changed in a course since a pass. At most seven statements. Raises: UnknownCourse."""
    then = _release_at(session, passed.started_at)
    found: tuple[LessonDelta, ...] = ()
    since: tuple[Since, ...] = ()
    if then is not None:
        now = releases.live(session, shelf)
        found = _lessons(
            library,
            course,
            _pages(session, shelf, course, then[1], live=False),
            _pages(session, shelf, course, now.manifest, live=True),
        )
        since = _since(session, library, course, then[0], then[1])
    return Delta(
        passed_at=passed.submitted_at,
        known=then is not None,
        releases=since,
        lessons=found,
        questions=() if passed.issuer is not None else _questions(session, library, course, passed),
        issuer=passed.issuer,
    )


def of_release(
    session: Session, library: Library, shelf: Shelf, *, course: str, release: int
) -> tuple[str, ...]:
    """What one release changed in the lessons of a course, in sentences. At most four statements.

    Raises: UnknownCourse, UnknownRelease.
    """
    library.course(course)
    after = releases.manifest(session, release)
    before = releases.manifest(session, release - 1) if release > 1 else {}
    found = _lessons(
        library,
        course,
        _pages(session, shelf, course, before, live=False),
        _pages(session, shelf, course, after, live=False),
    )
    return tuple(f"{lesson.title}: {change.words}" for lesson in found for change in lesson.changes)


def focus(session: Session, library: Library, found: Delta, *, course: str, passed: LastPass) -> Focus:
    """What a short refresher looks at first. Two statements. Raises: UnknownCourse, UnknownQuiz."""
    live = library.course(course)
    if live.final_quiz is None:
        return Focus()
    if passed.issuer is not None:
        return Focus(
            changed_objectives=frozenset(words for lesson in found.lessons for words in lesson.objectives)
        )
    quiz = library.quiz(live.final_quiz).quiz
    before = pinned.quiz(session, passed.quiz_digest)
    old = {item.id: item for item in before.items}
    changed = [item for item in quiz.items if item.id not in old or _matters(old[item.id], item)]
    wrong = _wrong_items(session, passed, quiz.slug)
    objectives = {words for lesson in found.lessons for words in lesson.objectives}
    return Focus(
        changed_items=frozenset(item.id for item in changed),
        changed_objectives=frozenset({item.objective for item in changed if item.objective} | objectives),
        wrong_items=frozenset(wrong),
        wrong_objectives=frozenset(
            one.objective for one in (*before.items, *quiz.items) if one.id in wrong and one.objective
        ),
    )


def _matters(old: Item, new: Item) -> bool:
    return any(change.weight >= Weight.WORDING for change in fingerprints.compare(old, new))


def _wrong_items(session: Session, passed: LastPass, quiz: str) -> set[str]:
    """Items that lost marks in any attempt of the round of the last pass, the passed one among them."""
    rows = session.scalars(
        sa.select(ItemMark.item_id)
        .join(Attempt, Attempt.id == ItemMark.attempt_id)
        .where(
            Attempt.cycle_id == passed.cycle_id,
            Attempt.quiz_slug == quiz,
            ItemMark.earned_numerator * ItemMark.available_denominator
            < ItemMark.available_numerator * ItemMark.earned_denominator,
        )
    )
    return set(rows)


def _questions(session: Session, library: Library, course: str, passed: LastPass) -> tuple[Change, ...]:
    """Changes of the final quiz: what is asked, and by which rules; no wording of keys gets out this way."""
    live = library.course(course)
    published = None if live.final_quiz is None else library.quizzes.get(live.final_quiz)
    if published is None or published.digest == passed.quiz_digest:
        return ()
    before: Quiz = pinned.quiz(session, passed.quiz_digest)
    found = changes.quiz_changes(before, published.quiz)
    return tuple(change for change in found if change.kind is Kind.RULES)


def _release_at(session: Session, at: datetime) -> tuple[int, Manifest] | None:
    """The release that was live at an instant, None before the first."""
    row = session.execute(
        sa.select(ContentRelease.number, ContentRelease.manifest)
        .where(ContentRelease.made_at <= at)
        .order_by(ContentRelease.number.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.number, row.manifest)


def _of_course(course: str, manifest: Manifest) -> dict[str, str]:
    return {path: digest for path, digest in manifest.items() if path.startswith(f"courses/{course}/")}


def _pages(
    session: Session, shelf: Shelf, course: str, manifest: Manifest, *, live: bool
) -> Mapping[str, Parsed]:
    """The text files of one course in a state of everything, by path; its pictures are left out."""
    wanted = {path: one for path, one in _of_course(course, manifest).items() if path.endswith(".md")}
    fetch = content_files.live(session, shelf) if live else content_files.stored(session)
    return shelf.snapshots.take(wanted, fetch).parsed


def _lessons(
    library: Library, course: str, before: Mapping[str, Parsed], after: Mapping[str, Parsed]
) -> tuple[LessonDelta, ...]:
    """The lessons of a course that changed in more than looks and spelling, in the order of reading."""
    found = []
    listed = {lesson.path: lesson for lesson in library.course(course).lessons()}
    for path, lesson in listed.items():
        old, new = before.get(path), after.get(path)
        if new is None:
            continue
        beside: tuple[Passage, ...] = ()
        if old is None:
            said: tuple[Change, ...] = (Change(lesson.title, Kind.ADDED, "This lesson is new."),)
        else:
            said = _said(lesson.title, old, new)
            beside = _beside(old, new) if said else ()
        if said:
            objectives = _objectives(new, lesson.objectives)
            found.append(LessonDelta(lesson.slug, lesson.title, said, objectives, beside))
    for path, old in before.items():
        if path not in after and isinstance(old.draft, LessonDraft):
            gone = Change(old.draft.title, Kind.REMOVED, "This lesson is no longer part of the course.")
            found.append(LessonDelta(None, old.draft.title, (gone,), ()))
    return tuple(found)


def _said(place: str, old: Parsed, new: Parsed) -> tuple[Change, ...]:
    found = changes.section_changes(place, sections.sections(old.text), sections.sections(new.text))
    return tuple(change for change in found if change.kind in _SHOWN and not change.slip)


def _beside(old: Parsed, new: Parsed) -> tuple[Passage, ...]:
    if not (isinstance(old.draft, LessonDraft) and isinstance(new.draft, LessonDraft)):
        return ()
    return passages.changed(paragraphs.of_lesson(old.draft), paragraphs.of_lesson(new.draft))


def _objectives(page: Parsed, listed: tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(page.draft, LessonDraft):
        return tuple(entry.text for entry in page.draft.objectives)
    return listed


def _since(
    session: Session, library: Library, course: str, number: int, manifest: Manifest
) -> tuple[Since, ...]:
    """The releases after `number` that touched the course or its quizzes, the newest first."""
    rows = session.execute(
        sa.select(
            ContentRelease.number,
            ContentRelease.made_at,
            ContentRelease.label,
            ContentRelease.note,
            ContentRelease.manifest,
        )
        .where(ContentRelease.number > number)
        .order_by(ContentRelease.number)
        .limit(MOST_RELEASES)
    )
    quizzes = {f"quizzes/{slug}.md" for slug in library.course(course).quizzes()}

    def part(files: Manifest) -> dict[str, str]:
        return {**_of_course(course, files), **{path: files[path] for path in quizzes if path in files}}

    found = []
    before = part(manifest)
    for row in rows:
        after = part(row.manifest)
        if after != before:
            found.append(Since(row.number, row.made_at, Label(row.label), row.note))
        before = after
    return tuple(reversed(found))
