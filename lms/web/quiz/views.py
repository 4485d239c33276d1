"""Owns the addresses of quizzes and attempts: start, answer, hand in, see the result.

It must not know keys, marks or who may start: services and queries say so.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from flask import Blueprint, Response, current_app, request

from lms.domain import errors
from lms.domain.permissions import Action
from lms.extensions import alongside, db
from lms.queries import attempts as reads
from lms.queries import judged
from lms.queries.results import Result
from lms.queries.sheets import Sheet
from lms.services import attempts, closing
from lms.services.certification import Issuing
from lms.web import access, carried, clock, csrf, intake, rendering, tongues
from lms.web.quiz import answers, conflicts, framed, keeping, pages, script
from lms.web.quiz.answers import Sent

blueprint = Blueprint("quiz", __name__)

# All on one page: some long answers, in letters of which a form makes nine characters each.
LONGEST_FORM = 2 * 1024 * 1024


@blueprint.get("/quizzes/<quiz>")
@access.requires(Action.LEARN)
def quiz(quiz: str) -> Response:
    """What to expect of a quiz, what one has done so far, and the button to start."""
    return _quiz_page(quiz, status=200)


@blueprint.post("/quizzes/<quiz>/attempts")
@access.requires(Action.LEARN)
def start(quiz: str) -> Response:
    """Begin an attempt, or go on with the one that is open."""
    try:
        script.raise_refused(request.environ)
        attempt_id = attempts.start(
            db.session(),
            rendering.library(),
            person_id=access.viewer().person_id,
            quiz=quiz,
            now=clock.now(),
            boot=clock.boot(),
            seed=secrets.randbits(pages.SEED_BITS),
            shelf=alongside().shelf,
            timezone=alongside().settings.timezone,
        )
    except (errors.NoAttemptsLeft, errors.MustWait):
        # The page itself says why, and until when.
        return _quiz_page(quiz, status=409)
    return rendering.see_other(pages.address(attempt_id))


@blueprint.get("/attempts/<attempt_id>")
@access.requires(Action.LEARN)
def sheet(attempt_id: str) -> Response:
    """A page of an open attempt; a closed one has a result instead."""
    try:
        opened = _open(attempt_id)
    except (errors.AttemptClosed, errors.AttemptLate) as over:
        _close_if_late(attempt_id, over)
        return rendering.see_other(pages.result_address(attempt_id))
    page = request.args.get("question", "")
    if page == pages.OPEN:
        # An address of its own for each question: Back leads to what was there, not to what is open next.
        return rendering.see_other(pages.address(attempt_id, pages.first_open(opened)))
    return pages.show(opened, page)


@blueprint.get("/attempts/<attempt_id>/saved")
@access.requires(Action.LEARN)
def standing(attempt_id: str) -> Response:
    """What is saved, for the script of a page that was out of sight or without a connection."""
    try:
        return script.standing(_open(attempt_id))
    except (errors.AttemptClosed, errors.AttemptLate) as over:
        _close_if_late(attempt_id, over)
        return script.closed(attempt_id, over)


@blueprint.post("/attempts/<attempt_id>/answers")
@intake.takes_bodies_up_to(LONGEST_FORM)
@carried.when_refused(keeping.instead)
@access.requires(Action.LEARN)
def save(attempt_id: str) -> Response:
    """Keep what a form holds and go to the page it asks for."""
    fields = request.form.to_dict(flat=False)
    sent, seq = answers.from_form(fields), answers.seq_of(fields)
    wanted = answers.next_page(fields)
    try:
        if conflicts.KEEP in fields:
            return _settle(attempt_id, sent, seq, fields, wanted)
        script.raise_refused(request.environ)
        _save(attempt_id, sent, seq)
    except errors.AttemptClosed:
        return pages.closed(attempt_id)
    except errors.AttemptLate as late:
        _close_if_late(attempt_id, late)
        return pages.late(attempt_id, late.deadline_at)
    except errors.StaleAnswers:
        return _settle(attempt_id, sent, seq, fields, answers.shown_on(fields))
    except errors.MalformedResponse as malformed:
        return _too_long(attempt_id, sent, seq, fields, malformed)
    return rendering.see_other(pages.wanted_address(attempt_id, wanted))


@blueprint.put("/attempts/<attempt_id>/answers")
@access.requires(Action.LEARN)
def save_from_script(attempt_id: str) -> Response:
    """The same for a script, in JSON or as a form; a refusal is JSON with status 409."""
    if request.is_json:
        sent, seq = answers.from_json(request.get_json(silent=True))
    else:
        fields = request.form.to_dict(flat=False)
        sent, seq = answers.from_form(fields), answers.seq_of(fields)
    try:
        script.raise_refused(request.environ)
        return script.saved(_save(attempt_id, sent, seq))
    except errors.AttemptClosed as closed:
        return script.closed(attempt_id, closed)
    except errors.AttemptLate as late:
        _close_if_late(attempt_id, late)
        return script.late(attempt_id, late)
    except errors.StaleAnswers as stale:
        return script.stale(_open(attempt_id), sent, stale)


@blueprint.post("/attempts/<attempt_id>")
@intake.takes_bodies_up_to(LONGEST_FORM)
@carried.when_refused(keeping.instead)
@access.requires(Action.LEARN)
def submit(attempt_id: str) -> Response:
    """Hand in, with the answers that come along; the second click sees the same result."""
    fields = request.form.to_dict(flat=False)
    sent = answers.from_form(fields)
    seq = answers.seq_to_hold(fields)
    try:
        script.raise_refused(request.environ)
        attempts.submit(
            db.session(),
            person_id=access.viewer().person_id,
            attempt_id=attempt_id,
            answers=sent.answers,
            flags=sent.flags,
            confidence=sent.confidence,
            seq=seq,
            now=clock.now(),
            boot=clock.boot(),
            issuing=_issuing(),
        )
    except errors.StaleAnswers:
        return _settle(attempt_id, sent, seq or 0, fields, pages.CHECK)
    except errors.MalformedResponse as malformed:
        return _too_long(attempt_id, sent, seq or 0, fields, malformed)
    return rendering.see_other(pages.result_address(attempt_id))


@blueprint.get("/attempts/<attempt_id>/result")
@access.requires(Action.LEARN)
def result(attempt_id: str) -> Response:
    """How a closed attempt went, and why."""
    try:
        found = _result(attempt_id)
    except errors.AttemptLate as late:
        _close_if_late(attempt_id, late)
        found = _result(attempt_id)
    body = framed.pages_of(current_app).result(
        found,
        judged.after(db.session(), found),
        viewer=access.viewer(),
        token=csrf.token(),
        person=pages.drafts_of(),
    )
    return Response(body, mimetype="text/html")


def _quiz_page(quiz: str, *, status: int) -> Response:
    reading = tongues.current()
    found, is_short = reads.own_quiz_page(
        db.session(),
        reading.shown,
        person_id=access.viewer().person_id,
        quiz=quiz,
        now=clock.now(),
        boot=clock.boot(),
        today=clock.today(alongside().settings),
    )
    body = framed.pages_of(current_app).quiz(
        found,
        short=is_short,
        said=reading.spoken.quiz(quiz),
        note=pages.note(reading, quiz),
        viewer=access.viewer(),
        token=csrf.token(),
    )
    return Response(body, status=status, mimetype="text/html")


def _close_if_late(attempt_id: str, over: errors.AttemptClosed | errors.AttemptLate) -> None:
    """Whoever looks first at an attempt that ran out of time closes it, if the job has not."""
    if isinstance(over, errors.AttemptLate):
        closing.close_if_overdue(
            db.session(),
            person_id=access.viewer().person_id,
            attempt_id=attempt_id,
            now=clock.now(),
            boot=clock.boot(),
            issuing=_issuing(),
        )


def _issuing() -> Issuing:
    settings = alongside().settings
    return Issuing(settings.organisation, settings.base_url, settings.timezone)


def _result(attempt_id: str) -> Result:
    return reads.result(
        db.session(),
        person_id=access.viewer().person_id,
        attempt_id=attempt_id,
        now=clock.now(),
        boot=clock.boot(),
        spoken=tongues.current().spoken,
    )


def _open(attempt_id: str) -> Sheet:
    return reads.open_sheet(
        db.session(),
        person_id=access.viewer().person_id,
        attempt_id=attempt_id,
        now=clock.now(),
        boot=clock.boot(),
        spoken=tongues.current().spoken,
    )


def _save(attempt_id: str, sent: Sent, seq: int) -> attempts.Saved:
    return attempts.save(
        db.session(),
        person_id=access.viewer().person_id,
        attempt_id=attempt_id,
        seq=seq,
        answers=sent.answers,
        flags=sent.flags,
        confidence=sent.confidence,
        now=clock.now(),
        boot=clock.boot(),
    )


def _too_long(
    attempt_id: str, sent: Sent, seq: int, fields: dict[str, list[str]], malformed: errors.MalformedResponse
) -> Response:
    """The page once more with everything that was typed. Raises: `malformed`, if it is not about length."""
    if malformed.longest is None:
        raise malformed
    sheet = answers.typed(_open(attempt_id), sent)
    return pages.show(sheet, answers.shown_on(fields), notice="too long", seq=seq, status=422)


def _settle(attempt_id: str, sent: Sent, seq: int, fields: dict[str, list[str]], wanted: str) -> Response:
    """Save what clashes with no other window; for the rest the two answers and the choice."""
    stale_at: list[datetime | None] = []

    def save(part: Sent, base: int) -> None:
        try:
            _save(attempt_id, part, base)
        except errors.StaleAnswers as stale:
            stale_at.append(stale.saved_at)
            raise

    clashing = conflicts.settle(save, lambda: _open(attempt_id), sent, seq, fields)
    if not clashing:
        return rendering.see_other(pages.wanted_address(attempt_id, wanted))
    return conflicts.page(_open(attempt_id), sent, clashing, seq=seq, wanted=wanted, saved_at=stale_at[0])
