"""The settings of each database, and what a busy one turns into."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import engine as engines
from lms.db import faults, upkeep
from lms.db.people import Person, Team
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from tests.support import rows
from tests.support.databases import Database


def pragma(connection: sa.Connection, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


@pytest.mark.parametrize("hot", [False, True])
def test_sqlite_has_every_setting(sqlite_database: Database, hot: bool) -> None:
    engine = engines.make_engine(sqlite_database.url, hot=hot)
    with engine.connect() as connection:
        assert pragma(connection, "journal_mode") == "wal"
        assert pragma(connection, "synchronous") == 2
        assert pragma(connection, "busy_timeout") == 5000
        assert pragma(connection, "foreign_keys") == 1
        assert pragma(connection, "trusted_schema") == 0
        assert pragma(connection, "journal_size_limit") == 64 * 1024 * 1024
        assert pragma(connection, "wal_autocheckpoint") == (1000 if engines.wal_is_safe() else 0)
    engine.dispose()


def test_a_library_that_is_safe_checkpoints_by_itself(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # This library is another one on other machines.
    monkeypatch.setattr(engines, "wal_is_safe", lambda: True)
    engine = engines.make_engine(sqlite_database.url)
    with engine.connect() as connection:
        assert pragma(connection, "wal_autocheckpoint") == 1000
    engine.dispose()


def test_a_new_file_that_somebody_holds_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The real limit is so long that waiting for it would prove no more.
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 100)
    path = tmp_path / "new.db"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("CREATE TABLE x (y)")
    holder.execute("BEGIN EXCLUSIVE")
    engine = engines.make_engine(f"sqlite:///{path}")
    with pytest.raises(errors.Busy):
        engine.connect()
    holder.close()
    with engine.connect() as connection:
        assert pragma(connection, "journal_mode") == "wal"
    engine.dispose()


def test_a_file_that_may_not_be_written_is_not_called_busy(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE x (y)")
    connection.close()
    engine = engines.make_engine(f"sqlite:///file:{path}?mode=ro&uri=true")
    with pytest.raises(sa.exc.OperationalError):
        engine.connect()


def test_postgresql_has_every_setting(postgresql_database: Database) -> None:
    wanted = {
        "lock_timeout": "3s",
        "statement_timeout": "5s",
        "idle_in_transaction_session_timeout": "30s",
        "synchronous_commit": "on",
        "TimeZone": "UTC",
        "transaction_isolation": "read committed",
        "application_name": "alongside",
    }
    with postgresql_database.engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in wanted}
    assert found == wanted


def test_options_in_the_address_of_a_postgresql_come_last(postgresql_database: Database) -> None:
    url = sa.make_url(postgresql_database.url).update_query_dict({"options": "-c statement_timeout=7s"})
    engine = engines.make_engine(url.render_as_string(hide_password=False))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "7s"
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar_one() == "3s"
    engine.dispose()


def test_migrating_leaves_out_the_limits(database: Database) -> None:
    engine = engines.make_engine(database.url, migrating=True)
    with engine.connect() as connection:
        if database.kind == "sqlite":
            assert pragma(connection, "foreign_keys") == 0
        else:
            assert connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "0"
    engine.dispose()


def test_another_database_is_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        engines.make_engine("mysql://localhost/x")


def test_version_names_the_database(database: Database) -> None:
    with database.engine.connect() as connection:
        name, number = upkeep.version(connection).split()
    assert name == {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[database.kind]
    assert number.split(".")[0].isdigit()


def test_a_second_writer_on_sqlite_hears_that_it_is_busy(sqlite_database: Database) -> None:
    impatient = engines.make_engine(sqlite_database.url)

    @sa.event.listens_for(impatient, "connect")
    def _hurry(connection: sqlite3.Connection, entry: object) -> None:
        connection.execute("PRAGMA busy_timeout=1")

    with sqlite_database.session() as first, unit_of_work(first), Session(impatient) as second:
        with pytest.raises(errors.Busy), unit_of_work(second):
            pytest.fail("the unit of work must not begin")
        # A read is never kept waiting.
        assert second.scalar(sa.select(sa.func.count()).select_from(Person)) == 0
        second.rollback()
    impatient.dispose()


def test_a_row_locked_for_too_long_on_postgresql_is_busy(postgresql_database: Database) -> None:
    with postgresql_database.session() as first, postgresql_database.session() as second:
        person = rows.add_person(first)
        held = sa.select(Person.id).where(Person.id == person).with_for_update()
        with unit_of_work(first):
            first.execute(held)
            second.execute(sa.text("SET lock_timeout = '10ms'"))
            with pytest.raises(errors.Busy):
                second.execute(held)
            second.rollback()
        with unit_of_work(second):
            assert second.execute(held).scalar_one() == person


def test_a_lost_line_is_busy_and_the_next_session_works(postgresql_database: Database) -> None:
    with postgresql_database.session() as victim, postgresql_database.session() as killer:
        number = victim.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        killer.execute(sa.text("SELECT pg_terminate_backend(:number)"), {"number": number})
        with pytest.raises(errors.Busy):
            victim.execute(sa.text("SELECT 1"))
        victim.rollback()
        assert victim.execute(sa.text("SELECT 1")).scalar_one() == 1


def test_a_database_that_is_away_is_busy(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/no/such/folder/x.db", "postgresql://nobody@127.0.0.1:9/nothing"):
        engine = engines.make_engine(url)
        with pytest.raises(errors.Busy):
            engine.connect()


def test_a_pool_in_use_is_busy(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    # The real limit is so long that waiting for it would prove no more.
    monkeypatch.setattr(engines, "POOL_TIMEOUT_S", 0.01)
    engine = engines.make_engine(sqlite_database.url, hot=True)
    connections = [engine.connect() for _ in range(engines.HOT_CONNECTIONS)]
    with pytest.raises(errors.Busy):
        engine.connect()
    for connection in connections:
        connection.close()
    engine.dispose()


def test_a_mistake_of_ours_is_not_called_busy(database: Database) -> None:
    with database.engine.connect() as connection, pytest.raises(sa.exc.DBAPIError):
        connection.exec_driver_sql("SELECT nonsense FROM nowhere")
    assert not faults.is_away(ValueError("x"))
    assert faults.is_away(psycopg.OperationalError("server closed the connection"))
    assert not faults.is_away(psycopg.ProgrammingError("no state"))


def test_a_checkpoint_moves_the_log_into_the_file(database: Database) -> None:
    with database.session() as session:
        for number in range(20):
            with unit_of_work(session):
                session.add(Team(name=f"Team {number}"))
    moved = upkeep.checkpoint(database.engine)
    assert moved > 0 if database.kind == "sqlite" else moved == 0


def test_the_log_of_sqlite_stays_short_with_checkpoints(sqlite_database: Database) -> None:
    path = Path(sa.make_url(sqlite_database.url).database or "")
    log = path.with_name(path.name + "-wal")
    with sqlite_database.session() as session:
        sizes = []
        for number in range(60):
            with unit_of_work(session):
                session.add(Team(name=f"Team {number}"))
            upkeep.checkpoint(sqlite_database.engine)
            sizes.append(log.stat().st_size)
    # After a checkpoint the next writer begins the log again from its start.
    assert max(sizes[10:]) <= max(sizes[:10]) * 2


def test_a_checkpoint_gives_way_to_a_writer(sqlite_database: Database) -> None:
    impatient = engines.make_engine(sqlite_database.url)

    @sa.event.listens_for(impatient, "connect")
    def _hurry(connection: sqlite3.Connection, entry: object) -> None:
        connection.execute("PRAGMA busy_timeout=1")

    with sqlite_database.session() as session, unit_of_work(session):
        session.add(Team(name="Housing"))
        session.flush()
        assert upkeep.checkpoint(impatient) == 0
    impatient.dispose()


def test_a_named_lock_is_held_by_one_transaction(database: Database) -> None:
    order: list[str] = []
    holds = threading.Event()

    def second() -> None:
        holds.wait(5)
        with database.session() as session, unit_of_work(session):
            engines.lock_name(session.connection(), 7)
            order.append("second")

    waiting = threading.Thread(target=second)
    waiting.start()
    with database.session() as session, unit_of_work(session):
        engines.lock_name(session.connection(), 7)
        holds.set()
        waiting.join(0.2)
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]
