"""A re-mark is undone: every mark goes back, nothing under a later correction, no certificate goes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.attempts import ItemMark
from lms.db.audit import Audit
from lms.domain import errors
from lms.domain.quizzes import Option
from lms.queries import changed_items, corrections, remarks
from lms.services import remarking
from tests.support import learning
from tests.support.corrected import (
    AFTER,
    FIXED,
    FOR,
    ITEM,
    LATER,
    OLD,
    QUIZ,
    TO,
    WITH,
    certificates,
    grades,
    quiz,
    remark,
    undo,
)


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
