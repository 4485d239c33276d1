"""Owns the list of everything that trainers write: by course, what is wrong in it, when its review is due.

It must not know how problems are found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lms.content import lint, reading
from lms.content.courses import CourseDraft
from lms.content.glossary import GlossaryDraft
from lms.content.lessons import LessonDraft, SharedDraft
from lms.content.problems import Level, Problem
from lms.content.quizzes import QuizDraft
from lms.content.reading import Parsed
from lms.content.snapshots import Snapshot
from lms.content.translations import TranslationDraft

REVIEW_MONTHS = 12
SHARED = "Shared and other files"

# Level, the kind of standing it is shown as, one of it, several of it.
LEVELS: tuple[tuple[Level, str, str, str], ...] = (
    ("error", "bad", "error", "errors"),
    ("warning", "warn", "warning", "warnings"),
    ("note", "none", "note", "notes"),
)


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file. `counts` as from `counts`; `review_on` None = the file names no review."""

    path: str
    title: str
    kind: str
    counts: list[tuple[str, str]]
    review_on: date | None
    overdue: bool
    drafted: bool
    quiz: str | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """What belongs together; `course` is the folder for its pictures, None where there is none."""

    title: str
    course: str | None
    rows: tuple[FileRow, ...]


def shelves(snapshot: Snapshot, drafts: Iterable[str], today: date, found: Iterable[Problem]) -> list[Shelf]:
    """Every text file with those of the problems `found` that are its own.

    The courses are by title, each with its quizzes, then comes what belongs to none.
    """
    problems: dict[str, list[Problem]] = {}
    for problem in found:
        problems.setdefault(problem.path, []).append(problem)
    own = set(drafts)
    files = snapshot.files()
    titles = {course.folder: course.title or course.slug for course in files.courses.values()}
    by_slug = {course.slug: course.folder for course in files.courses.values()}
    rows: dict[str, list[FileRow]] = {folder: [] for folder in titles}
    paths = {path for path in snapshot.manifest if path.endswith(".md")}
    for path in sorted(paths, key=lambda path: _place(path, snapshot.parsed)):
        parsed = snapshot.parsed.get(path)
        home = _home(path, snapshot.parsed, by_slug)
        row = _row(path, parsed, problems.get(path, []), today, drafted=path in own)
        rows.setdefault(home if home in titles else "", []).append(row)
    places = [
        Shelf(title, folder, tuple(rows[folder]))
        for folder, title in sorted(titles.items(), key=lambda pair: pair[1].casefold())
    ]
    rest = rows.get("", [])
    return [*places, Shelf(SHARED, None, tuple(rest))] if rest else places


def counts(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """("2 errors", kind of standing) for each level that occurs, the worst first."""
    levels = [problem.level for problem in problems]
    found = []
    for level, kind, one, many in LEVELS:
        number = levels.count(level)
        if number:
            found.append((f"{number} {one if number == 1 else many}", kind))
    return found


def _place(path: str, parsed: Mapping[str, Parsed]) -> tuple[int, str]:
    """`course.md` first, then the glossary, lessons in the order of their numbers, quizzes last."""
    kind = reading.kind_of(path)
    order = {"course": 0, "glossary": 2, "quiz": 3}
    return order.get(kind or "", 1), path


def _home(path: str, texts: Mapping[str, Parsed], by_slug: Mapping[str, str]) -> str:
    """The folder of the course that a file belongs to, empty if it names none."""
    if not path.startswith("quizzes/"):
        return reading.course_folder(path)
    parsed = texts.get(path)
    draft = parsed.draft if parsed is not None else None
    if isinstance(draft, TranslationDraft) and draft.base in texts:
        return _home(draft.base, texts, by_slug)
    if isinstance(draft, QuizDraft) and draft.course is not None:
        return by_slug.get(draft.course.text, "")
    return ""


def _title(translation: TranslationDraft) -> str:
    words = translation.words
    return f"Glossary ({translation.language})" if isinstance(words, GlossaryDraft) else words.title


def _row(path: str, parsed: Parsed | None, problems: list[Problem], today: date, *, drafted: bool) -> FileRow:
    draft = parsed.draft if parsed is not None else None
    review_on = None
    quiz = None
    title = ""
    kind = "Other text"
    match draft:
        case CourseDraft():
            kind, title, reviewed = "Course", draft.title, draft.reviewed
        case LessonDraft():
            kind, title, reviewed = "Lesson", draft.title, draft.reviewed
        case QuizDraft():
            kind, title, reviewed, quiz = "Quiz", draft.title, draft.reviewed, draft.slug
        case GlossaryDraft():
            kind, title, reviewed = "Glossary", "Glossary", None
        case SharedDraft():
            kind, reviewed = "Shared text", None
        case TranslationDraft():
            kind, title, reviewed = "Translation", _title(draft), None
        case None:
            reviewed = None
    if reviewed is not None:
        review_on = lint.months_after(reviewed.on, reviewed.months or REVIEW_MONTHS)
    return FileRow(
        path=path,
        title=title or path.rpartition("/")[2],
        kind=kind,
        counts=counts(problems),
        review_on=review_on,
        overdue=review_on is not None and review_on < today,
        drafted=drafted,
        quiz=quiz,
    )
