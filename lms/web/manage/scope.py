"""Owns whose standings and absences a viewer may see: their own team's, or everybody's.

It must not know what is shown about them.
"""

from __future__ import annotations

from lms.domain import errors, permissions
from lms.domain.permissions import Action
from lms.extensions import db
from lms.queries import people
from lms.queries.duties import EVERYBODY, Whom
from lms.web import access

# No team has this id: whoever leads none sees nobody, and not everybody.
NOBODY = Whom(team_id=0)


def of_viewer(team_id: int | None = None) -> Whom:
    """Everybody, or the team asked for, for those who plan for all; for a manager always the own team."""
    viewer = access.viewer()
    if permissions.sees_everybody(viewer.role):
        return EVERYBODY if team_id is None else Whom(team_id=team_id)
    if viewer.team is None:
        return NOBODY
    own = next((team.team_id for team in people.teams(db.session()) if team.name == viewer.team), 0)
    return Whom(team_id=own)


def check_person(team: str | None, action: Action) -> None:
    """Raises: NotAllowed if somebody of this team is not the viewer's to see."""
    viewer = access.viewer()
    if permissions.sees_everybody(viewer.role):
        return
    if viewer.team is None or viewer.team != team:
        raise errors.NotAllowed(action.value)
