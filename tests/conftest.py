"""Fixtures for every test: real databases, a closed network."""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy.orm import Session

from tests.support import databases, leftovers
from tests.support.databases import Database, Databases

# Before anything asks for a temporary folder.
_around = leftovers.settle()

# The same examples in each run, so that what a run covers is no matter of luck; the long form takes new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("new")
settings.load_profile("new" if os.environ.get("LMS_TEST_LONG") else "same")

LOOPBACK_NAMES = {"", "localhost", "ip6-localhost"}


class NetworkIsClosed(Exception):
    """A test tried to leave this machine."""


def _is_here(host: object) -> bool:
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in LOOPBACK_NAMES:
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


# Any, because each event has arguments of its own.
def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        # An address that is text is the path of a unix socket.
        if isinstance(address, tuple) and not _is_here(address[0]):
            raise NetworkIsClosed(f"a test tried to reach {address[0]}")
    elif event == "socket.getaddrinfo" and not _is_here(arguments[0]):
        raise NetworkIsClosed(f"a test tried to look up {arguments[0]}")


sys.addaudithook(_watch)


def pytest_sessionstart() -> None:
    """Take away what killed runs have left behind."""
    leftovers.clear(_around)


def pytest_unconfigure() -> None:
    """The same for workers of this run that were killed or had no time to tidy up."""
    leftovers.clear(_around)


@pytest.fixture(scope="session")
def databases_here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The databases of this test process."""
    here = Databases(tmp_path_factory.mktemp("databases"))
    yield here
    here.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, databases_here: Databases) -> Iterator[Database]:
    """An empty database with today's tables: each test runs on SQLite and on PostgreSQL."""
    if request.param == "postgresql":
        require_postgresql(databases_here)
    with databases_here.open(request.param) as opened:
        yield opened


@pytest.fixture
def sqlite_database(databases_here: Databases) -> Iterator[Database]:
    """An empty SQLite database, for tests that are not about the database."""
    with databases_here.open("sqlite") as opened:
        yield opened


@pytest.fixture
def postgresql_database(databases_here: Databases) -> Iterator[Database]:
    """An empty PostgreSQL database, for what only a server can do."""
    require_postgresql(databases_here)
    with databases_here.open("postgresql") as opened:
        yield opened


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session on `database`."""
    with database.session() as opened:
        yield opened


def require_postgresql(here: Databases) -> None:
    """Skip where there is no PostgreSQL; in CI that is a failure."""
    try:
        here.server()
    except databases.PostgresqlMissing as missing:
        if databases.IN_CI:
            pytest.fail(f"CI needs PostgreSQL for its tests: {missing}", pytrace=False)
        pytest.skip(f"PostgreSQL is missing, so half of the database tests did not run: {missing}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say once, in one loud line, that PostgreSQL or Node was missing. Any: pytest keeps the type."""
    skipped = terminalreporter.stats.get("skipped", [])
    alone = [report for report in skipped if "foreign verifiers did not run" in str(report.longrepr)]
    if alone:
        terminalreporter.write_line(
            f"{len(alone)} tests left out: {alone[0].longrepr[2]}", red=True, bold=True
        )
    without = [report for report in skipped if "PostgreSQL is missing" in str(report.longrepr)]
    if without:
        terminalreporter.write_line(
            f"{len(without)} tests did not run on PostgreSQL: {without[0].longrepr[2]}", red=True, bold=True
        )
