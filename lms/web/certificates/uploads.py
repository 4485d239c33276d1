"""Owns reading a file that was handed in with a form. It must not know what is in it."""

from __future__ import annotations

from flask import request


def body(name: str, *, most: int) -> bytes:
    """The bytes of the file in a field, at most `most`; none if there is no file. Nothing of it is kept."""
    given = request.files.get(name)
    if given is None:
        return b""
    try:
        found: bytes = given.read(most)
    finally:
        # A longer one lies in a temporary file until it is closed.
        given.close()
    return found
