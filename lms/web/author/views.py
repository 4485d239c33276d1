"""Owns the two lists of trainers: everything that they write, and what is wrong with it.

It must not know how problems are found.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from flask import Blueprint, Response, request

from lms.content import moves
from lms.content.folder import Manifest
from lms.content.problems import Problem
from lms.domain.permissions import Action
from lms.extensions import alongside, db
from lms.queries import releases
from lms.queries.releases import DraftLine
from lms.web import access, clock, rendering
from lms.web.author import listing, shelves
from lms.web.author.listing import LEVELS, counts

blueprint = Blueprint("author", __name__)


@blueprint.get("/author")
@access.requires(Action.WRITE_CONTENT)
def index() -> Response:
    """Every course and quiz with its files."""
    drafts = releases.drafts(db.session())
    snapshot = shelves.drafted()
    today = clock.today(alongside().settings)
    wrong = shelves.problems(snapshot)
    found = listing.shelves(snapshot, [line.path for line in drafts], today, wrong)
    return rendering.page(
        "author/index.html",
        shelves=found,
        drafts=len(drafts),
        # What a rename leaves behind is not gone.
        removed=removals(snapshot.manifest, drafts),
        dropped=bool(request.args.get("removed")),
        empty=not snapshot.manifest and not shelves.follows(),
        folder=shelves.waiting_folder(),
        overdue=sum(row.overdue for shelf in found for row in shelf.rows),
        counts=counts(wrong),
    )


@blueprint.get("/author/problems")
@access.requires(Action.SEE_CONTENT_PROBLEMS)
def problems() -> Response:
    """Every problem, by file, or only those of one level."""
    found = shelves.problems(shelves.drafted())
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


def removals(manifest: Manifest, drafts: Sequence[DraftLine]) -> list[str]:
    """The paths that go with the next publication, without those that only get another name."""
    live = {line.path: line.base_digest or "" for line in drafts if line.base_digest is not None}
    gone = [line.path for line in drafts if line.digest is None]
    return [path for path in gone if path not in moves.renamed(live, manifest)]


def by_file(problems: Sequence[Problem]) -> list[tuple[str, list[Problem]]]:
    """(path, its problems in the order of lines), in the order of paths."""
    ordered = sorted(problems, key=lambda problem: (problem.path, problem.line, problem.column))
    return [(path, list(group)) for path, group in groupby(ordered, key=lambda problem: problem.path)]
