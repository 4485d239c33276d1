"""Owns the page that tells trainers what is wrong with their files.

It must not know how problems are found.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from flask import Blueprint, Response, request

from lms.content.problems import Problem
from lms.domain.permissions import Action
from lms.web import access, rendering

blueprint = Blueprint("author", __name__)

# Level, the kind of standing it is shown as, one of it, several of it.
LEVELS = (
    ("error", "bad", "error", "errors"),
    ("warning", "warn", "warning", "warnings"),
    ("note", "none", "note", "notes"),
)


@blueprint.get("/author/problems")
@access.requires(Action.SEE_CONTENT_PROBLEMS)
def problems() -> Response:
    """Every problem, by file, or only those of one level."""
    found = rendering.library().problems
    chosen = request.args.get("level", "")
    if chosen not in {level for level, *_ in LEVELS}:
        chosen = ""
    choices = [("", "All problems"), *((level, many.capitalize()) for level, _, _, many in LEVELS)]
    return rendering.page(
        "author/problems.html",
        files=by_file([problem for problem in found if chosen in ("", problem.level)]),
        total=len(found),
        counts=counts(found),
        levels=[{"value": value, "text": text, "selected": value == chosen} for value, text in choices],
    )


def by_file(problems: Sequence[Problem]) -> list[tuple[str, list[Problem]]]:
    """(path, its problems in the order of lines), in the order of paths."""
    ordered = sorted(problems, key=lambda problem: (problem.path, problem.line, problem.column))
    return [(path, list(group)) for path, group in groupby(ordered, key=lambda problem: problem.path)]


def counts(problems: Sequence[Problem]) -> list[tuple[str, str]]:
    """("2 errors", kind of standing) for each level that occurs, the worst first."""
    found = []
    for level, kind, one, many in LEVELS:
        number = sum(problem.level == level for problem in problems)
        if number:
            found.append((f"{number} {one if number == 1 else many}", kind))
    return found
