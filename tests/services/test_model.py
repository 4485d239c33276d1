"""Any order of everything that can happen to a sitting, held against a small model of what must be true."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lms.db.attempts import Attempt, ItemMark, LateResponse
from lms.db.attempts import Response as ResponseRow
from lms.db.certificates import Certificate
from lms.db.people import Person
from lms.db.sign_ins import SignIn
from lms.db.unit_of_work import unit_of_work
from lms.domain import drawing, errors, responses
from lms.domain.adjustments import NONE, Adjustment
from lms.domain.boots import Boot
from lms.queries import attempts as reads
from lms.queries import people as people_reads
from lms.services import adjustments, people, running_out
from tests.support import learning, rows
from tests.support.databases import Database
from tests.support.learners import Learner
from tests.support.modelled import ALLOWED, GRACE, Modelled, version

MACHINES = 100
MINUTES = (None, 30, 60)
EXTRA = (Adjustment(), Adjustment(extra_time_percent=50), Adjustment(no_limit=True))
VALUES = ("", "1", "2")
WAITS = (
    timedelta(seconds=1),
    timedelta(minutes=29, seconds=59),
    timedelta(seconds=11),
    timedelta(days=2),
)
# As an administrator's slip, a clock that is put right, a machine that wakes up.
STEPS = (timedelta(hours=1), -timedelta(hours=1), timedelta(days=2), -timedelta(days=2))


class Sittings(RuleBasedStateMachine):
    """One person, one quiz with three attempts, a clock that only the machine moves and sets."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.session = self.database.session()
        with unit_of_work(self.session):
            number = self.session.execute(sa.select(sa.func.count()).select_from(Person)).scalar_one()
        person_id = rows.add_person(self.session, f"P{number}", sign_in_name=str(100_000 + number))
        self.secret = f"{number:064}"
        # Time that passes, and how far the clock has been set on in it.
        self.passed, self.set_on = rows.NOW, timedelta(0)
        self._sign_in(person_id)
        self.learner = Learner(self.session, person_id, boot=self.boot)
        self.publish_a_new_version(30, False)
        self.adjustment = NONE
        self.enabled = True
        self.attempts: list[Modelled] = []

    def teardown(self) -> None:
        self.session.close()

    def _sign_in(self, person_id: int) -> None:
        when = {"created_at": self.now, "seen_at": self.now, "ends_at": rows.NOW + timedelta(days=999)}
        with unit_of_work(self.session):
            self.session.execute(
                sa.insert(SignIn), [{"token_hash": self.secret, "person_id": person_id, **when}]
            )

    @property
    def now(self) -> datetime:
        return self.passed + self.set_on

    @property
    def boot(self) -> Boot:
        return Boot("this start", rows.NOW - timedelta(days=9) + self.set_on)

    @property
    def open(self) -> Modelled | None:
        return next((one for one in self.attempts if one.ended_at is None), None)

    def _end(self, one: Modelled) -> None:
        one.timed_out = one.overdue(self.passed)
        one.ended_at = one.deadline_at if one.timed_out else self.now

    @precondition(lambda self: self.enabled)
    @rule(seed=st.integers(-(2**63), 2**63 - 1))
    def start(self, seed: int) -> None:
        running = self.open
        if running is None and len(self.attempts) == ALLOWED:
            with pytest.raises(errors.NoAttemptsLeft):
                self.learner.start(seed=seed, now=self.now)
            return
        attempt_id = self.learner.start(seed=seed, now=self.now)
        if running is not None:
            assert attempt_id == running.id
            return
        assert attempt_id not in {one.id for one in self.attempts}
        deadline = None
        if self.quiz.time_limit is not None and not self.adjustment.no_limit:
            more = 100 + self.adjustment.extra_time_percent
            deadline = self.now + timedelta(minutes=self.quiz.time_limit.minutes) * more / 100
        self.attempts.append(Modelled(attempt_id, self.quiz, seed, self.now, deadline, self.set_on))

    @precondition(lambda self: self.enabled and self.attempts)
    @rule(
        which=st.integers(0, 2),
        number=st.integers(1, 4),
        value=st.sampled_from(VALUES),
        back=st.integers(0, 3),
    )
    def save(self, which: int, number: int, value: str, back: int) -> None:
        """From a page as it is now or, with `back`, from one that is some saves old."""
        one = self.attempts[which % len(self.attempts)]
        fields = {"answer": [value], "row-1": [value]}
        seq = max(0, one.seq - back)
        if one.ended_at is not None or one.overdue(self.passed):
            late = one.overdue(self.passed) and (one.ended_at is None or one.timed_out)
            with pytest.raises(errors.AttemptLate if late else errors.AttemptClosed):
                self.learner.save(one.id, {number: fields}, seq=seq, now=self.now)
            if late:
                one.late.add(number)
            return
        stale = one.newest.get(number, 0) > seq and self._read(one, number, fields) != self._read(
            one, number, one.given[number]
        )
        if stale:
            with pytest.raises(errors.StaleAnswers):
                self.learner.save(one.id, {number: fields}, seq=seq, now=self.now)
            return
        saved = self.learner.save(one.id, {number: fields}, seq=seq, now=self.now)
        one.seq += 1
        assert (saved.seq, saved.saved_at) == (one.seq, self.now)
        one.given[number], one.newest[number] = fields, one.seq

    def _read(self, one: Modelled, number: int, fields: dict[str, list[str]]) -> responses.Response:
        drawn = drawing.draw(one.quiz, one.seed).items[number - 1]
        return responses.from_form(one.quiz.item(drawn.item_id), drawn.order, fields)

    @precondition(lambda self: self.enabled and self.attempts)
    @rule(which=st.integers(0, 2), rightly=st.booleans())
    def submit(self, which: int, rightly: bool) -> None:
        """Also one that has ended: then nothing changes."""
        one = self.attempts[which % len(self.attempts)]
        answers = learning.right_answers(one.quiz, one.seed) if rightly else {}
        was_open, overdue = one.ended_at is None, one.overdue(self.passed)
        if was_open and not overdue:
            one.given.update(answers)
            if answers:
                one.seq += 1
                one.newest.update(dict.fromkeys(answers, one.seq))
        elif overdue and (was_open or one.timed_out):
            one.late.update(answers)
        if was_open:
            self._end(one)
        done = self.learner.submit(one.id, answers, now=self.now)
        assert done.percent == one.percent()
        assert self.learner.submit(one.id, answers, now=self.now) == done

    @rule()
    def close_overdue(self) -> None:
        running = self.open
        due = running is not None and running.overdue(self.passed)
        running_out.close_overdue(self.session, now=self.now, issuing=learning.ISSUING, boot=self.boot)
        if running is not None and due:
            self._end(running)

    @rule(minutes=st.sampled_from(MINUTES), turned=st.booleans())
    def publish_a_new_version(self, minutes: int | None, turned: bool) -> None:
        self.quiz = version(minutes, turned)
        self.learner.library = learning.library(self.quiz)

    @rule(adjustment=st.sampled_from(EXTRA))
    def adjust(self, adjustment: Adjustment) -> None:
        who = {"actor_id": None, "person_id": self.learner.person_id}
        adjustments.adjust(self.session, adjustment=adjustment, now=self.now, **who)
        self.adjustment = adjustment

    @rule()
    def disable_or_enable(self) -> None:
        """Whoever is disabled is signed out by that, so that none of the steps above can be asked for."""
        who = {"actor_id": None, "person_id": self.learner.person_id, "now": self.now}
        if self.enabled:
            people.disable(self.session, **who)
        else:
            people.enable(self.session, **who)
            self._sign_in(self.learner.person_id)
        self.enabled = not self.enabled

    @rule(wait=st.sampled_from(WAITS))
    def wait(self, wait: timedelta) -> None:
        self.passed += wait

    @precondition(lambda self: self.open and self.open.deadline_at)
    @rule(by=st.sampled_from(STEPS))
    def set_the_clock(self, by: timedelta) -> None:
        """Nobody gains or loses time by that: only what has passed ends an attempt."""
        self.set_on += by
        self.learner.boot = self.boot

    @precondition(lambda self: self.open and self.open.deadline_at)
    @rule(by=st.sampled_from((timedelta(0), GRACE, GRACE + timedelta(microseconds=1))))
    def wait_for_the_deadline(self, by: timedelta) -> None:
        running = self.open
        assert running is not None
        assert running.deadline_at is not None
        self.passed = max(self.passed, running.deadline_at - running.set_on + by)

    @invariant()
    def the_viewer_is_whoever_may_come_in(self) -> None:
        found = people_reads.viewer(self.session.connection(), token_hash=self.secret, now=self.now)
        assert (found is not None) == self.enabled

    @invariant()
    def everything_is_stored_as_it_was(self) -> None:
        self.session.rollback()
        stored = self.session.execute(
            sa.select(
                Attempt.id,
                Attempt.deadline_at,
                Attempt.submitted_at,
                Attempt.percent,
                Attempt.seq,
                sa.select(sa.func.count()).where(ItemMark.attempt_id == Attempt.id).scalar_subquery(),
                sa.select(sa.func.count()).where(LateResponse.attempt_id == Attempt.id).scalar_subquery(),
                sa.select(sa.func.count()).where(ResponseRow.attempt_id == Attempt.id).scalar_subquery(),
            )
            .where(Attempt.person_id == self.learner.person_id)
            .order_by(Attempt.number)
        ).all()
        assert [tuple(row) for row in stored] == [
            (
                one.id,
                one.deadline_at,
                one.ended_at,
                None if one.ended_at is None else one.percent(),
                one.seq,
                0 if one.ended_at is None else 4,
                len(one.late),
                len(one.given),
            )
            for one in self.attempts
        ]

    @invariant()
    def a_certificate_is_there_exactly_when_it_was_earned(self) -> None:
        found = self.session.scalars(
            sa.select(Certificate.id).where(Certificate.person_id == self.learner.person_id)
        ).all()
        earned = any(one.ended_at is not None and one.percent() >= 80 for one in self.attempts)
        assert len(found) == earned

    @invariant()
    def nothing_is_shown_while_an_attempt_is_open(self) -> None:
        for one in self.attempts:
            if one.ended_at is None:
                continue
            result = reads.result(
                self.session,
                person_id=self.learner.person_id,
                attempt_id=one.id,
                now=self.now,
                boot=self.boot,
            )
            running = self.open
            hidden = running is not None and not running.overdue(self.passed)
            assert result.answers_shown is not hidden
            assert bool(result.items) is not hidden


def test_any_order_of_steps_keeps_the_rules(database: Database) -> None:
    machine = type("HereSittings", (Sittings,), {"database": database})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=MACHINES,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
