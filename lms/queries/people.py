"""Owns the reads about people: who is signed in, who has an account. It must not know their progress."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.db import prepared
from lms.db.people import Person, Team
from lms.db.sign_ins import SignIn
from lms.domain import errors
from lms.domain.permissions import Role

_UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking at a page. `sign_in_name` is as typed by whoever made the account.

    `seen_at` is when the sign-in was last known to be used; None where the read left it out. `language` is
    the one that they read content in where it is translated, empty = as it was written.
    """

    person_id: int
    sign_in_id: int
    name: str
    first_name: str
    role: Role
    sign_in_name: str
    team: str | None
    seen_at: datetime | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    person_id: int
    name: str
    sign_in_name: str
    role: Role
    team: str | None
    disabled: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TeamRow:
    team_id: int
    name: str


def fits_a_row(text: str) -> bool:
    """Whether a text has no character that a row, or a line on a page, could not hold."""
    return _UNFIT.search(text) is None


def fold(sign_in_name: str) -> str:
    """The form in which sign-in names are compared: no case, no spaces around it, one spelling of accents."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", sign_in_name.strip()).casefold())


VIEWER = (
    sa.select(
        SignIn.id.label("sign_in_id"),
        Person.id.label("person_id"),
        Person.name,
        Person.role,
        Person.sign_in_name,
        Team.name.label("team"),
        Person.language,
    )
    .join(Person, Person.id == SignIn.person_id)
    .outerjoin(Team, Team.id == Person.team_id)
    .where(
        SignIn.token_hash == sa.bindparam("token_hash"),
        SignIn.ends_at > sa.bindparam("now"),
        Person.disabled_at.is_(None),
    )
)


# For statements that ask for more: their own columns come behind the first `VIEWER_COLUMNS`.
VIEWER_AND_SEEN = VIEWER.add_columns(SignIn.seen_at)
VIEWER_COLUMNS = len(VIEWER_AND_SEEN.selected_columns)
_VIEWER_AND_SEEN = prepared.select(VIEWER_AND_SEEN)


def viewer(connection: Connection, *, token_hash: str, now: datetime) -> Viewer | None:
    """Whoever is signed in with this secret, None if nobody is (any more).

    One statement, and one that every request asks: so it takes a connection and no session.
    """
    row = _VIEWER_AND_SEEN.one_or_none(connection, {"token_hash": token_hash, "now": now})
    return None if row is None else viewer_and_seen(row)


# Any, as below.
def viewer_and_seen(row: Sequence[Any]) -> Viewer:
    """The viewer in a row that begins with the columns of `VIEWER_AND_SEEN`."""
    return viewer_from_row(row, row[VIEWER_COLUMNS - 1])


def viewer_from_row(row: Sequence[Any], seen_at: datetime | None = None) -> Viewer:
    """The viewer in a row that begins with the columns of `VIEWER`. Any: the row may have more columns."""
    sign_in_id, person_id, name, role, sign_in_name, team, language = row[:7]
    return Viewer(
        person_id=person_id,
        sign_in_id=sign_in_id,
        name=name,
        first_name=first_name(name),
        role=Role(role),
        sign_in_name=sign_in_name,
        team=team,
        language=language or "",
        seen_at=seen_at,
    )


def first_name(name: str) -> str:
    """The first word of a name."""
    return name.split(maxsplit=1)[0] if name.split() else name


_PEOPLE = sa.select(
    Person.id,
    Person.name,
    Person.sign_in_name,
    Person.role,
    Team.name.label("team"),
    Person.disabled_at,
    Person.created_at,
).outerjoin(Team, Team.id == Person.team_id)


def people(session: Session) -> tuple[PersonRow, ...]:
    """Everybody with an account, by name. One statement."""
    rows = [_person(row) for row in session.execute(_PEOPLE)]
    # Sorted here, because each database has an order of letters of its own.
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.person_id)))


def person(session: Session, person_id: int) -> PersonRow:
    """One person. Raises: UnknownPerson."""
    row = session.execute(_PEOPLE.where(Person.id == person_id)).one_or_none()
    if row is None:
        raise errors.UnknownPerson(str(person_id))
    return _person(row)


def by_sign_in_name(session: Session, sign_in_name: str) -> PersonRow:
    """The person who signs in with this name, in whatever case. Raises: UnknownPerson."""
    row = None
    if fits_a_row(sign_in_name):
        row = session.execute(_PEOPLE.where(Person.sign_in_folded == fold(sign_in_name))).one_or_none()
    if row is None:
        raise errors.UnknownPerson(sign_in_name)
    return _person(row)


def teams(session: Session) -> tuple[TeamRow, ...]:
    """Every team, by name. One statement."""
    rows = [TeamRow(team_id, name) for team_id, name in session.execute(sa.select(Team.id, Team.name))]
    return tuple(sorted(rows, key=lambda row: row.name.casefold()))


def _person(row: sa.Row[*tuple[Any, ...]]) -> PersonRow:
    # Any, because the row's type does not survive the list of columns being shared.
    person_id, name, sign_in_name, role, team, disabled_at, created_at = row
    return PersonRow(person_id, name, sign_in_name, Role(role), team, disabled_at is not None, created_at)
