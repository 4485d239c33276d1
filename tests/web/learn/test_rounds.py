"""What a learner sees of what is due, of what has changed, and of the past."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from lms.db.certificates import Certificate
from lms.db.unit_of_work import unit_of_work
from lms.domain.refreshers import Path
from lms.domain.requirements import Audience, Group, Terms
from lms.extensions import alongside, db
from lms.services import refreshers, requirements
from lms.web import clock
from tests.support.client import PageClient
from tests.support.databases import counted
from tests.web.quiz.taking import Taker

CHANGES = "/courses/tea/changes"


@pytest.fixture
def taker(client_on_each: PageClient) -> Taker:
    client_on_each.sign_in()
    return Taker(client_on_each)


def require(taker: Taker, *, path: Path | None = None, due_days: int = 56) -> None:
    with taker.client.application.app_context():
        requirements.create(
            db.session(),
            alongside().store.current(),
            actor_id=None,
            course="tea",
            group=Group(Audience.EVERYBODY),
            terms=Terms(starts_on=date(2026, 1, 1), due_days=due_days, path=path),
            reason="",
            now=clock.now(),
        )


def age(taker: Taker, *, days_left: int) -> date:
    """Let the certificate end in some days, and open what is due; the last valid day."""
    with taker.client.application.app_context():
        until = clock.today(alongside().settings) + timedelta(days=days_left)
        with unit_of_work(db.session()):
            db.session.execute(sa.update(Certificate).values(valid_until=until))
        refreshers.open_due(db.session(), alongside().store.current(), clock.now())
        return until


def test_what_is_required_is_on_the_first_page(taker: Taker) -> None:
    assert "What is due" not in taker.client.page("/").text
    require(taker)
    page = taker.client.page("/")
    assert "What is due" in page.text
    assert "Due by" in page.text
    assert page.links()["Tea for a team"] == "/courses/tea"


def test_a_refresher_is_offered_with_what_has_changed_and_is_short(taker: Taker) -> None:
    require(taker, path=Path.SHORT_QUIZ)
    taker.take()
    assert "What is due" not in taker.client.page("/").text
    until = age(taker, days_left=30)
    home = taker.client.page("/")
    assert f"Refresher due by {until.day} {until:%B %Y}" in home.text
    assert "Only the refresher’s quiz is left to do." in home.text
    assert home.links()["Refresher: Tea for a team"] == CHANGES
    # What is due wins over "Carry on", which would name the final quiz.
    assert home.links()["Go to your refresher"] == CHANGES
    assert not any(words.startswith("Carry on") for words in home.links())
    page = taker.client.page(CHANGES)
    assert page.heading == "What has changed since you passed"
    assert "questions: first about what has changed" in page.text
    started = taker.client.send(page, "/quizzes/tea-final/attempts")
    attempt_id = started.location.removeprefix("/attempts/")
    taker.answer_all(attempt_id)
    assert taker.hand_in(attempt_id).status_code == 303
    result = taker.client.page(f"/attempts/{attempt_id}/result")
    assert "short refresher" in result.text
    assert "What is due" not in taker.client.page("/").text
    assert taker.client.page("/certificates").text.count("Passed on") == 2


def test_the_page_before_the_quiz_counts_the_questions_of_the_short_one(taker: Taker) -> None:
    require(taker, path=Path.SHORT_QUIZ)
    taker.take()
    whole = taker.client.page("/quizzes/tea-final").text
    age(taker, days_left=30)
    short = taker.client.page("/quizzes/tea-final").text
    told = "This is your short refresher."
    assert whole != short
    assert (told in whole, told in short) == (False, True)


def test_after_the_end_the_whole_course_is_due_again(taker: Taker) -> None:
    require(taker, path=Path.SHORT_QUIZ)
    taker.take()
    age(taker, days_left=-1)
    page = taker.client.page("/")
    assert "Ended on" in page.text
    assert "so the whole course is due again" in page.text
    assert page.links()["Tea for a team"] == "/courses/tea"
    assert "Start the refresher" not in taker.client.page(CHANGES).text


def test_the_history_keeps_every_round_with_its_certificate_and_results(taker: Taker) -> None:
    assert "What you read and pass will be listed here" in taker.client.page("/history").text
    require(taker, path=Path.FINAL_QUIZ)
    first = taker.take()
    age(taker, days_left=10)
    second = taker.take()
    page = taker.client.page("/history")
    assert page.heading == "Your history"
    assert "Round 2" in page.text
    assert {f"/attempts/{one}/result" for one in (first, second)} <= set(page.links().values())
    numbers = [href for href in page.links().values() if href.startswith("/certificates/")]
    assert len(numbers) == 2
    for address in numbers:
        taker.client.page(address)
    taker.client.page(f"/attempts/{first}/result")


def test_the_history_takes_seven_statements(taker: Taker) -> None:
    taker.take()
    with counted(Engine) as sent:
        taker.client.page("/history")
    assert len(sent) == 7


def test_somebody_who_has_not_passed_has_nothing_to_compare(taker: Taker) -> None:
    assert "You have not passed this course yet" in taker.client.page(CHANGES).text
    taker.client.page("/courses/coffee/changes", status=404)
