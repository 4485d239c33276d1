"""Whether a translation says the same as its English file: the same questions, answers and ticks.

It must not know how a file is read.
"""

from __future__ import annotations

import posixpath

from lms.content import lint_links, translations
from lms.content.items import Found
from lms.content.lessons import LessonDraft
from lms.content.problems import Problem, Report, did_you_mean, nearest
from lms.content.quizzes import QuizDraft
from lms.content.reading import Files
from lms.content.translations import TranslationDraft
from lms.domain import conversations


def check(files: Files, draft: TranslationDraft) -> list[Problem]:
    """Every problem that a translation has with other files."""
    report = Report(draft.path)
    if draft.base not in files.present:
        folder = posixpath.dirname(draft.base)
        names = [posixpath.basename(path) for path in files.present if posixpath.dirname(path) == folder]
        name = posixpath.basename(draft.base)
        near = did_you_mean(name, sorted(names))
        message = f'"{posixpath.basename(draft.path)}" translates "{name}", but there is no such file.{near}'
        report.add("F109", 1, message, "Rename the file, or delete it.")
        return report.found
    for link in draft.links:
        lint_links.follow(report, files, link, draft.headings)
    english = questions(files, draft.base)
    if english is not None:
        for found in draft.questions:
            _question(report, english, found, draft)
    page = files.lessons.get(draft.base)
    if page is not None and page.conversation is not None and isinstance(draft.words, LessonDraft):
        own = draft.words.conversation
        if own is not None and conversations.shape(own) != conversations.shape(page.conversation):
            message = "The English conversation has other scenes or choices; this one differs."
            report.add("T602", 1, message, "Translate every scene and choice, in the same order.")
    return report.found


def questions(files: Files, path: str) -> dict[str, Found] | None:
    """The questions of an English file by id; None while not all of them can be read."""
    page: LessonDraft | QuizDraft | None = files.quizzes.get(path) or files.lessons.get(path)
    if isinstance(page, QuizDraft):
        return {found.item.id: found for found in page.questions} if page.sound else None
    return {found.item.id: found for found in page.checks} if page is not None else None


def _question(report: Report, english: dict[str, Found], found: Found, draft: TranslationDraft) -> None:
    own = found.item
    if own.id not in english:
        thing = "quiz" if isinstance(draft.words, QuizDraft) else "page"
        unused = set(english) - {other.item.id for other in draft.questions}
        report.add(
            "T601",
            found.line,
            f'The English {thing} has no question "{own.id}".',
            "Copy the id from the English file.",
            written=own.id,
            wanted=nearest(own.id, sorted(unused)),
        )
        return
    base = english[own.id].item
    if not translations.same_kind(base, own):
        message = "The English question is answered in another way than this one."
        report.add("T602", found.line, message, "Translate every answer, in the same order.")
    elif translations.count(base) != translations.count(own):
        there, here = translations.count(base), translations.count(own)
        answers = "answer" if there == 1 else "answers"
        message = f"The English question has {there} {answers}; this one has {here}."
        report.add("T602", found.line, message, "Translate every answer, in the same order.")
    elif not translations.same_key(base, own):
        message = "A different answer is ticked here than in English."
        report.add("T603", found.line, message, "Put the answers in the English order.")
