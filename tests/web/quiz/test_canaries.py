"""A quiz whose keys and feedback are unique texts: a learner's pages hold none of them until they may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lms.domain.quizzes import AttemptPolicy, Quiz, ShowAnswers
from tests.support import kinds, learning
from tests.support.app import add_demo_people, running, settings_for
from tests.support.client import PageClient
from tests.support.databases import Database
from tests.web import samples
from tests.web.quiz.taking import Taker

LINK = re.compile(r"""(?:href|src|action|data-[a-z-]+)="(/[^"#]*)""")
# A learner who follows these would no longer be one who is signed in, or would fetch files of the platform.
NOT_FOLLOWED = ("/sign-out", "/static/", "/media/")


@pytest.fixture
def app(sqlite_database: Database, tmp_path: Path) -> Iterator[Flask]:
    with running(settings_for(sqlite_database.url, tmp_path / "instance")) as made:
        add_demo_people(made)
        yield made


def taker(app: Flask, quiz: Quiz) -> Taker:
    """Somebody signed in where the quiz stands at the end of a course and nowhere else."""
    kinds.put_in(app, learning.library(quiz))
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.sign_in()
    return Taker(client)


def leaks(client: PageClient, *more: str) -> list[str]:
    """Every address that a learner can reach, and every one that a program could try, that sings."""
    waiting = [
        "/",
        *more,
        *(route.url for route in samples.routes(client.application) if route.method == "GET"),
    ]
    seen: set[str] = set()
    found = []
    while waiting:
        address = waiting.pop().replace("&amp;", "&")
        if address in seen or address.startswith(NOT_FOLLOWED):
            continue
        seen.add(address)
        answer = client.get(address, headers={"Accept": "text/html, application/json"})
        text = answer.get_data(as_text=True) + str(answer.headers)
        if any(secret.casefold() in text.casefold() for secret in kinds.SECRETS):
            found.append(address)
        waiting += LINK.findall(text)
    assert len(seen) > 20
    return sorted(found)


def pages_of(attempt_id: str) -> list[str]:
    own = f"/attempts/{attempt_id}"
    numbers = [str(number) for number in range(1, 11)]
    return [
        own,
        f"{own}/result",
        f"{own}/answers",
        *(f"{own}?question={one}" for one in [*numbers, "all", "check"]),
    ]


@pytest.mark.parametrize(
    ("show", "passing", "sings"),
    [
        (ShowAnswers.NEVER, True, False),
        (ShowAnswers.NEVER, False, False),
        (ShowAnswers.AFTER_PASSING, False, False),
        (ShowAnswers.AFTER_LAST_ATTEMPT, False, False),
        (ShowAnswers.AT_ONCE, False, True),
    ],
)
def test_no_canary_sings_before_during_or_after_unless_the_quiz_says_so(
    app: Flask, show: ShowAnswers, passing: bool, sings: bool
) -> None:
    quiz = kinds.quiz(show_answers=show, attempts=AttemptPolicy(allowed=3))
    somebody = taker(app, quiz)
    assert leaks(somebody.client) == []
    attempt_id = somebody.start(learning.FINAL_QUIZ)
    assert leaks(somebody.client, *pages_of(attempt_id)) == []
    somebody.answer_all(attempt_id, wrong=0 if passing else 10)
    somebody.hand_in(attempt_id)
    result = f"/attempts/{attempt_id}/result"
    assert leaks(somebody.client, *pages_of(attempt_id)) == ([result] if sings else [])


def test_a_result_falls_silent_while_another_attempt_is_open(app: Flask) -> None:
    somebody = taker(app, kinds.quiz(show_answers=ShowAnswers.AT_ONCE))
    first = somebody.take(learning.FINAL_QUIZ, wrong=10)
    assert leaks(somebody.client, *pages_of(first)) == [f"/attempts/{first}/result"]
    second = somebody.start(learning.FINAL_QUIZ)
    assert second != first
    assert leaks(somebody.client, *pages_of(first), *pages_of(second)) == []
