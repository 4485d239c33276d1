"""Owns the administrator's pages about certificates: found, revoked, restored, issued anew, sent to a leaver.

It must not know how any of it is done.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from lms.domain import errors
from lms.domain.certificates import RevocationReason
from lms.domain.permissions import Action
from lms.extensions import alongside, db
from lms.queries import issued
from lms.services import corrections, wallets
from lms.web import access, clock, rendering

blueprint = Blueprint("issued", __name__, url_prefix="/manage/certificates")

PERSON = "<int(max=2147483647):person_id>"


@blueprint.get("")
@access.requires(Action.CORRECT_CERTIFICATES)
def listed() -> Response:
    """The newest certificates, or those that fit the words; a number leads to its page."""
    words = request.args.get("words", "").strip()[:200]
    today = clock.today(alongside().settings)
    if words:
        try:
            found = issued.one(db.session(), number=words, today=today)
        except errors.UnknownCertificate:
            pass
        else:
            return rendering.see_other(f"/manage/certificates/{found.number}")
    rows = issued.newest(db.session(), words=words, today=today)
    return rendering.page("manage/certificates.html", rows=rows, words=words, most=issued.MOST)


@blueprint.get("/<number>")
@access.requires(Action.CORRECT_CERTIFICATES)
def one(number: str) -> Response:
    """One certificate, what was done to it, and what can be."""
    return _page(number)


@blueprint.post("/<number>/revoke")
@access.requires(Action.CORRECT_CERTIFICATES)
def revoke(number: str) -> Response:
    """It does not count any more; everybody sees the class of reason."""
    try:
        corrections.revoke(
            db.session(),
            number=number,
            reason=request.form.get("reason", ""),
            note=request.form.get("note", ""),
            actor_id=access.viewer().person_id,
            now=clock.now(),
        )
    except errors.CorrectionRefused as refusal:
        return _page(number, [("#reason", refusal.message)])
    return rendering.see_other(f"/manage/certificates/{number}")


@blueprint.post("/<number>/restore")
@access.requires(Action.CORRECT_CERTIFICATES)
def restore(number: str) -> Response:
    """It counts again."""
    corrections.restore(
        db.session(),
        number=number,
        note=request.form.get("note", ""),
        actor_id=access.viewer().person_id,
        now=clock.now(),
    )
    return rendering.see_other(f"/manage/certificates/{number}")


@blueprint.post("/<number>/reissue")
@access.requires(Action.CORRECT_CERTIFICATES)
def reissue(number: str) -> Response:
    """A new one with the holder's name of today; the old one says that it was superseded."""
    made = corrections.reissue(
        db.session(),
        number=number,
        note=request.form.get("note", ""),
        actor_id=access.viewer().person_id,
        now=clock.now(),
    )
    return rendering.see_other(f"/manage/certificates/{made}")


@blueprint.post(f"/of/{PERSON}/wallet")
@access.requires(Action.CORRECT_CERTIFICATES)
def wallet(person_id: int) -> Response:
    """A link to somebody's files, for when their account is gone."""
    wallets.send(
        db.session(),
        person_id=person_id,
        to=request.form.get("address", ""),
        base_url=alongside().settings.base_url,
        actor_id=access.viewer().person_id,
        now=clock.now(),
    )
    return rendering.page("manage/wallet_sent.html", person_id=person_id)


def _page(number: str, problems: list[tuple[str, str]] | None = None) -> Response:
    row = issued.one(db.session(), number=number, today=clock.today(alongside().settings))
    return rendering.page(
        "manage/certificate.html",
        status=422 if problems else 200,
        row=row,
        steps=issued.steps(db.session(), number=row.number),
        reasons=[{"value": reason.value, "text": reason.value.capitalize()} for reason in RevocationReason],
        problems=problems or [],
    )
