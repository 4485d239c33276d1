"""Owns what the short ways in front of Flask ask of a request before they answer: from whom it plainly comes.

Whatever is not plain is for Flask to judge. It must not know what is asked for.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from flask import Flask

from lms.extensions import NAME, Alongside
from lms.services import accounts
from lms.settings import Settings
from lms.web import access, compression, csrf, headers, intake, logs

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_HOST = re.compile(r"([a-z0-9.-]+)(?::[0-9]{1,5})?")
_LENGTH = re.compile(r"[1-9][0-9]{0,5}")

FORM = "application/x-www-form-urlencoded"
# A form of ours sends a few answers; the longest reflection is far below this.
LONGEST_BODY = 64 * 1024
# A page of ours has far fewer.
MOST_FIELDS = 500


@dataclass(frozen=True, slots=True)
class Form:
    """A form that is provably from a page of the sign-in that its cookie is for."""

    hashed: str
    fields: dict[str, list[str]]


class Front:
    """What one application knows of requests in front of Flask."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.parts: Alongside = app.extensions[NAME]
        self.settings = settings
        self._app = app
        self._hosts = frozenset(app.config["TRUSTED_HOSTS"])
        self._logs = bool(app.extensions[logs.EVERY_REQUEST])
        # A cookie that is there twice, or is written in quotes, is for Flask to judge.
        self._cookie = access.plain_cookie(settings)
        self._fixed = headers.fixed(settings)
        went_on = [("Content-Type", "text/html; charset=utf-8"), ("Vary", "Accept-Encoding")]
        self._went_on = [*headers.completed(went_on), *self._fixed]

    def asker(self, environ: WSGIEnvironment) -> str | None:
        """The hash of the sign-in's cookie, if there is one and the request calls us by a name of ours."""
        host = _HOST.fullmatch(environ.get("HTTP_HOST", ""))
        tokens = self._cookie.findall(environ.get("HTTP_COOKIE", ""))
        if host is None or host[1] not in self._hosts or len(tokens) != 1:
            return None
        return accounts.token_hash(tokens[0])

    def is_ours(self, environ: WSGIEnvironment, hashed: str, token: str) -> bool:
        """Whether a request that changes something is provably from a page of this sign-in's."""
        foreign = csrf.foreign(
            environ.get("HTTP_SEC_FETCH_SITE"),
            environ.get("HTTP_ORIGIN"),
            base_url=self.settings.base_url,
            host=environ.get("HTTP_HOST", ""),
        )
        return foreign is None and csrf.fits(token, self.secret(hashed))

    def secret(self, hashed: str) -> bytes:
        """What a token on a page of this sign-in's proves to know."""
        return csrf.sign_in_secret(self.settings.secret_key, hashed)

    def form(self, environ: WSGIEnvironment) -> Form | None:
        """The form that a request sends, None unless all about it is plain and provably ours."""
        if environ.get("CONTENT_TYPE") != FORM:
            return None
        hashed = self.asker(environ)
        # A proof in a header counts before the one in the form; no form of ours sends one.
        if hashed is None or "HTTP_X_CSRF_TOKEN" in environ:
            return None
        body = body_of(environ, LONGEST_BODY)
        fields = None if body is None else _fields(body)
        if fields is None or not self.is_ours(environ, hashed, fields.get(csrf.FIELD, [""])[0]):
            return None
        return Form(hashed, fields)

    def page(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        text: str,
        *,
        route: str,
        started: float,
    ) -> Iterable[bytes]:
        """Answer with a page."""
        own, body = compression.page(text.encode(), environ.get("HTTP_ACCEPT_ENCODING", ""))
        sent = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body))), *own]
        start_response("200 OK", [*headers.completed(sent), *self._fixed])
        self.log(environ["REQUEST_METHOD"], route, 200, started)
        return [body]

    def see_other(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        address: str,
        *,
        route: str,
        started: float,
    ) -> Iterable[bytes]:
        """Answer a form that was dealt with: go and look there."""
        start_response("303 SEE OTHER", [*self._went_on, ("Location", address), ("Content-Length", "0")])
        self.log(environ["REQUEST_METHOD"], route, 303, started)
        return []

    def log(self, method: str, route: str, status: int, started: float) -> None:
        """Write the line of a request that was answered here, if requests are logged."""
        if self._logs:
            logs.answered(self._app, secrets.token_hex(6), method, route, status, started)


def body_of(environ: WSGIEnvironment, longest: int) -> bytes | None:
    """The whole body, put back for whoever reads it next; None unless its length is told and modest."""
    length = environ.get("CONTENT_LENGTH", "")
    if "HTTP_TRANSFER_ENCODING" in environ or not _LENGTH.fullmatch(length) or int(length) > longest:
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    return body if len(body) == int(length) else None


def _fields(body: bytes) -> dict[str, list[str]] | None:
    """The fields of a form as Flask reads them, None for what only Flask can say what is wrong with."""
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    if any(intake.NUL in name or intake.NUL in "".join(values) for name, values in fields.items()):
        return None
    return fields
