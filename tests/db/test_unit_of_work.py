"""One transaction for one use-case."""

from __future__ import annotations

import sqlite3

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from lms.db.people import Team
from lms.db.unit_of_work import unit_of_work
from tests.support.databases import Database


def names(database: Database) -> set[str]:
    with database.session() as session:
        return set(session.scalars(sa.select(Team.name)))


def test_it_commits_at_the_end(database: Database, session: Session) -> None:
    with unit_of_work(session):
        session.add(Team(name="Housing"))
        assert names(database) == set()
    assert names(database) == {"Housing"}


def test_it_rolls_back_on_any_error(database: Database, session: Session) -> None:
    def interrupted() -> None:
        with unit_of_work(session):
            session.add(Team(name="Housing"))
            session.flush()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert names(database) == set()
    with unit_of_work(session):
        session.add(Team(name="Planning"))
    assert names(database) == {"Planning"}


def test_a_nested_one_joins(database: Database, session: Session) -> None:
    def fails_late() -> None:
        with unit_of_work(session):
            with unit_of_work(session):
                session.add(Team(name="Housing"))
            assert names(database) == set()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails_late()
    assert names(database) == set()


def test_it_ends_a_read_that_is_still_open(database: Database, session: Session) -> None:
    assert session.scalar(sa.select(sa.func.count()).select_from(Team)) == 0
    with database.session() as other, unit_of_work(other):
        other.add(Team(name="Housing"))
    with unit_of_work(session):
        # On SQLite a write inside the old read would fail at once, whatever the timeout.
        session.add(Team(name="Planning"))
    assert names(database) == {"Housing", "Planning"}


def test_sqlite_begins_writes_at_once_and_reads_lazily(sqlite_database: Database) -> None:
    sent: list[str] = []

    def note(statement: str) -> None:
        if not statement.startswith("PRAGMA"):
            sent.append(statement)

    @event.listens_for(sqlite_database.engine, "checkout")
    def _listen(connection: sqlite3.Connection, *rest: object) -> None:
        connection.set_trace_callback(note)

    with sqlite_database.session() as session:
        session.execute(sa.text("SELECT 1"))
        with unit_of_work(session):
            session.execute(sa.text("SELECT 2"))
        session.execute(sa.text("SELECT 3"))
    assert sent == [
        *("BEGIN", "SELECT 1", "ROLLBACK"),
        *("BEGIN IMMEDIATE", "SELECT 2", "COMMIT"),
        *("BEGIN", "SELECT 3", "ROLLBACK"),
    ]
