"""Owns drawing the pages of an open attempt and the questions of a result, from parts that are drawn once.

A frame is a page without what belongs to one attempt; a part is a question, an answer to tick, a line of the
map or of the check. It must not know requests, nor the database. ADR 0033 has the figures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from flask import Flask

from lms.queries.judged import After
from lms.queries.people import Viewer
from lms.queries.recent import Recent
from lms.queries.results import Result, ResultItem
from lms.queries.sheets import Sheet, SheetItem, SheetOption
from lms.web import rendering
from lms.web.kept import Frame, Parts, cut, slot

EXTENSION = "sheet-pages"
CHECK = "check"
ALL = "all"

# Some kilobytes each: together they stay below ten megabytes in each process.
FRAMES_KEPT = 128
PARTS_KEPT = 2048

# Any page of an attempt: what stands in the header depends on nothing further down in the address.
_PATH = "/attempts/"
_SLOTS = {
    name: slot(name)
    for name in (
        "attempt_id",
        "counted",
        "csrf_token",
        "entries",
        "missing",
        "person",
        "questions",
        "saved",
        "saved_at",
        "seq",
        "time_left",
        "title",
    )
}
_ADDRESS = f"{_PATH}{slot('attempt_id')}?question="

_TICKED = frozenset({"single", "multiple", "true_false"})
# Kinds of question on a result that never show words of somebody's own.
_UNTYPED = frozenset({"choice", "matching", "ordering", "scale"})
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Face:
    """What a frame depends on besides the kind of page and who looks: the key under which it is kept."""

    quiz_title: str
    total: int
    timed: bool
    larger_type: bool
    notice: str
    # Of a page with one question, else 0 and "".
    number: int = 0
    next_page: str = ""
    # Of the check, else 0 and False: 2 stands for every larger number.
    left: int = 0
    saves: bool = False


class SheetPages:
    """Draws for one application, because brand and style sheet may differ in another."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._frames: Recent[tuple[str, str, _Face], Frame] = Recent(FRAMES_KEPT)
        self._parts = Parts(app, "quiz/parts.html", PARTS_KEPT)
        self._clock_time: Callable[..., str] = app.jinja_env.filters["clock_time"]

    def draw(
        self, sheet: Sheet, page: str, *, viewer: Viewer, token: str, person: str, seq: int, notice: str = ""
    ) -> str:
        """One page of a sheet: `ALL`, `CHECK`, or a question by its number, which is on the sheet.

        `token` goes into the forms, `person` names the drafts in the browser, `seq` is the save that the page
        was made from. `notice` "earlier": the answer came from an earlier sign-in; "too long": one is.
        """
        at = "" if sheet.saved_at is None else self._clock_time(sheet.saved_at)
        values = {
            "attempt_id": sheet.attempt_id,
            "csrf_token": token,
            "person": person,
            "seq": str(seq),
            "saved_at": at,
            "saved": f"Saved at {at}." if at else "",
            "time_left": "",
        }
        face = _Face(
            quiz_title=sheet.quiz_title,
            total=len(sheet.items),
            timed=sheet.deadline_at is not None,
            larger_type=sheet.larger_type,
            notice=notice,
        )
        if face.timed:
            values["time_left"] = self._parts.fresh("left", sheet).filled({})
        if page == CHECK:
            name, face = "quiz/check.html", self._check(sheet, face, values)
        elif page == ALL:
            name = "quiz/all.html"
            values["entries"] = self._map(sheet, 0, None)
            values["questions"] = "".join(
                self._question("card", item, sheet.asks_confidence, face.total) for item in sheet.items
            )
        else:
            name, face = "quiz/question.html", self._alone(sheet, int(page), face, values)
        frame = self._frames.get((name, viewer.role, face), lambda: self._frame(name, viewer, face))
        return frame.filled(values)

    def _frame(self, name: str, viewer: Viewer, face: _Face) -> Frame:
        values = {field.name: getattr(face, field.name) for field in fields(face)}
        with self._app.app_context():
            return cut(rendering.drawn(name, viewer, _PATH, **_SLOTS, **values))

    def _alone(self, sheet: Sheet, number: int, face: _Face, values: dict[str, str]) -> _Face:
        item = sheet.items[number - 1]
        flagged = sum(one.flagged for one in sheet.items)
        counted = f"{sum(one.answered for one in sheet.items)} of {face.total} answered"
        values["title"] = self._parts.text("title", item.question)
        values["questions"] = self._question("alone", item, sheet.asks_confidence)
        values["entries"] = self._map(sheet, number, "answers")
        values["counted"] = f"{counted}, {flagged} flagged" if flagged else counted
        return replace(face, number=number, next_page=after(face.total, number))

    def _check(self, sheet: Sheet, face: _Face, values: dict[str, str]) -> _Face:
        left = tuple(item.number for item in sheet.items if not item.answered)
        flagged = tuple(item.number for item in sheet.items if item.flagged)
        here = {"attempt_id": sheet.attempt_id}
        values["missing"] = self._parts.frame("missing", _ADDRESS, left, flagged).filled(here)
        values["questions"] = "".join(self._line(item).filled(here) for item in sheet.items)
        return replace(face, left=min(len(left), 2), saves=sheet.saved_at is not None)

    def _map(self, sheet: Sheet, here: int, form: str | None) -> str:
        return "".join(
            self._parts.text("entry", item.number, item.answered, item.flagged, item.number == here, form)
            for item in sheet.items
        )

    def _question(self, macro: str, item: SheetItem, asks_confidence: bool, *more: object) -> str:
        """A question with its answer. In whatever order its answers to tick stand, it is drawn once."""
        beside = self._parts.text("beside", item.number, item.flagged, item.confidence, asks_confidence)
        entries = ""
        if item.kind in _TICKED:
            blank = replace(item, options=(), chosen=_NONE, answered=False, flagged=False, confidence=None)
            entries = "".join(self._option(item, option) for option in item.options)
        else:
            blank = replace(item, flagged=False, confidence=None)
        draw = self._parts.fresh if _is_typed(item) else self._parts.frame
        frame = draw(macro, blank, slot("beside"), slot("entries"), *more)
        return frame.filled({"beside": beside, "entries": entries})

    def _option(self, item: SheetItem, option: SheetOption) -> str:
        kind = "checkboxes" if item.kind == "multiple" else "radios"
        frame = self._parts.frame(
            "option", kind, item.number, slot("value"), slot("text"), option.value in item.chosen
        )
        return frame.filled({"value": option.value, "text": option.text})

    def _line(self, item: SheetItem) -> Frame:
        """A question with what was answered, for the check."""
        shown = replace(item, confidence=None)
        if item.kind in _TICKED:
            # Only those that were chosen are shown, and not where they stand on the sheet.
            texts = [option.text for option in item.options if option.value in item.chosen]
            options = tuple(SheetOption(str(at), text) for at, text in enumerate(texts))
            shown = replace(shown, options=options, chosen=frozenset(option.value for option in options))
        draw = self._parts.fresh if _is_typed(item) else self._parts.frame
        return draw("line", shown, _ADDRESS)

    def sections(self, result: Result, after: After, token: str) -> str:
        """The questions of a result, one after the other; `token` goes into the forms for marking oneself."""
        return "".join(self._section(result, item, after, token) for item in result.items)

    def _section(self, result: Result, item: ResultItem, after: After, token: str) -> str:
        self_marks = ""
        if item.verdict == "to compare" and item.item_id in after.schemes:
            scheme, own = after.schemes[item.item_id], after.own_marks.get(item.item_id)
            made = self._parts.fresh("self_marks", result.attempt_id, token, item, scheme, own)
            self_marks = made.filled({})
        entries = "".join(self._parts.text("marked", option, item.lang) for option in item.options)
        draw = self._parts.frame if item.kind in _UNTYPED else self._parts.fresh
        blank = replace(item, options=())
        frame = draw("section", blank, len(result.items), entries and slot("entries"), slot("self_marks"))
        return frame.filled({"entries": entries, "self_marks": self_marks})


def install(app: Flask) -> None:
    """Give `app` its own, once its templates and filters are there."""
    app.extensions[EXTENSION] = SheetPages(app)


def pages_of(app: Flask) -> SheetPages:
    """Those of one application."""
    found: SheetPages = app.extensions[EXTENSION]
    return found


def after(sheet_length: int, number: int) -> str:
    """The page that comes after a question."""
    return str(number + 1) if number < sheet_length else CHECK


def _is_typed(item: SheetItem) -> bool:
    """Whether the answer holds words of somebody's own, or might."""
    return bool(item.text) or (item.kind == "gaps" and any(row.chosen for row in item.rows))
