"""Owns the page that looks at a file. It must not know how a signature is checked."""

from __future__ import annotations

from flask import Blueprint, Response

from lms.extensions import alongside, db
from lms.services import certificate_checks
from lms.web import access, clock, intake, limits, rendering
from lms.web.certificates import uploads, views

blueprint = Blueprint("checking", __name__)

PATH = "/certificates/check"
# Twice as much as is looked at, so that whoever chose too large a file is told so beside the field.
LONGEST = 2 * certificate_checks.LARGEST
MOST = 60


@blueprint.get(PATH)
@access.public
def form() -> Response:
    """Where a file is handed in."""
    return views.unlisted(rendering.page("certificates/check.html", error=None))


@blueprint.post(PATH)
@access.public
@intake.takes_bodies_up_to(LONGEST)
def check() -> Response:
    """What the file is. It is looked at and not kept."""
    limits.take("check", most=MOST)
    body = uploads.body("file", most=LONGEST)
    error = None
    if not body:
        error = "Choose the file that you want to check"
    elif len(body) > certificate_checks.LARGEST:
        error = "The file must be 1 MB or smaller"
    if error is not None:
        return views.unlisted(rendering.page("certificates/check.html", status=422, error=error))
    settings = alongside().settings
    found = certificate_checks.check(
        db.session(),
        body,
        origin=settings.base_url,
        today=clock.today(settings),
        now=clock.now(),
        private=settings.fetch_private,
        timezone=settings.timezone,
    )
    return views.unlisted(rendering.page("certificates/checked.html", found=found))
