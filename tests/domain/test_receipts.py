"""Receipts: the same facts, the same code; any other fact, another code."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from lms.domain import receipts
from lms.domain.attempts import Closing
from lms.domain.receipts import Receipt

AT = datetime(2026, 11, 22, 10, 42, 7, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
ANSWERS = {"one": {"choice": 1}, "many": {"choices": [0, 2]}}
RECEIPT = Receipt(
    code="7K2M-QX4D-9TBA",
    digest="d" * 64,
    at=AT,
    closed_by=Closing.HANDED_IN,
    quiz_title="Final quiz",
    attempt_number=2,
    answered=9,
    questions=10,
    organisation="Demo Council",
    address="https://learn.example/attempts/x/result",
)


def test_a_digest_is_of_the_answers_and_not_of_their_order() -> None:
    digest = receipts.answers_digest(ANSWERS)
    assert re.fullmatch(r"[0-9a-f]{64}", digest)
    assert receipts.answers_digest(dict(reversed(ANSWERS.items()))) == digest
    assert receipts.answers_digest({**ANSWERS, "one": {"choice": 2}}) != digest
    assert receipts.answers_digest({"one": ANSWERS["one"]}) != digest
    # Written down once: a digest that changes would make every old receipt look forged.
    assert receipts.answers_digest({"é": {"text": "ü"}}) == (
        "f647cbcdeab781a6d35dcd3c9051ad7be13b16c543017c821c5d827956a0e8fc"
    )


def test_a_code_is_short_and_made_of_letters_that_can_be_read_aloud() -> None:
    code = receipts.code("a" * 26, AT, "d" * 64)
    assert code == "0637-4931-SFW9"
    assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", code)


def test_a_code_is_of_the_attempt_the_instant_and_the_answers() -> None:
    code = receipts.code("a" * 26, AT, "d" * 64)
    assert receipts.code("a" * 26, AT.astimezone(timezone(timedelta(hours=5))), "d" * 64) == code
    others = {
        receipts.code("b" * 26, AT, "d" * 64),
        receipts.code("a" * 26, AT + timedelta(microseconds=1), "d" * 64),
        receipts.code("a" * 26, AT, "e" * 64),
    }
    assert len(others | {code}) == 4


@given(st.lists(st.tuples(st.text("abc", min_size=1, max_size=3), st.integers(0, 9)), unique=True))
def test_no_two_sets_of_answers_have_the_same_digest(pairs: list[tuple[str, int]]) -> None:
    seen = {receipts.answers_digest({name: {"choice": choice}}) for name, choice in pairs}
    assert len(seen) == len(pairs)


def test_the_time_is_told_with_its_zone() -> None:
    assert receipts.moment(AT, LONDON) == "22 November 2026 at 10:42:07 GMT"
    summer = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
    assert receipts.moment(summer, LONDON) == "2 June 2026 at 00:30:00 BST"


def test_the_mail_says_what_was_handed_in_and_nothing_of_marks() -> None:
    text = receipts.text(RECEIPT, LONDON)
    assert receipts.subject(RECEIPT) == "Receipt: you have handed in “Final quiz”"
    for part in (
        "You handed in “Final quiz”, attempt 2.",
        "Receipt code: 7K2M-QX4D-9TBA",
        "Time: 22 November 2026 at 10:42:07 GMT",
        "Questions answered: 9 of 10",
        f"(SHA-256): {'d' * 64}",
        "Your result: https://learn.example/attempts/x/result",
        "Demo Council\n",
    ):
        assert part in text
    assert "%" not in text
    assert "passed" not in text


def test_the_mail_says_when_the_time_ran_out() -> None:
    ended = replace(RECEIPT, closed_by=Closing.TIME_UP)
    assert receipts.subject(ended) == "Receipt: the time for “Final quiz” has ended"
    assert "The time ended, and your saved answers were handed in for you, in “Final quiz”" in (
        receipts.text(ended, LONDON)
    )
