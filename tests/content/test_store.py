"""Following a folder: an edit is live at the next question, a broken one is not, whatever else happens."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.content import store as store_module
from lms.content import watch as watch_module
from lms.content.library import CheckPart, HtmlPart, Library
from lms.content.store import LibraryStore
from lms.content.watch import Unavailable, Watch
from lms.domain.errors import UnknownCourse, UnknownLesson, UnknownQuiz
from tests.content import folders

LESSON = "courses/listening/01-listening/01-hearing.md"
COURSE = "courses/listening/course.md"
QUIZ = "quizzes/listening.md"


@pytest.fixture(params=["watched", "looked at"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> LibraryStore:
    root = folders.listening(tmp_path / "content")
    return LibraryStore(root, keep=tmp_path / "keep", watch=request.param == "watched")


def html(library: Library, lesson: str = "hearing") -> str:
    return "".join(
        part.html for part in library.lesson("listening", lesson).parts if isinstance(part, HtmlPart)
    )


def codes(library: Library) -> list[str]:
    return [problem.code for problem in library.problems]


def edit(store: LibraryStore, path: str, old: str, new: str) -> None:
    full = store.root / path
    text = full.read_text()
    assert old in text
    full.write_text(text.replace(old, new))


def test_a_folder_is_read_as_a_course(store: LibraryStore) -> None:
    library = store.current()
    course = library.course("listening")
    assert [lesson.slug for lesson in course.lessons()] == ["hearing", "waiting"]
    assert [lesson.optional for lesson in course.lessons()] == [False, True]
    assert [lesson.minutes for lesson in course.lessons()] == [5, 1]
    assert course.modules[0].slug == "listening"
    assert course.final_quiz == "listening"
    assert course.intro == "Welcome. See the [first lesson](/courses/listening/hearing)."
    assert library.quiz("listening").quiz.pass_mark == 80
    assert library.problems == ()
    kinds = [type(part) for part in library.lesson("listening", "hearing").parts]
    assert kinds == [HtmlPart, CheckPart, HtmlPart]


def test_what_is_not_there_is_said_to_be_unknown(store: LibraryStore) -> None:
    library = store.current()
    with pytest.raises(UnknownCourse):
        library.course("x")
    with pytest.raises(UnknownQuiz):
        library.quiz("x")
    with pytest.raises(UnknownLesson):
        library.lesson("listening", "x")
    assert library.glossary("listening") == ()


def test_nothing_changes_while_nothing_is_edited(store: LibraryStore) -> None:
    assert store.current() is store.current()
    assert store.draft() is store.current()


def test_an_edit_is_seen_at_the_very_next_question(store: LibraryStore) -> None:
    before = store.current()
    for number in range(30):
        edit(store, LESSON, "Hear first" if not number else f"Hear {number - 1}", f"Hear {number}")
        assert f"Hear {number}," in html(store.current())
    assert store.current().generation != before.generation


def test_pages_that_did_not_change_keep_what_was_drawn(store: LibraryStore) -> None:
    waiting = store.current().lesson("listening", "waiting")
    edit(store, LESSON, "Hear first", "Listen first")
    assert store.current().lesson("listening", "waiting") is waiting


def test_a_broken_edit_keeps_the_last_good_lesson(store: LibraryStore) -> None:
    store.current()
    edit(store, LESSON, "Hear first", "![](x.svg) Broken")
    library = store.current()
    assert "Hear first" in html(library)
    assert codes(library) == ["L203", "L205"]
    edit(store, LESSON, "![](x.svg) Broken", "Mended")
    assert "Mended" in html(store.current())
    assert store.current().problems == ()


def test_a_broken_quiz_keeps_the_last_good_quiz(store: LibraryStore) -> None:
    before = store.current().quiz("listening")
    edit(store, QUIZ, "- [x]", "- [ ]")
    library = store.current()
    assert library.quiz("listening") == before
    assert codes(library) == ["Q306"]


def test_a_broken_course_keeps_the_last_good_list(store: LibraryStore) -> None:
    store.current()
    edit(store, COURSE, "02-waiting.md", "02-wating.md")
    edit(store, LESSON, "Hear first", "Listen first")
    library = store.current()
    assert codes(library) == ["F111"]
    assert [lesson.slug for lesson in library.course("listening").lessons()] == ["hearing", "waiting"]
    assert "Listen first" in html(library)


def test_a_new_broken_lesson_is_left_out_and_the_rest_is_live(store: LibraryStore) -> None:
    store.current()
    folders.write(store.root, {"courses/listening/01-listening/03-new.md": "No settings"})
    edit(store, COURSE, "(optional)\n", "(optional)\n   - [New](01-listening/03-new.md)\n")
    library = store.current()
    assert codes(library) == ["F101"]
    assert [lesson.slug for lesson in library.course("listening").lessons()] == ["hearing", "waiting"]
    with pytest.raises(UnknownLesson):
        library.lesson("listening", "new")


def test_a_new_broken_quiz_is_unknown(store: LibraryStore) -> None:
    store.current()
    folders.write(store.root, {"quizzes/new.md": folders.QUIZ.replace("- [x]", "- [ ]")})
    with pytest.raises(UnknownQuiz):
        store.current().quiz("new")


def test_a_new_broken_course_is_unknown(store: LibraryStore) -> None:
    folders.write(store.root, {"courses/new/course.md": "nothing", "courses/new/glossary.md": "## A\n\nb\n"})
    with pytest.raises(UnknownCourse):
        store.current().course("new")


def test_a_quiz_of_a_course_that_is_not_live_is_unknown(tmp_path: Path) -> None:
    root = folders.listening(tmp_path, course="nothing")
    with pytest.raises(UnknownQuiz):
        LibraryStore(root).current().quiz("listening")


def test_a_new_folder_is_seen_with_what_is_in_it(store: LibraryStore) -> None:
    store.current()
    new = {
        "courses/other/course.md": folders.COURSE.replace("Listening well", "Other"),
        "courses/other/01-listening/01-hearing.md": folders.HEARING,
        "courses/other/01-listening/02-waiting.md": folders.WAITING,
    }
    folders.write(store.root, new)
    assert store.current().course("other").title == "Other"
    full = store.root / "courses/other/01-listening/01-hearing.md"
    full.write_text(full.read_text().replace("Hear first", "Listen here"))
    parts = store.current().lesson("other", "hearing").parts
    assert isinstance(parts[0], HtmlPart)
    assert "Listen here" in parts[0].html


def test_a_deleted_lesson_stays_while_the_list_still_names_it(store: LibraryStore) -> None:
    store.current()
    (store.root / LESSON).unlink()
    library = store.current()
    assert codes(library) == ["L212", "F111"]
    assert "Hear first" in html(library)
    edit(store, COURSE, "   - [Hearing](01-listening/01-hearing.md)\n", "")
    edit(store, COURSE, " See the [first lesson](01-listening/01-hearing.md).", "")
    library = store.current()
    assert library.problems == ()
    with pytest.raises(UnknownLesson):
        library.lesson("listening", "hearing")


def test_a_deleted_quiz_stays_while_a_course_still_needs_it(store: LibraryStore) -> None:
    store.current()
    (store.root / QUIZ).unlink()
    library = store.current()
    assert codes(library) == ["F109"]
    assert library.quiz("listening").quiz.title == "Listening quiz"
    edit(store, COURSE, "final quiz: ../../quizzes/listening.md\n", "")
    with pytest.raises(UnknownQuiz):
        store.current().quiz("listening")


def test_a_deleted_course_is_gone(store: LibraryStore) -> None:
    store.current()
    shutil.rmtree(store.root / "courses/listening")
    library = store.current()
    assert library.courses == {}
    assert library.lessons == {}
    assert library.quizzes == {}


def test_a_renamed_lesson_is_found_under_its_new_name(store: LibraryStore) -> None:
    store.current()
    (store.root / LESSON).rename(store.root / "courses/listening/01-listening/01-attention.md")
    edit(store, COURSE, "[Hearing](01-listening/01-hearing.md)", "[Hearing](01-listening/01-attention.md)")
    edit(store, COURSE, "01-listening/01-hearing.md", "01-listening/01-attention.md")
    library = store.current()
    assert library.problems == ()
    assert [lesson.slug for lesson in library.course("listening").lessons()] == ["attention", "waiting"]


def test_a_file_that_is_replaced_in_one_step_is_seen(store: LibraryStore) -> None:
    store.current()
    half = store.root / "courses/listening/01-listening/.half"
    half.write_text(folders.HEARING.replace("Hear first", "Replaced"))
    half.replace(store.root / LESSON)
    assert "Replaced" in html(store.current())


def test_a_file_that_cannot_be_opened_keeps_its_last_good_version(
    store: LibraryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.current()
    (store.root / LESSON).unlink()
    (store.root / LESSON).symlink_to(store.root / "courses/listening/01-listening/02-waiting.md")
    assert "Wait a while" in html(store.current())
    (store.root / "courses/listening/01-listening/02-waiting.md").unlink()
    assert "Wait a while" in html(store.current())


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
    monkeypatch.setattr(watch_module.ctypes, "CDLL", lambda *_, **__: library())
    with pytest.raises(Unavailable):
        Watch(tmp_path)


def test_a_folder_that_vanishes_while_it_is_watched_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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
