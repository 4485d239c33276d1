"""Owns the addresses of quizzes and attempts: start, answer, hand in, see the result.

It must not know keys, marks or who may start: services and queries say so.
"""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, jsonify, request

from lms.domain import errors
from lms.domain.permissions import Action
from lms.extensions import alongside, db
from lms.queries import attempts as reads
from lms.services import attempts, closing
from lms.services.certification import Issuing
from lms.web import access, clock, rendering, tongues
from lms.web.quiz import answers, pages

blueprint = Blueprint("quiz", __name__)

_SEED_BITS = 63


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
        attempt_id = attempts.start(
            db.session(),
            rendering.library(),
            person_id=access.viewer().person_id,
            quiz=quiz,
            now=clock.now(),
            seed=secrets.randbits(_SEED_BITS),
        )
    except (errors.NoAttemptsLeft, errors.MustWait):
        # The page itself says why, and until when.
        return _quiz_page(quiz, status=409)
    return rendering.see_other(pages.address(attempt_id))


@blueprint.get("/attempts/<attempt_id>")
@access.requires(Action.LEARN)
def sheet(attempt_id: str) -> Response:
    """A page of an open attempt; a closed one has a result instead."""
    person_id = access.viewer().person_id
    try:
        opened = reads.open_sheet(
            db.session(),
            person_id=person_id,
            attempt_id=attempt_id,
            now=clock.now(),
            spoken=tongues.current().spoken,
        )
    except errors.AttemptClosed:
        return rendering.see_other(pages.result_address(attempt_id))
    except errors.AttemptLate:
        _close_overdue(attempt_id)
        return rendering.see_other(pages.result_address(attempt_id))
    return pages.show(opened, request.args.get("question"))


@blueprint.post("/attempts/<attempt_id>/answers")
@access.requires(Action.LEARN)
def save(attempt_id: str) -> Response:
    """Keep what a form holds and go to the page it asks for."""
    fields = request.form.to_dict(flat=False)
    given = answers.from_form(fields)
    try:
        _save(attempt_id, given, answers.seq_of(fields))
    except errors.AttemptClosed:
        return pages.closed(attempt_id)
    except errors.AttemptLate:
        _close_overdue(attempt_id)
        return rendering.see_other(pages.result_address(attempt_id))
    except errors.StaleAnswers as stale:
        return _stale(attempt_id, given, answers.shown_on(fields), stale)
    return rendering.see_other(pages.address(attempt_id, answers.next_page(fields)))


@blueprint.put("/attempts/<attempt_id>/answers")
@access.requires(Action.LEARN)
def save_from_script(attempt_id: str) -> Response:
    """The same for a script, in JSON or as a form; a refusal is JSON with status 409."""
    if request.is_json:
        given, seq = answers.from_json(request.get_json(silent=True))
    else:
        fields = request.form.to_dict(flat=False)
        given, seq = answers.from_form(fields), answers.seq_of(fields)
    try:
        saved = _save(attempt_id, given, seq)
    except (errors.AttemptClosed, errors.AttemptLate, errors.StaleAnswers) as refused:
        answer = jsonify(error=refused.message)
        answer.status_code = 409
        return answer
    return jsonify(seq=saved.seq, saved_at=saved.saved_at.isoformat())


@blueprint.post("/attempts/<attempt_id>")
@access.requires(Action.LEARN)
def submit(attempt_id: str) -> Response:
    """Hand in, with the answers that come along; the second click sees the same result."""
    fields = request.form.to_dict(flat=False)
    given = answers.from_form(fields)
    try:
        attempts.submit(
            db.session(),
            person_id=access.viewer().person_id,
            attempt_id=attempt_id,
            answers=given,
            # Without a number nothing can be stale: whoever hands in all at once has opened no page twice.
            seq=answers.seq_of(fields) if answers.SEQ in fields else None,
            now=clock.now(),
            issuing=_issuing(),
        )
    except errors.StaleAnswers as stale:
        return _stale(attempt_id, given, answers.shown_on(fields), stale)
    return rendering.see_other(pages.result_address(attempt_id))


@blueprint.get("/attempts/<attempt_id>/result")
@access.requires(Action.LEARN)
def result(attempt_id: str) -> Response:
    """How a closed attempt went, and why."""
    person_id, now = access.viewer().person_id, clock.now()
    spoken = tongues.current().spoken
    try:
        found = reads.result(db.session(), person_id=person_id, attempt_id=attempt_id, now=now, spoken=spoken)
    except errors.AttemptLate:
        _close_overdue(attempt_id)
        found = reads.result(db.session(), person_id=person_id, attempt_id=attempt_id, now=now, spoken=spoken)
    return rendering.page("quiz/result.html", result=found, said=spoken.quiz(found.quiz_slug))


def _quiz_page(quiz: str, *, status: int) -> Response:
    reading = tongues.current()
    found = reads.quiz_page(
        db.session(),
        reading.shown,
        person_id=access.viewer().person_id,
        quiz=quiz,
        now=clock.now(),
    )
    said = reading.spoken.quiz(quiz)
    return rendering.page(
        "quiz/start.html",
        status=status,
        quiz=found,
        said=said,
        course_said=reading.spoken.course(found.course_slug),
        note=tongues.note(reading, said, f"/quizzes/{quiz}", lambda words: quiz in words.quizzes),
    )


def _close_overdue(attempt_id: str) -> None:
    """Whoever looks first at an attempt that ran out of time closes it, if the job has not."""
    closing.close_if_overdue(
        db.session(),
        person_id=access.viewer().person_id,
        attempt_id=attempt_id,
        now=clock.now(),
        issuing=_issuing(),
    )


def _issuing() -> Issuing:
    settings = alongside().settings
    return Issuing(settings.organisation, settings.base_url, settings.timezone)


def _save(attempt_id: str, given: answers.Answers, seq: int) -> attempts.Saved:
    return attempts.save(
        db.session(),
        person_id=access.viewer().person_id,
        attempt_id=attempt_id,
        seq=seq,
        answers=given,
        now=clock.now(),
    )


def _stale(attempt_id: str, given: answers.Answers, page: str, stale: errors.StaleAnswers) -> Response:
    """The page once more with what was typed, and with the sequence that lets it be saved after all."""
    opened = reads.open_sheet(
        db.session(),
        person_id=access.viewer().person_id,
        attempt_id=attempt_id,
        spoken=tongues.current().spoken,
    )
    return pages.show(answers.typed(opened, given), page, stale=True, saved_at=stale.saved_at)
