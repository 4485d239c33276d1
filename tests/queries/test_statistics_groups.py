"""Statistics of teams and of how sure people were: only of groups that hide each person in them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.people import Team
from lms.domain.quizzes import (
    Gap,
    GapFill,
    Matching,
    Pair,
    Scale,
    ShortText,
)
from lms.queries import statistics
from tests.support import learning, sittings
from tests.support.learners import Learner
from tests.support.sittings import SLUG, by_id, report


def test_every_kind_of_answer_is_counted(session: Session) -> None:
    kinds = sittings.quiz(
        items=(
            Matching(id="match", text="Match.", pairs=(Pair("a", "x"), Pair("b", "y"))),
            GapFill(
                id="gaps",
                text="Fill.",
                pieces=("", " ", ""),
                gaps=(Gap(("typed",)), Gap(("yes",), ("yes", "no"))),
            ),
            ShortText(id="short", text="Say.", accept=("so",)),
            Scale(id="scale", text="How?", choices=("a", "b"), statements=("s",)),
        )
    )
    learner = Learner(session, sittings.person(session, 1), learning.library(kinds))
    given = {
        2: {"row-1": ["typed"], "row-2": ["no"]},
        3: {"answer": ["so"]},
        4: {"row-1": ["1"]},
    }
    learner.submit(learner.start(SLUG), given)
    found = by_id(report(session))
    assert list(found) == ["match", "gaps", "short"]
    assert [(answer.text, answer.right) for answer in found["match"].answers] == [
        ("a – x", True),
        ("a – y", False),
        ("b – x", False),
        ("b – y", True),
    ]
    assert found["match"].left_open == 1
    assert [(a.text, a.chosen) for a in found["gaps"].answers] == [("Gap 2: yes", 0), ("Gap 2: no", 1)]
    assert found["short"].answers == ()
    matched = Learner(session, sittings.person(session, 2), learning.library(kinds))
    matched.submit(matched.start(SLUG), matched.right(SLUG))
    assert [answer.chosen for answer in by_id(report(session))["match"].answers] == [1, 0, 0, 1]


def test_sure_and_wrong_is_counted_by_answer_and_large_teams_only(session: Session) -> None:
    asking = sittings.quiz(asks_confidence=True)
    for number in range(34):
        team = ["Housing", "Library", "Parks"][min(number // 11, 2)] if number < 24 else "Housing"
        wrong = number % 2
        sittings.sit(
            session,
            sittings.person(session, number, team),
            (0 if wrong else 2, 2, 2, 2),
            at=asking,
            sure={1: "sure" if number % 4 < 2 else "guess"},
        )
    one = by_id(report(session))["one"]
    right, _, wrong_answer = one.answers
    assert right.sure is None
    assert wrong_answer.sure == 9
    # Parks has two people, and taking the others from the whole would tell about them: one more is hidden.
    assert [team.team for team in one.teams] == ["Housing"]
    assert one.teams[0].asked == 21
    two = by_id(report(session))["two"]
    assert (two.teams, two.answers[2].sure) == ((), None)


def test_fewer_than_ten_who_said_how_sure_they_were_are_not_shown(session: Session) -> None:
    asking = sittings.quiz(asks_confidence=True)
    for number in range(9):
        someone = sittings.person(session, number, "Housing")
        sittings.sit(session, someone, (0, 2, 2, 2), at=asking, sure={1: "sure"})
    one = by_id(report(session))["one"]
    assert (one.answers[2].sure, one.teams) == (None, ())


def test_a_team_is_looked_at_by_itself_from_ten_people_upwards(session: Session) -> None:
    sittings.golden(session, times=2, team="Housing")
    sittings.golden(session, team="Parks")
    teams = {name: (team_id, name) for team_id, name in session.execute(sa.select(Team.id, Team.name))}
    housing = statistics.report(session, SLUG, team=teams["Housing"])
    parks = statistics.report(session, SLUG, team=teams["Parks"])
    assert (housing.attempts, housing.team, housing.too_small) == (12, "Housing", False)
    assert (parks.attempts, parks.too_small, parks.items) == (0, True, ())


def test_a_quiz_that_nobody_finished_has_no_figures(session: Session) -> None:
    found = statistics.report(session, SLUG, live=learning.library().quiz(SLUG))
    assert (found.title, found.attempts, found.figures, found.items) == ("Foundations quiz", 0, None, ())
    assert not found.too_small
