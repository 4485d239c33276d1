"""Owns the short way for a save that a script sends: the same as the view's, without Flask's price.

Whatever is not plainly a signed-in learner's answer that was kept goes on to Flask, which says what is wrong.
It must not decide anything by itself: who may, whether a request is ours, what a body means, what is kept and
what is answered come from the functions that the view uses, and a test holds the two answers equal. ADR 0031
has the figures.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from flask import Flask

from lms.domain import permissions
from lms.domain.permissions import Action
from lms.extensions import NAME, Alongside, sessions_without_flask
from lms.queries import people
from lms.services import accounts, attempts
from lms.settings import Settings
from lms.web import access, clock, csrf, headers, logs
from lms.web.quiz import answers, script

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE = "/attempts/<attempt_id>/answers"
# A script sends one answer at a time; the longest reflection is far below this.
LONGEST_BODY = 64 * 1024

_PATH = re.compile(r"/attempts/([0-9a-z]{26})/answers")
_HOST = re.compile(r"([a-z0-9.-]+)(?::[0-9]{1,5})?")
_LENGTH = re.compile(r"[1-9][0-9]{0,5}")


class FastSaves:
    """A WSGI application that keeps plain answers and hands everything else to `inner`."""

    def __init__(self, inner: WSGIApplication, app: Flask, settings: Settings) -> None:
        self.inner = inner
        self._app = app
        self._settings = settings
        self._parts: Alongside = app.extensions[NAME]
        self._session = sessions_without_flask(app)
        self._hosts = frozenset(app.config["TRUSTED_HOSTS"])
        self._logs = bool(app.extensions[logs.EVERY_REQUEST])
        self._cookie = access.plain_cookie(settings)
        self._headers = [
            ("Content-Type", "application/json"),
            *headers.completed([]),
            *headers.fixed(settings),
        ]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ["REQUEST_METHOD"] != "PUT":
            return self.inner(environ, start_response)
        started = time.perf_counter()
        body = self._saved(environ)
        if body is None:
            return self.inner(environ, start_response)
        start_response("200 OK", [*self._headers, ("Content-Length", str(len(body)))])
        if self._logs:
            logs.answered(self._app, secrets.token_hex(6), "PUT", ROUTE, 200, started)
        return [body]

    def _saved(self, environ: WSGIEnvironment) -> bytes | None:
        """What to answer once the answers are kept, None for whatever is Flask's."""
        path = _PATH.fullmatch(environ["PATH_INFO"])
        hashed = self._asker(environ)
        if path is None or hashed is None:
            return None
        body = _body(environ)
        if body is None:
            return None
        try:
            now = clock.now()
            viewer = self._parts.hot.read(
                lambda connection: people.viewer(connection, token_hash=hashed, now=now)
            )
            # The note that the sign-in was used is Flask's to write.
            if viewer is None or accounts.is_seen_long_ago(viewer.seen_at, now):
                return None
            if not permissions.may(viewer.role, Action.LEARN):
                return None
            sent, seq = answers.from_json(json.loads(body))
            with self._session() as session:
                saved = attempts.save(
                    session,
                    person_id=viewer.person_id,
                    attempt_id=path[1],
                    seq=seq,
                    answers=sent.answers,
                    flags=sent.flags,
                    confidence=sent.confidence,
                    now=now,
                )
        except Exception as error:
            # Nothing is tried twice: the view raises this again, and Flask says it properly.
            environ[script.REFUSED] = error
            return None
        told = script.told(saved, clock.zone(self._settings))
        return f"{self._app.json.dumps(told, separators=(',', ':'))}\n".encode()

    def _asker(self, environ: WSGIEnvironment) -> str | None:
        """The hash of the sign-in's cookie, if the request is provably from a page of ours."""
        if environ.get("QUERY_STRING") or environ.get("CONTENT_TYPE") != "application/json":
            return None
        host = environ.get("HTTP_HOST", "")
        named = _HOST.fullmatch(host)
        tokens = self._cookie.findall(environ.get("HTTP_COOKIE", ""))
        if named is None or named[1] not in self._hosts or len(tokens) != 1:
            return None
        if csrf.foreign(
            environ.get("HTTP_SEC_FETCH_SITE"),
            environ.get("HTTP_ORIGIN"),
            base_url=self._settings.base_url,
            host=host,
        ):
            return None
        hashed = accounts.token_hash(tokens[0])
        secret = csrf.sign_in_secret(self._settings.secret_key, hashed)
        return hashed if csrf.fits(environ.get("HTTP_X_CSRF_TOKEN", ""), secret) else None


def _body(environ: WSGIEnvironment) -> bytes | None:
    """The whole body, put back for whoever reads it next; None unless its length is told and modest."""
    length = environ.get("CONTENT_LENGTH", "")
    if "HTTP_TRANSFER_ENCODING" in environ or not _LENGTH.fullmatch(length) or int(length) > LONGEST_BODY:
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    return body if len(body) == int(length) else None
