"""Owns what the short ways in front of Flask ask of a request before they answer: from whom it plainly comes.

Whatever is not plain is for Flask to judge. It must not know what is asked for.
"""

from __future__ import annotations

import re
import secrets
from io import BytesIO
from typing import TYPE_CHECKING

from flask import Flask

from lms.extensions import NAME, Alongside
from lms.services import accounts
from lms.settings import Settings
from lms.web import access, csrf, logs

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_HOST = re.compile(r"([a-z0-9.-]+)(?::[0-9]{1,5})?")
_LENGTH = re.compile(r"[1-9][0-9]{0,5}")


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
