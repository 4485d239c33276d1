"""Owns the addresses of practice: take part or not, a sitting, one question a page, what comes next.

It must not know what is right, nor when something is due: services and queries say so.
"""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, request

from lms.domain import errors, practice
from lms.domain.permissions import Action
from lms.domain.quizzes import Confidence
from lms.extensions import alongside, db
from lms.queries import practice as reads
from lms.queries import practice_sheets
from lms.queries.practice_sheets import QuestionPage
from lms.services import practice as services
from lms.web import access, clock, larger, rendering, tongues

blueprint = Blueprint("practice", __name__, url_prefix="/practice")

SITTING = "/sittings/<sitting_id>"
QUESTION = f"{SITTING}/questions/<int:question>"
# Buttons and fields of the form of a question.
SURE = "sure"
UNKNOWN = "unknown"
_SEED_BITS = 62


@blueprint.get("")
@access.requires(Action.LEARN)
def overview() -> Response:
    """What practice is, whether one takes part, and when the next three minutes are."""
    state = reads.state(
        db.session(),
        rendering.library(),
        person_id=access.viewer().person_id,
        now=clock.now(),
        zone=clock.zone(alongside().settings),
    )
    return rendering.page(
        "practice/overview.html",
        state=state,
        most=practice.MOST_ITEMS,
        larger=larger.for_viewer(),
    )


@blueprint.post("/join")
@access.requires(Action.LEARN)
def join() -> Response:
    """Take part from now on."""
    services.join(db.session(), person_id=access.viewer().person_id, now=clock.now())
    return rendering.see_other("/practice")


@blueprint.post("/leave")
@access.requires(Action.LEARN)
def leave() -> Response:
    """Take part no more."""
    services.leave(db.session(), person_id=access.viewer().person_id, now=clock.now())
    return rendering.see_other("/practice")


@blueprint.post("/sittings")
@access.requires(Action.LEARN)
def start() -> Response:
    """Begin, or go on with what was begun; the overview says why not."""
    try:
        sitting_id = services.start(
            db.session(),
            rendering.library(),
            person_id=access.viewer().person_id,
            now=clock.now(),
            zone=clock.zone(alongside().settings),
            seed=secrets.randbits(_SEED_BITS),
        )
    except errors.PracticeRefused:
        return rendering.see_other("/practice")
    return rendering.see_other(_address(sitting_id))


@blueprint.get(SITTING)
@access.requires(Action.LEARN)
def sitting(sitting_id: str) -> Response:
    """On to the first question without an answer; to the end when there is none."""
    number = practice_sheets.first_open(
        db.session(),
        rendering.library(),
        person_id=access.viewer().person_id,
        sitting_id=sitting_id,
        now=clock.now(),
    )
    return rendering.see_other(_address(sitting_id, number))


@blueprint.get(f"{SITTING}/end")
@access.requires(Action.LEARN)
def end(sitting_id: str) -> Response:
    """What was met, and what comes next and when."""
    found = reads.ending(
        db.session(),
        rendering.library(),
        person_id=access.viewer().person_id,
        sitting_id=sitting_id,
        now=clock.now(),
        zone=clock.zone(alongside().settings),
    )
    return rendering.page(
        "practice/end.html", ending=found, sitting_id=sitting_id, larger=larger.for_viewer()
    )


@blueprint.get(QUESTION)
@access.requires(Action.LEARN)
def question(sitting_id: str, question: int) -> Response:
    """One question, or what its answer shows."""
    return _question_page(_question(sitting_id, question))


@blueprint.post(QUESTION)
@access.requires(Action.LEARN)
def answer(sitting_id: str, question: int) -> Response:
    """Mark an answer and show at once why; an empty form asks for one, or for "I do not know"."""
    fields = request.form.to_dict(flat=False)
    given = {name: values for name, values in fields.items() if name == "answer" or name.startswith("row-")}
    if UNKNOWN in fields:
        given = {}
    elif not any(value.strip() for values in given.values() for value in values):
        found = _question(sitting_id, question)
        if found.sheet is not None:
            return _question_page(found, missing=True)
    try:
        services.answer(
            db.session(),
            rendering.library(),
            person_id=access.viewer().person_id,
            sitting_id=sitting_id,
            number=question,
            fields=given,
            confidence=None if UNKNOWN in fields else _sure(fields.get(SURE, [])),
            now=clock.now(),
        )
    except errors.PracticeRefused:
        return rendering.see_other(_address(sitting_id))
    return rendering.see_other(_address(sitting_id, question))


def _question(sitting_id: str, number: int) -> QuestionPage:
    return practice_sheets.question(
        db.session(),
        rendering.library(),
        person_id=access.viewer().person_id,
        sitting_id=sitting_id,
        number=number,
        now=clock.now(),
        spoken=tongues.current().spoken,
    )


def _question_page(found: QuestionPage, *, missing: bool = False) -> Response:
    if found.sheet is not None:
        error = "Answer the question, or choose “I do not know”" if missing else None
        return rendering.page(
            "practice/question.html",
            status=422 if missing else 200,
            page=found,
            item=found.sheet,
            error=error,
            larger=larger.for_viewer(),
        )
    if found.result is not None:
        return rendering.page(
            "practice/feedback.html", page=found, item=found.result, larger=larger.for_viewer()
        )
    return rendering.page("practice/closed.html", page=found, larger=larger.for_viewer())


def _sure(values: list[str]) -> Confidence | None:
    """Raises: MalformedResponse."""
    chosen = [value for value in values if value]
    if not chosen:
        return None
    try:
        return Confidence(chosen[-1])
    except ValueError as unknown:
        raise errors.MalformedResponse("", "not a way to be sure") from unknown


def _address(sitting_id: str, number: int | None = 0) -> str:
    """A question of a sitting by its number; 0 = where it goes on, None = its end."""
    there = f"/practice/sittings/{sitting_id}"
    if number is None:
        return f"{there}/end"
    return f"{there}/questions/{number}" if number else there
