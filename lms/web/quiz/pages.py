"""Owns which page of an open attempt is shown: one question, all of them, or the check before handing in.

It must not know the database or what is right.
"""

from __future__ import annotations

import hmac
from datetime import datetime

from flask import Response, abort, current_app, request

from lms.domain.quizzes import Layout
from lms.queries.sheets import Sheet
from lms.web import access, csrf, larger, rendering, tongues
from lms.web.quiz import answers, drawn
from lms.web.tongues import Note, Reading

CHECK = drawn.CHECK
ALL = drawn.ALL
OPEN = "open"

# As many as a signed number of 64 bits can hold: they decide the paper of an attempt.
SEED_BITS = 63


def address(attempt_id: str, page: str | None = None) -> str:
    """Where an attempt is, or one page of it."""
    return f"/attempts/{attempt_id}" + (f"?question={page}" if page else "")


def wanted_address(attempt_id: str, wanted: str) -> str:
    """Where a form leads that asks for this page of an attempt."""
    # Whoever stops for today finds the way back on the first page.
    return "/" if wanted == answers.LEAVE else address(attempt_id, wanted)


def result_address(attempt_id: str) -> str:
    """Where the result of an attempt is."""
    return f"/attempts/{attempt_id}/result"


def drafts_of() -> str:
    """The name under which a browser keeps this person's drafts; it tells nothing about them."""
    return drafts_name(str(current_app.secret_key), access.viewer().person_id)


def drafts_name(key: str, person_id: int) -> str:
    """The same where no request is at hand; `key` is that of the application."""
    return hmac.digest(key.encode(), f"drafts {person_id}".encode(), "sha256").hex()[:16]


def note(reading: Reading, quiz: str) -> Note:
    """What the page of a quiz says about its language."""
    said = reading.spoken.quiz(quiz)
    return tongues.note(reading, said, f"/quizzes/{quiz}", lambda words: quiz in words.quizzes)


def show(sheet: Sheet, page: str, *, notice: str = "", seq: int | None = None, status: int = 200) -> Response:
    """One page of a sheet: a question by its number, "all", or "check"; "" is where an attempt begins.

    `notice` "earlier" says that the answer on the page came from an earlier sign-in; `seq` is then the number
    of the save that it was made from. 404 for a question that the sheet does not have.
    """
    agent, mobile = request.headers.get("User-Agent", ""), request.headers.get("Sec-CH-UA-Mobile", "")
    chosen = choose(sheet, page, is_phone=comes_from_phone(agent, mobile))
    if chosen is None:
        abort(404)
    body = drawn.pages_of(current_app).draw(
        sheet,
        chosen,
        viewer=access.viewer(),
        token=csrf.token(),
        person=drafts_of(),
        seq=sheet.seq if seq is None else seq,
        notice=notice,
    )
    return Response(body, status=status, mimetype="text/html")


def choose(sheet: Sheet, page: str, *, is_phone: bool) -> str | None:
    """The page that is meant: "all", "check" or a question's number; None for one the sheet does not have."""
    page = page or _beginning(sheet, is_phone)
    if page in (CHECK, ALL):
        return page
    number = int(page) if page.isascii() and page.isdigit() and len(page) <= 3 else 0
    return str(number) if 1 <= number <= len(sheet.items) else None


def closed(attempt_id: str) -> Response:
    """What somebody sees who saves into an attempt that was handed in."""
    return rendering.page(
        "quiz/closed.html",
        status=409,
        result=result_address(attempt_id),
        larger=larger.for_viewer(),
    )


def late(attempt_id: str, deadline_at: datetime) -> Response:
    """What somebody sees whose answers came after the time was up."""
    return rendering.page(
        "quiz/late.html",
        status=409,
        deadline_at=deadline_at,
        result=result_address(attempt_id),
        larger=larger.for_viewer(),
    )


def first_open(sheet: Sheet) -> str:
    """The page to go on with: the first question without an answer, all of them, or the check."""
    left = next((str(item.number) for item in sheet.items if not item.answered), CHECK)
    agent, mobile = request.headers.get("User-Agent", ""), request.headers.get("Sec-CH-UA-Mobile", "")
    return ALL if left != CHECK and _beginning(sheet, comes_from_phone(agent, mobile)) == ALL else left


def comes_from_phone(agent: str, mobile: str) -> bool:
    """Whether a browser says so in its headers User-Agent or Sec-CH-UA-Mobile, which are "" without one."""
    return mobile == "?1" or "Mobi" in agent


def _beginning(sheet: Sheet, is_phone: bool) -> str:
    # On a phone, questions stand one a page until asked otherwise.
    return ALL if sheet.layout is Layout.ALL_ON_ONE_PAGE and not is_phone else "1"
