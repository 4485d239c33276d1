"""Owns how a figure of a lesson is sent: kept for ever, and unable to do anything but be looked at.

It must not know which lesson shows it.
"""

from __future__ import annotations

import gzip

from flask import Response, abort, request

from lms.content.library import Library, MediaFile

SVG = "image/svg+xml"
# A drawing that is opened on its own may hold a script: it gets neither script nor our origin.
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
FOR_EVER = "public, max-age=31536000, immutable"


def answer(library: Library, key: str) -> Response:
    """The file behind `<digest>/<name>`, 404 if no content names it."""
    found = library.media.get(key)
    if found is None:
        abort(404)
    body = _read(found)
    response = Response(content_type=found.content_type)
    if found.content_type.startswith(SVG):
        response.headers["Content-Security-Policy"] = SVG_POLICY
        response.vary.add("Accept-Encoding")
        if request.accept_encodings.quality("gzip") > 0:
            body = gzip.compress(body, mtime=0)
            response.headers["Content-Encoding"] = "gzip"
    response.set_data(body)
    response.headers["Cache-Control"] = FOR_EVER
    if not found.content_type.startswith(SVG):
        # Some browsers play a video only if they may ask for parts of it.
        response.make_conditional(request, accept_ranges=True, complete_length=len(body))
    return response


def _read(found: MediaFile) -> bytes:
    try:
        return found.path.read_bytes()
    except OSError:
        # Deleted since the content was read; the next reading will say so to the trainer.
        abort(404)
