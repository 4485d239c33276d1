"""A key that is changed, changed back and changed once more: each change is offered and can be decided."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db.remarks import Remark
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.queries import changed_items, corrections
from lms.services import remarking
from lms.services.remarking import Remarked
from tests.support import learning
from tests.support.corrected import AFTER, BEFORE, ITEM, LATER, QUIZ, grades, undo
from tests.support.databases import Database, at_once


def _remark(session: Session, library: Library, trainer: int, minutes: int) -> Remarked:
    found = corrections.preview(session, library, quiz=QUIZ, item_id=ITEM, names=False)
    return remarking.remark(
        session,
        library,
        quiz=QUIZ,
        item_id=ITEM,
        preview=found.digest,
        reason="The other one is right.",
        actor_id=trainer,
        now=LATER + timedelta(minutes=minutes),
        issuing=learning.ISSUING,
    )


def _offered(session: Session, library: Library) -> list[int]:
    return [line.attempts for line in changed_items.waiting(session, library)]


def test_a_key_that_went_to_and_fro_is_marked_by_what_it_says_now(
    session: Session, taken: dict[str, str], trainer: int
) -> None:
    before = grades(session)
    first = _remark(session, AFTER, trainer, 0)
    after = grades(session)
    assert after != before
    # The first key was right after all: those who were marked by the other one are offered again.
    assert _offered(session, BEFORE) == [3]
    second = _remark(session, BEFORE, trainer, 1)
    assert grades(session) == before
    assert _offered(session, BEFORE) == []
    # And once more: the very same marks would change in the very same way, but it is another correction.
    third = _remark(session, AFTER, trainer, 2)
    assert len({first.remark_id, second.remark_id, third.remark_id}) == 3
    assert grades(session) == after
    for number in (first, second):
        with pytest.raises(errors.RemarkRefused):
            undo(session, trainer, number.remark_id)
    for done, expected in ((third, before), (second, after), (first, before)):
        undo(session, trainer, done.remark_id)
        assert grades(session) == expected


def test_a_question_called_new_twice_is_decided_each_time(
    session: Session, taken: dict[str, str], trainer: int
) -> None:
    def call_new(library: Library) -> int:
        return remarking.call_new(
            session, library, quiz=QUIZ, item_id=ITEM, reason="Another.", actor_id=trainer, now=LATER
        )

    first = call_new(AFTER)
    assert call_new(AFTER) == first
    assert _offered(session, AFTER) == []
    preview = corrections.preview(session, AFTER, quiz=QUIZ, item_id=ITEM, names=False)
    assert preview.called_new == first
    # Nothing that was marked means anything else than the first key, so putting it back asks nobody.
    assert _offered(session, BEFORE) == []
    assert session.scalar(sa.select(sa.func.count()).select_from(Remark)) == 1


def test_calling_it_new_again_after_another_decision_is_another_decision(
    session: Session, taken: dict[str, str], trainer: int
) -> None:
    def call_new(library: Library) -> int:
        return remarking.call_new(
            session, library, quiz=QUIZ, item_id=ITEM, reason="Another.", actor_id=trainer, now=LATER
        )

    numbers = [call_new(AFTER), call_new(BEFORE), call_new(AFTER), call_new(AFTER)]
    assert len(set(numbers)) == 3
    assert numbers[2] == numbers[3]
    assert _offered(session, AFTER) == []


def test_two_who_call_it_new_at_once_decide_once(
    database: Database, session: Session, taken: dict[str, str], trainer: int
) -> None:
    session.rollback()

    def one() -> int:
        with database.session() as own:
            return remarking.call_new(
                own, AFTER, quiz=QUIZ, item_id=ITEM, reason="Another.", actor_id=trainer, now=LATER
            )

    results = at_once([one] * 6, 6)
    assert {type(result) for result in results} == {int}
    assert len(set(results)) == 1


def test_an_undo_waits_for_a_correction_that_is_under_way(
    database: Database, session: Session, taken: dict[str, str], trainer: int
) -> None:
    first = _remark(session, AFTER, trainer, 0).remark_id
    session.rollback()

    def take_back() -> object:
        with database.session() as own:
            return undo(own, trainer, first)

    with ThreadPoolExecutor(1) as other:
        with unit_of_work(session):
            _remark(session, BEFORE, trainer, 1)
            undoing = other.submit(take_back)
            # Long enough to come as far as it can while this correction is not stored yet.
            wait([undoing], 0.5)
        with pytest.raises(errors.RemarkRefused):
            undoing.result()
    assert grades(session)[taken["with"]] == (100, True)
