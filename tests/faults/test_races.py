"""Many at the same moment, on real databases: nothing is doubled, nothing goes over a limit, nothing is lost.

The short form runs with every test run; `LMS_TEST_LONG=1` makes 10,000 submissions race instead of 800.
"""

from __future__ import annotations

import collections
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.attempts import Attempt, ItemMark
from lms.db.attempts import Response as ResponseRow
from lms.db.audit import Audit
from lms.db.certificates import Certificate
from lms.db.outbox import Outbox
from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors, marking, responses
from lms.domain.quizzes import AttemptPolicy, TimeLimit
from lms.services import running_out
from lms.services.attempts import Submitted
from tests.support import evidence, learning, rows
from tests.support.databases import Database
from tests.support.learners import Learner

LONG = bool(os.environ.get("LMS_TEST_LONG"))
THREADS = 8
RACERS = 1_250 if LONG else 100
STARTERS = 60


def add_people(database: Database, number: int) -> list[int]:
    """Rows for many people in one statement; their ids."""
    with database.session() as session, unit_of_work(session):
        return list(
            session.scalars(
                sa.insert(Person).returning(Person.id),
                [
                    {
                        "name": f"Person {at}",
                        "sign_in_name": f"person-{at}",
                        "sign_in_folded": f"person-{at}",
                        "role": "learner",
                        "created_at": rows.NOW,
                    }
                    for at in range(number)
                ],
            )
        )


@dataclass(frozen=True)
class Ended:
    """What one call came to."""

    person_id: int
    thread: int
    outcome: object


def race(database: Database, people: list[int], step: Callable[[Session, int, int], object]) -> list[Ended]:
    """For one person after the other, let all threads run `step` for that person at the same moment."""
    gate = threading.Barrier(THREADS)
    ended: list[Ended] = []

    def run(thread: int) -> None:
        with database.session() as session:
            for person_id in people:
                gate.wait()
                try:
                    outcome = step(session, person_id, thread)
                except errors.LmsError as refused:
                    session.rollback()
                    outcome = refused
                except BaseException:
                    # Without this the others would wait for ever.
                    gate.abort()
                    raise
                ended.append(Ended(person_id, thread, outcome))

    threads = [threading.Thread(target=run, args=(thread,)) for thread in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ended) == THREADS * len(people)
    return ended


def count(session: Session, model: type) -> int:
    return session.execute(sa.select(sa.func.count()).select_from(model)).scalar_one()


def test_racing_submissions_give_one_result_and_one_certificate(database: Database) -> None:
    library = learning.library()
    people = add_people(database, RACERS)
    opened = {}
    with database.session() as session:
        for person_id in people:
            opened[person_id] = Learner(session, person_id, library).start(seed=7)
    answers = learning.right_answers(learning.quiz(), 7)

    def submit(session: Session, person_id: int, thread: int) -> object:
        return Learner(session, person_id, library).submit(opened[person_id], answers)

    ended = race(database, people, submit)
    assert len(ended) == RACERS * THREADS
    results: dict[int, set[Submitted]] = collections.defaultdict(set)
    for end in ended:
        assert isinstance(end.outcome, Submitted), end.outcome
        results[end.person_id].add(end.outcome)
    assert all(len(same) == 1 for same in results.values())
    with database.session() as session:
        assert count(session, Certificate) == RACERS
        assert count(session, Outbox) == RACERS
        assert count(session, ItemMark) == RACERS * 4
        submitted = sa.select(Audit.id).where(Audit.action == "submit attempt")
        assert len(session.scalars(submitted).all()) == RACERS
        numbers = {result.certificate_number for same in results.values() for result in same}
        assert numbers == set(session.scalars(sa.select(Certificate.number)))
        evidence.record(
            f"racing-submissions-{database.kind}",
            version=evidence.database(session),
            seed=7,
            counts={
                "submissions": len(ended),
                "people": RACERS,
                "certificates": len(numbers),
                "people with two results": sum(len(same) > 1 for same in results.values()),
            },
        )


def test_racing_starts_never_go_over_the_limit(database: Database) -> None:
    library = learning.library(learning.quiz(attempts=AttemptPolicy(allowed=2)))
    people = add_people(database, STARTERS)

    def try_thrice(session: Session, person_id: int, thread: int) -> object:
        learner = Learner(session, person_id, library)
        for seed in range(3):
            learner.submit(learner.start(seed=thread * 10 + seed))
        return "never refused"

    ended = race(database, people, try_thrice)
    refused = [end for end in ended if isinstance(end.outcome, errors.NoAttemptsLeft)]
    # Three rounds of two allowed: everybody is refused in the end.
    assert len(refused) == len(ended)
    with database.session() as session:
        used = session.execute(
            sa.select(Attempt.person_id, sa.func.count(), sa.func.max(Attempt.number)).group_by(
                Attempt.person_id
            )
        ).all()
        version = evidence.database(session)
    over = sum(number > 2 for _, number, _ in used)
    evidence.record(
        f"racing-starts-{database.kind}",
        version=version,
        seed=0,
        counts={"people": STARTERS, "starts": len(ended) * 3, "allowed": 2, "people over the limit": over},
    )
    assert len(used) == STARTERS
    assert {(number, highest) for _, number, highest in used} == {(2, 2)}


def test_handing_in_and_the_end_of_the_time_give_one_result_in_a_race(database: Database) -> None:
    limit = TimeLimit(30, "calls end")
    library = learning.library(learning.quiz(time_limit=limit))
    people = add_people(database, 20)
    late = rows.NOW + timedelta(minutes=30, seconds=11)
    opened = {}
    with database.session() as session:
        for person_id in people:
            learner = Learner(session, person_id, library)
            opened[person_id] = learner.start()
            learner.save(opened[person_id], learner.right())

    def end(session: Session, person_id: int, thread: int) -> object:
        if thread % 2:
            return Learner(session, person_id, library).submit(opened[person_id], now=late)
        return running_out.close_if_overdue(
            session, person_id=person_id, attempt_id=opened[person_id], now=late, issuing=learning.ISSUING
        )

    ended = race(database, people, end)
    results: dict[int, set[object]] = collections.defaultdict(set)
    for one in ended:
        assert one.outcome is True or isinstance(one.outcome, Submitted), one.outcome
        results[one.person_id].add(one.outcome)
    assert {len(same) for same in results.values()} == {2}
    with database.session() as session:
        assert count(session, Certificate) == 20
        assert count(session, ItemMark) == 20 * 4
        ends = session.execute(sa.select(Attempt.submitted_at, Attempt.closed_by)).all()
        assert {tuple(one) for one in ends} == {(rows.NOW + timedelta(minutes=30), "time up")}


def test_no_acknowledged_answer_is_lost_to_a_racing_submission(database: Database) -> None:
    library = learning.library()
    people = add_people(database, 20)
    quiz = learning.quiz()
    answers = learning.right_answers(quiz, 7)
    opened = {}
    with database.session() as session:
        for person_id in people:
            opened[person_id] = Learner(session, person_id, library).start(seed=7)

    def save_or_submit(session: Session, person_id: int, thread: int) -> object:
        learner = Learner(session, person_id, library)
        if thread == THREADS - 1:
            return learner.submit(opened[person_id])
        number = thread % 4 + 1
        learner.save(opened[person_id], {number: answers[number]}, seq=0)
        return number

    ended = race(database, people, save_or_submit)
    acknowledged = collections.defaultdict(set)
    for end in ended:
        assert isinstance(end.outcome, int | Submitted | errors.AttemptClosed), end.outcome
        if isinstance(end.outcome, int):
            acknowledged[opened[end.person_id]].add(end.outcome)
    numbers = {item.id: learning.number_of(quiz, 7, item.id) for item in quiz.items}
    with database.session() as session:
        for attempt_id in opened.values():
            given = {
                item_id: responses.from_plain(quiz.item(item_id), body)
                for item_id, body in session.execute(
                    sa.select(ResponseRow.item_id, ResponseRow.body).where(
                        ResponseRow.attempt_id == attempt_id
                    )
                )
            }
            # Acknowledged means stored, and the mark is the mark of what is stored.
            assert {numbers[item_id] for item_id in given} == acknowledged[attempt_id]
            marks = session.scalars(sa.select(ItemMark).where(ItemMark.attempt_id == attempt_id)).all()
            assert len(marks) == 4
            for row in marks:
                item = quiz.item(row.item_id)
                again = marking.mark(item, given.get(item.id, responses.blank(item)))
                assert (row.earned_numerator, row.earned_denominator) == (
                    again.earned.numerator,
                    again.earned.denominator,
                )
