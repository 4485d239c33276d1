"""Writes under one commit: each hears of its own, not before it is durable; a fault takes nobody along."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from lms.db import engine as engines
from lms.db.people import Team
from lms.db.together import Together
from lms.db.unit_of_work import joined, unit_of_work
from lms.domain import errors
from tests.support.databases import Database, at_once


def adding(name: str) -> Callable[[Connection], str]:
    def job(connection: Connection) -> str:
        connection.execute(sa.insert(Team).values(name=name))
        return name

    return job


def refused(name: str) -> Callable[[Connection], str]:
    def job(connection: Connection) -> str:
        adding(name)(connection)
        raise errors.UnknownAttempt(name)

    return job


def kept(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.scalars(sa.select(Team.name)))


def held_up(together: Together, jobs: list[Callable[[Connection], str]]) -> list[object]:
    """What becomes of jobs that all come in while another one is being written."""
    begun, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> str:
        begun.set()
        go_on.wait(10)
        return adding("slow")(connection)

    first = threading.Thread(target=together.write, args=(slow,))
    first.start()
    assert begun.wait(10)
    release = threading.Timer(0.3, go_on.set)
    release.start()
    told = at_once([lambda job=job: together.write(job) for job in jobs], len(jobs))
    first.join()
    return told


def test_many_at_once_are_all_kept_and_each_hears_of_its_own(database: Database) -> None:
    together = Together(database.engine)
    names = [f"team {number}" for number in range(40)]
    told = at_once([lambda name=name: together.write(adding(name)) for name in names], 8)
    assert told == names
    assert kept(database.engine) == set(names)


def test_what_is_told_is_durable_already(database: Database) -> None:
    together = Together(database.engine)

    def write_and_look(name: str) -> bool:
        together.write(adding(name))
        return name in kept(database.engine)

    told = at_once([lambda number=number: write_and_look(f"team {number}") for number in range(24)], 6)
    assert told == [True] * 24


def test_those_who_wait_share_a_commit(sqlite_database: Database) -> None:
    commits: list[object] = []
    event.listen(sqlite_database.engine, "commit", commits.append)
    names = [f"team {number}" for number in range(6)]
    told = held_up(Together(sqlite_database.engine), [adding(name) for name in names])
    assert told == names
    assert len(commits) < len(names)
    assert kept(sqlite_database.engine) == {"slow", *names}


def test_one_that_is_refused_takes_nobody_along(sqlite_database: Database) -> None:
    jobs = [adding("one"), refused("two"), adding("three"), refused("four")]
    one, two, three, four = held_up(Together(sqlite_database.engine), jobs)
    assert (one, three) == ("one", "three")
    assert isinstance(two, errors.UnknownAttempt)
    assert isinstance(four, errors.UnknownAttempt)
    assert (str(two.args), str(four.args)) != ("", "")
    assert kept(sqlite_database.engine) == {"slow", "one", "three"}


@pytest.mark.parametrize("times", [1, 3])
def test_what_a_job_raises_reaches_whoever_asked(database: Database, times: int) -> None:
    together = Together(database.engine)
    for _ in range(times):
        with pytest.raises(errors.UnknownAttempt):
            together.write(refused("nobody"))
    assert together.write(adding("afterwards")) == "afterwards"
    assert kept(database.engine) == {"afterwards"}


def test_a_commit_that_fails_is_told_to_everybody_in_it(sqlite_database: Database) -> None:
    def fail(connection: Connection) -> None:
        raise errors.Busy

    event.listen(sqlite_database.engine, "commit", fail)
    together = Together(sqlite_database.engine)
    told = at_once([lambda name=name: together.write(adding(name)) for name in ("a", "b", "c")], 3)
    event.remove(sqlite_database.engine, "commit", fail)
    assert [type(one) for one in told] == [errors.Busy] * 3
    assert kept(sqlite_database.engine) == set()


def test_units_of_work_of_a_session_are_part_of_the_one_commit(database: Database) -> None:
    together = Together(database.engine)

    def job(session: Session, name: str, fails: bool) -> str:
        with unit_of_work(session):
            session.add(Team(name=name))
        assert name not in kept(database.engine)
        with unit_of_work(session):
            session.add(Team(name=f"{name} too"))
            if fails:
                raise errors.UnknownAttempt(name)
        return name

    assert together.write_in_session(lambda session: job(session, "one", False)) == "one"
    assert kept(database.engine) == {"one", "one too"}
    with pytest.raises(errors.UnknownAttempt):
        together.write_in_session(lambda session: job(session, "two", True))
    assert kept(database.engine) == {"one", "one too"}


def test_sessions_and_connections_share_a_commit(sqlite_database: Database) -> None:
    commits: list[object] = []
    event.listen(sqlite_database.engine, "commit", commits.append)

    def adding_with_a_session(connection: Connection) -> str:
        with joined(connection) as session, unit_of_work(session):
            session.add(Team(name="by session"))
        return "by session"

    told = held_up(Together(sqlite_database.engine), [adding("a"), adding_with_a_session, adding("b")])
    assert told == ["a", "by session", "b"]
    assert len(commits) < 4
    assert kept(sqlite_database.engine) == {"slow", *told}


def test_whoever_waits_while_nobody_is_let_in_hears_so_at_once(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The real limit is so long that waiting for it would prove no more.
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 300)
    together = Together(sqlite_database.engine)
    holder = sqlite3.connect(str(sqlite_database.engine.url.database), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    told = at_once([lambda name=name: together.write(adding(name)) for name in ("a", "b", "c")], 3)
    holder.execute("ROLLBACK")
    holder.close()
    assert [type(one) for one in told] == [errors.Busy] * 3
    assert together.write(adding("d")) == "d"
    assert kept(sqlite_database.engine) == {"d"}
    together.close()


def test_one_who_is_told_to_end_before_being_let_in_leaves_the_lead_to_others(
    sqlite_database: Database,
) -> None:
    told_to_end: list[object] = []

    def end_the_first(connection: Connection) -> None:
        if not told_to_end:
            told_to_end.append(connection)
            raise KeyboardInterrupt

    together = Together(sqlite_database.engine)
    event.listen(sqlite_database.engine, "begin", end_the_first)

    def write(name: str) -> str:
        try:
            return together.write(adding(name))
        except KeyboardInterrupt:
            return "told to end"

    told = at_once([lambda name=name: write(name) for name in ("a", "b", "c", "d")], 4)
    event.remove(sqlite_database.engine, "begin", end_the_first)
    assert told.count("told to end") == 1
    assert kept(sqlite_database.engine) == {str(one) for one in told} - {"told to end"}
    together.close()


def test_whoever_waits_for_a_commit_says_so_first(sqlite_database: Database) -> None:
    together = Together(sqlite_database.engine)
    waiting: list[int] = []
    together.on_wait = lambda: waiting.append(threading.get_ident())
    held_up(together, [adding("a"), adding("b")])
    assert len(waiting) == len(set(waiting)) == 3
    together.close()


def test_a_writer_leaves_the_waiting_of_everything_else_as_it_was(sqlite_database: Database) -> None:
    together = Together(sqlite_database.engine)
    told = together.write(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one())
    assert told == engines.BUSY_TIMEOUT_MS
    together.close()


# Python warns of forking a process with threads; what is tested is that we bear it.
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_worker_writes_on_a_connection_of_its_own(sqlite_database: Database) -> None:
    together = Together(sqlite_database.engine)
    together.write(adding("before"))
    child = os.fork()
    if child == 0:
        together.write(adding("in the child"))
        # Without the tests' own tidying up, which belongs to the parent.
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    together.write(adding("after"))
    assert kept(sqlite_database.engine) == {"before", "in the child", "after"}
    together.close()
