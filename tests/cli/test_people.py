"""Accounts from the command line, in a real database."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Ended, Run

ADD = ("people", "add", "--name", "Siân Ŵyn", "--sign-in", "sian@example.gov.uk", "--role", "learner")


@pytest.fixture
def ready(run: Run) -> Run:
    assert run("db", "upgrade").code == 0
    return run


def rows(instance: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(instance / "alongside.db")) as database:
        return database.execute(query).fetchall()


def password_of(ended: Ended) -> str:
    return ended.out.partition("Password: ")[2].strip()


def test_an_account_is_made_and_its_password_shown_once(ready: Run, instance: Path) -> None:
    ended = ready(*ADD, "--team", "Housing")
    assert ended.code == 0
    assert ended.out.startswith("Siân Ŵyn can sign in as sian@example.gov.uk.\n")
    assert len(password_of(ended)) >= 10
    assert rows(instance, "SELECT name FROM person") == [("Siân Ŵyn",)]


def test_a_given_password_is_taken_and_not_shown(ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    # A real stream of text; the command runs in this process and so must its input.
    monkeypatch.setattr("sys.stdin", io.StringIO("a quiet lamp by the harbour\n"))
    ended = ready(*ADD, "--password-stdin")
    assert ended.code == 0
    assert "Password" not in ended.out
    assert "harbour" not in ended.out


def test_an_empty_given_password_is_refused(
    ready: Run, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A real stream of text, at its end.
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert ready(*ADD, "--password-stdin").code == 6
    assert rows(instance, "SELECT name FROM person") == []


def test_a_name_that_is_taken_is_refused(ready: Run) -> None:
    ready(*ADD)
    ended = ready(*ADD)
    assert (ended.code, ended.err) == (6, "lms: Somebody already signs in as “sian@example.gov.uk”.\n")


def test_a_role_that_does_not_exist_is_told(ready: Run) -> None:
    ended = ready(*ADD[:-1], "emperor")
    assert ended.code == 2
    assert "emperor" in ended.err


def test_a_new_password_replaces_the_old_one(ready: Run) -> None:
    old = password_of(ready(*ADD))
    ended = ready("people", "reset-password", "--sign-in", "SIAN@example.gov.uk")
    assert ended.code == 0
    assert password_of(ended) not in ("", old)


def test_a_disabled_account_is_marked_as_such(ready: Run, instance: Path) -> None:
    ready(*ADD)
    assert (
        ready("people", "disable", "--sign-in", "sian@example.gov.uk").out
        == "Siân Ŵyn can no longer sign in.\n"
    )
    assert rows(instance, "SELECT count(*) FROM person WHERE disabled_at IS NOT NULL") == [(1,)]


@pytest.mark.parametrize("word", ["reset-password", "disable"])
def test_somebody_unknown_is_told(ready: Run, word: str) -> None:
    ended = ready("people", word, "--sign-in", "nobody@example.gov.uk")
    assert (ended.code, ended.err) == (4, "lms: There is nobody with the sign-in “nobody@example.gov.uk”.\n")


def test_without_a_database_the_way_to_one_is_told(run: Run, instance: Path) -> None:
    ended = run(*ADD)
    assert (ended.code, "lms db upgrade" in ended.err) == (3, True)
    assert not instance.exists()


def test_a_database_without_tables_is_told(run: Run, instance: Path) -> None:
    instance.mkdir()
    ended = run(*ADD)
    assert (ended.code, ended.err) == (3, "lms: The database has no tables yet: run “lms db upgrade”.\n")


def test_a_database_of_another_version_is_told(ready: Run, instance: Path) -> None:
    with closing(sqlite3.connect(instance / "alongside.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    ended = ready(*ADD)
    assert (ended.code, "make a backup, then run “lms db upgrade”" in ended.err) == (3, True)


def test_a_file_that_is_no_database_is_told(run: Run, instance: Path) -> None:
    instance.mkdir()
    (instance / "alongside.db").write_text("This is a letter, and not a database at all. " * 50)
    ended = run("people", "disable", "--sign-in", "x")
    assert (ended.code, "put your last backup in its place" in ended.err) == (3, True)


def test_a_folder_where_the_database_should_be_is_told(run: Run, instance: Path) -> None:
    (instance / "alongside.db").mkdir(parents=True)
    ended = run("db", "upgrade")
    assert (ended.code, "cannot be opened" in ended.err) == (3, True)


def test_upgrading_again_changes_nothing(ready: Run) -> None:
    first, second = ready("db", "upgrade"), ready("db", "upgrade")
    assert first == second
    assert first.out.startswith("The tables are at version ")
