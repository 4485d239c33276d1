"""Owns the square code beside a certificate on its public page. It must not know the page or the database."""

from __future__ import annotations

from lms.documents import qr


def code(verify_url: str) -> str:
    """An inline SVG that leads a phone to `verify_url`; it holds no style and no script."""
    return qr.svg(verify_url, title="Code with the address of this page")
