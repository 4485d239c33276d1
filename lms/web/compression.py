"""Owns the gzip of pages on their way out. It must not know what they say.

Level 1 costs a third of level 6 and gives all but a few hundred bytes of it; a proxy may do better.
"""

from __future__ import annotations

import gzip

from flask import Flask, Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

LEVEL = 1
WORTH_IT = 1024


def install(app: Flask) -> None:
    """Compress pages whose browser says that it can read them so."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """The same answer, smaller where that pays."""
    if response.mimetype != "text/html" or response.direct_passthrough or response.is_streamed:
        return response
    # Said also when this one stays as it is: a cache must know that it could differ.
    response.headers.add("Vary", "Accept-Encoding")
    if "Content-Encoding" in response.headers or not request.accept_encodings.quality("gzip"):
        return response
    body = response.get_data()
    if len(body) < WORTH_IT:
        return response
    response.set_data(_packed(body))
    response.headers["Content-Encoding"] = "gzip"
    tag, weak = response.get_etag()
    if tag is not None and not weak:
        # A strong tag promises the same bytes, and these are others.
        response.set_etag(tag, weak=True)
    return response


def page(body: bytes, accepts: str) -> tuple[list[tuple[str, str]], bytes]:
    """The same for a page that is answered in front of Flask: headers of its own, and the body as it is sent.

    `accepts` is the header Accept-Encoding as it came.
    """
    headers = [("Vary", "Accept-Encoding")]
    if len(body) < WORTH_IT or not takes_gzip(accepts):
        return headers, body
    return [*headers, ("Content-Encoding", "gzip")], _packed(body)


def takes_gzip(accepts: str) -> bool:
    """Whether a browser with this header Accept-Encoding can read gzip."""
    # What browsers send is decided by looking for a word; weights are read only where somebody sends them.
    if ";" not in accepts:
        return "gzip" in accepts
    return parse_accept_header(accepts, Accept).quality("gzip") > 0


def _packed(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=LEVEL, mtime=0)
