"""Two corrections, their undoing and hand-ins at the same moment: no mark is lost, doubled or half made."""

from __future__ import annotations

import collections
from dataclasses import replace
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.attempts import Attempt, ItemMark
from lms.db.certificates import Certificate
from lms.db.remarks import RemarkedMark
from lms.domain import errors
from lms.domain.quizzes import Option, Quiz, SingleChoice, TrueFalse
from lms.queries import remarks
from lms.services import remarking
from lms.services.attempts import Submitted
from lms.services.remarking import Remarked
from tests.faults import test_races as races
from tests.support import learning, rows
from tests.support.databases import Database
from tests.support.learners import Learner

PEOPLE = 16
QUIZ = learning.FINAL_QUIZ
ONE, TWO = learning.ITEMS[0], learning.ITEMS[2]
assert isinstance(ONE, SingleChoice)
assert isinstance(TWO, TrueFalse)
WITH, FOR, TO = ONE.options
TRUE, FALSE = TWO.options


def _turned(option: Option) -> Option:
    return replace(option, correct=not option.correct, share=Fraction(not option.correct))


def _quiz(*items: SingleChoice | TrueFalse) -> Quiz:
    return learning.quiz(items=items, shuffle_questions=False, shuffle_options=False, pass_mark=100)


# Both keys are wrong at first: whoever chose "For people" and "True" passes once both are put right.
BEFORE = learning.library(_quiz(ONE, TWO))
AFTER = learning.library(
    _quiz(
        replace(ONE, options=(_turned(WITH), _turned(FOR), TO)),
        replace(TWO, options=(_turned(TRUE), _turned(FALSE))),
    )
)
ANSWERS = {1: {"answer": ["2"]}, 2: {"answer": ["1"]}}


def _look_and_remark(session: Session, item_id: str, actor_id: int) -> Remarked | None:
    """What a trainer does: look, decide, and look again if somebody has handed in meanwhile."""
    while True:
        live = remarks.live_item(AFTER, QUIZ, item_id)
        found = remarks.candidates(session, quiz=QUIZ, live=live)
        session.rollback()
        try:
            return remarking.remark(
                session,
                AFTER,
                quiz=QUIZ,
                item_id=item_id,
                preview=remarks.preview_digest(live, found),
                reason="The key was wrong.",
                actor_id=actor_id,
                now=rows.NOW,
                issuing=learning.ISSUING,
            )
        except errors.StalePreview:
            continue
        except errors.RemarkRefused:
            # Nobody is left whom the key touches.
            return None


def test_corrections_beside_hand_ins_lose_no_mark_and_double_none(database: Database) -> None:
    people = races.add_people(database, PEOPLE)
    opened = {}
    with database.session() as session:
        trainer = rows.add_person(session, "Tess Trainer", role="trainer")
        for person_id in people:
            opened[person_id] = Learner(session, person_id, BEFORE).start()

    def step(session: Session, person_id: int, thread: int) -> object:
        if thread < 2:
            return _look_and_remark(session, (ONE.id, TWO.id)[thread], trainer)
        if thread == 2:
            made = _look_and_remark(session, ONE.id, trainer)
            if made is not None:
                try:
                    remarking.undo(
                        session, remark_id=made.remark_id, reason="Not yet.", actor_id=trainer, now=rows.NOW
                    )
                except errors.RemarkRefused:
                    # A later correction of the same question stands on this one.
                    session.rollback()
            return None
        return Learner(session, person_id, BEFORE).submit(opened[person_id], ANSWERS)

    ended = races.race(database, people, step)
    results: dict[int, set[str | None]] = collections.defaultdict(set)
    for end in ended:
        if end.thread > 2:
            # A later caller may already see the corrected mark; the receipt is one and the same.
            assert isinstance(end.outcome, Submitted), end.outcome
            results[end.person_id].add(end.outcome.receipt_code)
        else:
            assert end.outcome is None or isinstance(end.outcome, Remarked), end.outcome
    assert {len(codes) for codes in results.values()} == {1}
    with database.session() as session:
        _sound(session)
        # Who looks once more, when all is quiet, finds everybody whom the race left out.
        for item_id in (ONE.id, TWO.id):
            _look_and_remark(session, item_id, trainer)
        _sound(session)
        assert set(session.scalars(sa.select(Attempt.percent))) == {100}
        assert races.count(session, Certificate) == PEOPLE
        # One correction marks an attempt once.
        twice = sa.select(RemarkedMark.remark_id).group_by(RemarkedMark.remark_id, RemarkedMark.attempt_id)
        assert session.execute(twice.having(sa.func.count() > 1)).all() == []


def _sound(session: Session) -> None:
    """Each attempt is closed, has both marks, and a grade that is their sum."""
    session.rollback()
    attempts = session.execute(
        sa.select(Attempt.id, Attempt.earned_numerator, Attempt.earned_denominator, Attempt.passed)
    ).all()
    assert len(attempts) == PEOPLE
    for attempt_id, numerator, denominator, passed in attempts:
        marks = session.execute(
            sa.select(ItemMark.earned_numerator, ItemMark.earned_denominator).where(
                ItemMark.attempt_id == attempt_id
            )
        ).all()
        assert len(marks) == 2
        total = sum((Fraction(*mark) for mark in marks), Fraction(0))
        assert total == Fraction(numerator, denominator)
        assert passed is (total == 2)
