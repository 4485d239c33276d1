"""Copies of the last good version: what a restart shows, and pictures that are gone or cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.content import store as store_module
from lms.content.store import LibraryStore
from tests.content import folders
from tests.content.stores import LESSON, QUIZ, codes, edit, html


def test_a_restart_with_a_broken_file_shows_the_last_good_version(
    store: LibraryStore, tmp_path: Path
) -> None:
    before = store.current()
    edit(store, LESSON, "Hear first", "![](x.svg) Broken")
    edit(store, QUIZ, "- [x]", "- [ ]")
    again = LibraryStore(store.root, keep=tmp_path / "keep").current()
    assert "Hear first" in html(again)
    assert again.quiz("listening") == before.quiz("listening")
    assert set(codes(again)) == {"L203", "L205", "Q306"}


def test_a_restart_without_copies_leaves_the_broken_files_out(store: LibraryStore) -> None:
    edit(store, LESSON, "Hear first", "![](x.svg) Broken")
    edit(store, QUIZ, "- [x]", "- [ ]")
    library = LibraryStore(store.root).current()
    assert [lesson.slug for lesson in library.course("listening").lessons()] == ["waiting"]
    assert library.course("listening").final_quiz is None
    assert library.quizzes == {}


def test_copies_that_cannot_be_written_or_read_do_no_harm(tmp_path: Path) -> None:
    root = folders.listening(tmp_path / "content")
    keep = tmp_path / "keep"
    keep.write_text("a file where a folder should be")
    store = LibraryStore(root, keep=keep)
    assert store.current().course("listening").title == "Listening well"
    edit(store, LESSON, "Hear first", "Listen first")
    assert "Listen first" in html(store.current())


def test_odd_copies_are_passed_over(tmp_path: Path) -> None:
    root = folders.listening(tmp_path / "content")
    odd = {
        "files/courses/listening/x.txt": "odd",
        "files/courses/listening/01-listening/09-old.md": "no settings",
        "quizzes/odd.json": "{}",
        "media/abc/odd.exe": "odd",
    }
    folders.write(tmp_path / "keep", odd)
    (tmp_path / "keep/files/courses/listening/loop.md").symlink_to("nowhere.md")
    (tmp_path / "keep/quizzes/loop.json").symlink_to("nowhere.json")
    library = LibraryStore(root, keep=tmp_path / "keep").current()
    assert list(library.quizzes) == ["listening"]
    assert library.media == {}
    left = sorted(path.name for path in (tmp_path / "keep/files").rglob("*") if not path.is_dir())
    assert left == ["01-hearing.md", "02-waiting.md", "course.md", "listening.md"]


def test_a_copy_that_cannot_be_dropped_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folders.listening(tmp_path / "content")
    folders.write(tmp_path / "keep", {"files/old.md": "old"})

    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(path)

    # Root may take away every file, and tests often run as root.
    monkeypatch.setattr(Path, "unlink", refuse)
    LibraryStore(root, keep=tmp_path / "keep").current()
    assert (tmp_path / "keep/files/old.md").exists()


def test_a_picture_that_cannot_be_copied_or_read_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = folders.listening(tmp_path / "content", hearing=folders.HEARING + "\n![Chairs](a.svg)\n")
    folders.write(root, {"courses/listening/01-listening/a.svg": folders.SVG})
    folders.write(tmp_path / "keep", {"media": "a file where a folder should be"})
    store = LibraryStore(root, keep=tmp_path / "keep")
    assert len(store.current().media) == 1
    edit(store, LESSON, "Hear first", "Listen first")
    assert len(store.current().media) == 1
    # It has to happen at this very moment, which no other process could be told to hit.
    monkeypatch.setattr(store_module.reading, "load_media", lambda *_: None)
    (root / "courses/listening/01-listening/a.svg").write_text(folders.SVG + " ")
    assert codes(store.current()) == ["L205"]


def test_pictures_of_an_older_quiz_are_still_served(store: LibraryStore, tmp_path: Path) -> None:
    folders.write(store.root, {"quizzes/media/a.svg": folders.SVG})
    edit(store, QUIZ, "- [ ] Did", "![Chairs](media/a.svg)\n\n- [ ] Did")
    library = store.current()
    (key,) = library.media
    assert library.media[key].content_type == "image/svg+xml"
    assert f"/media/{key}" in library.quiz("listening").canonical
    (store.root / "quizzes/media/a.svg").write_text(folders.SVG.replace("40", "80"))
    assert key not in store.current().media or len(store.current().media) == 2
    again = LibraryStore(store.root, keep=tmp_path / "keep").current()
    assert again.media[key].path.read_text() == folders.SVG


def test_a_picture_that_is_deleted_breaks_only_its_lesson(store: LibraryStore) -> None:
    folders.write(store.root, {"courses/listening/01-listening/media/a.svg": folders.SVG})
    edit(store, LESSON, "Hear first", "![Chairs](media/a.svg) Hear first")
    assert '<img alt="Chairs"' in html(store.current())
    (store.root / "courses/listening/01-listening/media/a.svg").unlink()
    library = store.current()
    assert codes(library) == ["L205"]
    assert "<em>Chairs</em>" in html(library)
