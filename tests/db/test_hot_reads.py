"""Hot reads and what a fork leaves: own connections, no transaction, places that are given back."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import engine as engines
from lms.db.people import Team
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from tests.support.databases import Database


def test_a_hot_read_sees_what_was_committed_and_opens_no_transaction(database: Database) -> None:
    hot = engines.HotReads(database.url)
    count = sa.select(sa.func.count()).select_from(Team)
    assert hot.read(lambda connection: connection.execute(count).scalar_one()) == 0
    with database.session() as session, unit_of_work(session):
        session.add(Team(name="Housing"))
    assert hot.read(lambda connection: connection.execute(count).scalar_one()) == 1
    hot.close()


def test_a_hot_read_that_fails_gives_its_place_back(database: Database) -> None:
    hot = engines.HotReads(database.url)
    for _ in range(engines.HOT_CONNECTIONS + 1):
        with pytest.raises(ZeroDivisionError):
            hot.read(lambda connection: 1 // 0)
    assert hot.read(lambda connection: connection.exec_driver_sql("SELECT 1").scalar_one()) == 1
    hot.close()


def test_hot_reads_refuse_more_than_their_places(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hot = engines.HotReads(sqlite_database.url)
    # The real limit is so long that waiting for it would prove no more.
    monkeypatch.setattr(engines, "POOL_TIMEOUT_S", 0.01)

    def nested(depth: int) -> int:
        if depth == engines.HOT_CONNECTIONS:
            with pytest.raises(errors.Busy):
                hot.read(lambda connection: 0)
            return depth
        return hot.read(lambda connection: nested(depth + 1))

    assert nested(0) == engines.HOT_CONNECTIONS
    hot.close()


def test_a_hot_read_survives_a_restart_of_the_server(postgresql_database: Database) -> None:
    hot = engines.HotReads(postgresql_database.url)

    def pid(connection: sa.Connection) -> int:
        return int(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())

    before = hot.read(pid)
    with postgresql_database.session() as session:
        session.execute(sa.text("SELECT pg_terminate_backend(:number)"), {"number": before})
    assert hot.read(pid) != before

    def dies(connection: sa.Connection) -> None:
        with postgresql_database.session() as session:
            session.execute(sa.text("SELECT pg_terminate_backend(:number)"), {"number": pid(connection)})
        pid(connection)

    with pytest.raises(errors.Busy):
        hot.read(dies)
    hot.close()


def _read_in_child(hot: engines.HotReads, engine: sa.Engine, path: str) -> None:
    statement = "SELECT count(*) FROM team"
    found = hot.read(lambda connection: connection.exec_driver_sql(statement).scalar_one())
    with Session(engine) as session:
        found += session.execute(sa.text(statement)).scalar_one()
    Path(path).write_text(str(found), encoding="utf-8")
    # Without the tests' own tidying up, which belongs to the parent.
    os._exit(0)


# Python warns of forking a process with threads; what is tested is that we bear it.
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_worker_opens_its_own_connections(database: Database, tmp_path: Path) -> None:
    hot = engines.HotReads(database.url)
    with database.session() as session, unit_of_work(session):
        session.add(Team(name="Housing"))
    statement = "SELECT count(*) FROM team"
    assert hot.read(lambda connection: connection.exec_driver_sql(statement).scalar_one()) == 1
    answer = tmp_path / "answer"
    child = multiprocessing.get_context("fork").Process(
        target=_read_in_child, args=(hot, database.engine, str(answer))
    )
    child.start()
    child.join(30)
    assert answer.read_text(encoding="utf-8") == "2"
    # The parent's own lines are whole still.
    assert hot.read(lambda connection: connection.exec_driver_sql(statement).scalar_one()) == 1
    with database.session() as session:
        assert session.execute(sa.text(statement)).scalar_one() == 1
    hot.close()


def test_what_was_opened_before_a_fork_is_left_alone(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The same as above inside this process, where what happens can be seen.
    statement = "SELECT count(*) FROM team"
    hot = engines.HotReads(sqlite_database.url)
    parents: list[sa.Connection] = []

    def ask(connection: sa.Connection) -> int:
        parents.append(connection)
        return int(connection.exec_driver_sql(statement).scalar_one())

    hot.read(ask)
    pool = sqlite_database.engine.pool
    # In a real child, as above, nobody could look at what it holds.
    monkeypatch.setattr(engines.os, "getpid", lambda: -1)
    engines._leave_to_parent()
    assert sqlite_database.engine.pool is not pool
    hot.read(ask)
    assert parents[0] is not parents[1]
    assert not parents[0].closed
    monkeypatch.undo()
    hot.close()
    assert not parents[1].closed
    parents[1].close()
