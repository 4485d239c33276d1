"""Owns the short way for a save by a script or a form: the same as the view's, without Flask's price.

Whatever is not plainly a signed-in learner's answer that was kept goes on to Flask, which says what is wrong.
It must not decide anything by itself: who may, whether a request is ours, what a body means, what is kept and
what is answered come from the functions that the view uses, and a test holds the two answers equal. ADR 0031
and 0033 have the figures.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from flask import Flask

from lms.domain import errors, permissions
from lms.domain.permissions import Action
from lms.extensions import together_of
from lms.queries import people
from lms.services import accounts, attempts
from lms.services.attempts import Saved
from lms.settings import Settings
from lms.web import clock, csrf, front, headers, intake
from lms.web.front import Front
from lms.web.quiz import answers, conflicts, pages, script
from lms.web.quiz.answers import Sent

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE = "/attempts/<attempt_id>/answers"
# A script sends one answer at a time, a form a few; the longest reflection is far below this.
LONGEST_BODY = 64 * 1024
# A page of ours has far fewer.
MOST_FIELDS = 500

FORM = "application/x-www-form-urlencoded"
_PATH = re.compile(r"/attempts/([0-9a-z]{26})/answers")


class FastSaves:
    """A WSGI application that keeps plain answers and hands everything else to `inner`."""

    def __init__(self, inner: WSGIApplication, app: Flask, settings: Settings) -> None:
        self.inner = inner
        self._app = app
        self._front = Front(app, settings)
        self._together = together_of(app)
        self._zone = clock.zone(settings)
        fixed = headers.fixed(settings)
        self._json = [("Content-Type", "application/json"), *headers.completed([]), *fixed]
        went_on = [("Content-Type", "text/html; charset=utf-8"), ("Vary", "Accept-Encoding")]
        self._went_on = [*headers.completed(went_on), *fixed]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = _PATH.fullmatch(environ["PATH_INFO"])
        if path is None or environ.get("QUERY_STRING"):
            return self.inner(environ, start_response)
        started = time.perf_counter()
        method = environ["REQUEST_METHOD"]
        kind = environ.get("CONTENT_TYPE")
        if method == "PUT" and kind == "application/json":
            saved = self._from_script(environ, path[1])
            if saved is not None:
                told = script.told(saved, self._zone)
                body = f"{self._app.json.dumps(told, separators=(',', ':'))}\n".encode()
                start_response("200 OK", [*self._json, ("Content-Length", str(len(body)))])
                self._front.log(method, ROUTE, 200, started)
                return [body]
        elif method == "POST" and kind == FORM:
            wanted = self._from_form(environ, path[1])
            if wanted is not None:
                own = [("Location", pages.wanted_address(path[1], wanted)), ("Content-Length", "0")]
                start_response("303 SEE OTHER", [*self._went_on, *own])
                self._front.log(method, ROUTE, 303, started)
                return []
        return self.inner(environ, start_response)

    def _from_script(self, environ: WSGIEnvironment, attempt_id: str) -> Saved | None:
        """What was kept of what a script sent, None for whatever is Flask's."""
        hashed = self._front.asker(environ)
        token = environ.get("HTTP_X_CSRF_TOKEN", "")
        if hashed is None or not self._front.is_ours(environ, hashed, token):
            return None
        body = front.body_of(environ, LONGEST_BODY)
        if body is None:
            return None
        try:
            sent, seq = answers.from_json(json.loads(body))
            return self._save(hashed, attempt_id, sent, seq)
        except Exception as error:
            # Nothing is tried twice: the view raises this again, and Flask says it properly.
            environ[script.REFUSED] = error
            return None

    def _from_form(self, environ: WSGIEnvironment, attempt_id: str) -> str | None:
        """The page that a form asks for once its answers are kept, None for whatever is Flask's."""
        hashed = self._front.asker(environ)
        # A proof in a header counts before the one in the form; no form of ours sends one.
        if hashed is None or "HTTP_X_CSRF_TOKEN" in environ:
            return None
        body = front.body_of(environ, LONGEST_BODY)
        fields = None if body is None else _fields(body)
        if fields is None or conflicts.KEEP in fields:
            return None
        if not self._front.is_ours(environ, hashed, fields.get(csrf.FIELD, [""])[0]):
            return None
        try:
            sent, seq = answers.from_form(fields), answers.seq_of(fields)
            saved = self._save(hashed, attempt_id, sent, seq)
        except errors.MalformedResponse:
            return None
        except Exception as error:
            environ[script.REFUSED] = error
            return None
        return None if saved is None else answers.next_page(fields)

    def _save(self, hashed: str, attempt_id: str, sent: Sent, seq: int) -> Saved | None:
        """Keep the answers if whoever is signed in may, None if Flask has to look. Raises as the service."""
        now = clock.now()
        viewer = self._front.parts.hot.read(
            lambda connection: people.viewer(connection, token_hash=hashed, now=now)
        )
        # The note that the sign-in was used is Flask's to write.
        if viewer is None or accounts.is_seen_long_ago(viewer.seen_at, now):
            return None
        if not permissions.may(viewer.role, Action.LEARN):
            return None
        return attempts.save_with_others(
            self._together,
            person_id=viewer.person_id,
            attempt_id=attempt_id,
            seq=seq,
            answers=sent.answers,
            flags=sent.flags,
            confidence=sent.confidence,
            now=now,
            boot=clock.boot(),
        )


def _fields(body: bytes) -> dict[str, list[str]] | None:
    """The fields of a form as Flask reads them, None for what only Flask can say what is wrong with."""
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    if any(intake.NUL in name or intake.NUL in "".join(values) for name, values in fields.items()):
        return None
    return fields
