"""A clock that is set while somebody writes: nobody gains time by it, nobody loses any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from lms.domain import boots, errors
from lms.domain.attempts import Closing
from lms.domain.boots import Boot
from lms.queries import attempts as reads
from lms.queries import beside
from lms.queries.sheets import Sheet
from lms.services import attempts, closing
from tests.support import learning, rows
from tests.support.closings import DEADLINE, LIMIT, MINUTE, row_of
from tests.support.learners import Learner

STEPS = [timedelta(hours=1), timedelta(hours=-1), timedelta(days=2), timedelta(days=-2)]
STARTED = Boot("3f1e", rows.NOW - timedelta(days=40))


@dataclass
class Sitter:
    """Somebody whose server's clock is set on by `step` right after they have begun."""

    learner: Learner
    step: timedelta
    boot: Boot | None

    def begin(self) -> str:
        return attempts.start(
            self.learner.session,
            self.learner.library,
            person_id=self.learner.person_id,
            quiz=learning.FINAL_QUIZ,
            now=rows.NOW,
            seed=7,
            boot=STARTED,
        )

    def after(self, gone: timedelta) -> dict[str, object]:
        """What the clock shows, once so much time has really gone by."""
        return {"now": rows.NOW + self.step + gone, "boot": self.boot}

    def save(self, attempt_id: str, gone: timedelta, seq: int = 0) -> attempts.Saved:
        return attempts.save(
            self.learner.session,
            person_id=self.learner.person_id,
            attempt_id=attempt_id,
            seq=seq,
            answers=self.learner.right(),
            **self.after(gone),
        )

    def sheet(self, attempt_id: str, gone: timedelta) -> Sheet:
        who = {"person_id": self.learner.person_id, "attempt_id": attempt_id}
        return reads.open_sheet(self.learner.session, **who, **self.after(gone))

    def close_overdue(self, gone: timedelta) -> int:
        return closing.close_overdue(self.learner.session, issuing=learning.ISSUING, **self.after(gone))


@pytest.fixture(params=STEPS, ids=str)
def sitter(timed: Learner, request: pytest.FixtureRequest) -> Sitter:
    return Sitter(timed, request.param, Boot(STARTED.machine, STARTED.at + request.param))


def test_a_clock_that_is_set_neither_gives_nor_takes_time(session: Session, sitter: Sitter) -> None:
    attempt_id = sitter.begin()
    seen = sitter.sheet(attempt_id, 10 * MINUTE)
    assert seen.seconds_left == 20 * 60
    # As the clock shows it now, which the person looks at.
    assert seen.deadline_at == DEADLINE + sitter.step
    assert sitter.save(attempt_id, 29 * MINUTE).seq == 1
    assert sitter.close_overdue(LIMIT.minutes * MINUTE) == 0
    assert sitter.save(attempt_id, 30 * MINUTE + timedelta(seconds=10), seq=1).seq == 2
    over = 30 * MINUTE + timedelta(seconds=11)
    for look in (sitter.sheet, sitter.save):
        with pytest.raises(errors.AttemptLate):
            look(attempt_id, over)
    assert sitter.close_overdue(over) == 1
    row = row_of(session, attempt_id)
    assert (row.submitted_at, row.closed_by, row.percent) == (DEADLINE, "time up", 100)


def test_handing_in_counts_whatever_the_clock_was_set_to(sitter: Sitter) -> None:
    learner, attempt_id = sitter.learner, sitter.begin()
    page = {"person_id": learner.person_id, "quiz": learning.FINAL_QUIZ}
    near = sitter.after(29 * MINUTE)
    assert reads.quiz_page(learner.session, learner.library, **page, **near).overdue is None
    assert beside.opened(learner.session, person_id=learner.person_id, now=near["now"])
    who = {"person_id": learner.person_id, "attempt_id": attempt_id, "issuing": learning.ISSUING}
    assert not closing.close_if_overdue(learner.session, **who, **near)
    ended = attempts.submit(learner.session, answers=learner.right(), seq=None, **who, **near)
    assert (ended.percent, ended.passed) == (100, True)
    assert row_of(learner.session, attempt_id).closed_by == Closing.HANDED_IN


@pytest.mark.parametrize(
    "boot", [None, Boot("another", rows.NOW), Boot(STARTED.machine, STARTED.at + boots.LEEWAY)]
)
def test_where_nothing_tells_that_a_clock_was_set_it_is_the_judge(timed: Learner, boot: Boot | None) -> None:
    """Another machine, or this one started again; one that does not say; a reading that is a second off."""
    sitter = Sitter(timed, timedelta(0), boot)
    attempt_id = sitter.begin()
    assert sitter.sheet(attempt_id, MINUTE).seconds_left == 29 * 60
    assert sitter.save(attempt_id, 30 * MINUTE).seq == 1
    with pytest.raises(errors.AttemptLate):
        sitter.save(attempt_id, 31 * MINUTE, seq=1)
    assert sitter.close_overdue(31 * MINUTE) == 1


@pytest.mark.parametrize(
    "change", [datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)]
)
def test_the_two_clock_changes_of_the_year_move_no_deadline(timed: Learner, change: datetime) -> None:
    """What people's clocks do at the weekend is no change of an instant, and no clock of a machine is set."""
    began = change - 15 * MINUTE
    attempt_id = timed.start(now=began)
    seen = reads.open_sheet(
        timed.session, person_id=timed.person_id, attempt_id=attempt_id, now=change + MINUTE
    )
    assert (seen.seconds_left, seen.deadline_at) == (14 * 60, began + 30 * MINUTE)
    timed.save(attempt_id, timed.right(), now=began + 30 * MINUTE)
    assert timed.submit(attempt_id, now=began + 30 * MINUTE).percent == 100
