"""How sure people were is told of groups of people, not of attempts: no view, nor two together, name one."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.people import Team
from lms.domain.population import Population
from lms.queries import statistics
from lms.queries.statistics import Report
from tests.support import sittings
from tests.support.sittings import SLUG, by_id, report

ASKING = sittings.quiz(asks_confidence=True)


def _wrong_and_sure(session: Session, person_id: int, *, minutes: int = 0) -> None:
    sittings.sit(session, person_id, (0, 2, 2, 2), at=ASKING, minutes=minutes, sure={1: "sure"})


def _of_team(session: Session, name: str, population: Population = Population.FIRST) -> Report:
    team_id = session.scalar(sa.select(Team.id).where(Team.name == name))
    assert team_id is not None
    return statistics.report(session, SLUG, team=(team_id, name), population=population)


def test_one_person_who_took_it_ten_times_is_still_one_person(session: Session) -> None:
    alone = sittings.person(session, 1, "Housing")
    for minutes in range(10):
        _wrong_and_sure(session, alone, minutes=minutes)
    one = by_id(report(session, Population.ALL))["one"]
    assert (one.attempts, one.answers[2].sure, one.teams) == (10, None, ())
    assert _of_team(session, "Housing", Population.ALL).too_small


def test_the_whole_less_a_team_tells_of_nobody(session: Session) -> None:
    for number in range(10):
        _wrong_and_sure(session, sittings.person(session, number, "Housing"))
    _wrong_and_sure(session, sittings.person(session, 10, "Parks"))
    assert by_id(report(session))["one"].answers[2].sure == 11
    # With 10 of Housing beside the 11 of all, the one of Parks would be known.
    assert by_id(_of_team(session, "Housing"))["one"].answers[2].sure is None


def test_later_attempts_of_one_person_cannot_be_found_by_taking_away(session: Session) -> None:
    for number in range(12):
        _wrong_and_sure(session, sittings.person(session, number, "Housing"))
    again = session.scalar(sa.text("SELECT max(id) FROM person"))
    _wrong_and_sure(session, again, minutes=9)
    assert by_id(report(session))["one"].answers[2].sure == 12
    assert by_id(report(session, Population.ALL))["one"].answers[2].sure is None


def test_a_team_that_somebody_joined_is_counted_anew(session: Session) -> None:
    for number in range(20):
        _wrong_and_sure(session, sittings.person(session, number, "Housing" if number < 10 else "Parks"))
    assert [(one.team, one.asked) for one in by_id(report(session))["one"].teams] == [
        ("Housing", 10),
        ("Parks", 10),
    ]
    session.execute(sa.text("UPDATE team SET name = 'Homes' WHERE name = 'Housing'"))
    session.commit()
    assert [one.team for one in by_id(report(session))["one"].teams] == ["Homes", "Parks"]
    session.execute(sa.text("UPDATE person SET team_id = NULL WHERE id = (SELECT max(id) FROM person)"))
    session.commit()
    # One left Parks: the nine and the one without a team are ten together.
    assert [one.team for one in by_id(report(session))["one"].teams] == ["Homes"]
