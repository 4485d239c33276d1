"""Statistics after a re-mark: what was marked by the corrected question is counted with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from sqlalchemy.orm import Session

from lms.domain.quizzes import Option
from lms.queries import corrections
from lms.services import remarking
from tests.support import learning, rows, sittings
from tests.support.sittings import SLUG, by_id, report

# The answer that was wrong is right, comes first and gives two marks.
FIXED = replace(
    sittings.item("one"),
    marks=2,
    options=(
        Option("=the wrong one", True, Fraction(1)),
        Option("the half right one", False, Fraction(1, 2)),
        Option("the right one", False, Fraction(0)),
    ),
)
AFTER = sittings.quiz(items=(FIXED, *sittings.quiz(asks_confidence=True).items[1:]), asks_confidence=True)


def _remark(session: Session, actor_id: int) -> int:
    library = learning.library(AFTER)
    found = corrections.preview(session, library, quiz=SLUG, item_id="one", names=False)
    return remarking.remark(
        session,
        library,
        quiz=SLUG,
        item_id="one",
        preview=found.digest,
        reason="The key was wrong.",
        actor_id=actor_id,
        now=rows.NOW + timedelta(days=1),
        issuing=learning.ISSUING,
    ).remark_id


def test_a_re_marked_answer_counts_with_the_corrected_question(session: Session) -> None:
    before = sittings.quiz(asks_confidence=True)
    for number in range(20):
        halves = (0 if number < 15 else 2, 2, 2, 2)
        sittings.sit(session, sittings.person(session, number, "Parks"), halves, at=before, sure={1: "sure"})
    old = by_id(report(session))["one"]
    assert (old.figures.facility, old.answers[2].sure, old.teams[0].sure_and_wrong) == (25, 15, 15)
    trainer = rows.add_person(session, "Tess Trainer", role="trainer")
    remark_id = _remark(session, trainer)
    (one,) = [item for item in report(session).items if item.item_id == "one"]
    assert (one.number, one.of, one.current, one.attempts) == (2, 2, True, 20)
    assert (one.figures.facility, one.figures.intended_weight) == (75, 40)
    assert [(answer.text, answer.right, answer.chosen, answer.sure) for answer in one.answers] == [
        ("=the wrong one", True, 15, None),
        ("the half right one", False, 0, 0),
        ("the right one", False, 5, 5),
    ]
    assert (one.teams[0].asked, one.teams[0].sure_and_wrong) == (20, 5)
    # Whoever takes it now is in the same series.
    sittings.sit(session, sittings.person(session, 30, "Parks"), (2, 2, 2, 2), at=AFTER, minutes=9)
    assert by_id(report(session))["one"].attempts == 21
    remarking.undo(session, remark_id=remark_id, reason="No.", actor_id=trainer, now=rows.NOW)
    numbers = [(item.number, item.attempts) for item in report(session).items if item.item_id == "one"]
    assert numbers == [(2, 1), (1, 20)]
