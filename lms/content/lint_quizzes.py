"""What only shows when a quiz is read with its course and the quizzes that it includes.

It must not know how one question is read.
"""

from __future__ import annotations

from collections.abc import Iterable

from lms.content import draws, includes, lint_links
from lms.content.items import Found
from lms.content.problems import Problem, Report, meant_words, nearest
from lms.content.quizzes import QuizDraft
from lms.content.reading import Files
from lms.domain.quizzes import Item, MarkedBy, Reflection, fits


def check(files: Files, quiz: QuizDraft) -> list[Problem]:
    """Every problem that a quiz has with other files, and with its draws."""
    report = Report(quiz.path)
    slugs = files.course_names()
    if quiz.course is not None and quiz.course.text not in slugs:
        named = quiz.course
        near = nearest(named.text, sorted(slugs))
        message = f'"course" names "{named.text}", but there is no such course.{meant_words(near)}'
        report.add(
            "F109",
            named.line,
            message,
            "Change the name.",
            named.column,
            written=named.text,
            wanted=near,
        )
    for link in quiz.links:
        lint_links.follow(report, files, link, ())
    for include in quiz.includes:
        includes.check_quiz(report, files, quiz, include)
    if report.has_errors() or not quiz.sound:
        return report.found
    included = includes.included_quizzes(files, quiz)
    if included is None:
        return report.found
    items: list[Item] = [found.item for found in quiz.questions]
    places = {found.item.id: (quiz.path, found.line) for found in quiz.questions}
    for other in included:
        for found in other.questions:
            if found.item.id in places:
                path, line = places[found.item.id]
                message = f'The id "{found.item.id}" is already used in {path} on line {line}.'
                where = next(iter(quiz.includes)).line
                report.add("Q302", where, f"{message} {other.path} has it too.", "Give one a new id.")
            else:
                places[found.item.id] = (other.path, found.line)
                items.append(found.item)
    if not items and not report.has_errors():
        report.add(
            "Q305", 1, "This quiz has no questions.", "Add a question: a heading that begins with `##`."
        )
    live = [item for item in items if item.retired_on is None]
    if items and not live and not quiz.picks:
        fix = "Add a question, or delete a line `**Retired:**`."
        report.add("Q305", 1, "Every question of this quiz is retired.", fix)
    if quiz.picks_whole:
        draws.check(report, quiz.picks, live, quiz.questions)
    if decides(files, quiz):
        _waiting(report, quiz, [(quiz, quiz.questions), *((other, other.questions) for other in included)])
    return report.found


def decides(files: Files, quiz: QuizDraft) -> bool:
    """Whether a certificate depends on a quiz."""
    return any(
        course.final_quiz_path == quiz.path and course.validity is not None
        for course in files.courses.values()
    )


def _waiting(report: Report, quiz: QuizDraft, sources: Iterable[tuple[QuizDraft, Iterable[Found]]]) -> None:
    """Q329 for each question of a deciding quiz, its included quizzes' too, that a trainer has to mark."""
    for source, questions in sources:
        for found in questions:
            item = found.item
            drawn = not quiz.picks or any(fits(pick.rule, item) for pick in quiz.picks)
            if not isinstance(item, Reflection) or item.marked_by is not MarkedBy.TRAINER:
                continue
            if drawn and item.retired_on is None:
                message = "A trainer marks this, so the certificate waits for them."
                fix = "Take it out of the pick, or accept the wait."
                own = Report(source.path)
                own.add("Q329", found.line, message, fix)
                report.found += own.found
