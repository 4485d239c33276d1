"""A corrected question: finished attempts are marked again after a look, all of it can be undone."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.audit import Audit
from lms.db.certificates import Certificate
from lms.db.remarks import Remark, RemarkedMark
from lms.domain import errors
from lms.queries import changed_items, corrections, statistics_rows
from lms.services import corrections as certificate_corrections
from lms.services import remarking
from lms.services.remarking import Remarked
from tests.support import learning, rows
from tests.support.corrected import (
    AFTER,
    BEFORE,
    ITEM,
    LATER,
    OLD,
    QUIZ,
    certificates,
    grades,
    preview,
    quiz,
    remark,
    take,
    take_as,
    undo,
)
from tests.support.databases import Database, at_once, counted
from tests.support.learners import Learner


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


def test_a_certificate_is_weighed_only_where_no_pass_is_left(
    session: Session, taken: dict[str, str], trainer: int
) -> None:
    both = Learner(session, rows.add_person(session, "Bo Both"), BEFORE)
    take_as(both, 1)
    take_as(both, 0)
    done = remark(session, trainer)
    assert (done.gained, done.lost) == (2, 2)
    shown = corrections.decision(session, remark_id=done.remark_id, names=True)
    assert [row.name for row in shown.kept] == ["Wil With"]
    # One that was taken back since waits for nobody.
    number = shown.kept[0].certificate
    assert number is not None
    certificate_corrections.revoke(
        session, number=number, reason="rules not kept", note="", actor_id=None, now=LATER
    )
    assert corrections.decision(session, remark_id=done.remark_id, names=True).kept == ()


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
