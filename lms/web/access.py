"""Owns who is asking and whether they may: the sign-in cookie, the viewer, the permission of a view.

It must not know how a password is checked, nor what a page shows.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

import flask_login
from flask import Request, Response, g, request

from lms.domain import errors, permissions
from lms.domain.permissions import Action
from lms.extensions import alongside, db, hot
from lms.queries import people
from lms.queries.people import Viewer
from lms.services import accounts
from lms.settings import Settings
from lms.web import clock
from lms.web.application import Application

PUBLIC = "public"
P = ParamSpec("P")
R = TypeVar("R")


class SignInNeeded(errors.LmsError):
    """Nobody is signed in, and the page is for people who are."""

    def __init__(self) -> None:
        super().__init__("Sign in to see this page.")


@dataclass(frozen=True, slots=True)
class _User:
    """A viewer in the shape that Flask-Login asks for; its session is not used, so no id is needed."""

    viewer: Viewer
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False


def install(app: Application) -> None:
    """Let Flask-Login ask us for the person behind each request."""
    manager = flask_login.LoginManager()
    # A sign-in ends in the database; guessing from addresses and browsers would only end honest ones.
    manager.session_protection = None
    manager.request_loader(_load)
    # Not init_app: it would look into Flask's own session on every answer for a remember-me we do not offer.
    app.login_manager = manager
    app.after_request(_note_seen)


def _note_seen(response: Response) -> Response:
    """Remember that the sign-in was used, when something was sent with it: a read never writes."""
    found = viewer_if_known()
    if request.method in ("GET", "HEAD") or found is None:
        return response
    now = clock.now()
    if accounts.is_seen_long_ago(found.seen_at, now):
        # The answer is made already; a busy database must not take it back.
        with contextlib.suppress(errors.Busy):
            accounts.note_seen(db.session(), sign_in_id=found.sign_in_id, now=now)
    return response


def _load(asked: Request) -> _User | None:
    hashed = token_hash()
    if hashed is None:
        return None
    now = clock.now()
    # Outside any transaction: a view that writes need not end one first, and a session costs more than this.
    found = hot().read(lambda connection: people.viewer(connection, token_hash=hashed, now=now))
    return None if found is None else _User(found)


def cookie_name() -> str:
    """Name of the sign-in cookie; browsers tie the `__Host-` form to https and to this very host."""
    return cookie_name_for(alongside().settings)


def cookie_name_for(settings: Settings) -> str:
    """The same where no application is at hand."""
    return "__Host-alongside" if settings.base_url.startswith("https://") else "alongside"


def plain_cookie(settings: Settings) -> re.Pattern[str]:
    """Finds the sign-in cookie in a header of cookies; one in quotes is left to Flask."""
    return re.compile(rf"(?:^|; ){cookie_name_for(settings)}=([A-Za-z0-9_-]{{1,128}})(?=;|$)")


def is_https() -> bool:
    """Whether people reach us through https, as the settings say; no header of a request decides it."""
    return alongside().settings.base_url.startswith("https://")


def token_hash() -> str | None:
    """What the table of sign-ins holds for this request's cookie, or None without a cookie."""
    if "token_hash" not in g:
        token = request.cookies.get(cookie_name(), "")
        # Ours are 43 characters; a longer one is not worth the hashing.
        g.token_hash = accounts.token_hash(token) if 0 < len(token) <= 128 else None
    found: str | None = g.token_hash
    return found


def remember_sign_in(response: Response, token: str) -> None:
    """Give the browser the key to a new sign-in; it forgets it when it closes.

    A page that goes with the answer is theirs already: its forms carry the proof of the new sign-in.
    """
    g.token_hash = accounts.token_hash(token)
    response.set_cookie(cookie_name(), token, httponly=True, secure=is_https(), samesite="Lax", path="/")


def forget_sign_in(response: Response) -> None:
    """Take the key back."""
    response.delete_cookie(cookie_name(), httponly=True, secure=is_https(), samesite="Lax", path="/")


def viewer_or_none() -> Viewer | None:
    """Who is signed in, read once per request."""
    if "viewer" not in g:
        # Whoever has no cookie need not be looked for.
        user = None if token_hash() is None else flask_login.current_user._get_current_object()
        g.viewer = user.viewer if isinstance(user, _User) else None
    found: Viewer | None = g.viewer
    return found


def viewer_if_known() -> Viewer | None:
    """Who is signed in if this request has found that out already; never asks the database."""
    found: Viewer | None = g.get("viewer")
    return found


def viewer() -> Viewer:
    """Who is signed in.

    Raises: SignInNeeded.
    """
    found = viewer_or_none()
    if found is None:
        raise SignInNeeded
    return found


def admit(found: Viewer | None, action: Action) -> Viewer:
    """Take `found` for the viewer of this request and check that they may do `action`.

    For views that read the viewer together with their own data in one statement.

    Raises: SignInNeeded, NotAllowed.
    """
    g.viewer = found
    if found is None:
        raise SignInNeeded
    g.admitted = True
    if not permissions.may(found.role, action):
        raise errors.NotAllowed(action.value)
    return found


def requires(action: Action, *, brings_viewer: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a view with the permission it needs, and hold it to that.

    With `brings_viewer` the view itself calls `admit`; answering without having done so is an error.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not brings_viewer:
                admit(viewer_or_none(), action)
            answer = view(*args, **kwargs)
            if not g.get("admitted"):
                raise RuntimeError(f"{view.__qualname__} answered without asking who is there")
            return answer

        # Views carry their permission as an attribute, for the walk over the map of addresses.
        vars(guarded)["permission"] = action
        return guarded

    return decorate


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that anybody may see."""
    vars(view)["permission"] = PUBLIC
    return view


def permission_of(view: Any) -> Action | str | None:  # Any: Flask keeps views as plain callables.
    """The permission a view carries, `PUBLIC`, or None when somebody forgot it."""
    found: Action | str | None = getattr(view, "permission", None)
    return found
