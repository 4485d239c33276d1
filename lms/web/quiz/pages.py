"""Owns which page of an open attempt is shown: one question, all of them, or the check before handing in.

It must not know the database or what is right.
"""

from __future__ import annotations

from datetime import datetime

from flask import Response, abort

from lms.queries.sheets import Sheet
from lms.web import rendering
from lms.web.quiz import answers

CHECK = "check"
ALL = "all"


def address(attempt_id: str, page: str | None = None) -> str:
    """Where an attempt is, or one page of it."""
    return f"/attempts/{attempt_id}" + (f"?question={page}" if page else "")


def result_address(attempt_id: str) -> str:
    """Where the result of an attempt is."""
    return f"/attempts/{attempt_id}/result"


def after(sheet_length: int, number: int) -> str:
    """The page that comes after a question."""
    return str(number + 1) if number < sheet_length else CHECK


def show(
    sheet: Sheet, page: str | None, *, stale: bool = False, saved_at: datetime | None = None
) -> Response:
    """One page of a sheet; without a choice, the first question that has no answer.

    `stale` puts the warning on top that another window has saved since, at `saved_at`, with status 409.
    404 for a question that the sheet does not have.
    """
    status = 409 if stale else 200
    values = {"sheet": sheet, "stale": stale, "saved_at": saved_at, "ON_PAGE": answers.ON_PAGE}
    wanted = _first_open(sheet) if page is None else page
    if wanted == CHECK:
        left = sum(1 for item in sheet.items if not item.answered)
        return rendering.page("quiz/check.html", status=status, left=left, **values)
    if wanted == ALL:
        return rendering.page("quiz/all.html", status=status, **values)
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) <= 3 else 0
    if not 1 <= number <= len(sheet.items):
        abort(404)
    return rendering.page(
        "quiz/question.html",
        status=status,
        item=sheet.items[number - 1],
        total=len(sheet.items),
        next_page=after(len(sheet.items), number),
        previous=None if number == 1 else address(sheet.attempt_id, str(number - 1)),
        **values,
    )


def closed(attempt_id: str) -> Response:
    """What somebody sees who saves into an attempt that was handed in."""
    return rendering.page("quiz/closed.html", status=409, result=result_address(attempt_id))


def _first_open(sheet: Sheet) -> str:
    return next((str(item.number) for item in sheet.items if not item.answered), CHECK)
