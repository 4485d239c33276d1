"""Reads of quizzes and attempts: the history, and no result before it is allowed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.enrolments import Cycle, Enrolment
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.quizzes import AttemptPolicy, ShowAnswers
from lms.queries import attempts as reads
from lms.queries import pinned, quiz_pages
from lms.queries.quiz_pages import PastAttempt
from tests.support import learning, rows
from tests.support.databases import Database, counted
from tests.support.learners import Learner, result_of, sheet_of


def quiz_page(learner: Learner, *, later: timedelta = timedelta(0)) -> reads.QuizPage:
    return reads.quiz_page(
        learner.session,
        learner.library,
        person_id=learner.person_id,
        quiz=learning.FINAL_QUIZ,
        now=rows.NOW + later,
    )


def forget_pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has just started."""
    pinned.forget()


def test_a_quiz_page_before_the_first_attempt(learner: Learner) -> None:
    page = quiz_page(learner)
    assert (page.title, page.course_title, page.questions, page.pass_mark) == (
        "Final quiz",
        "Restorative practice",
        4,
        80,
    )
    assert "<em>carefully</em>" in page.intro
    assert page.policy_words == "You can take this quiz as often as you like."
    assert (page.open_attempt, page.history, page.may_start, page.refusal) == (None, (), True, None)


def test_a_quiz_page_shows_the_history_and_the_open_attempt(learner: Learner) -> None:
    first = learner.take(passing=False)
    second = learner.take()
    opened = learner.start()
    page = quiz_page(learner)
    assert page.open_attempt == opened
    assert page.history == (
        PastAttempt(first.attempt_id, 1, rows.NOW, 0, False),
        PastAttempt(second.attempt_id, 2, rows.NOW, 100, True, counts=True),
    )


def test_a_quiz_page_says_why_there_are_no_more_attempts(learner: Learner) -> None:
    learner.library = learning.library(learning.quiz(attempts=AttemptPolicy(allowed=1)))
    attempt_id = learner.start()
    page = quiz_page(learner)
    assert (page.may_start, page.refusal) == (True, None)
    learner.submit(attempt_id)
    page = quiz_page(learner)
    assert (page.may_start, page.wait_until) == (False, None)
    assert page.refusal == "You have used 1 of 1 attempts at this quiz."


def test_a_quiz_page_says_until_when_to_wait(learner: Learner) -> None:
    policy = AttemptPolicy(allowed=1, wait=timedelta(days=1))
    learner.library = learning.library(learning.quiz(attempts=policy))
    learner.take(passing=False)
    page = quiz_page(learner)
    assert not page.may_start
    assert page.refusal
    assert page.wait_until == rows.NOW + timedelta(days=1)
    assert quiz_page(learner, later=timedelta(days=1)).may_start


def test_a_quiz_page_counts_only_the_newest_cycle(session: Session, learner: Learner) -> None:
    learner.take(passing=False)
    with unit_of_work(session):
        enrolment = session.execute(sa.select(Enrolment.id)).scalar_one()
        session.add(Cycle(enrolment_id=enrolment, number=2, opened_at=rows.NOW))
    assert quiz_page(learner).history == ()


@pytest.mark.parametrize("attempts", [0, 4])
def test_a_quiz_page_is_two_statements(database: Database, learner: Learner, attempts: int) -> None:
    for _ in range(attempts):
        learner.take()
    learner.session.rollback()
    with counted(database.engine) as sent:
        quiz_page(learner)
    assert len(sent) == 2


def test_an_unknown_quiz_is_refused(learner: Learner) -> None:
    with pytest.raises(errors.UnknownQuiz):
        reads.quiz_page(
            learner.session, learner.library, person_id=learner.person_id, quiz="nothing", now=rows.NOW
        )


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (AttemptPolicy(allowed=1), "You can take this quiz once."),
        (AttemptPolicy(allowed=3), "You can take this quiz up to 3 times."),
        (
            AttemptPolicy(allowed=1, wait=timedelta(hours=1)),
            "You can take this quiz once, and again after a wait of 1 hour.",
        ),
        (
            AttemptPolicy(allowed=3, wait=timedelta(days=2)),
            "You can take this quiz up to 3 times, and 3 more times after a wait of 2 days.",
        ),
        (
            AttemptPolicy(allowed=2, wait=timedelta(minutes=90)),
            "You can take this quiz up to 2 times, and 2 more times after a wait of 90 minutes.",
        ),
    ],
)
def test_the_rule_on_attempts_is_a_sentence(policy: AttemptPolicy, words: str) -> None:
    assert quiz_pages.policy_words(policy) == words


def test_a_result_shows_each_answer_with_its_reason(learner: Learner) -> None:
    quiz = learning.quiz()
    answers = dict(learner.right())
    needs = learning.number_of(quiz, 7, "needs")
    answers[needs] = {"answer": answers[needs]["answer"][:1]}
    answers[learning.number_of(quiz, 7, "always")] = {"answer": ["1"]}
    words = learning.number_of(quiz, 7, "words")
    answers[words] = {"row-1": answers[words]["row-1"]}
    attempt_id = learner.start()
    learner.submit(attempt_id, answers)
    found = result_of(learner, attempt_id)
    assert (found.percent, found.passed, found.pass_mark) == (50, False, 80)
    assert (found.earned, found.available, found.certificate_number) == ("2 1/2", "5", None)
    assert (found.answers_shown, found.why_not_shown) == (True, None)
    items = {one.item_id: one for one in found.items}
    assert {name: one.verdict for name, one in items.items()} == {
        "alongside": "right",
        "needs": "partly right",
        "always": "not right",
        "words": "partly right",
    }
    assert (items["needs"].earned, items["needs"].available) == ("1", "2")
    assert "times 2 marks" in items["needs"].because
    assert "<code>with</code>" in items["alongside"].why
    options = {option.text: option for option in items["needs"].options}
    missed = next(option for option in options.values() if option.correct and not option.chosen)
    assert missed.feedback in ("This is one, too.", "")
    feedback = {option.text: option.feedback for option in items["alongside"].options}
    assert feedback["To people"] == "That is <strong>control</strong>."
    first, second = items["words"].rows
    assert (first.left, first.chosen, first.right, first.correct) == (
        "harm",
        "what was broken",
        "what was broken",
        True,
    )
    assert (second.chosen, second.right, second.correct) == (None, "what mends", False)


def test_an_attempt_left_blank_is_not_answered(learner: Learner) -> None:
    found = result_of(learner, learner.take(passing=False).attempt_id)
    assert {one.verdict for one in found.items} == {"not answered"}


def test_answers_stay_hidden_while_another_attempt_is_open(learner: Learner) -> None:
    closed = learner.take(passing=False).attempt_id
    learner.start()
    found = result_of(learner, closed)
    assert (found.answers_shown, found.items) == (False, ())
    assert (
        found.why_not_shown == "The answers are shown once you have handed in the attempt that is still open."
    )


@pytest.mark.parametrize(
    ("show", "shown_failed", "shown_passed", "words"),
    [
        (ShowAnswers.AT_ONCE, True, True, None),
        (ShowAnswers.AFTER_PASSING, False, True, "The answers are shown once you have passed."),
        (
            ShowAnswers.AFTER_LAST_ATTEMPT,
            False,
            True,
            "The answers are shown once you have passed or used your last attempt.",
        ),
        (ShowAnswers.NEVER, False, False, "The answers to this quiz are not shown."),
    ],
)
def test_answers_are_shown_when_the_quiz_says_so(
    learner: Learner, show: ShowAnswers, shown_failed: bool, shown_passed: bool, words: str | None
) -> None:
    policy = AttemptPolicy(allowed=3)
    learner.library = learning.library(learning.quiz(show_answers=show, attempts=policy))
    failed = learner.take(passing=False).attempt_id
    found = result_of(learner, failed)
    assert (found.answers_shown, found.why_not_shown) == (shown_failed, words)
    passed = learner.take().attempt_id
    for attempt_id in (failed, passed):
        assert result_of(learner, attempt_id).answers_shown is shown_passed


def test_answers_are_shown_after_the_last_attempt(learner: Learner) -> None:
    policy = AttemptPolicy(allowed=1)
    learner.library = learning.library(
        learning.quiz(show_answers=ShowAnswers.AFTER_LAST_ATTEMPT, attempts=policy)
    )
    assert result_of(learner, learner.take(passing=False).attempt_id).answers_shown


def test_the_number_of_statements_is_the_same_for_every_attempt(
    database: Database, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = [learner.take(seed=seed).attempt_id for seed in range(4)]
    opened = learner.start()
    learner.save(opened, learner.right())
    for cold, sheet_count in ((True, 3), (False, 2)):
        if cold:
            forget_pinned(monkeypatch)
        learner.session.rollback()
        with counted(database.engine) as sent:
            sheet_of(learner, opened)
        assert len(sent) == sheet_count
    learner.submit(opened)
    for cold, result_count in ((True, 7), (False, 5)):
        if cold:
            forget_pinned(monkeypatch)
        for attempt_id in closed[:1] if cold else closed:
            learner.session.rollback()
            with counted(database.engine) as sent:
                assert result_of(learner, attempt_id).answers_shown
            assert len(sent) == result_count
