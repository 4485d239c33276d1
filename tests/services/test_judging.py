"""Trainers mark written answers; the result, the certificate and the learner wait for the last of them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.attempts import ItemMark
from lms.db.audit import Audit
from lms.db.certificates import Certificate
from lms.db.judgements import Judgement, Judging
from lms.db.outbox import Outbox
from lms.domain import errors
from lms.domain.judging import Step, Voice
from lms.services import judging, self_marks
from lms.services.judging import Judged
from tests.support import learning, reflections, rows
from tests.support.databases import Database, at_once
from tests.support.learners import Learner
from tests.support.reflections import LATER, judge, stored


@pytest.fixture
def learner(session: Session) -> Learner:
    """Somebody whose sign-in name is an address, so that they can be told."""
    return Learner(session, rows.add_person(session))


@pytest.fixture
def trainers(session: Session) -> list[int]:
    return [rows.add_person(session, f"Trainer {name}", role="trainer") for name in ("One", "Two", "Three")]


@pytest.fixture
def attempt_id(session: Session, learner: Learner) -> str:
    learner.library = reflections.library()
    return reflections.hand_in(learner)


def count(session: Session, table: type[Judgement] | type[Certificate] | type[Audit]) -> int:
    session.rollback()
    return session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_a_mark_ends_the_waiting_and_awards_the_certificate_of_the_day_of_handing_in(
    session: Session, attempt_id: str, trainers: list[int]
) -> None:
    assert stored(session, attempt_id) == (True, None, None)
    judged = judge(session, attempt_id, trainers[0], feedback="You\r\nname it.")
    assert (judged.step, judged.percent, judged.passed) == (Step.SETTLED, 100, True)
    assert stored(session, attempt_id) == (False, 100, True)
    certificate = session.execute(sa.select(Certificate)).scalar_one()
    assert certificate.number == judged.certificate_number
    assert (certificate.passed_on, certificate.issued_at) == (rows.NOW.date(), LATER)
    assert session.execute(sa.select(Judgement.feedback)).scalar_one() == "You\nname it."
    mail = session.execute(
        sa.select(Outbox.body).where(Outbox.kind == "mail", Outbox.key.like("judged:%"))
    ).scalar_one()
    assert mail["to"] == "sam.carter@demo.example"
    assert f"/attempts/{attempt_id}/result" in mail["text"]
    assert "100" not in mail["text"]


def test_marks_are_added_to_those_of_the_machine_and_compared_exactly(
    session: Session, attempt_id: str, trainers: list[int]
) -> None:
    judged = judge(session, attempt_id, trainers[0], (2, 0))
    # 1 + 2 of 1 + 4 marks.
    assert (judged.percent, judged.passed, judged.certificate_number) == (60, False, None)
    assert count(session, Certificate) == 0


def test_while_another_answer_waits_there_is_no_grade(
    session: Session, learner: Learner, trainers: list[int]
) -> None:
    learner.library = reflections.library(reflections.WRITTEN, reflections.SECOND)
    attempt_id = reflections.hand_in(learner)
    judged = judge(session, attempt_id, trainers[0])
    assert (judged.step, judged.percent) == (Step.SETTLED, None)
    assert stored(session, attempt_id) == (True, None, None)
    assert session.execute(sa.select(Outbox).where(Outbox.key.like("judged:%"))).all() == []
    assert judge(session, attempt_id, trainers[1], (3,), item_id="next-time").percent == 100


def test_sending_the_same_mark_twice_changes_nothing(
    session: Session, attempt_id: str, trainers: list[int]
) -> None:
    judge(session, attempt_id, trainers[0])
    entries = count(session, Audit)
    again = judge(session, attempt_id, trainers[0])
    assert (again.step, again.percent) == (Step.SETTLED, 100)
    assert (count(session, Judgement), count(session, Audit)) == (1, entries)


def test_the_second_of_two_trainers_is_told_and_stores_nothing(
    session: Session, attempt_id: str, trainers: list[int]
) -> None:
    judge(session, attempt_id, trainers[0])
    with pytest.raises(errors.JudgedMeanwhile):
        judge(session, attempt_id, trainers[1], (0, 0))
    assert count(session, Judgement) == 1
    assert stored(session, attempt_id) == (False, 100, True)


def test_of_many_trainers_at_once_one_mark_is_stored(
    database: Database, session: Session, attempt_id: str
) -> None:
    people = [rows.add_person(session, f"Trainer {at}", role="trainer") for at in range(6)]
    session.rollback()

    def one(judge_id: int) -> Judged:
        with database.session() as own:
            return judge(own, attempt_id, judge_id)

    results = at_once([lambda who=who: one(who) for who in people], 6)
    assert sum(isinstance(one, Judged) for one in results) == 1
    assert sum(isinstance(one, errors.JudgedMeanwhile) for one in results) == 5
    assert (count(session, Judgement), count(session, Certificate)) == (1, 1)


def test_a_second_opinion_that_agrees_settles_it(
    session: Session, attempt_id: str, trainers: list[int]
) -> None:
    assert judge(session, attempt_id, trainers[0], second=True).step is Step.SECOND
    assert stored(session, attempt_id) == (True, None, None)
    with pytest.raises(errors.JudgeRefused):
        judge(session, attempt_id, trainers[0], voice=Voice.SECOND)
    judged = judge(session, attempt_id, trainers[1], voice=Voice.SECOND)
    assert (judged.step, judged.percent) == (Step.SETTLED, 100)


def test_two_opinions_that_differ_wait_for_a_third(
    session: Session, attempt_id: str, trainers: list[int]
) -> None:
    judge(session, attempt_id, trainers[0], second=True)
    assert judge(session, attempt_id, trainers[1], (1, 0), voice=Voice.SECOND).step is Step.DIFFERS
    assert stored(session, attempt_id) == (True, None, None)
    judged = judge(session, attempt_id, trainers[2], (2, 1), voice=Voice.THIRD)
    assert (judged.step, judged.percent) == (Step.SETTLED, 80)


def test_or_one_of_the_two_agrees_and_that_is_recorded(
    session: Session, attempt_id: str, trainers: list[int]
) -> None:
    judge(session, attempt_id, trainers[0], second=True)
    judge(session, attempt_id, trainers[1], (1, 0), voice=Voice.SECOND)

    def agree(who: int) -> Judged:
        return judging.agree(
            session,
            attempt_id=attempt_id,
            item_id=reflections.WRITTEN.id,
            judge_id=who,
            round=1,
            now=LATER,
            issuing=learning.ISSUING,
        )

    with pytest.raises(errors.JudgeRefused):
        agree(trainers[2])
    assert agree(trainers[1]).percent == 100
    assert agree(trainers[1]).percent == 100
    voices = session.execute(sa.select(Judgement.voice, Judgement.judge_id).order_by(Judgement.id)).all()
    assert voices[-1] == ("agreed", trainers[1])
    assert len(voices) == 3


def test_a_reopened_answer_keeps_its_result_until_it_is_marked_again(
    session: Session, attempt_id: str, trainers: list[int]
) -> None:
    judge(session, attempt_id, trainers[0])

    def reopen(reason: str = "The scheme was misread.") -> None:
        judging.reopen(
            session,
            attempt_id=attempt_id,
            item_id=reflections.WRITTEN.id,
            actor_id=trainers[1],
            round=1,
            reason=reason,
            now=LATER,
        )

    with pytest.raises(errors.MalformedReason):
        reopen(" ")
    reopen()
    reopen()
    assert stored(session, attempt_id) == (False, 100, True)
    assert session.execute(sa.select(Judging.step, Judging.round)).one() == ("waiting", 2)
    judged = judge(session, attempt_id, trainers[1], (0, 0), round=2)
    assert (judged.percent, judged.passed) == (20, False)
    # A pass that is lost takes no certificate away.
    assert count(session, Certificate) == 1
    assert count(session, Judgement) == 2
    actions = session.scalars(sa.select(Audit.action).order_by(Audit.id)).all()
    assert actions.count("reopen response") == 1
    assert "pass lost by marking again" in actions


def test_nobody_marks_their_own_answer(session: Session, attempt_id: str, learner: Learner) -> None:
    with pytest.raises(errors.JudgeRefused):
        judge(session, attempt_id, learner.person_id)


@pytest.mark.parametrize("points", [(), (2,), (3, 0), (0, -1)])
def test_points_outside_the_scheme_are_refused(
    session: Session, attempt_id: str, trainers: list[int], points: tuple[int, ...]
) -> None:
    with pytest.raises(errors.MalformedPoints):
        judge(session, attempt_id, trainers[0], points)
    assert count(session, Judgement) == 0


@pytest.mark.parametrize("item_id", ["alongside", "nothing"])
def test_only_what_waits_for_a_trainer_can_be_marked(
    session: Session, attempt_id: str, trainers: list[int], item_id: str
) -> None:
    with pytest.raises(errors.UnknownResponse):
        judge(session, attempt_id, trainers[0], item_id=item_id)
    with pytest.raises(errors.UnknownResponse):
        judge(session, "0" * 26, trainers[0])


def test_feedback_has_an_end(session: Session, attempt_id: str, trainers: list[int]) -> None:
    with pytest.raises(errors.MalformedReason):
        judge(session, attempt_id, trainers[0], feedback="x" * 5_001)


def test_opening_an_answer_locks_nothing(session: Session, attempt_id: str, trainers: list[int]) -> None:
    judging.take(session, attempt_id=attempt_id, item_id="differently", judge_id=trainers[0], now=LATER)
    assert session.execute(sa.select(Judging.taken_by)).scalar_one() == trainers[0]
    assert judge(session, attempt_id, trainers[1]).step is Step.SETTLED


def test_a_learner_marks_their_own_reflection_and_it_counts_for_nothing(
    session: Session, learner: Learner
) -> None:
    learner.library = reflections.library(reflections.OWN)
    attempt_id = learner.start()
    with pytest.raises(errors.UnknownAttempt):
        own(session, learner, attempt_id)
    percent = learner.submit(attempt_id, learner.right()).percent
    for points in ((1, 2), (1, 2), (2, 2)):
        own(session, learner, attempt_id, points)
    session.rollback()
    rows_of_it = session.scalars(sa.text("SELECT count(*) FROM self_mark")).one()
    assert rows_of_it == 2
    assert stored(session, attempt_id)[1] == percent
    with pytest.raises(errors.MalformedPoints):
        own(session, learner, attempt_id, (3, 0))
    mark = session.execute(
        sa.select(ItemMark.available_numerator).where(ItemMark.item_id == reflections.OWN.id)
    ).scalar_one()
    assert mark == 0


def own(session: Session, learner: Learner, attempt_id: str, points: tuple[int, ...] = (1, 1)) -> None:
    self_marks.mark(
        session,
        person_id=learner.person_id,
        attempt_id=attempt_id,
        item_id=reflections.OWN.id,
        points=points,
        now=LATER,
    )
