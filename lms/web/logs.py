"""Owns the shape of a log line: JSON, known keys only, nothing about a person.

It must not know what happened; callers say that with the keys below.
"""

from __future__ import annotations

import secrets
import sys
import time
import traceback
from collections.abc import MutableMapping
from json.encoder import encode_basestring_ascii as _quoted
from typing import Any, TextIO

import structlog
from flask import Flask, Response, g, request

from lms.web import clock

# No address, query string, name or exception text: each of them may hold what belongs to a person.
KEYS = frozenset(
    {"event", "level", "timestamp", "request", "method", "route", "status", "ms", "error", "where"}
)
EXTENSION = "log"
STREAM = "log-stream"
EVERY_REQUEST = "log-every-request"


def make(stream: TextIO | None = None) -> structlog.typing.FilteringBoundLogger:
    """A logger that writes one JSON object a line to `stream` (standard error without one)."""
    logger: structlog.typing.FilteringBoundLogger = structlog.wrap_logger(
        structlog.WriteLogger(stream or sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_known_keys,
            # ensure_ascii: control characters and line separators come out escaped, so one event is one line.
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(0),
    )
    return logger


def _only_known_keys(
    logger: object, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    # Any is structlog's own type for the values of an event.
    return {key: value for key, value in event.items() if key in KEYS}


def install(app: Flask, stream: TextIO | None, *, every_request: bool) -> None:
    """Log unexpected errors always, and each request if `every_request`."""
    app.extensions[EXTENSION] = make(stream)
    app.extensions[STREAM] = structlog.WriteLogger(stream or sys.stderr)
    app.extensions[EVERY_REQUEST] = every_request
    if not every_request:
        return

    def start() -> None:
        g.started = time.perf_counter()

    def finish(response: Response) -> Response:
        # The rule and not the path: paths hold the numbers of attempts and certificates.
        route = request.url_rule.rule if request.url_rule is not None else "none"
        started = g.get("started", time.perf_counter())
        answered(app, request_id(), request.method, route, response.status_code, started)
        return response

    app.before_request(start)
    app.after_request(finish)


def answered(app: Flask, name: str, method: str, route: str, status: int, started: float) -> None:
    """Write the line of one request, which `started` at that reading of the performance counter.

    The keys are those of `KEYS` and the line looks like every other; a chain of processors for it would cost
    more than the page of a lesson.
    """
    ms = round((time.perf_counter() - started) * 1000, 1)
    at = clock.now().isoformat().replace("+00:00", "Z")
    app.extensions[STREAM].msg(
        f'{{"request": "{name}", "method": {_quoted(method)}, "route": {_quoted(route)}, "status": {status}, '
        f'"ms": {ms}, "event": "request", "level": "info", "timestamp": "{at}"}}'
    )


def request_id() -> str:
    """A random name for this request, the same in the log and on the page that reports a fault."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(6)
    made: str = g.request_id
    return made


def fault(app: Flask, error: BaseException) -> None:
    """Log an error that nobody expected: its kind and where it happened, without what it says."""
    frames = traceback.extract_tb(error.__traceback__)
    app.extensions[EXTENSION].error(
        "fault",
        request=request_id(),
        method=request.method,
        route=request.url_rule.rule if request.url_rule is not None else "none",
        error=type(error).__qualname__,
        where=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
    )
