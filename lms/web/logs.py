"""Owns the shape of a log line: JSON, known keys only, nothing about a person.

It must not know what happened; callers say that with the keys below.
"""

from __future__ import annotations

import secrets
import sys
import time
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from flask import Flask, Response, g, request

# No address, query string, name or exception text: each of them may hold what belongs to a person.
KEYS = frozenset(
    {"event", "level", "timestamp", "request", "method", "route", "status", "ms", "error", "where"}
)
EXTENSION = "log"


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
    log = app.extensions[EXTENSION] = make(stream)
    if not every_request:
        return

    def start() -> None:
        g.started = time.perf_counter()

    def finish(response: Response) -> Response:
        ms = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1)
        # The rule and not the path: paths hold the numbers of attempts and certificates.
        route = request.url_rule.rule if request.url_rule is not None else "none"
        log.info(
            "request",
            request=request_id(),
            method=request.method,
            route=route,
            status=response.status_code,
            ms=ms,
        )
        return response

    app.before_request(start)
    app.after_request(finish)


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
