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

from flask import Flask

from lms.domain import errors, permissions
from lms.domain.permissions import Action
from lms.extensions import together_of
from lms.queries import people
from lms.services import accounts, attempts
from lms.services.attempts import Saved
from lms.settings import Settings
from lms.web import clock, front, headers
from lms.web.front import Front
from lms.web.quiz import answers, conflicts, pages, script
from lms.web.quiz.answers import Sent

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE = "/attempts/<attempt_id>/answers"
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

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = _PATH.fullmatch(environ["PATH_INFO"])
        if path is None or environ.get("QUERY_STRING"):
            return self.inner(environ, start_response)
        started = time.perf_counter()
        method = environ["REQUEST_METHOD"]
        if method == "PUT" and environ.get("CONTENT_TYPE") == "application/json":
            saved = self._from_script(environ, path[1])
            if saved is not None:
                told = script.told(saved, self._zone)
                body = f"{self._app.json.dumps(told, separators=(',', ':'))}\n".encode()
                start_response("200 OK", [*self._json, ("Content-Length", str(len(body)))])
                self._front.log(method, ROUTE, 200, started)
                return [body]
        elif method == "POST":
            wanted = self._from_form(environ, path[1])
            if wanted is not None:
                address = pages.wanted_address(path[1], wanted)
                return self._front.see_other(environ, start_response, address, route=ROUTE, started=started)
        return self.inner(environ, start_response)

    def _from_script(self, environ: WSGIEnvironment, attempt_id: str) -> Saved | None:
        """What was kept of what a script sent, None for whatever is Flask's."""
        hashed = self._front.asker(environ)
        token = environ.get("HTTP_X_CSRF_TOKEN", "")
        if hashed is None or not self._front.is_ours(environ, hashed, token):
            return None
        body = front.body_of(environ, front.LONGEST_BODY)
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
        form = self._front.form(environ)
        if form is None or conflicts.KEEP in form.fields:
            return None
        try:
            sent, seq = answers.from_form(form.fields), answers.seq_of(form.fields)
            saved = self._save(form.hashed, attempt_id, sent, seq)
        except errors.MalformedResponse:
            return None
        except Exception as error:
            environ[script.REFUSED] = error
            return None
        return None if saved is None else answers.next_page(form.fields)

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
