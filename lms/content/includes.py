"""Pages that take in other pages: whether they are there, may be used here, and do not go round in a ring.

It must not know what is on the pages.
"""

from __future__ import annotations

import posixpath

from lms.content.lessons import LessonDraft, SharedDraft
from lms.content.problems import Report, did_you_mean
from lms.content.prose import Include
from lms.content.quizzes import QuizDraft
from lms.content.reading import Files, course_folder

INCLUDE_DEPTH = 3


def check(report: Report, files: Files, page: LessonDraft | SharedDraft) -> None:
    """Report the includes of a lesson or shared page that do not work (L214, L215)."""
    for include in page.includes:
        _include(report, files, include)


def _include(report: Report, files: Files, include: Include) -> None:
    path = include.path
    if path is None or path not in files.present:
        message = f'The included page "{include.target}" is not there.'
        report.add("L214", include.line, message, "Correct the link.")
        return
    if course_folder(path) not in ("courses/_shared", course_folder(report.path)):
        message = f'The included page "{include.target}" is in another course.'
        report.add("L214", include.line, message, "Move it to `courses/_shared/`, and link to that.")
        return
    if path == report.path:
        report.add("L215", include.line, "This page includes itself.", "Remove the include.")
        return
    way = _ring_of_includes(files, report.path, path)
    if way is not None:
        names = " and ".join(posixpath.basename(step) for step in way)
        message = f"This page includes itself by way of {names}."
        report.add("L215", include.line, message, "Remove one of the includes.")
    elif _is_too_deep(files, path):
        message = f"Pages are included in one another more than {INCLUDE_DEPTH} deep here."
        report.add("L215", include.line, message, "Remove one of the includes.")


def _ring_of_includes(files: Files, start: str, first: str) -> list[str] | None:
    """The pages between a page and itself, None if its include does not lead back to it."""
    waiting: list[list[str]] = [[first]]
    seen = {first}
    for way in waiting:
        page = files.page(way[-1])
        for include in page.includes if page is not None else ():
            if include.path == start:
                return way
            if include.path is not None and include.path not in seen:
                seen.add(include.path)
                waiting.append([*way, include.path])
    return None


def _is_too_deep(files: Files, path: str) -> bool:
    """Whether includes go on for too long from a page; a ring does too, and its own pages report it."""
    level, seen = {path}, {path}
    for _ in range(INCLUDE_DEPTH):
        pages = [page for name in level if (page := files.page(name)) is not None]
        level = {include.path for page in pages for include in page.includes if include.path is not None}
        if level & seen:
            return False
        seen |= level
    return bool(level)


def check_quiz(report: Report, files: Files, quiz: QuizDraft, include: Include) -> None:
    """Report one include of a quiz if it does not work (L214, L215)."""
    path = include.path
    if path is None or path not in files.present or not path.startswith("quizzes/"):
        names = [posixpath.basename(other) for other in sorted(files.present) if other.startswith("quizzes/")]
        near = did_you_mean(include.target, [name for name in names if name != posixpath.basename(quiz.path)])
        message = f'The included page "{include.target}" is not there.{near}'
        report.add("L214", include.line, message, "Correct the link.")
        return
    other = files.quizzes.get(path)
    if path == quiz.path:
        report.add("L215", include.line, "This page includes itself.", "Remove the include.")
    elif other is not None and _leads_back(files, path, quiz.path):
        message = f"This page includes itself by way of {posixpath.basename(path)}."
        report.add("L215", include.line, message, "Remove one of the includes.")
    elif other is not None and _courses_differ(other, quiz):
        message = f'The included page "{include.target}" is in another course.'
        report.add("L214", include.line, message, "Include quizzes of the same course only.")


def _courses_differ(one: QuizDraft, other: QuizDraft) -> bool:
    return one.course is not None and other.course is not None and one.course.text != other.course.text


def _leads_back(files: Files, path: str, start: str) -> bool:
    waiting, seen = [path], {path}
    for current in waiting:
        quiz = files.quizzes.get(current)
        for include in quiz.includes if quiz is not None else ():
            if include.path == start:
                return True
            if include.path is not None and include.path not in seen:
                seen.add(include.path)
                waiting.append(include.path)
    return False


def included_quizzes(files: Files, quiz: QuizDraft) -> list[QuizDraft] | None:
    """The quizzes whose questions a quiz takes in, in order; None if one of them cannot be marked."""
    found: list[QuizDraft] = []
    seen = {quiz.path}
    waiting = [include.path for include in quiz.includes]
    for path in waiting:
        if path in seen:
            continue
        other = files.quizzes.get(path or "")
        if other is None or not other.sound:
            return None
        seen.add(other.path)
        found.append(other)
        waiting += [include.path for include in other.includes]
    return found
