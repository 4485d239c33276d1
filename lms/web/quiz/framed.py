"""Owns drawing the page of a quiz before it starts, and the page of a result, from frames that are kept.

A frame is such a page without what belongs to one person or one attempt. It must not know requests, nor the
database. ADR 0037 has the figures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flask import Flask

from lms.content.spoken import Tongue
from lms.queries.judged import After
from lms.queries.people import Viewer
from lms.queries.quiz_pages import PastAttempt, QuizPage
from lms.queries.recent import Recent
from lms.queries.results import MarkLine, Result
from lms.web import rendering
from lms.web.kept import Frame, Parts, cut, slot
from lms.web.quiz.drawn import SheetPages
from lms.web.tongues import Note

EXTENSION = "framed-pages"

# Some kilobytes each: together they stay below ten megabytes in each process.
FRAMES_KEPT = 128
LINES_KEPT = 512

# Any page of a quiz and of an attempt: the header depends on nothing further down in the address.
_QUIZ_PATH = "/quizzes/"
_RESULT_PATH = "/attempts/"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _QuizFace:
    """What the frame of a quiz depends on besides who looks."""

    quiz: QuizPage
    short: bool
    passed: bool
    tried: bool
    said: Tongue | None
    note: Note


@dataclass(frozen=True, slots=True)
class _ResultFace:
    """The same of a result; `lines` = there are marks by question, `by_question` = the questions follow."""

    result: Result
    lines: bool
    by_question: bool


class FramedPages:
    """Draws for one application, because brand and style sheet may differ in another."""

    def __init__(self, app: Flask, sheets: SheetPages) -> None:
        self._app = app
        self._sheets = sheets
        # A role and a face of either kind.
        self._frames: Recent[tuple[str, _QuizFace | _ResultFace], Frame] = Recent(FRAMES_KEPT)
        self._parts = Parts(app, "quiz/parts.html", LINES_KEPT)
        self._day: Callable[[datetime], str] = app.jinja_env.filters["day"]
        self._instant: Callable[[datetime], str] = app.jinja_env.filters["instant"]
        self._clock_time: Callable[[datetime], str] = app.jinja_env.filters["clock_time"]

    def quiz(
        self, found: QuizPage, *, short: bool, said: Tongue | None, note: Note, viewer: Viewer, token: str
    ) -> str:
        """What to expect of a quiz, what was done so far, and the button to start; `token` goes into it."""
        face = _QuizFace(
            quiz=replace(
                found,
                history=(),
                open_attempt=found.open_attempt and slot("open_attempt"),
                overdue=found.overdue and slot("open_attempt"),
            ),
            short=short,
            passed=any(past.passed for past in found.history),
            tried=bool(found.history),
            said=said,
            note=note,
        )

        def draw() -> Frame:
            return self._frame(
                "quiz/start.html",
                viewer,
                _QUIZ_PATH,
                quiz=face.quiz,
                short=short,
                passed=face.passed,
                tried=face.tried,
                said=said,
                note=note,
                csrf_token=slot("csrf_token"),
                lines=slot("lines"),
            )

        # An instant on the page is one person's own: nobody else would find that frame again.
        is_own = found.wait_until is not None or found.deadline_at is not None
        frame = draw() if is_own else self._frames.get((viewer.role, face), draw)
        return frame.filled(
            {
                "csrf_token": token,
                "open_attempt": found.open_attempt or "",
                "lines": "\n".join(self._past(past) for past in found.history),
            }
        )

    def _past(self, past: PastAttempt) -> str:
        shown = replace(past, attempt_id=slot("attempt_id"), submitted_at=_NEVER)
        frame = self._parts.frame("past", shown, self._day(past.submitted_at))
        return frame.filled({"attempt_id": past.attempt_id})

    def result(self, result: Result, after: After, *, viewer: Viewer, token: str, person: str) -> str:
        """How a closed attempt went, and why; `person` names the drafts in the browser.

        `token` goes into the forms for signing out and for marking oneself.
        """
        face = _ResultFace(
            result=replace(
                result,
                attempt_id=slot("attempt_id"),
                number=0,
                submitted_at=_NEVER,
                deadline_at=None,
                certificate_number=result.certificate_number and slot("certificate"),
                receipt_code=result.receipt_code and slot("receipt"),
                answers_digest=result.answers_digest and slot("digest"),
                marks=(),
                items=(),
            ),
            lines=bool(result.marks),
            by_question=bool(result.items),
        )

        def draw() -> Frame:
            return self._frame(
                "quiz/result.html",
                viewer,
                _RESULT_PATH,
                result=face.result,
                lines_shown=face.lines,
                by_question=face.by_question,
                told=after.told,
                csrf_token=slot("csrf_token"),
                **{
                    name: slot(name)
                    for name in ("person", "number", "day", "time", "instant", "lines", "sections")
                },
            )

        # What a trainer wrote is for one person.
        frame = draw() if after.told else self._frames.get((viewer.role, face), draw)
        lines = () if result.answers_shown else result.marks
        return frame.filled(
            {
                "attempt_id": result.attempt_id,
                "number": str(result.number),
                "day": self._day(result.submitted_at),
                "time": self._clock_time(result.submitted_at),
                "instant": self._instant(result.submitted_at),
                "certificate": result.certificate_number or "",
                "receipt": result.receipt_code or "",
                "digest": result.answers_digest or "",
                "csrf_token": token,
                "person": person,
                "lines": "".join(self._mark(line) for line in lines),
                "sections": self._sheets.sections(result, after, token),
            }
        )

    def _mark(self, line: MarkLine) -> str:
        return self._parts.text("mark_line", line)

    def _frame(self, template: str, viewer: Viewer, path: str, /, **values: object) -> Frame:
        with self._app.app_context():
            return cut(rendering.drawn(template, viewer, path, **values))


def install(app: Flask, sheets: SheetPages) -> None:
    """Give `app` its own, once its templates and filters are there."""
    app.extensions[EXTENSION] = FramedPages(app, sheets)


def pages_of(app: Flask) -> FramedPages:
    """Those of one application."""
    found: FramedPages = app.extensions[EXTENSION]
    return found
