"""Following a folder: an edit is live at the next question, a broken one is not, whatever else happens."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lms.content.library import CheckPart, HtmlPart
from lms.content.store import LibraryStore
from lms.domain.errors import UnknownCourse, UnknownLesson, UnknownQuiz
from tests.content import folders
from tests.content.stores import LESSON, QUIZ, codes, edit, html

COURSE = "courses/listening/course.md"


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
