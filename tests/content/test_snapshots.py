"""A library of an exact state: the same as the folder gives, and nothing is read twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lms.content import sections
from lms.content.folder import Folder, Manifest, digest
from lms.content.snapshots import Snapshots
from lms.content.store import LibraryStore
from lms.domain.changes import Section
from tests.content import folders

LESSON = "courses/listening/01-listening/01-hearing.md"
QUIZ = "quizzes/listening.md"
PICTURE = "courses/listening/media/chairs.svg"


class Source:
    """Fetches from a folder, and remembers what it was asked for."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.asked: list[str] = []

    def __call__(self, wanted: Manifest) -> dict[str, bytes]:
        self.asked += wanted
        found = {path: self.folder.read(path) for path in wanted}
        return {path: data for path, data in found.items() if data is not None}


@pytest.fixture
def source(tmp_path: Path) -> Source:
    hearing = folders.HEARING.replace("Hear first", "![Two chairs](../media/chairs.svg)\n\nHear first")
    root = folders.listening(tmp_path / "content", hearing=hearing)
    return Source(Folder(folders.write(root, {PICTURE: folders.SVG})))


@pytest.fixture
def snapshots(tmp_path: Path) -> Snapshots:
    return Snapshots(tmp_path / "pictures")


def test_a_state_gives_the_library_that_its_folder_gives(snapshots: Snapshots, source: Source) -> None:
    library, _ = snapshots.take(source.folder.manifest(), source).library()
    followed = LibraryStore(source.folder.root).current()
    assert library.generation == followed.generation
    assert library.media.keys() == followed.media.keys()
    (media,) = library.media.values()
    assert media.path.read_text() == folders.SVG
    assert media.path.is_relative_to(snapshots._folder)


def test_only_what_changed_is_fetched(snapshots: Snapshots, source: Source) -> None:
    first = snapshots.take(source.folder.manifest(), source)
    source.asked.clear()
    again = snapshots.take(source.folder.manifest(), source)
    assert source.asked == []
    assert again.parsed[LESSON] is first.parsed[LESSON]
    (source.folder.root / QUIZ).write_text(folders.QUIZ.replace("Take your time", "No hurry"))
    changed = snapshots.take(source.folder.manifest(), source)
    assert source.asked == [QUIZ]
    assert changed.parsed[LESSON] is first.parsed[LESSON]
    assert changed.parsed[QUIZ] is not first.parsed[QUIZ]


def test_pictures_that_were_deleted_from_disk_are_fetched_again(snapshots: Snapshots, source: Source) -> None:
    snapshots.take(source.folder.manifest(), source)
    shutil.rmtree(snapshots._folder)
    source.asked.clear()
    snapshot = snapshots.take(source.folder.manifest(), source)
    assert source.asked == [PICTURE]
    assert snapshot.media[PICTURE].full.is_file()


def test_pictures_of_a_folder_are_served_from_it(snapshots: Snapshots, source: Source) -> None:
    root = source.folder.root
    manifest = source.folder.manifest()
    snapshot = snapshots.take(manifest, source, at=root)
    assert PICTURE not in source.asked
    assert snapshot.media[PICTURE].full == root / PICTURE
    assert snapshots.take(manifest, source, at=root).media[PICTURE] is snapshot.media[PICTURE]
    old = manifest[PICTURE]
    (root / PICTURE).write_text(folders.SVG.replace("40", "60"))
    stale = Snapshots(snapshots._folder).take({**manifest, PICTURE: old}, source, at=root)
    assert PICTURE in source.asked
    assert stale.media[PICTURE].full != root / PICTURE


def test_pictures_that_cannot_be_kept_are_left_out(tmp_path: Path, source: Source) -> None:
    (tmp_path / "file").write_text("x")
    snapshot = Snapshots(tmp_path / "file").take(source.folder.manifest(), source)
    assert snapshot.media == {}
    assert [problem.code for problem in snapshot.problems()] == ["L205"]


def test_a_file_that_cannot_be_had_is_left_out(snapshots: Snapshots, source: Source) -> None:
    manifest = source.folder.manifest()
    (source.folder.root / QUIZ).unlink()
    assert QUIZ not in snapshots.take(manifest, source).parsed


def test_a_file_that_changed_meanwhile_is_read_again_next_time(snapshots: Snapshots, source: Source) -> None:
    manifest = {**source.folder.manifest(), LESSON: digest(b"before")}
    assert "Hear first" in snapshots.take(manifest, source).parsed[LESSON].text
    source.asked.clear()
    snapshots.take(manifest, source)
    assert source.asked == [LESSON]


def test_a_broken_lesson_is_drawn_as_it_is(snapshots: Snapshots, source: Source) -> None:
    text = folders.HEARING.replace("Hear first", "![](none.svg) Look first")
    (source.folder.root / LESSON).write_text(text)
    snapshot = snapshots.take(source.folder.manifest(), source)
    library, _ = snapshot.library()
    assert [problem.code for problem in library.problems] == ["L203", "L205"]
    assert "Look first" in repr(library.lesson("listening", "hearing").parts)


def test_a_quiz_that_cannot_be_marked_stays_as_it_is_remembered(snapshots: Snapshots, source: Source) -> None:
    library, memory = snapshots.take(source.folder.manifest(), source).library()
    (source.folder.root / QUIZ).write_text(folders.QUIZ.replace("- [x]", "- [ ]"))
    broken = snapshots.take(source.folder.manifest(), source)
    assert broken.library(memory, library)[0].quiz("listening") == library.quiz("listening")
    assert broken.library()[0].quizzes == {}


def test_a_lesson_that_no_course_lists_can_be_drawn(snapshots: Snapshots, source: Source) -> None:
    path = "courses/listening/01-listening/03-asking.md"
    folders.write(source.folder.root, {path: "---\ntitle: Asking\n---\n\nAsk **openly**.\n"})
    snapshot = snapshots.take(source.folder.manifest(), source)
    page = snapshot.page(path)
    assert page is not None
    assert "<strong>openly</strong>" in repr(page.parts)
    assert snapshot.page(QUIZ) is None


def test_what_was_read_long_ago_is_forgotten(
    snapshots: Snapshots, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The real limit is so large that reaching it would prove no more.
    monkeypatch.setattr("lms.content.snapshots._SPARE", 0)
    before = source.folder.manifest()
    snapshots.take(before, source)
    (source.folder.root / LESSON).write_text(folders.HEARING)
    snapshots.take({LESSON: source.folder.manifest()[LESSON]}, source)
    source.asked.clear()
    snapshots.take(before, source)
    assert QUIZ in source.asked


def test_a_page_is_cut_at_its_headings() -> None:
    text = "---\ntitle: A\n---\n\nTop\n\n## One {#one}\n\n```\n# not one\n```\n\n### Two *more*\nEnd\n"
    assert sections.sections(text) == (
        Section("", "---\ntitle: A\n---\n\nTop"),
        Section("One", "```\n# not one\n```"),
        Section("Two more", "End"),
    )
    assert sections.sections("") == ()


def test_a_picture_that_is_there_already_is_not_written_again(snapshots: Snapshots, source: Source) -> None:
    first = snapshots.take(source.folder.manifest(), source).media[PICTURE]
    kept = first.full.stat().st_mtime_ns
    again = Snapshots(snapshots._folder).take(source.folder.manifest(), source).media[PICTURE]
    assert again.full == first.full
    assert again.full.stat().st_mtime_ns == kept
