"""Owns the pages about rounds: what is due, what has changed since somebody passed, their whole history.

It must not know how a standing is found, nor what a refresher asks.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response

from lms.domain import delta
from lms.domain.compliance import Standing
from lms.domain.permissions import Action
from lms.domain.refreshers import Path
from lms.extensions import alongside, db
from lms.queries import compliance, deltas, evidence, histories, passes, refresher_quizzes
from lms.queries.compliance import OwnStanding
from lms.web import access, clock, rendering

blueprint = Blueprint("rounds", __name__)

_PRESSING = frozenset((Standing.DUE, Standing.OVERDUE, Standing.IN_PROGRESS, Standing.EXPIRED))


@dataclass(frozen=True, slots=True)
class Due:
    """What whoever is signed in has to do. `short` are the courses that a refresher alone renews."""

    lines: tuple[OwnStanding, ...]
    short: tuple[str, ...]


def due() -> Due:
    """What is due, of everything that somebody has to hold or holds for a time."""
    lines = tuple(line for line in _standings() if line.cell.standing in _PRESSING)
    return Due(lines, tuple(line.course for line in lines if line.campaign or _by_quiz(line)))


def _by_quiz(line: OwnStanding) -> bool:
    return line.path is not None and line.path is not Path.WHOLE_COURSE


def _standings() -> tuple[OwnStanding, ...]:
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
