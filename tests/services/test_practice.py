"""Taking part in practice: what is asked, what is kept, and what is never touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.attempts import Attempt
from lms.db.audit import Audit
from lms.db.certificates import Certificate
from lms.db.enrolments import Cycle
from lms.db.people import Person
from lms.db.practice import PracticeAnswer, PracticeCard, PracticeMember, PracticeSitting
from lms.db.unit_of_work import unit_of_work
from lms.domain.errors import MalformedResponse, PracticeRefused, UnknownSitting
from lms.domain.practice import MOST_ITEMS, Rating
from lms.domain.quizzes import Confidence, ShowAnswers
from lms.queries import practice as reads
from lms.services import practice
from tests.support import learning, practising, rows
from tests.support.learners import Learner
from tests.support.practising import HALF, RIGHT, WRONG, ZONE, Practiser, days


@pytest.fixture
def one(session: Session) -> Practiser:
    return Practiser.passed(session)


def count(session: Session, table: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def ending(one: Practiser, sitting_id: str, now: datetime) -> reads.Ending:
    return reads.ending(
        one.session, one.library, person_id=one.person_id, sitting_id=sitting_id, now=now, zone=ZONE
    )


def test_joining_and_leaving_twice_is_once(one: Practiser) -> None:
    practice.join(one.session, person_id=one.person_id, now=days(1))
    practice.leave(one.session, person_id=one.person_id, now=days(2))
    practice.leave(one.session, person_id=one.person_id, now=days(3))
    assert not one.state(days(3)).joined
    with pytest.raises(PracticeRefused):
        one.start(days(3))
    practice.join(one.session, person_id=one.person_id, now=days(4))
    assert one.state(days(4)).ready
    words = [row for row in one.session.scalars(sa.select(Audit.action)) if "practice" in row]
    assert words == ["join practice", "leave practice", "join practice"]


def test_a_double_click_begins_one_sitting_of_at_most_five_questions(one: Practiser) -> None:
    assert one.start(seed=1) == one.start(seed=2)
    assert count(one.session, PracticeSitting) == 1
    found = one.sitting(one.start()).rows
    assert len(found) == MOST_ITEMS
    assert len({row.key for row in found}) == MOST_ITEMS
    assert "six" in {row.item.id for row in found}


def test_an_answer_is_marked_rated_and_kept_once(one: Practiser) -> None:
    sitting_id = one.start()
    one.answer(sitting_id, 1, RIGHT, sure=Confidence.SURE)
    one.answer(sitting_id, 1, WRONG, sure=Confidence.GUESS)
    one.answer(sitting_id, 2, HALF)
    one.answer(sitting_id, 3, "", sure=None)
    ratings = [row.rating for row in one.sitting(sitting_id).rows]
    assert ratings == [Rating.EASY, Rating.HARD, Rating.AGAIN, None, None]
    assert count(one.session, PracticeCard) == 3
    assert one.state().running == sitting_id


def test_a_finished_sitting_is_followed_by_another_after_a_fortnight(one: Practiser) -> None:
    one.sit()
    state = one.state()
    assert (state.running, state.ready) == (None, False)
    assert state.next_on == date(2026, 12, 6)
    with pytest.raises(PracticeRefused) as refused:
        one.start(days(13))
    assert refused.value.next_on == date(2026, 12, 6)
    assert len(one.sitting(one.start(days(14))).rows) == MOST_ITEMS


def test_after_forgetting_it_is_a_week_and_the_objective_comes_back(one: Practiser) -> None:
    sitting_id = one.sit(WRONG)
    assert one.state().next_on == date(2026, 11, 29)
    again = one.sitting(one.start(days(7))).rows
    assert {row.key for row in again} <= {row.key for row in one.sitting(sitting_id).rows}


def test_an_objective_comes_back_with_another_question_where_there_is_one(one: Practiser) -> None:
    asked = []
    at = 0
    for _ in range(6):
        asked += [row.item.id for row in one.sitting(one.sit(WRONG, now=days(at))).rows]
        at += 7
    assert {"one", "another"} <= set(asked)
    assert "plain" not in asked


def test_nothing_of_it_reaches_an_attempt_a_round_or_a_certificate(one: Practiser) -> None:
    def kept() -> list[object]:
        found: list[object] = []
        for table in (Attempt.__table__, Cycle.__table__, Certificate.__table__):
            found += one.session.execute(sa.select(table)).all()
        return found

    before = kept()
    one.sit(WRONG)
    one.sit(now=days(7))
    assert kept() == before


def test_a_sitting_that_was_left_is_over_the_next_day(one: Practiser) -> None:
    sitting_id = one.start()
    later = days(1)
    with pytest.raises(PracticeRefused):
        one.answer(sitting_id, 1, now=later)
    # Nothing was answered, so nothing has to be waited for.
    assert one.state(later).ready
    assert one.start(later) != sitting_id


def test_nothing_is_asked_or_shown_while_an_attempt_could_use_it(one: Practiser) -> None:
    sitting_id = one.start()
    one.answer(sitting_id, 1)
    assert one.page(sitting_id, 1).result is not None
    attempt_id = Learner(one.session, one.person_id, one.library).start(now=days(0.1), seed=9)
    now = days(0.2)
    assert one.page(sitting_id, 1, now).result is None
    assert one.page(sitting_id, 1, now).held
    assert one.page(sitting_id, 2, now).sheet is None
    with pytest.raises(PracticeRefused):
        one.answer(sitting_id, 2, now=now)
    assert one.state(now).held
    assert [met.due_on for met in ending(one, sitting_id, now).met] == [None]
    Learner(one.session, one.person_id, one.library).submit(attempt_id, now=now)
    assert one.page(sitting_id, 1, now).result is not None
    one.answer(sitting_id, 2, now=now)
    assert None not in [met.due_on for met in ending(one, sitting_id, now).met]


def test_a_question_retired_meanwhile_is_asked_no_more(one: Practiser) -> None:
    sitting_id = one.start()
    gone = one.sitting(sitting_id).rows[0].item.id
    items = tuple(
        replace(item, retired_on=date(2026, 11, 22)) if item.id == gone else item
        for item in practising.quiz().items
    )
    one.library = practising.library(practising.quiz(items=items))
    assert one.page(sitting_id, 1).sheet is None
    with pytest.raises(PracticeRefused):
        one.answer(sitting_id, 1)
    assert one.page(sitting_id, 2).sheet is not None


def test_only_what_was_passed_is_in_date_and_shows_its_answers_can_be_practised(session: Session) -> None:
    found = practising.library()
    nobody = Practiser(session, rows.add_person(session, "New Starter"), found)
    practice.join(session, person_id=nobody.person_id, now=rows.NOW)
    assert nobody.state().next_on is None
    with pytest.raises(PracticeRefused):
        nobody.start()
    passed = Practiser.passed(session, found)
    assert passed.state(days(365)).ready
    assert passed.state(days(367)).next_on is None
    hidden = practising.library(practising.quiz(show_answers=ShowAnswers.NEVER))
    assert Practiser(session, passed.person_id, hidden).state().next_on is None


def test_a_sitting_of_somebody_else_is_not_found(one: Practiser) -> None:
    sitting_id = one.start()
    other = Practiser.passed(one.session, one.library, "Other Person")
    for use in (other.page, other.answer):
        with pytest.raises(UnknownSitting):
            use(sitting_id, 1)
    with pytest.raises(UnknownSitting):
        one.answer(sitting_id, 9)
    with pytest.raises(MalformedResponse):
        one.answer(sitting_id, 1, "17")


def test_what_was_practised_goes_with_the_person(one: Practiser) -> None:
    one.sit()
    with unit_of_work(one.session):
        one.session.execute(sa.delete(Certificate))
        one.session.execute(sa.delete(Person).where(Person.id == one.person_id))
    for table in (PracticeMember, PracticeCard, PracticeSitting, PracticeAnswer):
        assert count(one.session, table) == 0


def test_an_old_answer_is_explained_by_the_quiz_as_it_was(one: Practiser) -> None:
    sitting_id = one.sit()
    one.library = learning.library()
    shown = one.page(sitting_id, 1, rows.NOW + timedelta(days=30)).result
    assert shown is not None
    assert shown.verdict == "right"
