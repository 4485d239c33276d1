"""Owns the addresses of certificates: a person's own, and the public answer to "is this one real?".

It must not know how a certificate is earned or drawn.
"""

from __future__ import annotations

from flask import Blueprint, Response

from lms.domain import errors, ids
from lms.domain.permissions import Action
from lms.extensions import alongside, db, hot
from lms.queries import certificates
from lms.services import certificate_codes
from lms.web import access, clock, limits, rendering

blueprint = Blueprint("certificates", __name__)

# Long enough for a page that is looked at twice, short enough that the day it ends is the right day.
SHORTLY = "max-age=60"
# In five minutes from one address, in each process: a whole office may share one, and nobody reads a register
# at this pace.
MOST = 150


@blueprint.get("/certificates")
@access.requires(Action.LEARN)
def mine() -> Response:
    """The certificates of whoever is signed in."""
    lines = certificates.mine(
        db.session(), person_id=access.viewer().person_id, today=clock.today(alongside().settings)
    )
    return rendering.page("certificates/mine.html", lines=lines)


@blueprint.get("/certificates/<number>", strict_slashes=False)
@access.public
def verify(number: str) -> Response:
    """Whether a certificate is real and in date, for anybody who holds its number."""
    limits.take("verify", most=MOST)
    elsewhere = canonical(number)
    if elsewhere is not None:
        return moved(f"/certificates/{elsewhere}")
    # Who looks only decides whether the page has its links; a stranger costs no query for that.
    viewer = access.viewer_or_none()
    try:
        today = clock.today(alongside().settings)
        found = hot().read(lambda connection: certificates.public(connection, number=number, today=today))
    except errors.UnknownCertificate:
        return unlisted(rendering.page("certificates/unknown.html", status=404))
    response = rendering.page("certificates/verify.html", certificate=found)
    response.headers["Cache-Control"] = f"{'private' if viewer else 'public'}, {SHORTLY}"
    return unlisted(response)


@blueprint.get("/certificates/<number>.svg")
@access.public
def code(number: str) -> Response:
    """The square code of a certificate; drawing it costs more than the page that shows it."""
    limits.take("code", most=MOST)
    try:
        found = certificates.public(db.session(), number=number, today=clock.today(alongside().settings))
    except errors.UnknownCertificate:
        return unlisted(rendering.page("certificates/unknown.html", status=404))
    response = Response(certificate_codes.code(found.verify_url), content_type="image/svg+xml")
    # The address in it was frozen at issue.
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return unlisted(response)


def canonical(number: str) -> str | None:
    """How a number is spelt by us if it was typed in another way; None if it was not, or is no number."""
    try:
        spelt = str(ids.CertificateNumber.parse(number))
    except errors.MalformedNumber:
        return None
    return spelt if spelt != number else None


def moved(address: str) -> Response:
    """The answer to another spelling of an address."""
    return unlisted(Response(status=301, headers={"Location": address}))


def unlisted(response: Response) -> Response:
    """Ask search engines to leave people's names alone."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response
