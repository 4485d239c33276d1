"""Owns the first look at a request: what no address and no field of ours can hold is refused before any view.

It must not know forms or pages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import current_app, request

from lms.domain import errors

NUL = "\0"
P = ParamSpec("P")
R = TypeVar("R")


class UnreadableRequest(errors.LmsError):
    """Bytes that no text of ours can hold; PostgreSQL would break on them later, in the middle of a write."""

    def __init__(self) -> None:
        super().__init__("We could not read this address or what was sent to it. Nothing was changed.")


def takes_bodies_up_to(size: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a view that takes a longer body than the rest: `size` bytes, files in it included."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        # Known before the body is read, which is before any view runs.
        vars(view)["longest_body"] = size
        return view

    return decorate


def check() -> None:
    """Refuse the running request if its address or its fields hold a NUL.

    Raises: UnreadableRequest; werkzeug's RequestEntityTooLarge when the body is over the limits.
    """
    if NUL in request.path or "%00" in request.query_string.decode("latin-1"):
        raise UnreadableRequest
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    longest: int | None = getattr(
        current_app.view_functions.get(request.endpoint or ""), "longest_body", None
    )
    if longest is not None:
        request.max_content_length = longest
        request.max_form_memory_size = longest
    if request.is_json:
        try:
            request.get_json(silent=True)
        except RecursionError as deep:
            # Brackets in brackets, some thousand deep.
            raise UnreadableRequest from deep
    for name, values in request.form.lists():
        if NUL in name or any(NUL in value for value in values):
            raise UnreadableRequest
