"""Owns which page of an open attempt is shown: one question, all of them, or the check before handing in.

It must not know the database or what is right.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from flask import Response, abort, current_app, request

from lms.domain.quizzes import Layout
from lms.queries.sheets import Sheet
from lms.web import access, rendering

CHECK = "check"
ALL = "all"
OPEN = "open"


def address(attempt_id: str, page: str | None = None) -> str:
    """Where an attempt is, or one page of it."""
    return f"/attempts/{attempt_id}" + (f"?question={page}" if page else "")


def result_address(attempt_id: str) -> str:
    """Where the result of an attempt is."""
    return f"/attempts/{attempt_id}/result"


def after(sheet_length: int, number: int) -> str:
    """The page that comes after a question."""
    return str(number + 1) if number < sheet_length else CHECK


def drafts_of() -> str:
    """The name under which a browser keeps this person's drafts; it tells nothing about them."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"drafts {access.viewer().person_id}".encode(), hashlib.sha256).hexdigest()[:16]


def show(sheet: Sheet, page: str, *, notice: str = "", seq: int | None = None, status: int = 200) -> Response:
    """One page of a sheet: a question by its number, "all", or "check"; "" is where an attempt begins.

    `notice` "earlier" says that the answer on the page came from an earlier sign-in; `seq` is then the number
    of the save that it was made from. 404 for a question that the sheet does not have.
    """
    values = {
        "sheet": sheet,
        "seq": sheet.seq if seq is None else seq,
        "notice": notice,
        "person": drafts_of(),
        "answered": sum(1 for item in sheet.items if item.answered),
        "flagged": sum(1 for item in sheet.items if item.flagged),
    }
    page = page or _beginning(sheet)
    if page == CHECK:
        return rendering.page("quiz/check.html", status=status, **values)
    if page == ALL:
        return rendering.page("quiz/all.html", status=status, **values)
    number = int(page) if page.isascii() and page.isdigit() and len(page) <= 3 else 0
    if not 1 <= number <= len(sheet.items):
        abort(404)
    return rendering.page(
        "quiz/question.html",
        status=status,
        item=sheet.items[number - 1],
        total=len(sheet.items),
        next_page=after(len(sheet.items), number),
        **values,
    )


def closed(attempt_id: str) -> Response:
    """What somebody sees who saves into an attempt that was handed in."""
    return rendering.page("quiz/closed.html", status=409, result=result_address(attempt_id))


def late(attempt_id: str, deadline_at: datetime) -> Response:
    """What somebody sees whose answers came after the time was up."""
    return rendering.page(
        "quiz/late.html", status=409, deadline_at=deadline_at, result=result_address(attempt_id)
    )


def first_open(sheet: Sheet) -> str:
    """The page to go on with: the first question without an answer, all of them, or the check."""
    left = next((str(item.number) for item in sheet.items if not item.answered), CHECK)
    return ALL if left != CHECK and _beginning(sheet) == ALL else left


def _beginning(sheet: Sheet) -> str:
    return ALL if sheet.layout is Layout.ALL_ON_ONE_PAGE and not _is_phone() else "1"


def _is_phone() -> bool:
    """Whether the browser says so: on a phone, questions stand one a page until asked otherwise."""
    return request.headers.get("Sec-CH-UA-Mobile") == "?1" or "Mobi" in request.headers.get("User-Agent", "")
