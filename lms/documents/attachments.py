"""Owns finding the credential that is attached to a PDF. It must not know whether it is genuine."""

from __future__ import annotations

import io
import logging

NAME = "credential.json"
LONGEST = 200_000


def credential(body: bytes) -> bytes | None:
    """The bytes of `credential.json` in a PDF, None without one. Raises: anything, for a hostile file."""
    import pypdf

    # What it thinks of a damaged file is not for our logs.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    for attachment in pypdf.PdfReader(io.BytesIO(body)).attachment_list:
        if attachment.name == NAME and len(attachment.content) <= LONGEST:
            return bytes(attachment.content)
    return None
