"""Owns the proof that a request which changes something comes from one of our own pages.

Two checks, both needed: what the browser says about where the request comes from, and a token that only our
pages hold. It must not know what the request is about. Reasons are in ADR 0009.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Response, current_app, g, request, session

from lms.domain import errors
from lms.extensions import alongside
from lms.web import access, carried

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_SIZE = 24
_SESSION_KEY = "visitor"

P = ParamSpec("P")
R = TypeVar("R")

_ONE_CLICK: set[Callable[..., object]] = set()


class NotFromOurPages(errors.LmsError):
    """A request that could have been made by another site, or by a page that is too old."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "We could not tell that this came from one of our own pages, so nothing was changed. "
            "Go back, load the page again and send it once more."
        )
        self.reason = reason


class Token:
    """The token of this page, made when a template writes it: a page without a form needs no session."""

    __slots__ = ()

    def __str__(self) -> str:
        return token()

    def __html__(self) -> str:
        # URL-safe base64 holds nothing that HTML would have to escape.
        return token()


def one_click(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that a mail provider may post to for its reader, as RFC 8058 says.

    The secret in the address is the proof, and only a form that says it is such a post needs no other. The
    mark stands right below the route.
    """
    _ONE_CLICK.add(view)
    return view


def _is_one_click() -> bool:
    """Whether the running request is one of those; then neither cookies nor where it comes from matter."""
    view = current_app.view_functions.get(request.endpoint or "")
    return view in _ONE_CLICK and request.form.get("List-Unsubscribe") == "One-Click"


def check() -> Response | None:
    """Refuse the running request if it changes something and is not provably ours.

    A view may have its own answer for a form of ours that is too old (see `carried`); it does not run itself.
    Raises: NotFromOurPages.
    """
    if request.method in SAFE_METHODS or request.routing_exception is not None or _is_one_click():
        return None
    elsewhere = foreign(
        request.headers.get("Sec-Fetch-Site"),
        request.headers.get("Origin"),
        base_url=alongside().settings.base_url,
        host=request.host,
    )
    if elsewhere is not None:
        raise NotFromOurPages(elsewhere)
    sent = request.headers.get(HEADER) or request.form.get(FIELD, "")
    secret = _secret()
    if secret is None or not fits(sent, secret):
        instead = carried.answer_instead()
        if instead is None:
            raise NotFromOurPages("no token that fits")
        return instead
    return None


def token() -> str:
    """A token for the visitor of this request, masked anew each time.

    A page that is compressed and repeats what somebody typed could give a fixed token away byte by byte.
    """
    if "csrf" not in g:
        secret = _secret()
        if secret is None:
            session[_SESSION_KEY] = secrets.token_urlsafe(24)
            secret = _secret()
        g.csrf = masked(secret or b"")
    made: str = g.csrf
    return made


def stamp() -> str:
    """A short text that is fixed for one sign-in, for the ETag of a page that holds a token."""
    secret = _secret()
    return "" if secret is None else stamp_of(secret)


def sign_in_secret(key: str, hashed: str) -> bytes:
    """What the token of a sign-in proves to know; `hashed` is what the table holds for its cookie."""
    return hmac.digest(key.encode(), f"csrf sign-in {hashed}".encode(), "sha256")[:_SIZE]


def masked(secret: bytes) -> str:
    """A token for this secret, other than every one before it."""
    mask = secrets.token_bytes(_SIZE)
    return base64.urlsafe_b64encode(mask + _xor(mask, secret)).decode()


def stamp_of(secret: bytes) -> str:
    """A short text that is fixed for this secret and gives nothing of it away."""
    return hashlib.sha256(b"stamp" + secret).hexdigest()[:10]


def _secret() -> bytes | None:
    """What the token proves to know: bound to the sign-in, or before it to Flask's signed session."""
    hashed = access.token_hash()
    if hashed is not None:
        return sign_in_secret(str(current_app.secret_key), hashed)
    visitor = session.get(_SESSION_KEY)
    if not isinstance(visitor, str):
        return None
    key = str(current_app.secret_key).encode()
    return hmac.digest(key, f"csrf visitor {visitor}".encode(), "sha256")[:_SIZE]


def fits(sent: str, secret: bytes) -> bool:
    """Whether a token that was sent is one of this secret's."""
    try:
        raw = base64.urlsafe_b64decode(sent.encode())
    except (ValueError, binascii.Error):
        return False
    if len(raw) != 2 * _SIZE:
        return False
    return hmac.compare_digest(_xor(raw[:_SIZE], raw[_SIZE:]), secret)


def _xor(left: bytes, right: bytes) -> bytes:
    return (int.from_bytes(left) ^ int.from_bytes(right)).to_bytes(_SIZE)


def foreign(site: str | None, origin: str | None, *, base_url: str, host: str) -> str | None:
    """Why a request cannot come from a page of ours by what its browser says, None if it can.

    `site` and `origin` are its headers Sec-Fetch-Site and Origin. Ours is the address people type, and the
    very host that the request was sent to.
    """
    if site is not None and site not in {"same-origin", "none"}:
        return "another site"
    # Our own forms send "null", because no-referrer hides where they stand; then the token decides alone.
    if origin is None or origin == "null" or origin.lower() == base_url.lower():
        return None
    return None if urlsplit(origin).netloc.lower() == host.lower() else "another origin"
