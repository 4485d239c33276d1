"""A certificate of a neighbour that is brought to us: what each rule makes of it, and who has to agree."""

from __future__ import annotations

import json
from datetime import date
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from lms.db.attempts import Attempt
from lms.db.enrolments import Cycle
from lms.db.recognition import Recognition
from lms.db.renewals import RefresherDraw
from lms.documents import reading
from lms.domain import errors
from lms.domain.recognition import Decision
from lms.domain.refreshers import Path
from lms.extensions import db
from lms.queries import issuers as issuer_reads
from lms.queries import passes, pinned, refresher_quizzes
from lms.services import recognition
from tests.foreign.conftest import Site
from tests.foreign.neighbours import NOW, TODAY, bring, did, issued, moved, rule
from tests.support import learning, rows
from tests.support.learners import Learner

pytestmark = pytest.mark.usefixtures("trust_their_https")


def test_a_rule_recognises_and_the_cycle_has_it(two: tuple[Site, Site]) -> None:
    ours, theirs = two
    person_id, body = moved(ours, theirs)
    with pytest.raises(errors.RecognitionRefused, match="not recognised for this course"):
        bring(ours, body, person_id)
    rule(ours, Decision.ACCEPT, valid_months=6)
    with pytest.raises(errors.RecognitionRefused, match="not about the address"):
        bring(ours, body, person_id)
    found = bring(ours, body, person_id, "SAM carter@there.example")
    assert (found.state, found.valid_until) == ("recognised", date(2027, 5, 22))
    assert (found.issuer_name, found.issuer_did) == ("Wolverhampton", did(theirs))
    assert bring(ours, body, person_id, "Sam Carter@there.example") == found
    with ours.app.app_context():
        cycle = db.session.execute(sa.select(Recognition.cycle_id)).scalar_one()
        assert cycle == db.session.execute(sa.select(Cycle.id)).scalar_one()


@pytest.mark.parametrize(
    ("decision", "more", "state"),
    [
        (Decision.REFUSE, {}, "refused"),
        (Decision.REFRESHER, {}, "needs refresher"),
        (Decision.RECENT, {"months_old": 1}, "recognised"),
    ],
)
def test_each_rule_has_its_outcome(
    two: tuple[Site, Site], decision: Decision, more: dict[str, int], state: str
) -> None:
    ours, theirs = two
    person_id, body = moved(ours, theirs)
    rule(ours, decision, **more)
    assert bring(ours, body, person_id, "Sam Carter@there.example").state == state


def test_a_rule_that_asks_for_the_refresher_opens_it_and_the_pass_is_ours(two: tuple[Site, Site]) -> None:
    ours, theirs = two
    person_id, body = moved(ours, theirs)
    rule(ours, Decision.REFRESHER)
    for _ in range(2):
        found = bring(ours, body, person_id, "Sam Carter@there.example")
    assert found.needs_refresher
    with ours.app.app_context():
        learner = Learner(db.session(), person_id)
        asked = {"person_id": person_id, "course": "restorative-practice"}
        opened = refresher_quizzes.round_of(db.session(), today=TODAY, **asked)
        assert opened is not None
        assert (opened.path, opened.renews_until) == (Path.SHORT_QUIZ, date(2027, 11, 22))
        assert db.session.execute(sa.select(Recognition.cycle_id)).scalar_one() == opened.cycle_id
        passed = passes.pass_elsewhere(db.session(), **asked)
        assert passed is not None
        assert (passed.issuer, passed.submitted_at.date()) == ("Wolverhampton", TODAY)
        # After the last day of theirs nothing is renewed: the whole course is due.
        late = refresher_quizzes.round_of(db.session(), today=date(2027, 11, 23), **asked)
        assert late is not None
        assert late.path is Path.WHOLE_COURSE
        attempt_id = learner.start()
        assert db.session.execute(sa.select(sa.func.count()).select_from(RefresherDraw)).scalar_one() == 1
        quiz = pinned.quiz(
            db.session(),
            db.session.execute(sa.select(Attempt.quiz_digest).where(Attempt.id == attempt_id)).scalar_one(),
        )
        assert learner.submit(attempt_id, learning.right_answers(quiz, 7)).certificate_number
        (mine,) = issuer_reads.mine(db.session(), person_id=person_id)
        assert mine.refreshed
        assert not mine.needs_refresher


def test_a_pass_is_as_old_as_its_award_however_late_it_was_issued_anew(two: tuple[Site, Site]) -> None:
    _, body = issued(two[1])
    document = json.loads(body)
    said = reading.facts(
        document | {"validFrom": "2027-01-31T00:30:00Z", "validUntil": "2027-06-30T23:00:00Z"}
    )
    zone = ZoneInfo("Europe/London")
    # Midnight of a summer day in London ends the day before.
    assert (said.passed_on(zone), said.last_day(zone)) == (TODAY, date(2027, 6, 30))


def test_a_named_person_agrees_and_nobody_to_their_own(two: tuple[Site, Site]) -> None:
    ours, theirs = two
    person_id, body = moved(ours, theirs)
    rule(ours, Decision.ACCEPT, confirm=True)
    found = bring(ours, body, person_id, "Sam Carter@there.example")
    assert found.state == "waiting"
    assert not recognition.may_decide(found, actor_id=person_id, is_administrator=True)
    with ours.app.app_context():
        other = rows.add_person(db.session(), "Priya Shah")
        assert recognition.may_decide(found, actor_id=other, is_administrator=True)
        assert not recognition.may_decide(found, actor_id=other, is_administrator=False)
        for _ in range(2):
            recognition.decide(
                db.session(), recognition_id=found.recognition_id, actor_id=other, agree=True, now=NOW
            )
        with pytest.raises(errors.RecognitionRefused):
            recognition.decide(
                db.session(), recognition_id=found.recognition_id, actor_id=other, agree=False, now=NOW
            )
        assert issuer_reads.one(db.session(), found.recognition_id).state == "recognised"
        assert issuer_reads.waiting(db.session(), confirmer_id=None) == ()


def test_another_name_at_the_address_there_needs_somebody_to_agree(two: tuple[Site, Site]) -> None:
    ours, theirs = two
    _, body = moved(ours, theirs)
    rule(ours, Decision.ACCEPT)
    with ours.app.app_context():
        stranger = rows.add_person(db.session(), "Ada Lovelace")
    assert bring(ours, body, stranger, "Sam Carter@there.example").state == "waiting"
