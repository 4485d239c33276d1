"""Owns trying a quiz as a learner would: the whole sheet on one page, then the result. Nothing is stored.

The seed of the draw travels in the form, so the answers meet the same paper. It must not know how a paper
is drawn or marked.
"""

from __future__ import annotations

import re
import secrets

from flask import Blueprint, Response, request

from lms.domain import errors
from lms.domain.drawing import DrawImpossible
from lms.domain.permissions import Action
from lms.domain.quizzes import Quiz
from lms.extensions import db
from lms.queries import releases, trials
from lms.web import access, rendering
from lms.web.author import shelves

blueprint = Blueprint("trying", __name__, url_prefix="/author/try")

SEEDS = 2**31
_FIELD = re.compile(r"q([1-9][0-9]{0,2})(?:-([a-z0-9-]{1,40}))?")
_SEED = re.compile(r"[0-9]{1,10}")


@blueprint.get("/<quiz>")
@access.requires(Action.WRITE_CONTENT)
def sheet(quiz: str) -> Response:
    """A paper of the quiz as it is being worked on, drawn anew each time."""
    found = _quiz(quiz)
    seed = secrets.randbelow(SEEDS)
    try:
        items = trials.sheet(found, seed)
    except DrawImpossible:
        raise errors.Refused(
            'The draws of this quiz cannot be met. Put right what the editor says about "pick".'
        ) from None
    return rendering.page("author/try.html", quiz=found, items=items, seed=seed)


@blueprint.post("/<quiz>")
@access.requires(Action.WRITE_CONTENT)
def result(quiz: str) -> Response:
    """The result of a trial. Raises: MalformedResponse."""
    found = _quiz(quiz)
    sent = request.form.get("seed", "")
    if not _SEED.fullmatch(sent):
        raise errors.MalformedResponse("", "no seed")
    try:
        trial = trials.result(found, int(sent), _answers(request.form.to_dict(flat=False)))
    except DrawImpossible:
        raise errors.Refused(
            "The draws of this quiz have changed. Try it again from the beginning."
        ) from None
    return rendering.page("author/tried.html", quiz=found, trial=trial)


def _quiz(slug: str) -> Quiz:
    """The quiz with every draft in it. Raises: UnknownQuiz."""
    if not releases.drafts(db.session()):
        return rendering.library().quiz(slug).quiz
    library, _ = shelves.drafted().library()
    return library.quiz(slug).quiz


def _answers(form: dict[str, list[str]]) -> dict[int, dict[str, list[str]]]:
    """What was sent, by question number, under the names that a response is read from."""
    answers: dict[int, dict[str, list[str]]] = {}
    for name, values in form.items():
        found = _FIELD.fullmatch(name)
        if found is not None:
            answers.setdefault(int(found[1]), {})[found[2] or "answer"] = values
    return answers
