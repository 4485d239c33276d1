"""The short way around a sitting answers, stores and refuses exactly as Flask does."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from werkzeug.test import Client, TestResponse

from lms.db.attempts import Attempt, ItemMark
from lms.db.attempts import Response as ResponseRow
from lms.db.audit import Audit
from lms.db.outbox import Outbox
from lms.extensions import db
from lms.web.quiz.fast_sittings import FastSittings
from tests.support.app import TRAINER
from tests.support.databases import counted
from tests.web.quiz.taking import FINAL, Taker
from tests.web.quiz.test_fast_sheets import FORM, GZIP, layers, told

QUIZ = f"/quizzes/{FINAL}"


class Ways:
    """One person's requests over the short way and over Flask alone."""

    def __init__(self, taker: Taker) -> None:
        self.taker = taker
        inner = layers(taker.client.application)[1].inner
        assert isinstance(inner, FastSittings)
        self.short, self.flask = inner, inner.inner
        cookie = taker.client.get_cookie("alongside")
        assert cookie is not None
        self.headers = {"Cookie": f"alongside={cookie.value}", "Host": "localhost"}
        self.token = taker.client.page("/").fields("/sign-out")["csrf_token"][0]

    def get(self, path: str, headers: dict[str, str]) -> tuple[TestResponse, TestResponse]:
        sent = self.headers | headers
        short = Client(self.short, use_cookies=False).get(path, headers=sent)
        return short, Client(self.flask, use_cookies=False).get(path, headers=sent)

    def post(
        self, path: str, fields: str = "", *, flask: bool = False, headers: dict[str, str] | None = None
    ) -> TestResponse:
        return Client(self.flask if flask else self.short, use_cookies=False).post(
            path,
            data="&".join(filter(None, [urlencode({"csrf_token": self.token}), fields])),
            headers=self.headers | FORM | (headers or {}),
        )

    def flask_refuses(self) -> None:
        def refuse(environ: object, start_response: object) -> Iterator[bytes]:
            raise AssertionError("Flask was asked")

        self.short.inner = refuse

    def stored(self, attempt_id: str) -> tuple[object, ...]:
        """What an ending leaves behind, but for what is another one's in every attempt."""
        with self.taker.client.application.app_context():
            session = db.session()
            attempt = session.get_one(Attempt, attempt_id)
            marks = session.execute(
                sa.select(ItemMark.item_id, ItemMark.earned_numerator, ItemMark.because)
                .where(ItemMark.attempt_id == attempt_id)
                .order_by(ItemMark.item_id)
            ).all()
            audit = session.execute(
                sa.select(Audit.action, Audit.actor_id, Audit.data).where(
                    Audit.subject == f"attempt {attempt_id}"
                )
            ).all()
            mails = session.scalars(sa.select(Outbox.kind).where(Outbox.key == f"receipt:{attempt_id}")).all()
            assert attempt.receipt_code is not None
            return (
                [tuple(row) for row in marks],
                [tuple(row) for row in audit],
                mails,
                attempt.percent,
                attempt.passed,
                attempt.closed_by,
                attempt.answers_digest,
                attempt.counts,
            )

    def bodies(self, attempt_id: str) -> list[object]:
        with self.taker.client.application.app_context():
            rows = sa.select(ResponseRow.body).where(ResponseRow.attempt_id == attempt_id)
            return list(db.session().scalars(rows))


@pytest.fixture
def ways(taker_on_each: Taker) -> Ways:
    return Ways(taker_on_each)


@pytest.mark.parametrize("headers", [{}, GZIP])
def test_both_ways_show_the_same(ways: Ways, headers: dict[str, str]) -> None:
    paths = [QUIZ]
    for wrong in (4, 0):
        paths.append(f"/attempts/{ways.taker.take(wrong=wrong)}/result")
    opened = ways.taker.start()
    for path in (*paths, f"/attempts/{opened}/result", "/quizzes/none", "/attempts/x/result"):
        short, whole = ways.get(path, headers)
        assert told(short) == told(whole)
        assert short.headers["Content-Length"] == str(len(short.data))
    assert "Carry on with your answers" in ways.taker.client.page(QUIZ).text
    ways.taker.answer_all(opened)
    ways.taker.hand_in(opened)
    for path in (*paths, f"/attempts/{opened}/result"):
        short, whole = ways.get(path, headers)
        assert short.status_code == 200
        assert told(short) == told(whole)


def test_a_plain_sitting_never_reaches_flask(ways: Ways) -> None:
    ways.taker.take(wrong=4)
    ways.flask_refuses()
    client = Client(ways.short, use_cookies=False)
    with counted(Engine) as sent:
        assert client.get(QUIZ, headers=ways.headers).status_code == 200
    # Who is there, the attempts, what is adjusted, the round.
    assert len(sent) == 4
    with counted(Engine) as sent:
        begun = ways.post(f"{QUIZ}/attempts")
    # Who is there, the round, the cycle, its lock, the attempts, what is pinned, what is adjusted, the row.
    assert (begun.status_code, len(sent)) == (303, 8)
    with counted(Engine) as sent:
        ended = ways.post(begun.location)
    # Who is there, the attempt, its answers, its end, its marks, the audit, who hears of it, the mail.
    assert (ended.location, len(sent)) == (f"{begun.location}/result", 8)
    with counted(Engine) as sent:
        assert client.get(ended.location, headers=ways.headers).status_code == 200
    assert len(sent) <= 5


def test_both_ways_begin_one_attempt_and_go_on_with_it(ways: Ways) -> None:
    short = ways.post(f"{QUIZ}/attempts")
    whole = ways.post(f"{QUIZ}/attempts", flask=True)
    assert told(short) == told(whole)
    assert short.location.startswith("/attempts/")


@pytest.mark.parametrize("wrong", [0, 4])
def test_both_ways_store_the_same_end(ways: Ways, wrong: int) -> None:
    stored = []
    for flask in (False, True):
        attempt_id = ways.taker.start()
        ways.taker.answer_all(attempt_id, wrong=wrong)
        first = ways.post(f"/attempts/{attempt_id}", flask=flask)
        again = ways.post(f"/attempts/{attempt_id}", "q1=2&seq=0", flask=not flask)
        assert told(first) == told(again)
        assert first.location == f"/attempts/{attempt_id}/result"
        stored.append(ways.stored(attempt_id))
    assert stored[0] == stored[1]


def test_answers_that_come_along_are_kept_and_stale_ones_are_refused_in_the_same_words(ways: Ways) -> None:
    attempt_id = ways.taker.start()
    ways.taker.save(attempt_id, 1, {"q1": "2"})
    short = ways.post(f"/attempts/{attempt_id}", "seq=0&q1=1")
    whole = ways.post(f"/attempts/{attempt_id}", "seq=0&q1=1", flask=True)
    assert (short.status_code, whole.status_code) == (409, 409)
    assert told(short) == told(whole)
    before = ways.bodies(attempt_id)
    assert ways.post(f"/attempts/{attempt_id}", "seq=1&q1=1").status_code == 303
    assert ways.bodies(attempt_id) != before


@pytest.mark.parametrize("fields", ["q1=no+choice", "q1=%00", "q1=%FF", "on-page=999", "seq=x", "sure-1=x"])
def test_what_cannot_be_kept_ends_nothing(ways: Ways, fields: str) -> None:
    attempt_id = ways.taker.start()
    short = ways.post(f"/attempts/{attempt_id}", fields)
    whole = ways.post(f"/attempts/{attempt_id}", fields, flask=True)
    assert short.status_code == whole.status_code >= 400
    assert told(short) == told(whole)
    assert ways.taker.page(attempt_id, 1).heading


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": ""},
        {"Cookie": "alongside=nobody"},
        {"Host": "evil.example"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"X-CSRF-Token": "x"},
    ],
)
def test_what_is_not_provably_ours_begins_and_ends_nothing(ways: Ways, headers: dict[str, str]) -> None:
    attempt_id = ways.taker.start()
    for path in (f"{QUIZ}/attempts", f"/attempts/{attempt_id}"):
        short, whole = ways.post(path, headers=headers), ways.post(path, headers=headers, flask=True)
        assert short.status_code == whole.status_code >= 400
    assert ways.taker.page(attempt_id, 1).heading


def test_nobody_ends_or_sees_what_is_somebody_elses(ways: Ways) -> None:
    own = ways.taker.take()
    opened = ways.taker.start()
    other = ways.taker.client.application.test_client()
    taker = Taker(other)
    taker.client.sign_in(TRAINER)
    theirs = Ways(taker)
    short, whole = theirs.get(f"/attempts/{own}/result", {})
    assert (short.status_code, whole.status_code) == (404, 404)
    assert told(short) == told(whole)
    short, whole = theirs.post(f"/attempts/{opened}"), theirs.post(f"/attempts/{opened}", flask=True)
    assert (short.status_code, whole.status_code) == (404, 404)
    assert ways.taker.page(opened, 1).heading
