"""Serving the newest release: seen within two seconds, for one cheap statement, and never lost."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from lms.content.keep import Keep
from lms.content.library import HtmlPart, Library
from lms.content.snapshots import Snapshots
from lms.db.content_releases import ContentFile
from lms.db.engine import HotReads
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.queries import release_store
from lms.queries.release_store import ReleaseStore
from tests.content import folders
from tests.support import databases, shelves
from tests.support.databases import Database
from tests.support.shelves import LESSON, PICTURE, QUIZ, Desk


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with database.session() as session:
        yield shelves.desk(session, tmp_path, follows=False)


@pytest.fixture
def hot(database: Database) -> Iterator[HotReads]:
    reads = HotReads(database.url)
    yield reads
    reads.close()


@pytest.fixture
def store(desk: Desk, hot: HotReads, tmp_path: Path) -> ReleaseStore:
    return ReleaseStore(hot, Snapshots(tmp_path / "worker"), keep=Keep(tmp_path / "kept"))


def html(library: Library) -> str:
    parts = library.lesson("listening", "hearing").parts
    return "".join(part.html for part in parts if isinstance(part, HtmlPart))


def pushed(desk: Desk, path: str, text: str) -> None:
    folders.write(desk.root, {path: text})
    desk.push(ticked=True)


def test_the_newest_release_is_served(desk: Desk, store: ReleaseStore) -> None:
    assert "Hear first" in html(store.current())
    assert store.draft() is store.current()
    pushed(desk, LESSON, folders.HEARING.replace("Hear first", "Listen first"))
    assert "Hear first" in html(store.current())
    store.refresh()
    assert "Listen first" in html(store.current())


def test_a_draft_is_not_served(desk: Desk, store: ReleaseStore) -> None:
    desk.change(LESSON, "Hear first", "Listen first")
    assert "Hear first" in html(store.current())


def test_one_cheap_statement_in_two_seconds_asks_for_a_newer_release(
    desk: Desk, store: ReleaseStore, hot: HotReads, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    # Two seconds pass without anybody waiting for them.
    monkeypatch.setattr(release_store.time, "monotonic", lambda: clock[0])
    with databases.counted(hot._engine) as sent:
        store.current()
        # The number, the manifest, the files.
        assert len(sent) == 3
        for _ in range(50):
            store.current()
        assert len(sent) == 3
        clock[0] += 2.1
        store.current()
        store.current()
        assert len(sent) == 4
        assert "max(content_release.number)" in sent[-1]
        pushed(desk, LESSON, folders.HEARING.replace("Hear first", "Listen first"))
        clock[0] += 2.1
        assert "Listen first" in html(store.current())
        # Of all the files only the new one was fetched.
        assert len(sent) == 7


def test_every_worker_sees_a_release_that_another_one_published_within_two_seconds(
    desk: Desk, hot: HotReads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    # Two seconds pass without anybody waiting for them.
    monkeypatch.setattr(release_store.time, "monotonic", lambda: clock[0])
    workers = [
        ReleaseStore(hot, Snapshots(tmp_path / f"worker-{at}"), keep=Keep(tmp_path / f"kept-{at}"))
        for at in range(2)
    ]
    assert all("Hear first" in html(worker.current()) for worker in workers)
    pushed(desk, LESSON, folders.HEARING.replace("Hear first", "Listen first"))
    publisher, other = workers
    publisher.refresh()
    assert "Listen first" in html(publisher.current())
    clock[0] += 2.0
    assert "Listen first" in html(other.current())
    with databases.counted(hot._engine) as sent:
        clock[0] += 2.0
        for _ in range(20):
            other.current()
    assert len(sent) == 1


def test_pages_that_did_not_change_keep_what_was_drawn(desk: Desk, store: ReleaseStore) -> None:
    waiting = store.current().lesson("listening", "waiting")
    pushed(desk, LESSON, folders.HEARING.replace("Hear first", "Listen first"))
    store.refresh()
    assert store.current().lesson("listening", "waiting") is waiting


def test_before_the_first_release_there_is_nothing(database: Database, hot: HotReads, tmp_path: Path) -> None:
    store = ReleaseStore(hot, Snapshots(tmp_path / "worker"), keep=Keep(None))
    assert store.current() == Library()


def test_a_database_that_is_away_leaves_the_last_good_release(
    store: ReleaseStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    library = store.current()

    def away(*_: object) -> int:
        raise errors.Busy

    # SQLite is never away, and here both databases are asked the same.
    monkeypatch.setattr(release_store, "_newest", away)
    store.refresh()
    with caplog.at_level(logging.WARNING):
        assert store.current() is library
    assert "newer release" in caplog.text


def test_a_release_that_cannot_be_read_leaves_the_last_good_one(
    desk: Desk, store: ReleaseStore, caplog: pytest.LogCaptureFixture
) -> None:
    library = store.current()
    hearing = folders.HEARING.replace("Hear first", "Listen first")
    pushed(desk, LESSON, hearing)
    with unit_of_work(desk.session):
        gone = desk.session.scalars(
            sa.delete(ContentFile).where(ContentFile.body == hearing.encode()).returning(ContentFile.digest)
        ).one()
    store.refresh()
    assert store.current() is library
    assert "files of release 2 are missing" in caplog.text
    with unit_of_work(desk.session):
        desk.session.add(ContentFile(digest=gone, body=hearing.encode(), size=len(hearing.encode())))
    store.refresh()
    assert "Listen first" in html(store.current())


def test_another_thread_is_not_held_up_while_one_reads(store: ReleaseStore) -> None:
    library = store.current()
    store.refresh()
    assert store._lock.acquire()
    try:
        assert store.current() is library
    finally:
        store._lock.release()


def test_a_fork_while_another_thread_reads_does_not_stop_the_child(store: ReleaseStore) -> None:
    store.current()
    store.refresh()
    assert store._lock.acquire()
    store._pid = os.getpid() + 1
    assert store.current().quizzes


def test_pictures_of_earlier_releases_stay(desk: Desk, store: ReleaseStore) -> None:
    picture = folders.HEARING.replace("Hear first", "![Two chairs](../media/chairs.svg)\n\nHear first")
    folders.write(desk.root, {PICTURE: folders.SVG})
    pushed(desk, LESSON, picture)
    (key,) = store.current().media
    pushed(desk, PICTURE, folders.SVG.replace("40", "60"))
    store.refresh()
    media = store.current().media
    assert len(media) == 2
    assert media[key].path.read_text() == folders.SVG


def test_a_quiz_that_a_newer_program_finds_fault_with_stays(
    desk: Desk, store: ReleaseStore, hot: HotReads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiz = store.current().quiz("listening")
    broken = folders.QUIZ.replace("- [x]", "- [ ]")
    # A newer program that finds more faults is not written yet.
    monkeypatch.setattr("lms.services.publishing._refuse_problems", lambda *_, **__: None)
    pushed(desk, QUIZ, broken)
    restarted = ReleaseStore(hot, Snapshots(tmp_path / "worker"), keep=Keep(tmp_path / "kept"))
    assert restarted.current().quiz("listening") == quiz
