"""Owns the short way to a lesson that is known already: the same answer as the view's, without Flask's price.

Whatever is not plainly a signed-in person opening a kept page goes on to Flask: an unknown page, a visitor,
a refused role, a database that is away. It must not decide anything by itself: who may read, what the page
says and its headers come from the functions that the view uses, and a test holds the two answers equal.
ADR 0011 has the figures.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Flask

from lms.domain import errors, permissions
from lms.domain.permissions import Action
from lms.extensions import NAME, Alongside
from lms.queries import learning
from lms.services import accounts
from lms.settings import Settings
from lms.web import access, clock, csrf, headers, logs
from lms.web.learn import frames, pages
from lms.web.learn.frames import Answer, Frames

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FRAMES = "lesson-frames"
ROUTE = "/courses/<course>/<lesson>"
# Where Flask finds what was read on the short way, so that a page which is drawn takes one statement too.
VISIT = "alongside.lesson_visit"

_PATH = re.compile(r"/courses/([a-z0-9-]{1,100})/([a-z0-9-]{1,100})")
_HOST = re.compile(r"([a-z0-9.-]+)(?::[0-9]{1,5})?")


def kept(app: Flask) -> Frames:
    """The pages that this application keeps; each has its own, because brand and style sheet may differ."""
    found: Frames = app.extensions[FRAMES]
    return found


def install(app: Flask) -> None:
    """Give `app` its kept pages, before it has the short way."""
    app.extensions[FRAMES] = Frames()


class FastLessons:
    """A WSGI application that answers for kept lessons and hands everything else to `inner`."""

    def __init__(self, inner: WSGIApplication, app: Flask, settings: Settings) -> None:
        self.inner = inner
        self._app = app
        self._parts: Alongside = app.extensions[NAME]
        self._frames = kept(app)
        self._key = settings.secret_key
        self._hosts = frozenset(app.config["TRUSTED_HOSTS"])
        self._logs = bool(app.extensions[logs.EVERY_REQUEST])
        # A cookie that is there twice, or is written in quotes, is for Flask to judge.
        self._cookie = access.plain_cookie(settings)
        self._always = [
            *headers.fixed(settings),
            ("Content-Security-Policy", headers.CONTENT_SECURITY_POLICY),
        ]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        started = time.perf_counter()
        answer = self._answer(environ)
        if answer is None:
            return self.inner(environ, start_response)
        sent = answer.headers + self._always
        if answer.status == HTTPStatus.OK:
            sent.append(("Content-Length", str(len(answer.body))))
        start_response(_LINES[answer.status], sent)
        if self._logs:
            logs.answered(self._app, secrets.token_hex(6), "GET", ROUTE, answer.status, started)
        return [answer.body]

    def _answer(self, environ: WSGIEnvironment) -> Answer | None:
        """The answer, None for whatever is Flask's."""
        path = _PATH.fullmatch(environ["PATH_INFO"])
        if path is None or environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING"):
            return None
        host = _HOST.fullmatch(environ.get("HTTP_HOST", ""))
        tokens = self._cookie.findall(environ.get("HTTP_COOKIE", ""))
        if host is None or host[1] not in self._hosts or len(tokens) != 1:
            return None
        hashed = accounts.token_hash(tokens[0])
        course, lesson = path[1], path[2]
        now = clock.now()
        try:
            visit = self._parts.hot.read(
                lambda connection: learning.lesson_visit(
                    connection, token_hash=hashed, course=course, now=now
                )
            )
            environ[VISIT] = visit
            if visit is None or not permissions.may(visit.viewer.role, Action.LEARN):
                return None
            viewer = visit.viewer
            library = self._parts.store.current()
            key = pages.key(library, course, lesson, visit.read, viewer.role, viewer.language)
        except errors.LmsError:
            # Flask asks again and says it properly.
            return None
        frame = self._frames.known(key)
        if frame is None:
            return None
        return frames.answer(
            frame,
            secret=csrf.sign_in_secret(self._key, hashed),
            none_match=environ.get("HTTP_IF_NONE_MATCH", ""),
            accepts=environ.get("HTTP_ACCEPT_ENCODING", ""),
        )


_LINES = {200: "200 OK", 304: "304 NOT MODIFIED"}
