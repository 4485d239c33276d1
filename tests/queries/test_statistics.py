"""Statistics read from real attempts: the golden vector, populations, series, groups, statements."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.enrolments import Cycle
from lms.db.unit_of_work import unit_of_work
from lms.domain.population import Population, words
from lms.domain.quizzes import (
    Option,
    PickLine,
)
from lms.queries import statistics
from tests.support import learning, rows, sittings
from tests.support.databases import Database, counted
from tests.support.learners import Learner
from tests.support.sittings import SLUG, by_id, report


def test_the_golden_vector_from_stored_attempts(session: Session) -> None:
    sittings.golden(session)
    found = report(session)
    assert (found.attempts, found.questions, found.best, found.enough) == (6, 4, 4.0, False)
    items = by_id(found)
    assert list(items) == ["one", "two", "three", "four"]
    assert [round(item.figures.facility, 4) for item in items.values()] == [83.3333, 50, 66.6667, 25]
    discrimination = [round(item.figures.discrimination or 0, 4) for item in items.values()]
    assert discrimination == [20.0, 60.1929, -11.5857, 53.4522]
    assert found.figures is not None
    assert round(found.figures.deviation or 0, 6) == 1.172604
    assert round(found.figures.alpha or 0, 6) == 45.252525
    assert found.grades == (0, 0, 2, 0, 0, 1, 1, 1, 0, 1)


def test_options_have_a_share_and_the_mean_total_of_those_who_chose_them(session: Session) -> None:
    sittings.golden(session, times=4)
    four = by_id(report(session))["four"]
    right, half, wrong = four.answers
    assert (right.chosen, half.chosen, wrong.chosen, four.left_open) == (4, 4, 16, 0)
    assert (right.right, half.right) == (True, False)
    assert right.share == pytest.approx(100 / 6)
    assert right.mean_total == 100
    assert half.mean_total == pytest.approx(62.5)
    assert right.share_range is not None
    assert four.guess == 50
    assert four.flags == ("Hard: facility under 40%",)
    assert by_id(report(session))["one"].flags == ("An answer chosen by under 5%",)


def test_under_twenty_there_is_too_little_to_say(session: Session) -> None:
    sittings.golden(session, times=3)
    four = by_id(report(session))["four"]
    assert (four.enough, four.flags) == (False, ())
    assert all(answer.share is None and answer.mean_total is None for answer in four.answers)


def test_the_first_finished_attempt_counts_unless_another_is_asked_for(session: Session) -> None:
    someone = sittings.person(session, 1)
    for minutes, halves in enumerate([(0, 0, 0, 0), (2, 2, 2, 2), (2, 2, 2, 0)]):
        sittings.sit(session, someone, halves, minutes=minutes)
    means = {
        population: found.figures.mean
        for population in Population
        if (found := report(session, population)).figures is not None
    }
    assert means == {Population.FIRST: 0, Population.HIGHEST: 4, Population.ALL: pytest.approx(7 / 3)}
    assert len({words(population) for population in Population}) == 3


def test_open_attempts_and_later_cycles_do_not_count_at_first(session: Session) -> None:
    someone = sittings.person(session, 1)
    sittings.sit(session, someone, (2, 2, 2, 2))
    with unit_of_work(session):
        enrolment = session.scalar(sa.select(Cycle.enrolment_id))
        session.add(Cycle(enrolment_id=enrolment, number=2, opened_at=rows.NOW))
    sittings.sit(session, someone, (0, 0, 0, 0), minutes=5)
    Learner(session, someone, learning.library(sittings.quiz())).start(SLUG)
    assert [report(session, one).attempts for one in Population] == [1, 1, 2]
    assert statistics.finished(session) == {SLUG: 2}


def test_what_is_left_open_counts_as_nothing_earned(session: Session) -> None:
    sittings.sit(session, sittings.person(session, 1), (None, 2, 2, 2))
    one = by_id(report(session))["one"]
    assert (one.left_open, one.figures.facility, one.attempts) == (1, 0, 1)


def test_a_wording_goes_on_and_a_meaning_begins_anew(session: Session) -> None:
    sittings.golden(session)
    reworded = sittings.item("one", text="Which of these would you call one?")
    other_key = sittings.item(
        "two", options=(Option("another", True, sittings.HALF * 2), Option("wrong", False, sittings.HALF * 0))
    )
    changed = sittings.quiz(items=(reworded, other_key, *sittings.quiz().items[2:]))
    sittings.sit(session, sittings.person(session, 50), (2, 2, 2, 2), at=changed, minutes=5)
    found = report(session)
    one = by_id(found)["one"]
    assert (one.of, one.wordings, one.attempts, one.text) == (1, 1, 7, reworded.text)
    newer, older = [item for item in found.items if item.item_id == "two"]
    assert (newer.number, newer.current, newer.attempts) == (2, True, 1)
    assert (older.number, older.current, older.attempts) == (1, False, 6)
    assert [answer.chosen for answer in older.answers] == [3, 0, 3]


def test_answers_that_moved_are_counted_by_their_words(session: Session) -> None:
    sittings.sit(session, sittings.person(session, 1), (2, 2, 2, 2))
    turned = sittings.item("one", options=sittings.item("one").options[::-1])
    changed = sittings.quiz(items=(turned, *sittings.quiz().items[1:]))
    sittings.sit(session, sittings.person(session, 2), (2, 2, 2, 2), at=changed, minutes=5)
    one = by_id(report(session))["one"]
    assert [(answer.text, answer.chosen) for answer in one.answers] == [
        ("=the wrong one", 1),
        ("the half right one", 0),
        ("the right one", 1),
    ]


def test_a_question_that_was_taken_out_is_still_shown(session: Session) -> None:
    sittings.golden(session)
    shorter = sittings.quiz(items=(*sittings.quiz().items[:3], sittings.item("five")))
    sittings.sit(session, sittings.person(session, 60), (2, 2, 2, 2), at=shorter, minutes=5)
    found = report(session)
    assert [item.item_id for item in found.items] == ["one", "two", "three", "five", "four"]
    assert not by_id(found)["four"].current


def test_papers_of_another_length_are_left_out_and_told(session: Session) -> None:
    sittings.golden(session)
    longer = sittings.quiz(items=(*sittings.quiz().items, sittings.item("five")))
    sittings.sit(session, sittings.person(session, 70), (2, 2, 2, 2, 2), at=longer, minutes=5)
    found = report(session)
    assert (found.attempts, found.other_forms, found.questions) == (1, 6, 5)


def test_drawn_questions_are_counted_where_they_were_drawn(session: Session) -> None:
    items = tuple(replace(one, tags=("any",)) for one in sittings.quiz().items)
    drawn = sittings.quiz(items=items, pick=(PickLine(2, ("any",)),))
    for number in range(8):
        learner = Learner(session, sittings.person(session, number), learning.library(drawn))
        learner.submit(learner.start(SLUG, seed=number), {1: {"answer": ["1"]}})
    found = report(session)
    assert (found.attempts, found.questions, found.best) == (8, 2, 2.0)
    assert sum(item.attempts for item in found.items) == 16
    assert all(item.drawn for item in found.items)


def test_two_statements_whatever_the_count_and_one_when_nothing_changed(database: Database) -> None:
    with database.session() as session:
        sittings.golden(session)
    for expected in (2, 1):
        with database.session() as session, counted(database.engine) as sent:
            report(session)
        assert len(sent) == expected
    with database.session() as session:
        sittings.golden(session, times=3)
    with database.session() as session, counted(database.engine) as sent:
        assert report(session).attempts == 24
    assert len(sent) == 2


def test_a_mark_that_was_put_right_is_counted_anew(session: Session) -> None:
    attempt_id = sittings.sit(session, sittings.person(session, 1), (2, 2, 2, 2))
    before = report(session)
    sittings.remark(session, attempt_id)
    after = report(session)
    assert before.figures is not None
    assert after.figures is not None
    assert (before.figures.mean, after.figures.mean) == (4, 0)


def test_only_so_many_reports_are_kept(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    # The real limit is so large that reaching it would prove no more.
    monkeypatch.setattr(statistics, "KEPT", 1)
    sittings.golden(session)
    first = report(session)
    assert report(session) is first
    report(session, Population.ALL)
    assert report(session) is not first


def test_a_response_that_cannot_be_read_is_passed_over(session: Session) -> None:
    attempt_id = sittings.sit(session, sittings.person(session, 1), (2, 2, 2, 2))
    with unit_of_work(session):
        session.execute(
            sa.text("UPDATE response SET body = :body WHERE attempt_id = :id AND item_id = 'one'"),
            {"body": '{"choice": 99}', "id": attempt_id},
        )
        session.execute(
            sa.text("UPDATE response SET item_id = 'gone' WHERE attempt_id = :id AND item_id = 'two'"),
            {"id": attempt_id},
        )
    items = by_id(report(session))
    assert (items["one"].left_open, items["two"].left_open, items["three"].left_open) == (1, 1, 0)
