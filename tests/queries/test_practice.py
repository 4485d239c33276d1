"""How many statements practice costs, and what is counted over everybody."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lms.db.practice import PracticeMember
from lms.db.unit_of_work import unit_of_work
from lms.queries import practice, retention
from tests.support import practising, rows
from tests.support.databases import Database, counted
from tests.support.practising import RIGHT, WRONG, ZONE, Practiser, days


def test_the_number_of_statements_is_known(session: Session, database: Database) -> None:
    one = Practiser.passed(session)
    one.state()

    def due(at: float) -> bool:
        return practice.is_due(session, one.library, person_id=one.person_id, now=days(at), zone=ZONE)

    with counted(database.engine) as sent:
        assert one.state().ready
    assert len(sent) == 8
    sitting_id = one.sit()
    with counted(database.engine) as sent:
        assert not due(6)
    assert len(sent) == 2
    with counted(database.engine) as sent:
        assert due(14)
    assert len(sent) == 8
    with counted(database.engine) as sent:
        one.page(sitting_id, 1)
    assert len(sent) == 2
    with counted(database.engine) as sent:
        found = practice.ending(
            session, one.library, person_id=one.person_id, sitting_id=sitting_id, now=rows.NOW, zone=ZONE
        )
    assert len(sent) == 10
    assert len(found.met) == 5
    assert found.left == 0
    with unit_of_work(session):
        session.query(PracticeMember).delete()
    with counted(database.engine) as sent:
        assert not due(14)
    assert len(sent) == 1


def test_retention_is_told_from_ten_people_upwards(session: Session, database: Database) -> None:
    found = practising.library(practising.quiz(items=practising.quiz().items[:2]))
    for number in range(9):
        Practiser.passed(session, found, f"Person {number}").sit(RIGHT if number else WRONG)
    lines = retention.retention(session, found, days(1))
    assert [line.objective for line in lines] == ["Name One", "Name Two"]
    assert all(line.figures is None for line in lines)
    Practiser.passed(session, found, "The Tenth").sit(RIGHT)
    with counted(database.engine) as sent:
        lines = retention.retention(session, found, days(1))
    assert len(sent) == 1
    for line in lines:
        assert line.figures is not None
        assert (line.figures.people, line.figures.percent) == (10, 90)
        assert line.figures.between.low < 90 < line.figures.between.high
        assert line.current
    assert all(line.figures is None for line in retention.retention(session, found, days(367)))


def test_of_each_person_the_newest_answer_counts(session: Session) -> None:
    found = practising.library(practising.quiz(items=practising.quiz().items[:1]))
    people = [Practiser.passed(session, found, f"Person {number}") for number in range(10)]
    for one in people:
        one.sit(WRONG)
    people[0].sit(RIGHT, now=days(7))
    (line,) = retention.retention(session, found, days(8))
    assert line.figures is not None
    assert (line.figures.people, line.figures.percent) == (10, 10)
    # An objective that no question asks any more keeps its figures.
    (line,) = retention.retention(session, practising.library(practising.quiz(items=())), days(8))
    assert not line.current
