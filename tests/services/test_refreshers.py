"""Rounds that are opened when they are due: once, for the right people, by the right way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.attempts import Attempt
from lms.db.audit import Audit
from lms.db.certificates import Certificate
from lms.db.enrolments import Cycle, LessonRead
from lms.db.people import Person
from lms.db.renewals import CycleKind, RefresherDraw, Renewal, Succession
from lms.db.unit_of_work import unit_of_work
from lms.domain.compliance import Standing
from lms.domain.courses import Validity
from lms.domain.refreshers import Path
from lms.domain.requirements import AbsenceKind
from lms.queries import attempts as attempt_reads
from lms.queries import learning as learning_reads
from lms.queries import pinned
from lms.services import absences, lessons, refreshers
from tests.support import cycles, learning, rows
from tests.support.cycles import ends, kinds
from tests.support.databases import Database, at_once, counted
from tests.support.learners import Learner


@pytest.fixture
def renewing(learner: Learner) -> Learner:
    """Somebody who passed on 22 November 2025 for a year; the refresher opens 60 days before its end."""
    learner.library = cycles.library()
    cycles.passed(learner, "2025-11-22")
    return learner


def test_a_refresher_opens_on_the_first_day_of_its_window_and_not_before(renewing: Learner) -> None:
    assert cycles.open_due(renewing, "2026-09-22") == 0
    assert cycles.open_due(renewing, "2026-09-23") == 1
    assert kinds(renewing.session) == [(1, None), (2, "refresher")]
    found = renewing.session.execute(sa.select(Renewal)).scalar_one()
    assert (found.due_on, found.renews_until, found.path) == (
        date(2026, 11, 22),
        date(2026, 11, 22),
        "short quiz",
    )


def test_opening_twice_opens_once(renewing: Learner) -> None:
    opened = [
        cycles.open_due(renewing, day) for day in ("2026-09-23", "2026-09-23", "2026-11-30", "2027-06-01")
    ]
    assert opened == [1, 0, 0, 0]
    assert renewing.session.scalar(sa.select(sa.func.count()).where(Audit.action == "open cycle")) == 1


def test_workers_that_race_open_one_cycle(database: Database, session: Session) -> None:
    library = cycles.library()
    people = [Learner(session, rows.add_person(session, f"Person {at}"), library) for at in range(6)]
    for person in people:
        cycles.passed(person, "2025-11-22")

    def work() -> int:
        with database.session() as own:
            return refreshers.open_due(own, library, cycles.noon("2026-10-01"))

    tasks: list[Callable[[], Any]] = [work] * 4
    assert sum(at_once(tasks, 4)) == 6
    assert [kind for _, kind in kinds(session)].count("refresher") == 6


def test_a_pass_inside_the_window_keeps_the_unused_months(renewing: Learner) -> None:
    cycles.open_due(renewing, "2026-09-23")
    cycles.passed(renewing, "2026-10-05")
    assert ends(renewing.session) == [date(2026, 11, 22), date(2027, 11, 22)]


def test_a_pass_after_the_end_counts_from_its_day(renewing: Learner) -> None:
    cycles.open_due(renewing, "2026-09-23")
    cycles.passed(renewing, "2026-12-05")
    assert ends(renewing.session) == [date(2026, 11, 22), date(2027, 12, 5)]


def test_the_new_certificate_names_the_one_before_it(renewing: Learner) -> None:
    cycles.open_due(renewing, "2026-09-23")
    cycles.passed(renewing, "2026-10-05")
    first, second = renewing.session.scalars(sa.select(Certificate.id).order_by(Certificate.id)).all()
    found = renewing.session.execute(sa.select(Succession)).scalar_one()
    assert (found.certificate_id, found.predecessor_id) == (second, first)


def test_what_was_done_in_the_round_before_stays_as_it_was(renewing: Learner) -> None:
    lessons.mark_read(
        renewing.session,
        renewing.library,
        person_id=renewing.person_id,
        course=learning.COURSE,
        lesson="circles",
        now=cycles.noon("2025-11-23"),
    )

    def before() -> list[object]:
        session = renewing.session
        return [
            [tuple(row) for row in session.execute(sa.select(*table.__table__.columns).where(condition))]
            for table, condition in (
                (Certificate, Certificate.id == 1),
                (Attempt, Attempt.number == 1),
                (LessonRead, LessonRead.id == 1),
                (Cycle, Cycle.number == 1),
            )
        ]

    kept = before()[0], before()[2], before()[3]
    cycles.open_due(renewing, "2026-09-23")
    cycles.passed(renewing, "2026-10-05")
    assert (before()[0], before()[2], before()[3]) == kept


def test_inside_the_window_the_short_quiz_is_asked_and_afterwards_the_whole(renewing: Learner) -> None:
    cycles.open_due(renewing, "2026-09-23")
    home = learning_reads.home(
        renewing.session, renewing.library, person_id=renewing.person_id, today=date(2026, 10, 1)
    )
    assert home.courses[0].lessons_done == 0
    assert home.carry_on is not None
    assert home.carry_on.quiz_slug == learning.FINAL_QUIZ
    late = learning_reads.home(
        renewing.session, renewing.library, person_id=renewing.person_id, today=date(2026, 11, 23)
    )
    assert late.carry_on is not None
    assert late.carry_on.lesson_slug == "two-questions"


def test_a_short_refresher_pins_what_was_drawn_and_why(renewing: Learner) -> None:
    items = [*learning.ITEMS]
    many = [replace(items[0], id=f"more-{at}") for at in range(12)]
    renewing.library = learning.library(
        learning.quiz(items=(*items, *many)),
        courses=[learning.course(refresher=cycles.REFRESHER)],
    )
    cycles.open_due(renewing, "2026-09-23")
    attempt_id = renewing.start(now=cycles.noon("2026-10-05"), seed=11)
    own = attempt_reads.own(renewing.session, person_id=renewing.person_id, attempt_id=attempt_id)
    drawn = pinned.quiz(renewing.session, own.quiz_digest)
    assert len(drawn.items) == 8
    assert drawn.title == "Final quiz: short refresher"
    found = renewing.session.execute(sa.select(RefresherDraw)).scalar_one()
    assert set(found.reasons) == {item.id for item in drawn.items}
    # Every question that is new since the pass comes before those that are not.
    assert set(found.reasons.values()) == {"changed"}
    sheet = attempt_reads.open_sheet(renewing.session, person_id=renewing.person_id, attempt_id=attempt_id)
    assert len(sheet.items) == 8
    assert pinned.quiz(renewing.session, found.quiz_digest) == renewing.library.quiz("final").quiz


def test_a_later_refresher_compares_with_the_whole_quiz_and_not_with_the_part(renewing: Learner) -> None:
    many = tuple(replace(learning.ITEMS[0], id=f"more-{at}") for at in range(12))
    renewing.library = learning.library(
        learning.quiz(items=many), courses=[learning.course(refresher=cycles.REFRESHER)]
    )
    cycles.open_due(renewing, "2026-09-23")
    cycles.passed(renewing, "2026-10-05")
    assert cycles.open_due(renewing, "2027-10-01") == 1
    renewing.start(now=cycles.noon("2027-10-02"), seed=5)
    reasons = renewing.session.scalars(sa.select(RefresherDraw.reasons)).all()
    assert [set(one.values()) for one in reasons] == [{"changed"}, {"rest"}]


@pytest.mark.parametrize(
    ("refresher", "path"),
    [
        ("final quiz, opens 60 days before the certificate ends", Path.FINAL_QUIZ),
        ("whole course", Path.WHOLE_COURSE),
    ],
)
def test_the_other_ways_ask_the_whole_quiz(learner: Learner, refresher: str, path: Path) -> None:
    learner.library = cycles.library(refresher=refresher)
    cycles.passed(learner, "2025-11-22")
    assert cycles.open_due(learner, "2026-10-01") == 1
    assert learner.session.execute(sa.select(Renewal.path)).scalar_one() == path.value
    cycles.passed(learner, "2026-10-05")
    assert learner.session.scalar(sa.select(sa.func.count()).select_from(RefresherDraw)) == 0
    assert ends(learner.session)[1] == date(2027, 11, 22)


def test_a_course_without_a_refresher_opens_nothing_by_itself(learner: Learner) -> None:
    learner.library = cycles.library(refresher="")
    cycles.passed(learner, "2025-11-22")
    assert cycles.open_due(learner, "2026-11-20") == 0
    cycles.require(learner.session, learner.library)
    assert cycles.open_due(learner, "2026-11-20") == 1


def test_a_certificate_that_does_not_end_is_not_refreshed(learner: Learner) -> None:
    learner.library = learning.library(
        courses=[learning.course(refresher=cycles.REFRESHER, validity=Validity())]
    )
    cycles.passed(learner, "2025-11-22")
    assert cycles.open_due(learner, "2036-11-22") == 0


def test_a_required_course_opens_its_first_round_when_it_begins(learner: Learner) -> None:
    learner.library = cycles.library()
    cycles.require(learner.session, learner.library, starts_on=date(2026, 12, 1), due_days=14)
    assert cycles.open_due(learner, "2026-11-30") == 0
    assert cycles.open_due(learner, "2026-12-01") == 1
    found = learner.session.execute(sa.select(Renewal)).scalar_one()
    assert (found.kind, found.due_on) == (CycleKind.FIRST.value, date(2026, 12, 15))
    assert found.requirement_version_id == 1


def test_whoever_has_left_is_away_or_is_exempt_is_left_alone(renewing: Learner) -> None:
    session = renewing.session
    absence = absences.add(
        session,
        actor_id=None,
        person_id=renewing.person_id,
        kind=AbsenceKind.LEAVE,
        course=None,
        reason="Parental leave",
        from_on=date(2026, 9, 1),
        until_on=date(2026, 10, 10),
        now=rows.NOW,
    )
    assert cycles.open_due(renewing, "2026-10-10") == 0
    absences.end(session, actor_id=None, absence_id=absence, now=rows.NOW)
    with unit_of_work(session):
        session.execute(sa.update(Person).values(disabled_at=rows.NOW))
    assert cycles.open_due(renewing, "2026-10-10") == 0
    with unit_of_work(session):
        session.execute(sa.update(Person).values(disabled_at=None))
    assert cycles.open_due(renewing, "2026-10-10") == 1


def test_an_open_refresher_does_not_close_the_courses_that_need_a_pass(renewing: Learner) -> None:
    other = learning.course(slug="next", title="Next", needs=(learning.COURSE,), final_quiz=None)
    cycles.open_due(renewing, "2026-09-23")
    library = learning.library(courses=[learning.course(refresher=cycles.REFRESHER), other])
    unmet = learning_reads.unmet_needs(renewing.session, library, person_id=renewing.person_id, course=other)
    assert unmet == ()


def test_the_number_of_statements_does_not_grow_with_the_people(database: Database, session: Session) -> None:
    library = cycles.library()

    def statements() -> int:
        with counted(database.engine) as sent:
            assert refreshers.open_due(session, library, cycles.noon("2026-01-15")) == 0
        return len(sent)

    cycles.passed(Learner(session, rows.add_person(session), library), "2025-11-22")
    one = statements()
    for at in range(5):
        cycles.passed(Learner(session, rows.add_person(session, f"P {at}"), library), "2025-11-22")
    assert statements() == one == 6


def test_three_years_of_renewals_keep_one_day_in_the_year(renewing: Learner) -> None:
    for opens, on in (
        ("2026-09-23", "2026-10-05"),
        ("2027-09-23", "2027-11-22"),
        ("2028-09-23", "2028-09-23"),
    ):
        assert cycles.open_due(renewing, opens) == 1
        cycles.passed(renewing, on)
    assert ends(renewing.session) == [date(year, 11, 22) for year in (2026, 2027, 2028, 2029)]
    standing = cycles.standing(renewing, "2028-10-01")
    assert standing is not None
    assert standing.cell.standing is Standing.CURRENT


def test_the_earliest_day_counts_where_several_requirements_hold(learner: Learner) -> None:
    learner.library = cycles.library(months=24)
    cycles.require(learner.session, learner.library, validity=Validity(months=18))
    cycles.require(learner.session, learner.library, group=cycles.LEARNERS, validity=Validity(months=6))
    cycles.passed(learner, "2026-01-10")
    assert ends(learner.session) == [date(2026, 7, 10)]


def test_midnight_in_summer_is_on_the_next_day(renewing: Learner) -> None:
    # 23:30 in UTC is half past midnight in London.
    eve = cycles.noon("2026-09-22") + timedelta(hours=11, minutes=30)
    assert refreshers.open_due(renewing.session, renewing.library, eve) == 1
