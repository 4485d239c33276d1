"""A store over the small course: edits of its files, and what it shows then."""

from __future__ import annotations

from pathlib import Path

from lms.content.check import check
from lms.content.library import HtmlPart, Library
from lms.content.store import LibraryStore
from tests.content import folders

LESSON = "courses/listening/01-listening/01-hearing.md"
QUIZ = "quizzes/listening.md"


def html(library: Library, lesson: str = "hearing") -> str:
    return "".join(
        part.html for part in library.lesson("listening", lesson).parts if isinstance(part, HtmlPart)
    )


def codes(library: Library) -> list[str]:
    return [problem.code for problem in library.problems]


def edit(store: LibraryStore, path: str, old: str, new: str) -> None:
    full = store.root / path
    text = full.read_text()
    assert old in text
    full.write_text(text.replace(old, new))


SHARED = "courses/_shared/a.md"


def found(root: Path) -> list[str]:
    return [problem.code for problem in check(root)]


def with_lesson(tmp_path: Path, text: str) -> Path:
    return folders.listening(tmp_path, hearing=f"---\ntitle: Hearing\n---\n\n{text}\n")
