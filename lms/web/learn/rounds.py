"""Owns the pages about rounds: what is due, what has changed since somebody passed, their whole history.

It must not know how a standing is found, nor what a refresher asks.
"""

from __future__ import annotations

from flask import Blueprint, Response

from lms.domain import delta
from lms.domain.permissions import Action
from lms.domain.refreshers import Path
from lms.extensions import alongside, db
from lms.queries import compliance, deltas, evidence, histories, passes, refresher_quizzes
from lms.queries.compliance import OwnStanding
from lms.web import access, clock, rendering

blueprint = Blueprint("rounds", __name__)


def standings() -> tuple[OwnStanding, ...]:
    """How whoever is signed in stands with what they have to hold, or hold for a time."""
    settings = alongside().settings
    return compliance.standings(
        db.session(),
        rendering.library(),
        person_id=access.viewer().person_id,
        today=clock.today(settings),
        zone=clock.zone(settings),
    )


@blueprint.get("/history")
@access.requires(Action.LEARN)
def history() -> Response:
    """Every round of every course, with what was done in it."""
    session, library, person_id = db.session(), rendering.library(), access.viewer().person_id
    found = histories.history(session, library, person_id=person_id, today=clock.today(alongside().settings))
    witnessed = evidence.of_person(session, library, person_id=person_id)
    return rendering.page("learn/history.html", courses=found, person=None, witnessed=witnessed)


@blueprint.get("/courses/<course>/changes")
@access.requires(Action.LEARN)
def changes(course: str) -> Response:
    """What has changed since the last pass, and the way to renew."""
    library = rendering.library()
    live = library.course(course)
    session, person_id = db.session(), access.viewer().person_id
    today = clock.today(alongside().settings)
    passed = found = None
    if live.final_quiz is not None:
        passed = passes.last_pass(
            session, person_id=person_id, course=course, quiz=live.final_quiz
        ) or passes.pass_elsewhere(session, person_id=person_id, course=course)
    if passed is not None:
        found = deltas.delta(session, library, alongside().shelf, course=course, passed=passed)
    round_ = refresher_quizzes.round_of(session, person_id=person_id, course=course, today=today)
    short = round_ is not None and round_.path is Path.SHORT_QUIZ
    quiz = None if live.final_quiz is None else library.quizzes.get(live.final_quiz)
    return rendering.page(
        "learn/changes.html",
        course=live,
        delta=found,
        round=round_,
        quiz=quiz,
        questions=None if quiz is None or not short else delta.length(quiz.quiz),
    )
