"""Owns what machines ask for: whether we are well, whether they may index us, our icon.

It must not know any page for people.
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from lms import __version__
from lms.extensions import db
from lms.queries import health
from lms.web import access, assets

blueprint = Blueprint("api", __name__)


@blueprint.get("/healthz")
@access.public
def healthz() -> Response:
    """200 while the database answers; it raises Busy, which is 503, while it does not.

    `signing` says whether a signing key cannot be used, and how much waits for it: checking and learning go
    on without one.
    """
    signing = health.signing(db.session())
    waits = f"{signing.waiting} waiting for a key" if signing.waiting else "a key cannot be used"
    return jsonify(
        status="ok",
        version=__version__,
        database=health.database_version(db.session()),
        signing="ok" if signing.usable else waits,
    )


@blueprint.get("/robots.txt")
@access.public
def robots() -> Response:
    """Nothing here is for a search engine; a certificate is found by those who hold its number."""
    response = Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@blueprint.get("/favicon.ico")
@access.public
def favicon() -> Response:
    """For browsers that ask here without reading the page."""
    response = Response(status=302, headers={"Location": assets.static_url("mark.svg")})
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
