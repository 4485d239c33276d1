"""What people are told of limits, layouts and endings, each for the quiz and for the person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lms.domain.adjustments import Adjustment
from lms.domain.quizzes import AttemptPolicy, Layout, MarkedBy, Reflection, TimeLimit
from lms.extensions import db
from lms.queries import people
from lms.services import adjustments
from lms.web import clock
from tests.support import kinds, learning
from tests.support.app import LEARNER, add_demo_people, running, settings_for
from tests.support.client import Page, PageClient
from tests.support.databases import Database
from tests.web.quiz.taking import Taker

QUIZ = f"/quizzes/{learning.FINAL_QUIZ}"
Serve = Callable[..., AbstractContextManager[Taker]]


@pytest.fixture
def serve(sqlite_database: Database, tmp_path: Path) -> Serve:
    """Somebody signed in whose final quiz is as the test wants it, and so are they."""

    @contextmanager
    def serving(adjustment: Adjustment | None = None, **changes: object) -> Iterator[Taker]:
        with running(settings_for(sqlite_database.url, tmp_path / "instance")) as app:
            add_demo_people(app)
            kinds.put_in(app, learning.library(learning.quiz(**changes)))
            client = app.test_client()
            assert isinstance(client, PageClient)
            client.sign_in()
            if adjustment is not None:
                with app.app_context():
                    person = people.by_sign_in_name(db.session(), LEARNER)
                    adjustments.adjust(
                        db.session(),
                        actor_id=None,
                        person_id=person.person_id,
                        adjustment=adjustment,
                        now=clock.now(),
                    )
            yield Taker(client)

    return serving


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Move the clock of the web on by so many seconds."""

    def moved(seconds: int) -> None:
        # The clock of the web layer; time that passes cannot be waited for.
        monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(seconds=seconds))

    return moved


LIMIT = TimeLimit(30, "a real call leaves no more")


def test_attempts_that_are_left_are_counted(serve: Serve) -> None:
    with serve(attempts=AttemptPolicy(allowed=3)) as taker:
        assert "You have 3 attempts left." in taker.client.page(QUIZ).text
        for left in ("You have 2 attempts left.", "You have 1 attempt left."):
            taker.take(learning.FINAL_QUIZ, wrong=4)
            assert left in taker.client.page(QUIZ).text
        taker.take(learning.FINAL_QUIZ, wrong=4)
        page = taker.client.page(QUIZ)
        assert "You have 0 attempts left." in page.text
        assert "You have used 3 of 3 attempts at this quiz." in page.text


def test_a_time_limit_comes_with_its_reason_and_stands_on_the_sheet(serve: Serve) -> None:
    with serve(time_limit=LIMIT) as taker:
        words = "You have 30 minutes from the moment you start, because a real call leaves no more."
        assert words in taker.client.page(QUIZ).text
        attempt_id = taker.start(learning.FINAL_QUIZ)
        assert "30 minutes, until" in taker.page(attempt_id).text
        assert "It ends at" in taker.client.page(QUIZ).text


def test_whoever_needs_no_limit_sees_none(serve: Serve) -> None:
    with serve(Adjustment(no_limit=True), time_limit=LIMIT) as taker:
        assert "There is no time limit for you." in taker.client.page(QUIZ).text
        assert "Time left" not in taker.page(taker.start(learning.FINAL_QUIZ)).text


def test_answers_after_the_time_are_kept_said_to_be_late_and_do_not_count(
    serve: Serve, later: Callable[[int], None]
) -> None:
    with serve(time_limit=LIMIT) as taker:
        attempt_id = taker.start(learning.FINAL_QUIZ)
        old = taker.page(attempt_id, "all")
        headers = {"X-CSRF-Token": old.fields(f"/attempts/{attempt_id}/answers")["csrf_token"][0]}
        later(31 * 60)
        body = {"seq": 0, "answers": {"2": {"answer": ["1"]}}}
        put = taker.client.put(f"/attempts/{attempt_id}/answers", json=body, headers=headers)
        assert put.status_code == 409
        assert put.json is not None
        assert (put.json["late"], put.json["result"]) == (True, f"/attempts/{attempt_id}/result")
        late = taker.client.send_page(old, f"/attempts/{attempt_id}/answers", status=409, values={"q1": "1"})
        assert late.heading == "Time was up"
        assert taker.client.get(f"/attempts/{attempt_id}?question=2").location.endswith("/result")
        assert taker.client.get(f"/attempts/{attempt_id}/saved").status_code == 409
        page = taker.client.page(f"/attempts/{attempt_id}/result")
        assert "Time was up at" in page.text
        assert "after the time was up. That is kept, and it does not count." in page.text
        assert page.heading == "You did not pass this time: 0%"


def test_a_clock_that_is_set_on_by_an_hour_takes_nobody_out_of_an_attempt(
    serve: Serve, later: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(time_limit=LIMIT) as taker:
        attempt_id = taker.start(learning.FINAL_QUIZ)
        boot = clock.boot()
        assert boot is not None
        hour = timedelta(hours=1)
        later(60 * 60)
        # What a machine says whose clock has been set: nobody can set the one that the tests run on.
        monkeypatch.setattr(clock, "boot", lambda: replace(boot, at=boot.at + hour))
        taker.answer_all(attempt_id)
        page = taker.page(attempt_id, 1)
        assert "30 minutes, until" in page.text or "29 minutes, until" in page.text
        assert taker.client.get(f"/attempts/{attempt_id}/saved").status_code == 200
        assert "It ends at" in taker.client.page(QUIZ).text
        taker.hand_in(attempt_id)
        assert taker.client.page(f"/attempts/{attempt_id}/result").heading == "You passed with 100%"


def test_all_on_one_page_is_where_the_attempt_begins(serve: Serve) -> None:
    with serve(layout=Layout.ALL_ON_ONE_PAGE) as taker:
        attempt_id = taker.start(learning.FINAL_QUIZ)
        assert len(list(taker.page(attempt_id).root.iter("legend"))) == 4
        on = f"/attempts/{attempt_id}?question=open"
        assert taker.client.get(on).location.endswith("?question=all")
        phones = [{"Sec-CH-UA-Mobile": "?1"}, {"User-Agent": "Mozilla/5.0 (iPhone) Mobile/15E148 Mobi"}]
        for headers in phones:
            page = taker.client.page(f"/attempts/{attempt_id}", headers=headers)
            assert "Question 1 of 4" in page.text
            assert len(list(page.root.iter("legend"))) == 1


def test_whoever_needs_one_question_a_page_and_larger_type_gets_both(serve: Serve) -> None:
    adjustment = Adjustment(one_question_a_page=True, larger_type=True)
    with serve(adjustment, layout=Layout.ALL_ON_ONE_PAGE) as taker:
        # What is said before and explained afterwards is read as well.
        assert larger(taker.client.page(QUIZ))
        attempt_id = taker.start(learning.FINAL_QUIZ)
        page = taker.page(attempt_id)
        assert len(list(page.root.iter("legend"))) == 1
        assert larger(page)
        taker.hand_in(attempt_id)
        assert larger(taker.client.page(f"/attempts/{attempt_id}/result"))
        assert larger(taker.client.page("/practice"))
        answers = f"/attempts/{attempt_id}/answers"
        closed = taker.client.post(answers, data=page.fields(answers))
        assert closed.status_code == 409
        assert 'class="focus larger"' in closed.text


def test_nobody_else_has_larger_type(serve: Serve) -> None:
    with serve() as taker:
        for path in (QUIZ, f"/attempts/{taker.start(learning.FINAL_QUIZ)}", "/practice"):
            assert not larger(taker.client.page(path))


def larger(page: Page) -> bool:
    around = [*page.root.iter("body"), *page.root.iter("div")]
    return any("larger" in (one.get("class") or "").split() for one in around)


def test_how_sure_somebody_is_comes_back(serve: Serve) -> None:
    with serve(asks_confidence=True) as taker:
        attempt_id = taker.start(learning.FINAL_QUIZ)
        taker.save(attempt_id, 1, {"sure-1": "guess"})
        assert taker.page(attempt_id, 1).fields(f"/attempts/{attempt_id}/answers")["sure-1"] == ["guess"]


def test_a_receipt_has_a_code_a_time_with_its_zone_and_a_digest(serve: Serve) -> None:
    with serve() as taker:
        page = taker.client.page(f"/attempts/{taker.take(learning.FINAL_QUIZ)}/result")
        assert "Your receipt" in page.text
        assert "Digest of the answers (SHA-256)" in page.text
        assert " GMT" in page.text or " BST" in page.text


def test_a_quiz_of_reflections_alone_has_no_percentage(serve: Serve) -> None:
    own = Reflection(
        id="own", text="What would you change?", model_answer="Say it sooner.", marked_by=MarkedBy.SELF
    )
    with serve(items=(own, replace(own, id="other", text="What went well?"))) as taker:
        attempt_id = taker.start(learning.FINAL_QUIZ)
        taker.save(attempt_id, 1, {"q1": "Nearly nothing."})
        taker.hand_in(attempt_id)
        page = taker.client.page(f"/attempts/{attempt_id}/result")
        assert page.heading == "You have finished this quiz"
        assert "%" not in page.text
        assert "Nearly nothing." in page.text
        assert "0%" not in taker.client.page(QUIZ).text.replace("80%", "")
