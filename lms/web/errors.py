"""Owns the one table that turns our errors into HTTP, and the page that tells a person what happened.

The page asks nothing of the database. It must not know which view raised what.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from urllib.parse import quote

from flask import Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from lms.domain import errors
from lms.web import access, carried, clock, csrf, intake, logs, rendering

STATUS: dict[type[errors.LmsError], int] = {
    errors.NotFound: 404,
    errors.NotAllowed: 403,
    errors.Refused: 409,
    errors.TooManyTries: 429,
    errors.Invalid: 422,
    errors.Busy: 503,
    errors.ContentBroken: 500,
    errors.LmsError: 500,
    access.SignInNeeded: 401,
    csrf.NotFromOurPages: 400,
    intake.UnreadableRequest: 400,
}


@dataclass(frozen=True, slots=True)
class Words:
    """What an error page says: the heading, what happened, what to do."""

    title: str
    message: str
    advice: str


WORDS: dict[int, Words] = {
    400: Words(
        "We could not read that",
        "What your browser sent is not something that this address can read.",
        "Nothing was changed. Go back, load the page again and try once more.",
    ),
    401: Words("Sign in first", "This is for people who are signed in.", "Sign in, then try again."),
    403: Words(
        "Your account may not do this",
        "You are signed in, but this is for somebody with another role.",
        "If you need it for your work, ask an administrator.",
    ),
    404: Words(
        "Page not found",
        "There is nothing at this address.",
        "Check the address for a typing error, or start again from My learning.",
    ),
    405: Words(
        "This address cannot be used that way",
        "It does not answer the kind of request that was sent.",
        "Nothing was changed. Go back and use the buttons on the page.",
    ),
    409: Words(
        "We could not do that",
        "Something has changed since you opened the page.",
        "Nothing was lost. Go back and load the page again to see how things stand.",
    ),
    413: Words(
        "That is too much to send",
        "What was sent is longer than we accept.",
        "Nothing was changed. Go back, shorten it and send it again.",
    ),
    422: Words(
        "We could not read what was sent",
        "Part of it does not fit the page that it belongs to.",
        "Nothing was changed. Go back, load the page again and try once more.",
    ),
    429: Words(
        "Too many tries",
        "There have been too many tries.",
        "Wait five minutes, then try again.",
    ),
    500: Words(
        "Something went wrong on our side",
        "This is our fault, not yours. Answers that were saved before this are safe.",
        "Try again in a moment. If it happens again, tell an administrator the reference below.",
    ),
    503: Words(
        "We are busy for a moment",
        "The database did not answer in time. Nothing was changed.",
        "Wait a few seconds, then load the page again. Answers that were saved before this are safe.",
    ),
}

# For the one case in which even the error page cannot be drawn.
LAST_WORDS = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Something went wrong on our side'
    "</title></head><body><main><h1>Something went wrong on our side</h1><p>This is our fault, not yours. "
    "Try again in a moment.</p></main></body></html>"
)


def install(app: Flask) -> None:
    """Answer every error with a page, or with JSON where that was asked for."""
    app.register_error_handler(errors.LmsError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def status_of(error: errors.LmsError) -> int:
    """The HTTP status of one of our errors: the nearest class in the table decides."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def retry_after(error: errors.LmsError) -> int | None:
    """Seconds after which trying again makes sense, or None."""
    match error:
        case errors.Busy():
            return error.retry_after
        case errors.TooManyTries():
            return max(1, math.ceil((error.until - clock.now()).total_seconds()))
        case _:
            return None


def sign_in_address() -> str:
    """Where a visitor signs in, with the way back to what they wanted."""
    safe = request.method in csrf.SAFE_METHODS
    wanted = request.full_path.rstrip("?") if safe else _readable_above(request.path)
    return "/sign-in" if wanted == "/" else f"/sign-in?next={quote(wanted, safe='/')}"


def _readable_above(path: str) -> str:
    """The nearest address at or above `path` that can be read: where the form stood that was sent."""
    map_of_addresses = current_app.url_map.bind("")
    while path and not map_of_addresses.test(path, method="GET"):
        path = path.rpartition("/")[0]
    return path or "/"


def _ours(error: errors.LmsError) -> Response:
    if isinstance(error, access.SignInNeeded) and not _wants_json():
        return carried.answer_instead() or rendering.see_other(sign_in_address())
    status = status_of(error)
    if status == 500:
        logs.fault(current_app, error)
    answer = _answer(status, error.message)
    wait = retry_after(error)
    if wait is not None:
        answer.headers["Retry-After"] = str(wait)
    return answer


def _http(error: HTTPException) -> Response:
    # Flask keeps redirects and ready-made answers for itself; what comes here has a code.
    answer = _answer(error.code or 500, None)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def _unexpected(error: Exception) -> Response:
    logs.fault(current_app, error)
    return _answer(500, None)


def _wants_json() -> bool:
    if request.blueprint == "api":
        return True
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _answer(status: int, message: str | None) -> Response:
    words = WORDS.get(status) or WORDS[400 if status < 500 else 500]
    if _wants_json():
        answer = jsonify(error=message or words.message)
        answer.status_code = status
        return answer
    try:
        return rendering.page(
            "errors/error.html",
            status=status,
            title=words.title,
            message=message or words.message,
            advice=words.advice,
            reference=logs.request_id() if status == 500 else None,
        )
    except Exception as second:
        # A broken template must not turn an error into a worse one.
        logs.fault(current_app, second)
        return Response(LAST_WORDS, status=status, mimetype="text/html")
