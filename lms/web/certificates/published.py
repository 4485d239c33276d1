"""Owns what strangers need to check our signatures: our keys, our lists, what was achieved.

Only published keys are served, and only their public halves. It must not know where the private ones are.
"""

from __future__ import annotations

import json

from flask import Blueprint, Response

from lms.domain import errors
from lms.extensions import alongside, db
from lms.services import publications
from lms.web import access, clock
from lms.web.certificates import files

blueprint = Blueprint("published", __name__)

# Short, because a key that has leaked must be gone soon.
SHORTLY = "public, max-age=300"
LIST = "<int(max=2000000):list_number>"


@blueprint.get("/.well-known/did.json")
@access.public
def did() -> Response:
    """Who we are: the keys that prove a credential is ours (did:web)."""
    return _json(publications.did(db.session(), alongside().settings.base_url), "application/did+ld+json")


@blueprint.get("/.well-known/jwks.json")
@access.public
def jwks() -> Response:
    """The same keys for systems that take JWTs."""
    return _json(publications.jwks(db.session(), alongside().settings.base_url), "application/jwk-set+json")


@blueprint.get("/keys/<name>")
@access.public
def key(name: str) -> Response:
    """One key alone, at the address that a JWT names."""
    found = publications.jwk(db.session(), alongside().settings.base_url, name)
    return _json(found, "application/jwk+json")


@blueprint.get(f"/status/{LIST}")
@access.public
def status(list_number: int) -> Response:
    """The signed list of revoked certificates, as fresh as it can be."""
    if list_number < 1:
        raise errors.UnknownCertificate
    try:
        body = publications.status_list(
            db.session(), number=list_number, issuing=files.issuing(), now=clock.now()
        )
    except errors.KeyUnavailable as missing:
        raise errors.Busy from missing
    return _open(Response(body, content_type="application/vc+ld+json"), "public, no-cache")


@blueprint.get("/achievements/<course>/<version>")
@access.public
def achievement(course: str, version: str) -> Response:
    """What everybody who passed one version of a course achieved."""
    base_url = alongside().settings.base_url
    found = publications.achievement(db.session(), base_url, course=course, version=version)
    return _json(found, "application/ld+json")


def _json(document: object, media_type: str) -> Response:
    return _open(Response(json.dumps(document, ensure_ascii=False), content_type=media_type), SHORTLY)


def _open(response: Response, kept: str) -> Response:
    response.headers["Cache-Control"] = kept
    # Checkers in other people's pages may read what is meant for everybody.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
