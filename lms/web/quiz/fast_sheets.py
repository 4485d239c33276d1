"""Owns the short way to a page of an open attempt: the same answer as the view's, without Flask's price.

Whatever is not plainly a signed-in person before an open attempt of their own goes on to Flask. It must not
decide anything by itself: who may look, which page is meant and what it says come from the functions that the
view uses, and a test holds the two answers equal. ADR 0033 has the figures.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from lms.domain import errors, permissions
from lms.domain.permissions import Action
from lms.queries import looks
from lms.settings import Settings
from lms.web import clock, csrf, tongues
from lms.web.front import Front
from lms.web.quiz import drawn, pages

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE = "/attempts/<attempt_id>"

_PATH = re.compile(r"/attempts/([0-9a-z]{26})")
_QUERY = re.compile(r"(?:question=([1-9][0-9]{0,2}|all|check))?")


class FastSheets:
    """A WSGI application that shows the pages of open attempts and hands everything else to `inner`."""

    def __init__(self, inner: WSGIApplication, app: Flask, settings: Settings) -> None:
        self.inner = inner
        self._front = Front(app, settings)
        self._pages = drawn.pages_of(app)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = _PATH.fullmatch(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "GET" else None
        query = _QUERY.fullmatch(environ.get("QUERY_STRING", ""))
        if path is None or query is None:
            return self.inner(environ, start_response)
        started = time.perf_counter()
        page = self._page(environ, path[1], query[1] or "")
        if page is None:
            return self.inner(environ, start_response)
        return self._front.page(environ, start_response, page, route=ROUTE, started=started)

    def _page(self, environ: WSGIEnvironment, attempt_id: str, wanted: str) -> str | None:
        """The page, None for whatever is Flask's."""
        hashed = self._front.asker(environ)
        if hashed is None:
            return None
        now, boot = clock.now(), clock.boot()
        parts = self._front.parts
        try:
            look = parts.hot.read(
                lambda connection: looks.look(
                    connection, token_hash=hashed, attempt_id=attempt_id, now=now, boot=boot
                )
            )
        except errors.LmsError:
            # Flask asks again and says it properly.
            return None
        if look is None or not permissions.may(look.viewer.role, Action.LEARN):
            return None
        reading = tongues.reading(parts.store.current(), look.viewer.language)
        sheet = look.sheet(reading.spoken)
        phone = pages.comes_from_phone(
            environ.get("HTTP_USER_AGENT", ""), environ.get("HTTP_SEC_CH_UA_MOBILE", "")
        )
        page = pages.choose(sheet, wanted, is_phone=phone)
        if page is None:
            return None
        return self._pages.draw(
            sheet,
            page,
            viewer=look.viewer,
            token=csrf.masked(self._front.secret(hashed)),
            person=pages.drafts_name(self._front.settings.secret_key, look.viewer.person_id),
            seq=sheet.seq,
        )
