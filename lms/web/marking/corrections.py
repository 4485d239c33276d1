"""Owns the trainers' pages for corrected questions: what waits, what a re-mark would do, and doing it.

It must not know how a mark is made anew.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from lms.domain import errors, permissions
from lms.domain.permissions import Action
from lms.domain.remarking import Decision
from lms.extensions import alongside, db
from lms.queries import changed_items
from lms.queries import corrections as reads
from lms.services import remarking
from lms.services.certification import Issuing
from lms.web import access, clock, rendering

blueprint = Blueprint("corrections", __name__, url_prefix="/marking/corrections")

REMARK = "<int(max=2147483647):remark_id>"


@blueprint.get("")
@access.requires(Action.CORRECT_MARKS)
def listed() -> Response:
    """Questions that wait for a decision, and the decisions so far."""
    session = db.session()
    return rendering.page(
        "marking/corrections.html",
        waiting=changed_items.waiting(session, rendering.library()),
        decided=reads.decided(session),
        decisions=Decision,
    )


@blueprint.get("/<quiz>/<item>")
@access.requires(Action.CORRECT_MARKS)
def preview(quiz: str, item: str) -> Response:
    """Who would change and how. Raises: UnknownQuiz, UnknownItem."""
    return _preview(quiz, item)


@blueprint.post("/<quiz>/<item>")
@access.requires(Action.CORRECT_MARKS)
def decide(quiz: str, item: str) -> Response:
    """Mark again, or call it a new question. Raises: UnknownQuiz, UnknownItem, MalformedResponse."""
    choice, reason = request.form.get("decision", ""), request.form.get("reason", "")
    session, actor_id, now = db.session(), access.viewer().person_id, clock.now()
    try:
        match choice:
            case Decision.MISTAKE.value:
                remark_id = remarking.remark(
                    session,
                    rendering.library(),
                    quiz=quiz,
                    item_id=item,
                    preview=request.form.get("preview", ""),
                    reason=reason,
                    actor_id=actor_id,
                    now=now,
                    issuing=_issuing(),
                ).remark_id
            case Decision.NEW_QUESTION.value:
                remark_id = remarking.call_new(
                    session,
                    rendering.library(),
                    quiz=quiz,
                    item_id=item,
                    reason=reason,
                    actor_id=actor_id,
                    now=now,
                )
            case _:
                return _preview(quiz, item, no_choice=True, reason=reason, status=422)
    except errors.MalformedReason as refused:
        return _preview(quiz, item, choice=choice, reason_error=refused.message, reason=reason, status=422)
    except (errors.StalePreview, errors.RemarkRefused) as refused:
        return _preview(quiz, item, choice=choice, refusal=refused.message, reason=reason, status=409)
    return rendering.see_other(f"/marking/corrections/decided/{remark_id}?done=1")


@blueprint.get(f"/decided/{REMARK}")
@access.requires(Action.CORRECT_MARKS)
def decided(remark_id: int) -> Response:
    """One decision and what it did. Raises: UnknownRemark."""
    return _decided(remark_id, done=bool(request.args.get("done")))


@blueprint.post(f"/decided/{REMARK}/undo")
@access.requires(Action.CORRECT_MARKS)
def undo(remark_id: int) -> Response:
    """Put the old marks back. Raises: UnknownRemark."""
    reason = request.form.get("reason", "")
    try:
        remarking.undo(
            db.session(),
            remark_id=remark_id,
            reason=reason,
            actor_id=access.viewer().person_id,
            now=clock.now(),
        )
    except errors.MalformedReason as refused:
        return _decided(remark_id, reason_error=refused.message, reason=reason, status=422)
    except errors.RemarkRefused as refused:
        return _decided(remark_id, refusal=refused.message, reason=reason, status=409)
    return rendering.see_other(f"/marking/corrections/decided/{remark_id}")


def _names() -> bool:
    return permissions.may(access.viewer().role, Action.SEE_MARKS_BY_NAME)


def _preview(
    quiz: str,
    item: str,
    *,
    choice: str = "",
    no_choice: bool = False,
    reason: str = "",
    reason_error: str = "",
    refusal: str = "",
    status: int = 200,
) -> Response:
    found = reads.preview(db.session(), rendering.library(), quiz=quiz, item_id=item, names=_names())
    return rendering.page(
        "marking/preview.html",
        status=status,
        preview=found,
        choice=choice,
        no_choice=no_choice,
        reason=reason,
        reason_error=reason_error,
        refusal=refusal,
        decisions=Decision,
    )


def _decided(
    remark_id: int,
    *,
    done: bool = False,
    reason: str = "",
    reason_error: str = "",
    refusal: str = "",
    status: int = 200,
) -> Response:
    found = reads.decision(db.session(), remark_id=remark_id, names=_names())
    return rendering.page(
        "marking/decided.html",
        status=status,
        decided=found,
        may_correct=permissions.may(access.viewer().role, Action.CORRECT_CERTIFICATES),
        done=done,
        reason=reason,
        reason_error=reason_error,
        refusal=refusal,
        decisions=Decision,
    )


def _issuing() -> Issuing:
    settings = alongside().settings
    return Issuing(settings.organisation, settings.base_url, settings.timezone)
