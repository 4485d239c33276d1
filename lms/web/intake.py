"""Owns the first look at a request: what no address and no field of ours can hold is refused before any view.

It must not know forms or pages.
"""

from __future__ import annotations

from flask import request

from lms.domain import errors

NUL = "\0"


class UnreadableRequest(errors.LmsError):
    """Bytes that no text of ours can hold; PostgreSQL would break on them later, in the middle of a write."""

    def __init__(self) -> None:
        super().__init__("We could not read this address or what was sent to it. Nothing was changed.")


def check() -> None:
    """Refuse the running request if its address or its fields hold a NUL.

    Raises: UnreadableRequest; werkzeug's RequestEntityTooLarge when the body is over the limits.
    """
    if NUL in request.path or "%00" in request.query_string.decode("latin-1"):
        raise UnreadableRequest
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    for name, values in request.form.lists():
        if NUL in name or any(NUL in value for value in values):
            raise UnreadableRequest
