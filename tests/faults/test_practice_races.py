"""Practice in many windows at the same moment: one sitting, one answer, one memory of it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.practice import PracticeAnswer, PracticeCard, PracticeSitting
from tests.faults.test_races import race
from tests.support import practising
from tests.support.databases import Database
from tests.support.practising import RIGHT, WRONG, Practiser

PEOPLE = 6


def test_windows_that_race_begin_one_sitting_and_leave_one_answer(database: Database) -> None:
    found = practising.library()
    with database.session() as session:
        people = [Practiser.passed(session, found, f"Person {number}").person_id for number in range(PEOPLE)]

    def begin_and_answer(session: Session, person_id: int, thread: int) -> object:
        one = Practiser(session, person_id, found)
        sitting_id = one.start(seed=thread)
        one.answer(sitting_id, 1, RIGHT if thread % 2 else WRONG)
        return sitting_id, one.sitting(sitting_id).rows[0].rating

    ended = race(database, people, begin_and_answer)
    assert len({(one.person_id, one.outcome) for one in ended}) == PEOPLE
    with database.session() as session:
        answered = sa.select(sa.func.count(PracticeAnswer.answered_at))
        assert session.scalar(answered) == PEOPLE
        assert session.scalar(sa.select(sa.func.count()).select_from(PracticeSitting)) == PEOPLE
        assert session.scalars(sa.select(PracticeCard.reviews)).all() == [1] * PEOPLE
