"""Owns the trainers' pages for written answers: the queue, one answer, and what can be done with it.

It must not know who may speak when, or what a mark does: services say so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, Response, request

from lms.domain import errors
from lms.domain.judging import Step, Voice
from lms.domain.permissions import Action
from lms.extensions import alongside, db
from lms.queries import judging as reads
from lms.queries import judging_queue
from lms.queries.judging_queue import Filter, Show
from lms.services import judging, self_marks
from lms.services.certification import Issuing
from lms.web import access, clock, rendering

blueprint = Blueprint("marking", __name__)

AGES = (0, 3, 7, 14)
NOTES = {
    "marked": "The mark is stored. The learner is told when nothing of the attempt waits any more.",
    "second": "The mark is stored. Another trainer is asked for a second opinion before it counts.",
    "differs": "The mark is stored. It differs from the first one, so a third trainer decides, or you agree.",
    "reopened": "The answer waits for a new mark. The old one stands until then.",
}
_NOTE_OF = {Step.SETTLED: "marked", Step.SECOND: "second", Step.DIFFERS: "differs", Step.WAITING: "reopened"}
_POINTS = re.compile(r"[0-9]{1,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the form of one answer, for a page that shows it again."""

    points: Mapping[str, str] = field(default_factory=dict)
    feedback: str = ""
    second: bool = False
    reason: str = ""


@blueprint.get("/marking")
@access.requires(Action.MARK_RESPONSES)
def queue() -> Response:
    """The answers that wait, with filters."""
    wanted = _filter()
    found = judging_queue.queue(
        db.session(), viewer_id=access.viewer().person_id, wanted=wanted, now=clock.now()
    )
    note = NOTES.get(request.args.get("done", ""))
    return rendering.page("marking/queue.html", queue=found, wanted=wanted, shows=Show, ages=AGES, note=note)


@blueprint.get("/marking/answers/<attempt_id>/<item>")
@access.requires(Action.MARK_RESPONSES)
def answer(attempt_id: str, item: str) -> Response:
    """One answer beside the model answer and the mark scheme. Raises: UnknownResponse, JudgeRefused."""
    return _page(attempt_id, item)


@blueprint.post("/marking/answers/<attempt_id>/<item>/take")
@access.requires(Action.MARK_RESPONSES)
def take(attempt_id: str, item: str) -> Response:
    """Open an answer from the queue, so that another trainer is told. Raises: as `answer`."""
    judging.take(
        db.session(),
        attempt_id=attempt_id,
        item_id=item,
        judge_id=access.viewer().person_id,
        now=clock.now(),
    )
    return rendering.see_other(_address(attempt_id, item))


@blueprint.post("/marking/answers/<attempt_id>/<item>")
@access.requires(Action.MARK_RESPONSES)
def judge(attempt_id: str, item: str) -> Response:
    """Give marks; a refusal is the page again with what was typed. Raises: UnknownResponse."""
    typed = Typed(
        points=_typed_points(),
        feedback=request.form.get("feedback", ""),
        second=bool(request.form.get("second")),
    )
    points = _points(typed)
    if points is None:
        return _page(attempt_id, item, typed=typed, missing=True, status=422)
    try:
        judged = judging.judge(
            db.session(),
            attempt_id=attempt_id,
            item_id=item,
            judge_id=access.viewer().person_id,
            round=_round(),
            voice=_voice(),
            points=points,
            feedback=typed.feedback,
            second_wanted=typed.second,
            now=clock.now(),
            issuing=_issuing(),
        )
    except errors.MalformedPoints:
        return _page(attempt_id, item, typed=typed, missing=True, status=422)
    except errors.MalformedReason as refused:
        return _page(attempt_id, item, typed=typed, refusal=refused.message, status=422)
    except errors.JudgedMeanwhile as refused:
        return _page(attempt_id, item, typed=typed, refusal=refused.message, status=409)
    return _done(judged.step)


@blueprint.post("/marking/answers/<attempt_id>/<item>/agree")
@access.requires(Action.MARK_RESPONSES)
def agree(attempt_id: str, item: str) -> Response:
    """Take over the other trainer's marks. Raises: UnknownResponse, JudgeRefused."""
    try:
        judged = judging.agree(
            db.session(),
            attempt_id=attempt_id,
            item_id=item,
            judge_id=access.viewer().person_id,
            round=_round(),
            now=clock.now(),
            issuing=_issuing(),
        )
    except errors.JudgedMeanwhile as refused:
        return _page(attempt_id, item, refusal=refused.message, status=409)
    return _done(judged.step)


@blueprint.post("/marking/answers/<attempt_id>/<item>/reopen")
@access.requires(Action.MARK_RESPONSES)
def reopen(attempt_id: str, item: str) -> Response:
    """Have an answer marked once more. Raises: UnknownResponse, JudgeRefused."""
    reason = request.form.get("reason", "")
    try:
        judging.reopen(
            db.session(),
            attempt_id=attempt_id,
            item_id=item,
            actor_id=access.viewer().person_id,
            round=_round(),
            reason=reason,
            now=clock.now(),
        )
    except errors.MalformedReason:
        return _page(attempt_id, item, typed=Typed(reason=reason), no_reason=True, status=422)
    return _done(Step.WAITING)


@blueprint.post("/attempts/<attempt_id>/reflections/<item>")
@access.requires(Action.LEARN)
def mark_own(attempt_id: str, item: str) -> Response:
    """A learner's own marks for their own answer.

    Raises: UnknownAttempt, UnknownResponse, MalformedPoints.
    """
    points = _points(Typed(points=_typed_points()))
    if points is None:
        raise errors.MalformedPoints(item)
    self_marks.mark(
        db.session(),
        person_id=access.viewer().person_id,
        attempt_id=attempt_id,
        item_id=item,
        points=points,
        now=clock.now(),
    )
    return rendering.see_other(f"/attempts/{attempt_id}/result#own-{item}")


def _page(
    attempt_id: str,
    item: str,
    *,
    typed: Typed | None = None,
    missing: bool = False,
    no_reason: bool = False,
    refusal: str = "",
    status: int = 200,
) -> Response:
    found = reads.answer(
        db.session(), attempt_id=attempt_id, item_id=item, viewer_id=access.viewer().person_id
    )
    given = typed or Typed()
    left = []
    if missing:
        left = [
            at
            for at, line in enumerate(found.scheme, start=1)
            if not _fits(given.points.get(str(at), ""), line.marks)
        ]
    return rendering.page(
        "marking/answer.html",
        status=status,
        answer=found,
        address=_address(attempt_id, item),
        typed=given,
        left=left,
        no_reason=no_reason,
        refusal=refusal,
    )


def _fits(text: str, most: int) -> bool:
    return bool(_POINTS.fullmatch(text)) and int(text) <= most


def _address(attempt_id: str, item: str) -> str:
    return f"/marking/answers/{attempt_id}/{item}"


def _done(step: Step) -> Response:
    return rendering.see_other(f"/marking?done={_NOTE_OF[step]}")


def _typed_points() -> dict[str, str]:
    """The fields "points-1", "points-2", … as they came."""
    found = {}
    for name, value in request.form.items():
        head, _, number = name.partition("-")
        if head == "points" and _POINTS.fullmatch(number):
            found[number] = value
    return found


def _points(typed: Typed) -> list[int] | None:
    """Whole numbers for lines 1 to n without a gap; None if one is missing or is none."""
    wanted = range(1, len(typed.points) + 1)
    texts = [typed.points.get(str(at), "") for at in wanted]
    if not texts or not all(_POINTS.fullmatch(text) for text in texts):
        return None
    return [int(text) for text in texts]


def _round() -> int:
    """Raises: MalformedResponse."""
    sent = request.form.get("round", "")
    if not _POINTS.fullmatch(sent):
        raise errors.MalformedResponse("round", "not a number of this form")
    return int(sent)


def _voice() -> Voice:
    """Raises: MalformedResponse."""
    try:
        return Voice(request.form.get("voice", ""))
    except ValueError:
        raise errors.MalformedResponse("voice", "not a part of this form") from None


def _filter() -> Filter:
    """The filters of the address; what is none leaves nothing out."""
    sent = request.args
    show = sent.get("show", "")
    days = sent.get("days", "")
    return Filter(
        show=Show(show) if show in {one.value for one in Show} else Show.TO_DO,
        quiz=sent.get("quiz", ""),
        team=sent.get("team", ""),
        days=int(days) if _POINTS.fullmatch(days) else 0,
    )


def _issuing() -> Issuing:
    settings = alongside().settings
    return Issuing(settings.organisation, settings.base_url, settings.timezone)
