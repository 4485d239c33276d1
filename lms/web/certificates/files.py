"""Owns the addresses of a certificate's files, as downloads. It must not know how they are made or signed."""

from __future__ import annotations

from flask import Blueprint, Response

from lms.domain import errors
from lms.extensions import alongside, db
from lms.services import certificate_copies
from lms.services.certificate_copies import Form
from lms.services.certification import Issuing
from lms.web import access, clock, limits, rendering
from lms.web.certificates import views

blueprint = Blueprint("certificate_files", __name__)

# The certificate never changes, but it may be withdrawn: whoever kept the file asks again.
KEPT = "private, no-cache"
# As many as three files of each page that one address may look at.
MOST = 3 * views.MOST
SECONDS_TO_WAIT = "30"


@blueprint.get("/certificates/<number>.pdf")
@access.public
def pdf(number: str) -> Response:
    """The paper. Public, because the number is the secret: whoever holds it holds the certificate."""
    return _file(number, "pdf", "application/pdf")


@blueprint.get("/certificates/<number>.json")
@access.public
def credential(number: str) -> Response:
    """The Open Badges 3.0 credential with its proof."""
    return _file(number, "json", "application/vc+ld+json")


@blueprint.get("/certificates/<number>.jwt")
@access.public
def token(number: str) -> Response:
    """The same credential as a compact JWT."""
    return _file(number, "jwt", "text/plain")


def issuing() -> Issuing:
    """Who issues, by the settings."""
    settings = alongside().settings
    return Issuing(settings.organisation, settings.base_url, settings.timezone, settings.keys_folder)


def _file(number: str, form: Form, media_type: str) -> Response:
    limits.take("file", most=MOST)
    elsewhere = views.canonical(number)
    if elsewhere is not None:
        return views.moved(f"/certificates/{elsewhere}.{form}")
    try:
        body = certificate_copies.copy(
            db.session(), number=number, form=form, issuing=issuing(), now=clock.now()
        )
    except errors.UnknownCertificate:
        return views.unlisted(rendering.page("certificates/unknown.html", status=404))
    except errors.CertificateWithdrawn as gone:
        page = rendering.page(
            "certificates/withdrawn.html", status=410, number=number, standing=gone.standing
        )
        return views.unlisted(page)
    except errors.KeyUnavailable:
        # The jobs say why in their log; whoever waits for a file can do nothing about it.
        page = rendering.page("certificates/waiting.html", status=503, number=number)
        page.headers["Retry-After"] = SECONDS_TO_WAIT
        return views.unlisted(page)
    # A charset would be a lie for bytes and a surprise for programs that compare media types.
    response = Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="certificate-{number}.{form}"'
    response.headers["Cache-Control"] = KEPT
    return views.unlisted(response)
