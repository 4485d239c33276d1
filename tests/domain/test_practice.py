"""What an answer says about memory, what a sitting asks, and when the next one is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain import practice
from lms.domain.practice import MOST_ITEMS, RULES, Candidate, Outcome, Question, Rating
from lms.domain.quizzes import Confidence, PickLine, Quiz, Reflection
from tests.support.sittings import item

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = date(2026, 11, 22)
SURENESS = (None, *Confidence)
ONE = Fraction(1)


@pytest.mark.parametrize(
    ("earned", "sure", "rating"),
    [
        (Fraction(0), Confidence.SURE, Rating.AGAIN),
        (Fraction(0), None, Rating.AGAIN),
        (Fraction(1, 3), Confidence.SURE, Rating.AGAIN),
        (Fraction(1, 2), Confidence.SURE, Rating.HARD),
        (Fraction(99, 100), None, Rating.HARD),
        (ONE, Confidence.GUESS, Rating.HARD),
        (ONE, Confidence.FAIRLY, Rating.GOOD),
        (ONE, Confidence.SURE, Rating.EASY),
        (ONE, None, Rating.GOOD),
    ],
)
def test_the_table_says_what_an_answer_is_worth_for_memory(
    earned: Fraction, sure: Confidence | None, rating: Rating
) -> None:
    assert practice.rate(earned, ONE, sure).rating is rating
    assert practice.rate(3 * earned, Fraction(3), sure).rating is rating


def test_the_table_has_one_line_with_a_reason_for_every_case() -> None:
    cases = [(rule.outcome, rule.confidence) for rule in RULES]
    assert len(cases) == len(set(cases)) == len(Outcome) * len(SURENESS)
    assert all(rule.because.endswith(".") for rule in RULES)


def test_what_carries_no_marks_says_nothing_about_memory() -> None:
    with pytest.raises(ValueError, match="no marks"):
        practice.rate(Fraction(0), Fraction(0), None)


@given(
    st.fractions(0, 1), st.fractions(0, 1), st.sampled_from(SURENESS), st.integers(min_value=1, max_value=9)
)
def test_more_marks_never_bring_an_objective_back_sooner(
    one: Fraction, other: Fraction, sure: Confidence | None, marks: int
) -> None:
    order = list(Rating)
    low, high = sorted((one, other))
    worse, better = (practice.rate(share * marks, Fraction(marks), sure).rating for share in (low, high))
    assert order.index(worse) <= order.index(better)


def test_spelling_does_not_make_another_objective() -> None:
    assert practice.key_of("Name an  open question.") == practice.key_of("name an open QUESTION")
    assert practice.key_of("Name a question") != practice.key_of("Name an open question")
    assert len(practice.key_of("x")) == 64


def test_only_what_names_an_objective_and_is_marked_at_once_can_be_asked() -> None:
    assert practice.can_ask(item("a", objective="Name it"))
    assert not practice.can_ask(item("a"))
    assert not practice.can_ask(item("a", objective="Name it", retired_on=TODAY))
    assert not practice.can_ask(Reflection(id="r", text="?", objective="Name it", model_answer="So"))


def test_safety_is_a_tag_or_what_every_paper_asks() -> None:
    quiz = Quiz(slug="q", title="Q", course="c", items=(), pick=(PickLine(None, ("always",)),))
    assert practice.is_safety(quiz, item("a", tags=("Safety",)))
    assert practice.is_safety(quiz, item("a", tags=("always",)))
    assert not practice.is_safety(quiz, item("a", tags=("other",)))


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    days = st.one_of(st.none(), st.integers(-60, 60))
    made = []
    for at in range(draw(st.integers(0, 12))):
        due = draw(days)
        questions = tuple(
            Question(
                "quiz",
                f"item-{at}-{number}",
                draw(st.booleans()) if number else False,
                None if (asked := draw(days)) is None else NOW - timedelta(days=abs(asked)),
            )
            for number in range(draw(st.integers(0, 3)))
        )
        made.append(
            Candidate(
                "course",
                f"key-{at}",
                f"Objective {at}",
                questions,
                due_at=None if due is None else NOW + timedelta(days=due),
                missed=draw(st.booleans()),
            )
        )
    return made


@given(candidates(), st.integers(0, 2**62))
def test_a_sitting_is_short_has_no_objective_twice_and_something_about_safety(
    found: list[Candidate], seed: int
) -> None:
    chosen = practice.choose(found, NOW, seed)
    assert chosen == practice.choose(found, NOW, seed)
    assert len(chosen) <= MOST_ITEMS
    assert len({one.candidate.key for one in chosen}) == len(chosen)
    assert all(one.question in one.candidate.questions for one in chosen)
    wanted = [one for one in found if one.questions and (one.due_at is None or one.due_at < NOW)]
    assert bool(chosen) == bool(wanted)
    if any(question.safety for one in found for question in one.questions) and wanted:
        assert any(one.question.safety for one in chosen)
    early = [one for one in chosen if one.candidate not in wanted]
    assert len(early) <= 1
    assert all(one.question.safety for one in early)


def test_what_is_due_longest_comes_first_then_what_went_wrong() -> None:
    def one(key: str, *, due: int | None = None, missed: bool = False) -> Candidate:
        due_at = None if due is None else NOW - timedelta(days=due)
        return Candidate("c", key, key, (Question("q", key),), due_at, missed)

    found = [one("new"), one("wrong", missed=True), one("late", due=1), one("later", due=9)]
    assert [two.candidate.key for two in practice.choose(found, NOW, 1)] == ["later", "late", "wrong", "new"]


def test_an_objective_is_asked_by_the_question_met_longest_ago() -> None:
    questions = (
        Question("q", "yesterday", asked_at=NOW - timedelta(days=1)),
        Question("q", "last-month", asked_at=NOW - timedelta(days=30)),
        Question("q", "never"),
    )
    (chosen,) = practice.choose([Candidate("c", "k", "K", questions)], NOW, 3)
    assert chosen.question.item_id == "never"
    (chosen,) = practice.choose([Candidate("c", "k", "K", questions[:2])], NOW, 3)
    assert chosen.question.item_id == "last-month"


@pytest.mark.parametrize(
    ("last", "forgotten", "due", "new", "wanted"),
    [
        (None, False, None, True, TODAY),
        (None, False, None, False, None),
        (TODAY, False, None, True, TODAY + timedelta(days=14)),
        (TODAY, True, None, True, TODAY + timedelta(days=7)),
        (TODAY, False, TODAY + timedelta(days=3), False, TODAY + timedelta(days=14)),
        (TODAY, True, TODAY + timedelta(days=1), False, TODAY + timedelta(days=7)),
        (TODAY, False, TODAY + timedelta(days=50), False, TODAY + timedelta(days=50)),
        (TODAY, False, TODAY + timedelta(days=50), True, TODAY + timedelta(days=14)),
    ],
)
def test_the_next_sitting_is_a_fortnight_away_or_a_week_after_forgetting(
    last: date | None, forgotten: bool, due: date | None, new: bool, wanted: date | None
) -> None:
    found = practice.next_on(last, forgotten=forgotten, first_due_on=due, something_new=new, today=TODAY)
    assert found == wanted


@given(
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.booleans(),
    st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2041, 1, 1))),
    st.booleans(),
)
def test_sittings_are_never_less_than_a_week_apart(
    last: date, forgotten: bool, due: date | None, new: bool
) -> None:
    found = practice.next_on(last, forgotten=forgotten, first_due_on=due, something_new=new, today=last)
    assert (found is None) == (due is None and not new)
    assert found is None or found >= last + practice.SHORTEST_GAP


def test_a_sitting_that_was_left_is_over_after_a_day() -> None:
    assert not practice.is_over(NOW, None, NOW + timedelta(hours=23))
    assert practice.is_over(NOW, None, NOW + timedelta(days=1))
    assert practice.is_over(NOW, NOW, NOW)
