"""What only shows when files are read together: links, includes, draws, pages that nobody can reach.

Each finding is put on the file that has to change. It must not know what is live: `assemble.py` decides.
"""

from __future__ import annotations

import calendar
import posixpath
import re
from collections.abc import Iterator
from datetime import date
from typing import assert_never

from lms.content import includes, links, lint_history, lint_links, lint_quizzes, lint_translations
from lms.content.courses import CourseDraft, Listed
from lms.content.history import History
from lms.content.lessons import LessonDraft
from lms.content.problems import Problem, Report, meant_words, nearest
from lms.content.quizzes import QuizDraft
from lms.content.reading import Files, course_folder

_REVIEW_MONTHS = 12


def lint(files: Files, past: History | None = None) -> list[Problem]:
    """Every problem between files, and with their past where it is known.

    Takes time in proportion to the number of links.
    """
    found: list[Problem] = []
    for course in files.courses.values():
        found += _course(files, course)
    found += _loops(files)
    listed = {path for course in files.courses.values() for path in lesson_paths(course)}
    known = _reachable(files, listed)
    covered = _covered(files)
    for lesson in files.lessons.values():
        report = Report(lesson.path)
        _lesson(report, files, lesson, lesson.path in known)
        if lesson.path in listed:
            _objectives(report, lesson, covered.get(course_folder(lesson.path), frozenset()))
            _minutes(report, lesson)
        found += report.found
    for shared in files.shared.values():
        report = Report(shared.path)
        lint_links.page(report, files, shared)
        includes.check(report, files, shared)
        found += report.found
    for glossary in files.glossaries.values():
        report = Report(glossary.path)
        for link in glossary.links:
            lint_links.follow(report, files, link, ())
        found += report.found
    for quiz in files.quizzes.values():
        found += lint_quizzes.check(files, quiz)
    for translation in files.translations.values():
        found += lint_translations.check(files, translation)
    if past is not None:
        # A translation that is not one of this question is not out of date as well.
        wrong = {
            (problem.path, problem.line) for problem in found if problem.code in ("T601", "T602", "T603")
        }
        found += [one for one in lint_history.check(files, past) if (one.path, one.line) not in wrong]
    return found


def review_due(files: Files, today: date) -> list[Problem]:
    """F116 for every page whose review has passed; for pages and commands that know what day it is."""
    found: list[Problem] = []
    drafts: list[CourseDraft | LessonDraft | QuizDraft] = []
    drafts += files.courses.values()
    drafts += files.lessons.values()
    drafts += files.quizzes.values()
    for draft in drafts:
        if draft.reviewed is None:
            continue
        due = months_after(draft.reviewed.on, draft.reviewed.months or _REVIEW_MONTHS)
        if due < today:
            report = Report(draft.path)
            message = f"This {_kind_word(draft)} was due for review on {due.day} {due:%B %Y}."
            report.add("F116", draft.reviewed.line, message, "Check it, then change the date.")
            found += report.found
    return found


def _kind_word(draft: CourseDraft | LessonDraft | QuizDraft) -> str:
    match draft:
        case CourseDraft():
            return "course"
        case LessonDraft():
            return "lesson"
        case QuizDraft():
            return "quiz"
        case _:
            assert_never(draft)


def months_after(day: date, months: int) -> date:
    """The same day some calendar months later; 31 January and one month is the last day of February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    year = min(year, date.max.year)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def lesson_paths(course: CourseDraft) -> Iterator[str]:
    """The files of the lessons in the module list, in order."""
    for module in course.modules:
        for listed in module.links:
            if listed.path is not None and not listed.is_quiz:
                yield listed.path


def quiz_paths(course: CourseDraft) -> Iterator[str]:
    """The files of the module quizzes, then of the final quiz."""
    for module in course.modules:
        for listed in module.links:
            if listed.path is not None and listed.is_quiz:
                yield listed.path
    if course.final_quiz_path is not None:
        yield course.final_quiz_path


def transcript_paths(lesson: LessonDraft) -> Iterator[str]:
    """The files that a lesson's videos name as their transcripts."""
    for target in lesson.transcripts:
        path = links.resolve(lesson.path, links.split(target)[0])
        if path is not None:
            yield path


def _reachable(files: Files, listed: set[str]) -> set[str]:
    """Lesson files that are shown somewhere though no module list names them: transcripts, included pages."""
    known = set(listed)
    for course in files.courses.values():
        for module in course.modules:
            # A lesson that a misspelt link meant is not missing from the list as well.
            known.update(
                posixpath.normpath(f"{course.folder}/{near}")
                for link in module.links
                if (near := _meant(files, course, link)) is not None
            )
    for lesson in files.lessons.values():
        known.update(transcript_paths(lesson))
        known.update(include.path for include in lesson.includes if include.path)
    for shared in files.shared.values():
        known.update(include.path for include in shared.includes if include.path)
    return known


def _course(files: Files, course: CourseDraft) -> list[Problem]:
    report = Report(course.path)
    slugs = files.course_names()
    for need in course.needs:
        if need.text not in slugs:
            message = f'"needs" names "{need.text}", but there is no such course.'
            near = nearest(need.text, sorted(slugs - {course.slug}))
            message += meant_words(near)
            report.add(
                "F109",
                need.line,
                message,
                "Change the name.",
                need.column,
                written=need.text,
                wanted=near,
            )
    if course.final_quiz is not None and course.final_quiz_path not in files.present:
        written = course.final_quiz
        names = [posixpath.basename(path) for path in sorted(files.present) if path.startswith("quizzes/")]
        message = f'"final quiz" names "{written.text}", but there is no such quiz.'
        base = posixpath.basename(written.text)
        near = nearest(base, names)
        message += meant_words(near)
        report.add(
            "F109", written.line, message, "Change the name.", written.column, written=base, wanted=near
        )
    for module in course.modules:
        for listed in module.links:
            _listed(report, files, course, listed)
    for link in course.links:
        lint_links.follow(report, files, link, ())
    return report.found


def _listed(report: Report, files: Files, course: CourseDraft, listed: Listed) -> None:
    if _is_there(files, course, listed):
        return
    near = _meant(files, course, listed)
    message = f'The module list links to "{listed.target}", which is not there.'
    message += meant_words(near)
    report.add(
        "F111",
        listed.line,
        message,
        "Correct the link.",
        listed.column,
        written=listed.target,
        wanted=near,
    )


def _is_there(files: Files, course: CourseDraft, listed: Listed) -> bool:
    inside = listed.is_quiz or (listed.path is not None and listed.path.startswith(f"{course.folder}/"))
    return inside and listed.path in files.present


def _meant(files: Files, course: CourseDraft, listed: Listed) -> str | None:
    """The file that a link of the module list was probably meant for, None if it is there or unlike any."""
    if _is_there(files, course, listed):
        return None
    place = "quizzes/" if listed.is_quiz else f"{course.folder}/"
    names = [
        posixpath.relpath(path, course.folder)
        for path in sorted(files.present)
        if path.startswith(place) and path != course.path
    ]
    return nearest(listed.target, names)


def _loops(files: Files) -> list[Problem]:
    """F110, once for each ring of courses, on the first of them."""
    by_slug = {course.slug: course for course in files.courses.values()}
    found: list[Problem] = []
    reported: set[str] = set()
    for slug in sorted(by_slug):
        ring = _ring(slug, {name: [need.text for need in course.needs] for name, course in by_slug.items()})
        if ring is None or reported.intersection(ring):
            continue
        reported.update(ring)
        course = by_slug[slug]
        need = next(need for need in course.needs if need.text == ring[1])
        report = Report(course.path)
        message = f"These courses need each other, so nobody could start: {', '.join(ring)}."
        report.add("F110", need.line, message, 'Remove one of the two "needs".', need.column)
        found += report.found
    return found


def _ring(start: str, edges: dict[str, list[str]]) -> list[str] | None:
    """The shortest way from a name back to itself, None if there is none."""
    waiting: list[list[str]] = [[start]]
    seen: set[str] = set()
    for way in waiting:
        for after in edges.get(way[-1], ()):
            if after == start:
                return [*way, after]
            if after in edges and after not in seen:
                seen.add(after)
                waiting.append([*way, after])
    return None


def _lesson(report: Report, files: Files, lesson: LessonDraft, reachable: bool) -> None:
    if not reachable and f"{course_folder(lesson.path)}/course.md" in files.courses:
        message = "This lesson is not in the module list, so nobody will see it."
        report.add("F112", 1, message, "Add it to the list in course.md.")
    lint_links.page(report, files, lesson)
    includes.check(report, files, lesson)


def _minutes(report: Report, lesson: LessonDraft) -> None:
    needed = lesson.estimate()
    # Nobody reads all of a conversation.
    if lesson.minutes is not None and not lesson.is_conversation and needed > lesson.minutes * 1.5:
        message = f'"minutes" says {lesson.minutes}, but {lesson.words:,} words take about {needed}.'
        report.add("L216", lesson.minutes_line, message, "Change the number, or shorten the page.")


def _covered(files: Files) -> dict[str, frozenset[str]]:
    """Course folder -> the objectives that questions of its quizzes name."""
    by_slug: dict[str, set[str]] = {}
    for quiz in files.quizzes.values():
        if quiz.course is not None:
            names = by_slug.setdefault(quiz.course.text, set())
            names.update(_words(found.item.objective) for found in quiz.questions)
    return {course.folder: frozenset(by_slug.get(course.slug, ())) for course in files.courses.values()}


def _objectives(report: Report, lesson: LessonDraft, in_quizzes: frozenset[str]) -> None:
    in_checks = {_words(found.item.objective) for found in lesson.checks}
    for number, objective in enumerate(lesson.objectives, start=1):
        words = _words(objective.text)
        if not {words, str(number)} & in_checks and words not in in_quizzes:
            message = f'No check or quiz question covers "{objective.text}".'
            report.add(
                "L217", objective.line, message, "Add `**Objective:**` to a question.", objective.column
            )


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
