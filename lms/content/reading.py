"""Which files there are under a content root, what kind each is, and what each says by itself.

It must not know how files belong together: `lint.py` and `assemble.py` do.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG
from typing import Literal, assert_never

from lms.content import (
    courses,
    drawing,
    edits,
    glossary,
    languages,
    lessons,
    links,
    pictures,
    quizzes,
    render,
    source,
    texts,
    translations,
)
from lms.content.courses import CourseDraft
from lms.content.glossary import GlossaryDraft
from lms.content.lessons import LessonDraft, SharedDraft
from lms.content.problems import Problem, Report
from lms.content.quizzes import QuizDraft
from lms.content.translations import TranslationDraft

Kind = Literal["course", "lesson", "shared", "glossary", "quiz", "translation", "media"]
Draft = CourseDraft | LessonDraft | SharedDraft | GlossaryDraft | QuizDraft | TranslationDraft

FOLDERS = ("courses", "quizzes")
_TRANSLATED = ("course", "lesson", "glossary", "quiz")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file system says about a file; another stamp means that it must be read again."""

    changed: int
    size: int
    inode: int
    inode_changed: int


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, video or caption file. `full` is where it is on disk."""

    path: str
    full: Path
    digest: str
    size: int
    content_type: str
    pixels: tuple[int, int] | None
    unsafe: bool

    @property
    def key(self) -> str:
        """Its place in `Library.media` and, behind `/media/`, its address."""
        return f"{self.digest[:12]}/{posixpath.basename(self.path)}"


@dataclass(frozen=True, slots=True)
class Parsed:
    """One text file by itself; `draft` is None if nothing can be made of it."""

    path: str
    draft: Draft | None
    problems: tuple[Problem, ...]
    text: str = ""

    @property
    def broken(self) -> bool:
        return self.draft is None or any(problem.level == "error" for problem in self.problems)


@dataclass(slots=True)
class Files:
    """The drafts of one moment by kind, path -> draft, and the media. `present` are all text files."""

    courses: dict[str, CourseDraft] = field(default_factory=dict)
    lessons: dict[str, LessonDraft] = field(default_factory=dict)
    shared: dict[str, SharedDraft] = field(default_factory=dict)
    glossaries: dict[str, GlossaryDraft] = field(default_factory=dict)
    quizzes: dict[str, QuizDraft] = field(default_factory=dict)
    translations: dict[str, TranslationDraft] = field(default_factory=dict)
    media: Mapping[str, Media] = field(default_factory=dict)
    present: frozenset[str] = frozenset()

    def add(self, path: str, draft: Draft) -> None:
        match draft:
            case CourseDraft():
                self.courses[path] = draft
            case LessonDraft():
                self.lessons[path] = draft
            case SharedDraft():
                self.shared[path] = draft
            case GlossaryDraft():
                self.glossaries[path] = draft
            case QuizDraft():
                self.quizzes[path] = draft
            case TranslationDraft():
                self.translations[path] = draft
            case _:
                assert_never(draft)

    @classmethod
    def of(cls, drafts: Mapping[str, Draft], media: Mapping[str, Media], present: frozenset[str]) -> Files:
        files = cls(media=media, present=present)
        for path in sorted(drafts):
            files.add(path, drafts[path])
        return files

    def course_names(self) -> frozenset[str]:
        """The permanent names of all courses, also of those whose course.md cannot be read."""
        # Asked for by every quiz, so that most of the paths must be passed over cheaply.
        return frozenset(
            links.file_slug(course_folder(path))
            for path in self.present
            if path.endswith("/course.md") and kind_of(path) == "course"
        )

    def page(self, path: str) -> LessonDraft | SharedDraft | None:
        """A page that can be included."""
        return self.shared.get(path) or self.lessons.get(path)


def kind_of(path: str) -> Kind | None:
    """What a file is, from its place alone; None for files that are not ours to read."""
    parts = path.split("/")
    name = parts[-1]
    if any(part.startswith(".") for part in parts) or name.endswith("~"):
        return None
    if posixpath.splitext(name)[1].lower() in pictures.TYPES and len(parts) > 1:
        return "media"
    if not name.endswith(".md") or name == "README.md":
        return None
    translated = languages.split(path)
    if translated is not None:
        return "translation" if kind_of(translated[0]) in _TRANSLATED else None
    if parts[0] == "quizzes":
        return "quiz" if len(parts) == 2 and not name.startswith("_") else None
    if len(parts) < 3:
        return None
    if any(part.startswith("_") for part in parts[1:]):
        return "shared"
    if len(parts) == 3 and name in ("course.md", "glossary.md"):
        return "course" if name == "course.md" else "glossary"
    return "lesson"


def course_folder(path: str) -> str:
    """The first two folders of a path: those of its course."""
    return "/".join(path.split("/")[:2])


def walk(root: Path) -> dict[str, Stamp]:
    """Every file of ours under a root, path -> stamp. What cannot be looked at is left out."""
    found: dict[str, Stamp] = {}
    for folder in FOLDERS:
        for path, entry in _entries(os.path.join(root, folder), folder):
            if kind_of(path) is None:
                continue
            try:
                stat = entry.stat()
            except OSError:
                continue
            if not S_ISREG(stat.st_mode):
                continue
            found[path] = Stamp(stat.st_mtime_ns, stat.st_size, stat.st_ino, stat.st_ctime_ns)
    return found


def folders(root: Path) -> Iterator[str]:
    """Every folder under a root that may hold content, the root and the missing ones left out."""
    waiting = [os.path.join(root, folder) for folder in FOLDERS]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                waiting += [
                    entry.path
                    for entry in entries
                    if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)
                ]
        except OSError:
            continue
        yield folder


def _entries(folder: str, name: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    try:
        with os.scandir(folder) as entries:
            inside = list(entries)
    except OSError:
        return
    for entry in inside:
        path = f"{name}/{entry.name}"
        if entry.name.startswith("."):
            continue
        # A folder that is a link could lead round in a circle; a file that is one cannot.
        if entry.is_dir(follow_symlinks=False):
            yield from _entries(entry.path, path)
        else:
            yield path, entry


def parse(path: str, data: bytes) -> Parsed:
    """Read one text file by itself. Never raises."""
    report = Report(path)
    if source.too_large(report, len(data)):
        return Parsed(path, None, tuple(report.found))
    text = source.decode(report, data)
    draft, problems = _read(path, text)
    if draft is not None and drawing.needs_care(text):
        _drawn(report, draft)
    found = edits.mended([*report.found, *problems], {path: text})
    return Parsed(path, draft, tuple(sorted(found)), text)


def _drawn(report: Report, draft: Draft) -> None:
    """F115 for a page that cannot be drawn in time; only texts that may be slow are tried."""
    if render.are_stopped(texts.strings(draft)):
        report.add(
            "F115",
            1,
            f"This page took more than {drawing.SECONDS:.0f} seconds to draw, so we stopped.",
            "Look for a long run of brackets or stars, or split the page in two.",
        )


def _read(path: str, text: str) -> tuple[Draft | None, list[Problem]]:
    match kind_of(path):
        case "course":
            return courses.read_course(path, text)
        case "glossary":
            return glossary.read_glossary(path, text)
        case "quiz":
            return quizzes.read_quiz(path, text)
        case "shared":
            return lessons.read_shared(path, text)
        case "translation":
            english = languages.split(path)
            kind = None if english is None else kind_of(english[0])
            return translations.read_translation(path, kind, text)
        case _:
            return lessons.read_lesson(path, text)


def load(root: Path, path: str) -> Parsed:
    """Read one text file from disk; one that cannot be opened becomes a problem."""
    report = Report(path)
    try:
        with (root / path).open("rb") as file:
            data = file.read(source.FILE_LIMIT + 1)
            # Only the size of a file that is too large is wanted, not its text.
            longer = os.fstat(file.fileno()).st_size if len(data) > source.FILE_LIMIT else len(data)
    except OSError as fault:
        reason = fault.strerror or "unknown reason"
        fix = "Ask who looks after the server to let the platform read it."
        report.add("F113", 1, f"We could not open this file: {reason}.", fix)
        return Parsed(path, None, tuple(report.found))
    if source.too_large(report, max(longer, len(data))):
        return Parsed(path, None, tuple(report.found))
    return parse(path, data)


def load_media(root: Path, path: str) -> Media | None:
    """Look at one media file: digest and size; None if it cannot be read."""
    kind = posixpath.splitext(path)[1].lower()
    sha = hashlib.sha256()
    head, unsafe, length = b"", False, 0
    try:
        with (root / path).open("rb") as file:
            while chunk := file.read(_CHUNK):
                head = head or chunk
                length += len(chunk)
                sha.update(chunk)
                unsafe = unsafe or (kind == ".svg" and (pictures.is_unsafe_svg(chunk) or length > _CHUNK))
    except OSError:
        return None
    pixels = pictures.size(head) if pictures.TYPES[kind].startswith("image/") else None
    return Media(path, root / path, sha.hexdigest(), length, pictures.TYPES[kind], pixels, unsafe)
