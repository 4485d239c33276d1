"""Owns the pages on which people bring a certificate of another authority, and named persons agree to it.

It must not know how a certificate is checked, nor what a rule says.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from lms.domain import errors, permissions
from lms.domain.permissions import Action
from lms.extensions import alongside, db
from lms.queries import issuers
from lms.services import certificate_checks, recognition
from lms.web import access, clock, intake, limits, rendering
from lms.web.certificates import uploads

blueprint = Blueprint("recognising", __name__)

PATH = "/certificates/recognition"
LONGEST = 2 * certificate_checks.LARGEST
MOST = 30
ROW = "<int(max=2147483647):recognition_id>"


@blueprint.get(PATH)
@access.requires(Action.LEARN)
def page() -> Response:
    """The form, what I brought, and what waits for me to agree."""
    return _page()


@blueprint.post(PATH)
@access.requires(Action.LEARN)
@intake.takes_bodies_up_to(LONGEST)
def bring() -> Response:
    """Check what was brought, and apply the rule of the course."""
    limits.take("check", most=MOST)
    body = uploads.body("file", most=LONGEST)
    slug = request.form.get("course", "")
    course = rendering.library().courses.get(slug)
    former = request.form.get("former", "")[:254]
    if course is None:
        return _page([("#course", "Choose the course that it should stand for")], former=former)
    if not body or len(body) > certificate_checks.LARGEST:
        return _page([("#file", "Choose a file of 1 MB or less")], course=slug, former=former)
    settings = alongside().settings
    try:
        found = recognition.bring(
            db.session(),
            body,
            person_id=access.viewer().person_id,
            course=recognition.Course(slug, course.title),
            former_address=former,
            origin=settings.base_url,
            private=settings.fetch_private,
            timezone=settings.timezone,
            today=clock.today(settings),
            now=clock.now(),
        )
    except errors.RecognitionRefused as refusal:
        return _page([("#file", refusal.message)], course=slug, former=former)
    return rendering.see_other(f"{PATH}?brought={found.recognition_id}")


@blueprint.post(f"{PATH}/{ROW}")
@access.requires(Action.LEARN)
def decide(recognition_id: int) -> Response:
    """The named person, or an administrator, agrees or does not."""
    viewer = access.viewer()
    row = issuers.one(db.session(), recognition_id)
    is_administrator = permissions.may(viewer.role, Action.CORRECT_CERTIFICATES)
    if not recognition.may_decide(row, actor_id=viewer.person_id, is_administrator=is_administrator):
        raise errors.NotAllowed(Action.CORRECT_CERTIFICATES.value)
    agree = request.form.get("agree")
    if agree not in ("yes", "no"):
        raise errors.RecognitionRefused("Choose whether you agree.")
    recognition.decide(
        db.session(),
        recognition_id=recognition_id,
        actor_id=viewer.person_id,
        agree=agree == "yes",
        now=clock.now(),
    )
    return rendering.see_other(PATH)


def _page(problems: list[tuple[str, str]] | None = None, *, course: str = "", former: str = "") -> Response:
    viewer = access.viewer()
    sees_all = permissions.may(viewer.role, Action.CORRECT_CERTIFICATES)
    library = rendering.library()
    ruled = {row.course_slug for row in issuers.rules(db.session())}
    courses = [
        {"value": slug, "text": found.title, "selected": slug == course}
        for slug, found in library.courses.items()
        if slug in ruled
    ]
    waiting = issuers.waiting(db.session(), confirmer_id=None if sees_all else viewer.person_id)
    return rendering.page(
        "certificates/recognition.html",
        status=422 if problems else 200,
        problems=problems or [],
        courses=courses,
        former=former,
        mine=issuers.mine(db.session(), person_id=viewer.person_id),
        waiting=[row for row in waiting if row.person_id != viewer.person_id],
        titles={slug: found.title for slug, found in library.courses.items()},
    )
