"""Prepared statements: the same values in and out as by SQLAlchemy, counted, and the same errors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from lms.db import engine as engines
from lms.db import prepared
from lms.db.outbox import Outbox
from lms.db.people import Team
from lms.db.unit_of_work import one_transaction
from lms.domain import errors
from tests.support.databases import Database, counted

AT = datetime(2026, 11, 22, 10, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
COLUMNS = ("key", "kind", "body", "due_at", "tries", "given_up")
_ADD = prepared.Prepared(lambda dialect: sa.insert(Outbox), COLUMNS)
_ALL = sa.select(Outbox.key, Outbox.body, Outbox.due_at, Outbox.given_up, Outbox.tries + 1).order_by(
    Outbox.key
)


def row(key: str, **changes: object) -> dict[str, object]:
    body = {"words": "Grüße", "none": None, "list": [1, 2]}
    return {
        "key": key,
        "kind": "mail",
        "body": body,
        "due_at": AT,
        "tries": 0,
        "given_up": False,
    } | changes


def test_values_go_in_and_come_out_as_by_sqlalchemy(database: Database) -> None:
    with one_transaction(database.engine) as connection:
        _ADD.run(connection, [row("a"), row("b", given_up=True)])
        _ADD.run(connection, [row("c", tries=4)])
        connection.execute(sa.insert(Outbox), [row("d")])
    asked = prepared.select(_ALL)
    with database.engine.connect() as connection:
        found = asked.all(connection, {})
        assert found == [tuple(one) for one in connection.execute(_ALL)]
    assert [one[0] for one in found] == ["a", "b", "c", "d"]
    assert found[0][2] == AT.astimezone(UTC)
    assert (found[1][3], found[2][4]) == (True, 5)


def test_a_named_value_finds_one_row_or_none(database: Database) -> None:
    by_name = prepared.select(sa.select(Team.name).where(Team.name >= sa.bindparam("name")))
    with one_transaction(database.engine) as connection:
        connection.execute(sa.insert(Team), [{"name": "Housing"}, {"name": "Planning"}])
        assert by_name.one_or_none(connection, {"name": "Q"}) is None
        assert by_name.one_or_none(connection, {"name": "P"}) == ("Planning",)
        with pytest.raises(LookupError):
            by_name.one_or_none(connection, {"name": "A"})


def test_whoever_counts_statements_hears_of_them(database: Database) -> None:
    asked = prepared.select(sa.select(Team.name))
    hot = engines.HotReads(database.url)
    for listened in (Engine, None):
        with counted(listened or database.engine) as sent:
            if listened is None:
                with database.engine.connect() as connection:
                    asked.all(connection, {})
            else:
                hot.read(lambda connection: asked.all(connection, {}))
        assert len(sent) == 1
        assert "FROM team" in sent[0]
    hot.close()


def test_a_constraint_is_told_as_by_sqlalchemy_and_without_what_was_written(database: Database) -> None:
    with one_transaction(database.engine) as connection:
        _ADD.run(connection, [row("a")])

    def again(connection: Connection) -> None:
        _ADD.run(connection, [row("a", body={"secret": "CANARY"})])

    with pytest.raises(sa.exc.IntegrityError) as told, one_transaction(database.engine) as connection:
        again(connection)
    assert "CANARY" not in str(told.value)


def test_a_missing_table_is_told_as_by_sqlalchemy(database: Database) -> None:
    gone = prepared.select(sa.select(sa.table("gone", sa.column("x")).c.x))
    with database.engine.connect() as connection, pytest.raises(sa.exc.DBAPIError):
        gone.all(connection, {})


def test_a_lost_line_is_busy_once_and_read_again(postgresql_database: Database) -> None:
    asked = prepared.select(sa.select(sa.func.pg_backend_pid()))
    hot = engines.HotReads(postgresql_database.url)

    def pid(connection: Connection) -> int:
        return int(asked.all(connection, {})[0][0])

    def end(number: int) -> None:
        with postgresql_database.session() as session:
            session.execute(sa.text("SELECT pg_terminate_backend(:number)"), {"number": number})

    before = hot.read(pid)
    end(before)
    assert hot.read(pid) != before

    def dies(connection: Connection) -> None:
        end(pid(connection))
        pid(connection)

    with pytest.raises(errors.Busy):
        hot.read(dies)
    hot.close()
