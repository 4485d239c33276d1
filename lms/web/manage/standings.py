"""Owns the pages of standings: people and required courses as a table and as CSV, one person's history.

It must not know how a standing is found.
"""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, request

from lms.domain import permissions
from lms.domain.compliance import Matrix
from lms.domain.permissions import Action
from lms.extensions import alongside, db
from lms.queries import compliance, evidence, histories
from lms.queries import people as people_reads
from lms.web import access, clock, rendering
from lms.web.manage import scope

blueprint = Blueprint("standings", __name__, url_prefix="/manage")

PERSON = "<int(max=2147483647):person_id>"
TEAM = "team"
HEAD = ("Name", "Team", "Course", "Standing", "Date", "Holds it today")


@blueprint.get("/standings")
@access.requires(Action.SEE_STANDINGS)
def table() -> Response:
    """Everybody in view, and how they stand with what they have to hold."""
    viewer = access.viewer()
    chosen = _chosen_team()
    everybody = permissions.sees_everybody(viewer.role)
    teams = people_reads.teams(db.session()) if everybody else ()
    return rendering.page(
        "manage/standings.html",
        matrix=_matrix(chosen),
        everybody=everybody,
        team=viewer.team,
        chosen=chosen,
        choices=[{"value": "", "text": "Everybody", "selected": chosen is None}]
        + [{"value": team.team_id, "text": team.name, "selected": team.team_id == chosen} for team in teams],
        today=clock.today(alongside().settings),
    )


@blueprint.get("/standings.csv")
@access.requires(Action.SEE_STANDINGS)
def as_csv() -> Response:
    """The same as lines for a spreadsheet: a line for each person and course."""
    found = _matrix(_chosen_team())
    titles = {column.course: column.title for column in found.columns}
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(HEAD)
    for row in found.rows:
        for course, cell in row.cells.items():
            day = "" if cell.day is None else cell.day.isoformat()
            lines.writerow(
                [
                    *(_plain(words) for words in (row.name, row.team or "", titles[course])),
                    cell.standing.value,
                    day,
                    "yes" if cell.covered else "no",
                ]
            )
    # The mark at the front tells spreadsheets that this is UTF-8.
    response = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="standings.csv"'
    return response


@blueprint.get(f"/people/{PERSON}/history")
@access.requires(Action.SEE_STANDINGS)
def history(person_id: int) -> Response:
    """Every round of every course of one person."""
    person = people_reads.person(db.session(), person_id)
    scope.check_person(person.team, Action.SEE_STANDINGS)
    settings = alongside().settings
    found = histories.history(
        db.session(), rendering.library(), person_id=person_id, today=clock.today(settings)
    )
    witnessed = evidence.of_person(db.session(), rendering.library(), person_id=person_id)
    return rendering.page("learn/history.html", courses=found, person=person, witnessed=witnessed)


def _matrix(team: int | None) -> Matrix:
    settings = alongside().settings
    return compliance.matrix(
        db.session(),
        rendering.library(),
        whom=scope.of_viewer(team),
        today=clock.today(settings),
        zone=clock.zone(settings),
    )


def _chosen_team() -> int | None:
    text = request.args.get(TEAM, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
