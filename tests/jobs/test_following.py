"""When the state of a followed folder is noted: once it has changed, and rested."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from lms.content.snapshots import Shelf
from lms.jobs.following import Follower
from lms.queries import releases
from tests.content import folders
from tests.support import rows
from tests.support.databases import Database, counted

LESSON = "courses/listening/01-listening/01-hearing.md"


def follower(tmp_path: Path, *, follows: bool = True) -> tuple[Follower, Path]:
    root = folders.listening(tmp_path / "content")
    return Follower(Shelf.of(root, tmp_path / "instance", follows=follows)), root


def numbers(database: Database) -> list[int]:
    with database.session() as session:
        return [line.number for line in releases.history(session)]


def look(follower: Follower, database: Database, seconds: float) -> None:
    follower.look(database.session_factory, rows.NOW + timedelta(seconds=seconds))


def test_a_folder_is_noted_once_it_rests(database: Database, tmp_path: Path) -> None:
    following, root = follower(tmp_path)
    look(following, database, 0)
    assert numbers(database) == []
    look(following, database, 3)
    assert numbers(database) == [1]
    (root / LESSON).write_text(folders.HEARING.replace("Hear first", "Listen first"))
    look(following, database, 6)
    (root / LESSON).write_text(folders.HEARING.replace("Hear first", "Look first"))
    look(following, database, 9)
    assert numbers(database) == [1]
    look(following, database, 12)
    assert numbers(database) == [2, 1]


def test_nothing_is_asked_of_the_database_while_nothing_changes(database: Database, tmp_path: Path) -> None:
    following, _ = follower(tmp_path)
    look(following, database, 0)
    look(following, database, 3)
    with counted(database.engine) as sent:
        for seconds in (4, 6, 9, 12):
            look(following, database, seconds)
    assert sent == []


def test_a_look_too_soon_is_no_look(database: Database, tmp_path: Path) -> None:
    following, _ = follower(tmp_path)
    look(following, database, 0)
    look(following, database, 1)
    assert numbers(database) == []


def test_a_folder_that_is_not_followed_is_left_alone(database: Database, tmp_path: Path) -> None:
    following, _ = follower(tmp_path, follows=False)
    look(following, database, 0)
    look(following, database, 3)
    assert numbers(database) == []
