"""Statistics after a re-mark: what was marked by the corrected question is counted with it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.people import Team
from lms.domain.population import Population
from lms.domain.quizzes import Option, Quiz
from lms.queries import corrections, statistics
from lms.services import remarking
from lms.web.statistics import downloads
from tests.support import learning, rows, sittings
from tests.support.databases import Database, counted
from tests.support.sittings import SLUG, by_id, report

LATER = rows.NOW + timedelta(minutes=1)
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
        now=LATER,
        issuing=learning.ISSUING,
    ).remark_id


def test_a_correction_costs_no_statement(database: Database) -> None:
    with database.session() as session:
        sittings.golden(session)
        _remark(session, rows.add_person(session, "Tess Trainer", role="trainer"))
    for expected in (2, 1):
        with database.session() as session, counted(database.engine) as sent:
            assert by_id(report(session))["one"].number == 2
        assert len(sent) == expected


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
    for population in (Population.ALL, Population.HIGHEST):
        (same,) = [item for item in report(session, population).items if item.item_id == "one"]
        assert (same.number, same.figures.facility) == (2, 75)
    team = session.scalars(sa.select(Team.id)).one()
    of_team = statistics.report(session, SLUG, team=(team, "Parks"))
    assert [item.number for item in of_team.items] == [2, 1, 1, 1]
    lines = csv.DictReader(io.StringIO(downloads.answers(of_team)))
    assert [(line["meaning"], line["chosen"], line["right"]) for line in lines if line["item"] == "one"] == [
        ("2", "15", "yes"),
        ("2", "0", "no"),
        ("2", "5", "no"),
    ]
    # Whoever takes it now is in the same series.
    sittings.sit(session, sittings.person(session, 30, "Parks"), (2, 2, 2, 2), at=AFTER, minutes=9)
    assert by_id(report(session))["one"].attempts == 21
    remarking.undo(session, remark_id=remark_id, reason="No.", actor_id=trainer, now=LATER)
    numbers = [(item.number, item.attempts) for item in report(session).items if item.item_id == "one"]
    assert numbers == [(2, 1), (1, 20)]


def test_what_is_asked_now_is_current_though_it_was_asked_before(session: Session) -> None:
    before, after = sittings.quiz(), sittings.quiz(items=(FIXED, *sittings.quiz().items[1:]))
    for number, at in enumerate((before, after, before)):
        sittings.sit(session, sittings.person(session, number), (2, 2, 2, 2), at=at, minutes=number)

    def one(live: Quiz) -> list[tuple[int, bool, int]]:
        found = statistics.report(session, SLUG, live=learning.library(live).quiz(SLUG))
        return [(item.number, item.current, item.attempts) for item in found.items if item.item_id == "one"]

    assert one(before) == [(2, True, 2), (1, False, 1)]
    assert one(after) == [(2, True, 1), (1, False, 2)]
    # A meaning that nobody has met yet makes those before it earlier ones.
    unmet = replace(before, items=(replace(FIXED, marks=5), *before.items[1:]))
    assert [current for _, current, _ in one(unmet)] == [False, False]
