"""The way from any older database to the tables of today, on both databases."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from lms import migrations
from lms.db import engine as engines
from lms.db import upkeep
from lms.db.people import Person
from tests import conftest
from tests.support import rows
from tests.support.databases import Databases

_names = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, databases_here: Databases, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    conftest.require_postgresql(databases_here)
    name = f"empty_{next(_names)}"
    yield databases_here.server().create(name)
    databases_here.server().run(f"DROP DATABASE {name} WITH (FORCE)")


def test_upgrade_from_empty_gives_the_tables_of_the_models(empty_url: str) -> None:
    assert migrations.current(empty_url) is None
    assert migrations.upgrade(empty_url) == migrations.head()
    assert migrations.current(empty_url) == migrations.head()
    engine = engines.make_engine(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, migrations.metadata()) == []
        found = constraints(connection)
    engine.dispose()
    assert found == wanted_constraints()


def constraints(connection: sa.Connection) -> set[str]:
    """The names of the constraints and indexes in a database, which Alembic only half compares.

    Without primary keys: SQLite keeps no name of those that number their rows.
    """
    inspector = sa.inspect(connection)
    names: set[str] = set()
    for table in inspector.get_table_names():
        if table == "alembic_version":
            continue
        parts: list[object] = [
            *(part["name"] for part in inspector.get_check_constraints(table)),
            *(part["name"] for part in inspector.get_unique_constraints(table)),
            *(part["name"] for part in inspector.get_foreign_keys(table)),
            *(part["name"] for part in inspector.get_indexes(table)),
        ]
        names.update(str(part) for part in parts)
    return names


def wanted_constraints() -> set[str]:
    names = set()
    for table in migrations.metadata().sorted_tables:
        parts = [part for part in table.constraints if not isinstance(part, sa.PrimaryKeyConstraint)]
        names.update(str(part.name) for part in (*parts, *table.indexes))
    return names


def test_each_upgrade_keeps_what_is_there(empty_url: str) -> None:
    migrations.upgrade(empty_url)
    engine = engines.make_engine(empty_url)
    with Session(engine) as session:
        rows.add_person(session, "Zofia Łukasiewicz")
    migrations.upgrade(empty_url)
    with Session(engine) as session:
        assert session.scalars(sa.select(Person.name)).all() == ["Zofia Łukasiewicz"]
    engine.dispose()


def test_attempts_of_before_deadlines_are_kept_as_they_were(empty_url: str) -> None:
    """A database of revision 0002 with an open and a closed attempt."""
    engine = engines.make_engine(empty_url, migrating=True)
    when = {"now": "2026-10-01 09:00:00+00:00", "digest": "d" * 64}
    with engine.connect().execution_options(**engines.WRITING) as connection, connection.begin():
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        for statement in OLD_ROWS:
            connection.execute(sa.text(statement), when)
    migrations.upgrade(empty_url)
    with engine.connect() as connection:
        attempts = connection.execute(
            sa.text(
                "SELECT number, closed_by, percent, waits_for_trainer, counts FROM attempt ORDER BY number"
            )
        ).all()
        kept = connection.execute(sa.text("SELECT item_id, flagged, confidence FROM response")).all()
    engine.dispose()
    assert [tuple(row) for row in attempts] == [
        (1, "handed in", 75, False, True),
        (2, None, None, False, True),
    ]
    assert [tuple(row) for row in kept] == [("i", False, None)]


OLD_ROWS = (
    "INSERT INTO person (id, name, sign_in_name, sign_in_folded, role, created_at)"
    " VALUES (1, 'Sam', 'sam', 'sam', 'learner', :now)",
    "INSERT INTO enrolment (id, person_id, course_slug, created_at) VALUES (1, 1, 'tea', :now)",
    "INSERT INTO cycle (id, enrolment_id, number, opened_at) VALUES (1, 1, 1, :now)",
    "INSERT INTO content_version (digest, kind, slug, body, created_at)"
    " VALUES (:digest, 'quiz', 'tea', '', :now)",
    f"INSERT INTO attempt (id, cycle_id, person_id, quiz_slug, quiz_digest, course_digest, seed, number,"
    f" started_at, seq, submitted_at, earned_numerator, earned_denominator, available_numerator,"
    f" available_denominator, percent, passed)"
    f" VALUES ('{'a' * 26}', 1, 1, 'tea', :digest, :digest, 7, 1, :now, 1, :now, 3, 1, 4, 1, 75, false)",
    f"INSERT INTO attempt (id, cycle_id, person_id, quiz_slug, quiz_digest, course_digest, seed, number,"
    f" started_at, seq) VALUES ('{'b' * 26}', 1, 1, 'tea', :digest, :digest, 8, 2, :now, 0)",
    f"INSERT INTO response (attempt_id, item_id, body, seq, saved_at)"
    f" VALUES ('{'a' * 26}', 'i', '{{}}', 1, :now)",
)


def test_an_interrupted_upgrade_leaves_nothing(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    whole: Callable[..., object] = Operations.create_table

    def breaks_at_the_fifth(self: Operations, name: str, *columns: object, **options: object) -> object:
        made.append(name)
        if len(made) == 5:
            raise KeyboardInterrupt
        return whole(self, name, *columns, **options)

    # `alembic.op` looks its functions up when it is asked, so the method of the class is what counts.
    monkeypatch.setattr(Operations, "create_table", breaks_at_the_fifth)
    with pytest.raises(KeyboardInterrupt):
        migrations.upgrade(empty_url)
    assert len(made) == 5
    monkeypatch.undo()
    engine = engines.make_engine(empty_url)
    with engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == []
    engine.dispose()
    assert migrations.upgrade(empty_url) == migrations.head()


def test_processes_that_start_together_make_the_tables_once(empty_url: str) -> None:
    results: list[object] = []
    gate = threading.Barrier(4)

    def start() -> None:
        gate.wait()
        try:
            results.append(migrations.upgrade(empty_url))
        except Exception as error:
            results.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [migrations.head()] * 4


def test_a_migration_that_loses_rows_is_undone(tmp_path: Path) -> None:
    engine = engines.make_engine(f"sqlite:///{tmp_path / 'x.db'}", migrating=True)
    with engine.connect().execution_options(**engines.WRITING) as connection, connection.begin():
        connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE child (id INTEGER, parent INTEGER REFERENCES parent (id))")
        upkeep.check_references(connection)
        connection.exec_driver_sql("INSERT INTO child VALUES (1, 7)")
        with pytest.raises(RuntimeError, match="child"):
            upkeep.check_references(connection)
    engine.dispose()


def test_there_is_one_line_of_migrations() -> None:
    folder = Path(migrations.__file__).parent / "versions"
    numbers = sorted(path.name[:4] for path in folder.glob("[0-9]*.py"))
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    config = Config()
    config.set_main_option("script_location", str(folder.parent))
    # Our own reading of the file names must agree with what Alembic makes of the files.
    assert migrations.head() == numbers[-1] == ScriptDirectory.from_config(config).get_current_head()
