"""A corrected question: finished attempts are marked again after a look, all of it can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db.attempts import Attempt, ItemMark
from lms.db.audit import Audit
from lms.db.certificates import Certificate
from lms.db.remarks import Remark, RemarkedMark
from lms.domain import errors
from lms.domain.quizzes import Option, Quiz, SingleChoice
from lms.queries import changed_items, corrections, remarks, statistics_rows
from lms.services import remarking
from lms.services.remarking import Remarked
from tests.support import answers as keys
from tests.support import learning, rows
from tests.support.databases import Database, at_once, counted
from tests.support.learners import Learner

LATER = rows.NOW + timedelta(days=2)
QUIZ = learning.FINAL_QUIZ
OLD = learning.ITEMS[0]
assert isinstance(OLD, SingleChoice)
ITEM = OLD.id
WITH, FOR, TO = OLD.options
# "For people" is right now, and the options stand in another order.
FIXED = replace(
    OLD,
    options=(replace(TO), Option(FOR.text, True, Fraction(1)), Option(WITH.text, False, Fraction(0))),
)


def quiz(item: SingleChoice) -> Quiz:
    return learning.quiz(items=(item, learning.ITEMS[2]), shuffle_questions=False, pass_mark=100)


BEFORE, AFTER = learning.library(quiz(OLD)), learning.library(quiz(FIXED))


def take(session: Session, name: str, choice: int, library: Library = BEFORE) -> str:
    """Somebody hands in with this option of the old item chosen, and the other question right."""
    learner = Learner(session, rows.add_person(session, name), library)
    attempt_id = learner.start()
    answers = dict(learner.right())
    (_, order), _ = keys.paper(session, attempt_id)
    answers[1] = {"answer": [str(order.index(choice) + 1)]}
    learner.submit(attempt_id, answers)
    return attempt_id


def preview(session: Session, library: Library = AFTER, *, names: bool = False) -> corrections.Preview:
    return corrections.preview(session, library, quiz=QUIZ, item_id=ITEM, names=names)


def remark(
    session: Session, actor_id: int, *, digest: str | None = None, reason: str = "The key was wrong."
) -> Remarked:
    return remarking.remark(
        session,
        AFTER,
        quiz=QUIZ,
        item_id=ITEM,
        preview=preview(session).digest if digest is None else digest,
        reason=reason,
        actor_id=actor_id,
        now=LATER,
        issuing=learning.ISSUING,
    )


def undo(session: Session, actor_id: int, remark_id: int, reason: str = "It was right.") -> tuple[str, ...]:
    return remarking.undo(session, remark_id=remark_id, reason=reason, actor_id=actor_id, now=LATER)


def grades(session: Session) -> dict[str, tuple[int | None, bool | None]]:
    session.rollback()
    found = session.execute(sa.select(Attempt.id, Attempt.percent, Attempt.passed))
    return {row.id: (row.percent, row.passed) for row in found}


def certificates(session: Session) -> set[str]:
    session.rollback()
    return set(session.scalars(sa.select(Certificate.number)))


@pytest.fixture
def trainer(session: Session) -> int:
    return rows.add_person(session, "Tess Trainer", role="trainer")


@pytest.fixture
def taken(session: Session, trainer: int) -> dict[str, str]:
    return {
        "with": take(session, "Wil With", 0),
        "for": take(session, "Fay For", 1),
        "to": take(session, "Tom To", 2),
    }


def test_the_preview_shows_who_would_change_and_how(session: Session, taken: dict[str, str]) -> None:
    found = preview(session, names=True)
    assert (found.attempts, found.gained, found.lost, found.same, found.apart) == (3, 1, 1, 1, 0)
    lost, gained = found.rows
    assert (lost.name, lost.old, lost.new, lost.old_percent, lost.new_percent) == (
        "Wil With",
        "1 of 1",
        "0 of 1",
        100,
        50,
    )
    assert lost.certificate in certificates(session)
    assert (gained.name, gained.new_percent, gained.certificate) == ("Fay For", 100, None)
    assert "now has “For people” as right" in found.changes
    assert {row.name for row in preview(session).rows} == {None}


def test_looking_writes_nothing_and_takes_a_fixed_number_of_statements(
    database: Database, session: Session, taken: dict[str, str]
) -> None:
    before = grades(session)
    preview(session)
    with counted(database.engine) as sent:
        preview(session, names=True)
    assert len(sent) == 7
    assert all(one.startswith("SELECT") for one in sent)
    assert grades(session) == before


def test_a_re_mark_changes_marks_grades_and_keeps_every_old_one(
    session: Session, taken: dict[str, str], trainer: int
) -> None:
    held = certificates(session)
    done = remark(session, trainer)
    assert (done.attempts, done.gained, done.lost) == (3, 1, 1)
    assert grades(session) == {
        taken["with"]: (50, False),
        taken["for"]: (100, True),
        taken["to"]: (50, False),
    }
    # The certificate of the lost pass stays; the gained pass has one now, dated by its day.
    assert certificates(session) == held | set(done.certificates)
    assert len(done.certificates) == 1
    awarded = session.execute(
        sa.select(Certificate).where(Certificate.number == done.certificates[0])
    ).scalar_one()
    assert (awarded.attempt_id, awarded.passed_on) == (taken["for"], rows.NOW.date())
    kept = session.execute(
        sa.select(RemarkedMark.old_percent, RemarkedMark.new_percent).where(
            RemarkedMark.attempt_id == taken["with"]
        )
    ).one()
    assert kept == (100, 50)
    shown = corrections.decision(session, remark_id=done.remark_id, names=True)
    assert [row.name for row in shown.kept] == ["Wil With"]
    assert shown.awarded == done.certificates
    actions = list(session.scalars(sa.select(Audit.action)))
    assert actions.count("re-mark question") == 1
    assert actions.count("re-mark attempt") == 2


def test_saying_yes_twice_is_saying_it_once(session: Session, taken: dict[str, str], trainer: int) -> None:
    digest = preview(session).digest
    first = remark(session, trainer, digest=digest)
    assert remark(session, trainer, digest=digest) == first
    assert session.scalar(sa.select(sa.func.count()).select_from(Remark)) == 1


def test_two_at_once_mark_once(
    database: Database, session: Session, taken: dict[str, str], trainer: int
) -> None:
    digest = preview(session).digest
    session.rollback()

    def one() -> Remarked:
        with database.session() as own:
            return remark(own, trainer, digest=digest)

    results = at_once([one] * 6, 6)
    assert {type(result) for result in results} == {Remarked}
    assert len({result.remark_id for result in results}) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(RemarkedMark)) == 3


def test_an_attempt_that_is_handed_in_meanwhile_makes_the_preview_stale(
    session: Session, taken: dict[str, str], trainer: int
) -> None:
    digest = preview(session).digest
    late = take(session, "Lea Late", 1)
    before = grades(session)
    with pytest.raises(errors.StalePreview):
        remark(session, trainer, digest=digest)
    assert grades(session) == before
    assert remark(session, trainer).gained == 2
    assert grades(session)[late] == (100, True)


def test_what_is_handed_in_afterwards_is_offered_again(
    session: Session, taken: dict[str, str], trainer: int
) -> None:
    remark(session, trainer)
    assert changed_items.waiting(session, AFTER) == ()
    take(session, "Lea Late", 1)
    (line,) = changed_items.waiting(session, AFTER)
    assert (line.item_id, line.attempts) == (ITEM, 1)
    assert remark(session, trainer).attempts == 1
    assert changed_items.waiting(session, AFTER) == ()


def test_attempts_at_the_corrected_question_are_not_touched(
    session: Session, taken: dict[str, str], trainer: int
) -> None:
    new = take(session, "Nia New", 1, AFTER)
    assert preview(session).attempts == 3
    remark(session, trainer)
    assert grades(session)[new] == (100, True)


def test_undoing_puts_every_mark_back_and_takes_no_certificate(
    session: Session, taken: dict[str, str], trainer: int
) -> None:
    before = grades(session)
    marks = marks_of(session)
    done = remark(session, trainer)
    held = certificates(session)
    assert undo(session, trainer, done.remark_id) == done.certificates
    assert undo(session, trainer, done.remark_id) == done.certificates
    assert grades(session) == before
    assert marks_of(session) == marks
    assert certificates(session) == held
    assert list(session.scalars(sa.select(Audit.action))).count("undo correction") == 1
    # It waits for a decision again, and can be taken again.
    assert changed_items.waiting(session, AFTER)[0].attempts == 3
    assert remark(session, trainer).certificates == ()
    assert grades(session)[taken["for"]] == (100, True)


def marks_of(session: Session) -> list[tuple[object, ...]]:
    session.rollback()
    found = session.execute(
        sa.select(
            ItemMark.attempt_id,
            ItemMark.item_id,
            ItemMark.earned_numerator,
            ItemMark.earned_denominator,
            ItemMark.because,
        ).order_by(ItemMark.attempt_id, ItemMark.item_id)
    )
    return [tuple(row) for row in found]


def test_an_earlier_correction_cannot_be_undone_under_a_later_one(
    session: Session, taken: dict[str, str], trainer: int
) -> None:
    first = remark(session, trainer)
    again = replace(OLD, options=(WITH, FOR, Option(TO.text, False, Fraction(1, 2))))
    later = learning.library(quiz(again))
    digest = corrections.preview(session, later, quiz=QUIZ, item_id=ITEM, names=False).digest
    second = remarking.remark(
        session,
        later,
        quiz=QUIZ,
        item_id=ITEM,
        preview=digest,
        reason="Half a mark.",
        actor_id=trainer,
        now=LATER,
        issuing=learning.ISSUING,
    )
    assert grades(session)[taken["with"]] == (100, True)
    assert grades(session)[taken["to"]] == (75, False)
    with pytest.raises(errors.RemarkRefused):
        undo(session, trainer, first.remark_id)
    undo(session, trainer, second.remark_id)
    assert grades(session)[taken["for"]] == (100, True)
    undo(session, trainer, first.remark_id)
    assert grades(session)[taken["for"]] == (50, False)


def test_a_new_question_leaves_every_mark(session: Session, taken: dict[str, str], trainer: int) -> None:
    before = grades(session)

    def call() -> int:
        return remarking.call_new(
            session,
            AFTER,
            quiz=QUIZ,
            item_id=ITEM,
            reason="Another question.",
            actor_id=trainer,
            now=LATER,
        )

    assert call() == call()
    assert changed_items.waiting(session, AFTER) == ()
    assert preview(session).called_new is not None
    assert grades(session) == before
    undo(session, trainer, call())
    assert len(changed_items.waiting(session, AFTER)) == 1


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 2_001])
def test_a_reason_is_needed(session: Session, taken: dict[str, str], trainer: int, reason: str) -> None:
    with pytest.raises(errors.MalformedReason):
        remark(session, trainer, reason=reason)


def test_what_is_not_there_is_not_found(session: Session, taken: dict[str, str], trainer: int) -> None:
    with pytest.raises(errors.UnknownItem):
        corrections.preview(session, AFTER, quiz=QUIZ, item_id="nothing", names=False)
    with pytest.raises(errors.UnknownQuiz):
        corrections.preview(session, AFTER, quiz="nothing", item_id=ITEM, names=False)
    with pytest.raises(errors.UnknownRemark):
        undo(session, trainer, 77)
    with pytest.raises(errors.UnknownRemark):
        corrections.decision(session, remark_id=77, names=False)


def test_an_option_that_is_gone_cannot_be_marked_by_the_new_key(
    session: Session, taken: dict[str, str], trainer: int
) -> None:
    gone = learning.library(quiz(replace(OLD, options=(FIXED.options[1], TO))))
    found = corrections.preview(session, gone, quiz=QUIZ, item_id=ITEM, names=False)
    # "With people" was chosen once and is no longer there.
    assert (found.attempts, found.apart, found.gained) == (3, 1, 1)
    assert remarks.item_digest(OLD) != remarks.item_digest(FIXED)


def test_only_a_change_of_meaning_is_listed(session: Session, taken: dict[str, str]) -> None:
    assert changed_items.waiting(session, BEFORE) == ()
    reworded = learning.library(quiz(replace(OLD, text="What does *alongside* mean to you?")))
    assert changed_items.waiting(session, reworded) == ()
    (line,) = changed_items.waiting(session, AFTER)
    assert (line.quiz_slug, line.item_id, line.attempts) == (QUIZ, ITEM, 3)


def test_statistics_notice_a_correction_that_leaves_every_sum_as_it_was(
    session: Session, taken: dict[str, str], trainer: int
) -> None:
    before = statistics_rows.versions(session, QUIZ).state
    done = remark(session, trainer)
    marked = statistics_rows.versions(session, QUIZ).state
    undo(session, trainer, done.remark_id)
    undone = statistics_rows.versions(session, QUIZ).state
    assert len({before, marked, undone}) == 3
