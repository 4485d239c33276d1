"""Owns the administrator's page about other authorities: whom we trust, and what theirs counts for.

It must not know how a certificate is checked.
"""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, request

from lms.domain import errors
from lms.domain.permissions import Action
from lms.domain.recognition import Decision
from lms.extensions import alongside, db
from lms.queries import issuers
from lms.services import issuers as issuer_writes
from lms.services import recognition
from lms.web import access, clock, rendering

blueprint = Blueprint("authorities", __name__, url_prefix="/manage/recognition")

DECISIONS = (
    (Decision.ACCEPT, "Accept"),
    (Decision.RECENT, "Accept if it is not too old"),
    (Decision.REFRESHER, "The refresher has to be passed here"),
    (Decision.REFUSE, "Refuse"),
)


@blueprint.get("")
@access.requires(Action.CORRECT_CERTIFICATES)
def page() -> Response:
    """The list of issuers and the rules."""
    return _page()


@blueprint.post("/issuers")
@access.requires(Action.CORRECT_CERTIFICATES)
def trust() -> Response:
    """One more trusted issuer."""
    try:
        issuer_writes.trust(
            db.session(),
            did=request.form.get("did", ""),
            name=request.form.get("name", ""),
            since=_day("since"),
            actor_id=access.viewer().person_id,
            now=clock.now(),
        )
    except errors.RecognitionRefused as refusal:
        return _page([("#did", refusal.message)])
    return rendering.see_other("/manage/recognition")


@blueprint.post("/issuers/end")
@access.requires(Action.CORRECT_CERTIFICATES)
def end() -> Response:
    """What they issue after today does not count any more."""
    issuer_writes.end_trust(
        db.session(),
        did=request.form.get("did", ""),
        until=clock.today(alongside().settings),
        actor_id=access.viewer().person_id,
        now=clock.now(),
    )
    return rendering.see_other("/manage/recognition")


@blueprint.post("/rules")
@access.requires(Action.CORRECT_CERTIFICATES)
def rule() -> Response:
    """The rule of one course."""
    course = request.form.get("course", "")
    if course not in rendering.library().courses:
        return _page([("#course", "Choose a course")])
    try:
        issuer_writes.set_rule(
            db.session(),
            course=course,
            matches=request.form.get("matches", ""),
            decision=_decision(),
            months_old=_months("months_old"),
            valid_months=_months("valid_months"),
            needs_confirmation=request.form.get("confirm") == "yes",
            confirmer=request.form.get("confirmer", "").strip() or None,
            actor_id=access.viewer().person_id,
            now=clock.now(),
        )
    except (errors.RecognitionRefused, errors.UnknownPerson) as refusal:
        return _page([("#course", refusal.message)])
    return rendering.see_other("/manage/recognition")


def _decision() -> Decision:
    try:
        return Decision(request.form.get("decision", ""))
    except ValueError:
        raise errors.RecognitionRefused("Choose what the rule says.") from None


def _months(name: str) -> int | None:
    text = request.form.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise errors.RecognitionRefused("Write months as a whole number.")
    return int(text)


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, "").strip())
    except ValueError:
        raise errors.RecognitionRefused("Write the first day like 2026-11-22.") from None


def _page(problems: list[tuple[str, str]] | None = None) -> Response:
    library = rendering.library()
    return rendering.page(
        "manage/recognition.html",
        status=422 if problems else 200,
        problems=problems or [],
        sent=request.form,
        issuers=issuers.trusted(db.session()),
        rules=[(row, recognition.rule_words(row)) for row in issuers.rules(db.session())],
        courses=[{"value": slug, "text": course.title} for slug, course in library.courses.items()],
        titles={slug: course.title for slug, course in library.courses.items()},
        decisions=[{"value": decision.value, "text": text} for decision, text in DECISIONS],
        today=clock.today(alongside().settings).isoformat(),
    )
