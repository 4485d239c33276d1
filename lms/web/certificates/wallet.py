"""Owns the link by which people take their certificates along. It must not know how files are made."""

from __future__ import annotations

from flask import Blueprint, Response, request

from lms.domain import errors
from lms.domain.permissions import Action
from lms.extensions import alongside, db
from lms.services import wallets
from lms.web import access, clock, limits, rendering
from lms.web.certificates import files, views

blueprint = Blueprint("wallet", __name__)

MOST = 30


@blueprint.get("/certificates/take-along")
@access.requires(Action.LEARN)
def ask_page() -> Response:
    """Where a person asks for their link before they leave."""
    return rendering.page("certificates/take_along.html", error=None, address="", sent=False)


@blueprint.post("/certificates/take-along")
@access.requires(Action.LEARN)
def ask() -> Response:
    """Send the link to an address of theirs."""
    address = request.form.get("address", "")[:300]
    viewer = access.viewer()
    try:
        wallets.send(
            db.session(),
            person_id=viewer.person_id,
            to=address,
            base_url=alongside().settings.base_url,
            actor_id=viewer.person_id,
            now=clock.now(),
        )
    except errors.CorrectionRefused as refusal:
        return rendering.page(
            "certificates/take_along.html", status=422, error=refusal.message, address=address, sent=False
        )
    return rendering.page("certificates/take_along.html", error=None, address=address, sent=True)


@blueprint.get("/wallet/<secret>")
@access.public
def look(secret: str) -> Response:
    """What the link will hand out. Looking does not use it up: mail programs look at links as well."""
    limits.take("wallet", most=MOST)
    count = wallets.count(db.session(), secret=secret, now=clock.now())
    return views.unlisted(rendering.page("certificates/wallet.html", count=count, secret=secret))


@blueprint.post("/wallet/<secret>")
@access.public
def take(secret: str) -> Response:
    """The files, once."""
    limits.take("wallet", most=MOST)
    try:
        body = wallets.take(db.session(), secret=secret, issuing=files.issuing(), now=clock.now())
    except errors.KeyUnavailable as missing:
        raise errors.Busy from missing
    response = Response(body, content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="certificates.zip"'
    return views.unlisted(response)
