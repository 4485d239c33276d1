"""Owns the short way around a sitting: the page of a quiz, its start, its end and its result.

Whatever is not plainly a signed-in learner's goes on to Flask, which says what is wrong. It must not decide
anything by itself: who may, whether a request is ours, what begins, ends and is shown come from the functions
that the views use, and a test holds the two answers equal. ADR 0037 has the figures.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from lms.domain import errors, permissions
from lms.domain.permissions import Action
from lms.extensions import together_of
from lms.queries import attempts as reads
from lms.queries import judged, people
from lms.queries.people import Viewer
from lms.services import accounts, attempts
from lms.services.certification import Issuing
from lms.settings import Settings
from lms.web import clock, csrf, tongues
from lms.web.front import Front
from lms.web.quiz import answers, framed, pages, script

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

QUIZ, START = "/quizzes/<quiz>", "/quizzes/<quiz>/attempts"
SUBMIT, RESULT = "/attempts/<attempt_id>", "/attempts/<attempt_id>/result"

_QUIZ = re.compile(r"/quizzes/([a-z0-9-]{1,200})(/attempts)?")
_ATTEMPT = re.compile(r"/attempts/([0-9a-z]{26})(/result)?")


class FastSittings:
    """A WSGI application that begins and ends sittings and hands everything else to `inner`."""

    def __init__(self, inner: WSGIApplication, app: Flask, settings: Settings) -> None:
        self.inner = inner
        self._front = Front(app, settings)
        self._together = together_of(app)
        self._pages = framed.pages_of(app)
        self._issuing = Issuing(settings.organisation, settings.base_url, settings.timezone)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("QUERY_STRING"):
            return self.inner(environ, start_response)
        started = time.perf_counter()
        path = environ["PATH_INFO"]
        quiz, attempt = _QUIZ.fullmatch(path), _ATTEMPT.fullmatch(path)
        made: str | None = None
        route = ""
        match environ["REQUEST_METHOD"]:
            case "GET" if quiz is not None and quiz[2] is None:
                made, route = self._quiz(environ, quiz[1]), QUIZ
            case "GET" if attempt is not None and attempt[2] is not None:
                made, route = self._result(environ, attempt[1]), RESULT
            case "POST" if quiz is not None and quiz[2] is not None:
                made, route = self._start(environ, quiz[1]), START
            case "POST" if attempt is not None and attempt[2] is None:
                made, route = self._submit(environ, attempt[1]), SUBMIT
            case _:
                pass
        if made is None:
            return self.inner(environ, start_response)
        if route in (START, SUBMIT):
            return self._front.see_other(environ, start_response, made, route=route, started=started)
        return self._front.page(environ, start_response, made, route=route, started=started)

    def _viewer(self, hashed: str | None) -> Viewer | None:
        """Who is signed in and may learn, None if Flask has to look."""
        if hashed is None:
            return None
        now = clock.now()
        found = self._front.parts.hot.read(
            lambda connection: people.viewer(connection, token_hash=hashed, now=now)
        )
        return found if found is not None and permissions.may(found.role, Action.LEARN) else None

    def _quiz(self, environ: WSGIEnvironment, quiz: str) -> str | None:
        """The page of a quiz, None for whatever is Flask's."""
        hashed = self._front.asker(environ)
        parts = self._front.parts
        try:
            viewer = self._viewer(hashed)
            if viewer is None or hashed is None:
                return None
            reading = tongues.reading(parts.store.current(), viewer.language)
            found, is_short = parts.hot.read(
                lambda connection: reads.own_quiz_page(
                    connection,
                    reading.shown,
                    person_id=viewer.person_id,
                    quiz=quiz,
                    now=clock.now(),
                    boot=clock.boot(),
                    today=clock.today(self._front.settings),
                )
            )
        except errors.LmsError:
            # Flask asks again and says it properly.
            return None
        return self._pages.quiz(
            found,
            short=is_short,
            said=reading.spoken.quiz(quiz),
            note=pages.note(reading, quiz),
            viewer=viewer,
            token=csrf.masked(self._front.secret(hashed)),
        )

    def _result(self, environ: WSGIEnvironment, attempt_id: str) -> str | None:
        """The page of a result, None for whatever is Flask's."""
        hashed = self._front.asker(environ)
        parts = self._front.parts
        now, boot = clock.now(), clock.boot()
        try:
            viewer = self._viewer(hashed)
            if viewer is None or hashed is None:
                return None
            spoken = tongues.reading(parts.store.current(), viewer.language).spoken
            person_id = viewer.person_id
            found = parts.hot.read(
                lambda connection: reads.result(
                    connection, person_id=person_id, attempt_id=attempt_id, now=now, spoken=spoken, boot=boot
                )
            )
            after = parts.hot.read(lambda connection: judged.after(connection, found))
        except errors.LmsError:
            # An attempt that ran out of time is closed there as well.
            return None
        return self._pages.result(
            found,
            after,
            viewer=viewer,
            token=csrf.masked(self._front.secret(hashed)),
            person=pages.drafts_name(self._front.settings.secret_key, person_id),
        )

    def _start(self, environ: WSGIEnvironment, quiz: str) -> str | None:
        """Where an attempt is that was begun, or is gone on with; None for whatever is Flask's."""
        form = self._front.form(environ)
        if form is None:
            return None
        try:
            viewer = self._sender(form.hashed)
            if viewer is None:
                return None
            attempt_id = attempts.start_with_others(
                self._together,
                self._front.parts.store.current(),
                person_id=viewer.person_id,
                quiz=quiz,
                now=clock.now(),
                seed=secrets.randbits(pages.SEED_BITS),
                timezone=self._front.settings.timezone,
                boot=clock.boot(),
            )
        except Exception as error:
            # Nothing is tried twice: the view raises this again, and Flask says it properly.
            environ[script.REFUSED] = error
            return None
        return None if attempt_id is None else pages.address(attempt_id)

    def _submit(self, environ: WSGIEnvironment, attempt_id: str) -> str | None:
        """Where the result is of an attempt that was handed in, None for whatever is Flask's."""
        form = self._front.form(environ)
        if form is None:
            return None
        try:
            viewer = self._sender(form.hashed)
            if viewer is None:
                return None
            sent = answers.from_form(form.fields)
            attempts.submit_with_others(
                self._together,
                person_id=viewer.person_id,
                attempt_id=attempt_id,
                answers=sent.answers,
                flags=sent.flags,
                confidence=sent.confidence,
                seq=answers.seq_to_hold(form.fields),
                now=clock.now(),
                issuing=self._issuing,
                boot=clock.boot(),
            )
        except Exception as error:
            environ[script.REFUSED] = error
            return None
        return pages.result_address(attempt_id)

    def _sender(self, hashed: str) -> Viewer | None:
        """The same as `_viewer` for what changes something: Flask notes that a sign-in was used."""
        found = self._viewer(hashed)
        if found is None or accounts.is_seen_long_ago(found.seen_at, clock.now()):
            return None
        return found
