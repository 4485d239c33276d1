"""How a store learns of an edit: told by the kernel, by looking, in each process; and never half of one."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.content import store as store_module
from lms.content import watch as watch_module
from lms.content.store import LibraryStore
from lms.content.watch import Unavailable, Watch
from tests.content import folders
from tests.content.stores import LESSON, edit, html


def test_without_a_folder_there_is_an_empty_library_until_it_appears(tmp_path: Path) -> None:
    store = LibraryStore(tmp_path / "content")
    assert store.current().courses == {}
    folders.listening(tmp_path / "content")
    assert list(store.current().courses) == ["listening"]


def test_a_fault_of_ours_keeps_the_last_library(
    store: LibraryStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = store.current()

    def fail(*_: object) -> None:
        raise RuntimeError("on purpose")

    with monkeypatch.context() as patch:
        # A fault of ours that we do not know: a known one would be mended.
        patch.setattr(store_module.assemble, "assemble", fail)
        edit(store, LESSON, "Hear first", "Listen first")
        assert store.current() is before
        assert "could not be read again" in caplog.text
    os.utime(store.root / LESSON)
    assert "Listen first" in html(store.current())


def test_a_change_that_nobody_announced_is_found_by_looking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = LibraryStore(folders.listening(tmp_path))
    store.current()
    # Some file systems announce nothing; there is none of them here.
    monkeypatch.setattr(Watch, "changed", lambda _: frozenset())
    edit(store, LESSON, "Hear first", "Listen first")
    assert "Hear first" in html(store.current())
    monkeypatch.setattr(store, "_next_look", 0.0)
    assert "Listen first" in html(store.current())


def test_losing_the_watch_means_looking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = LibraryStore(folders.listening(tmp_path))
    store.current()

    def fail(_: Watch) -> None:
        raise Unavailable("no watches left")

    # The kernel’s limit of watches belongs to every process of this user.
    monkeypatch.setattr(Watch, "follow", fail)
    edit(store, LESSON, "Hear first", "Listen first")
    assert "Listen first" in html(store.current())
    edit(store, LESSON, "Listen first", "Listen twice")
    assert "Listen twice" in html(store.current())


def test_a_forked_process_follows_by_itself(store: LibraryStore) -> None:
    store.current()
    store._pid = -1
    edit(store, LESSON, "Hear first", "Listen first")
    assert "Listen first" in html(store.current())


def test_readers_and_a_writer_at_once_never_see_half_a_library(store: LibraryStore) -> None:
    faults: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            library = store.current()
            if [lesson.slug for lesson in library.course("listening").lessons()] != ["hearing", "waiting"]:
                faults.append("a lesson was missing")
            if "wait" not in html(library):
                faults.append("a lesson was cut")

    store.current()
    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    half = store.root / ".half"
    for number in range(40):
        half.write_text(folders.HEARING.replace("Hear first", f"Hear {number}"))
        half.replace(store.root / LESSON)
    stop.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert "Hear 39" in html(store.current())


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    (tmp_path / "courses").mkdir()
    watch = Watch(tmp_path)
    yield watch
    watch.close()


def test_the_watch_names_what_was_touched(watch: Watch, tmp_path: Path) -> None:
    assert watch.changed() == frozenset()
    (tmp_path / "courses/a.md").write_text("a")
    (tmp_path / "database").write_text("not content")
    assert watch.changed() == {"courses/a.md"}
    (tmp_path / "quizzes").mkdir()
    assert watch.changed() == {"quizzes"}
    watch.follow()
    (tmp_path / "quizzes/b.md").write_text("b")
    assert watch.changed() == {"quizzes/b.md"}


def test_more_events_than_the_kernel_keeps_mean_everything(watch: Watch) -> None:
    overflow = watch_module._HEAD.pack(-1, 0x4000, 0, 0)
    assert watch._read(overflow) == {"."}


def test_many_events_are_read_to_the_end(watch: Watch, tmp_path: Path) -> None:
    for number in range(1500):
        (tmp_path / f"courses/{'long' * 10}-{number}.md").touch()
    assert len(watch.changed()) == 1500
    assert watch.changed() == frozenset()


def test_there_is_no_watch_on_other_systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Another system is not at hand.
    monkeypatch.setattr(watch_module.sys, "platform", "darwin")
    with pytest.raises(Unavailable):
        Watch(tmp_path)


class _NoInotify:
    def inotify_init1(self, _flags: int) -> int:
        return -1


class _NoWatches:
    def __init__(self) -> None:
        self.left = 1

    def inotify_init1(self, _flags: int) -> int:
        return os.open(os.devnull, os.O_RDONLY)

    def inotify_add_watch(self, _fd: int, _path: bytes, _events: int) -> int:
        self.left -= 1
        return self.left


@pytest.mark.parametrize("library", [_NoInotify, _NoWatches])
def test_a_kernel_that_refuses_is_no_watch(
    library: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "courses").mkdir()
    # Another kernel is not at hand.
    monkeypatch.setattr(watch_module.ctypes, "CDLL", lambda *_, **__: library())
    with pytest.raises(Unavailable):
        Watch(tmp_path)


def test_a_folder_that_vanishes_while_it_is_watched_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It has to happen at this very moment, which no other process could be told to hit.
    monkeypatch.setattr(watch_module.reading, "folders", lambda root: iter([str(root / "gone")]))
    Watch(tmp_path).close()


def test_a_closed_store_gives_its_watch_back_and_can_be_asked_again(tmp_path: Path) -> None:
    def watches() -> int:
        kinds = (
            os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd") if _is_open(name)
        )
        return sum("inotify" in kind for kind in kinds)

    before = watches()
    store = LibraryStore(folders.listening(tmp_path))
    store.current()
    assert watches() == before + 1
    store.close()
    store.close()
    assert watches() == before
    edit(store, LESSON, "Hear first", "Listen first")
    assert "Listen first" in html(store.current())
    store.close()


def _is_open(name: str) -> bool:
    # The folder that is listed is itself open only while it is listed.
    return os.path.islink(f"/proc/self/fd/{name}")
