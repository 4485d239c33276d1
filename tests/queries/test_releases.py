"""What an editor and a history page read, in a fixed number of statements."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from lms.domain import errors
from lms.domain.changes import Kind, Label
from lms.queries import publication, releases
from tests.content import folders
from tests.support import rows, shelves
from tests.support.databases import Database, counted
from tests.support.shelves import COURSE, LESSON, PICTURE, QUIZ, Desk

NEW = "courses/listening/01-listening/03-asking.md"


@pytest.fixture(params=["follow", "releases"])
def desk(request: pytest.FixtureRequest, session: Session, tmp_path: Path) -> Desk:
    return shelves.desk(session, tmp_path, follows=request.param == "follow")


def test_files_are_listed_with_drafts_and_what_is_wrong(desk: Desk) -> None:
    desk.change(QUIZ, "- [x]", "- [ ]")
    desk.save(NEW, "---\ntitle: Asking\n---\n\nAsk.\n", base=None)
    lines = {line.path: line for line in releases.list_files(desk.session, desk.shelf)}
    assert lines.keys() == {*folders.FILES, NEW}
    assert (lines[COURSE].kind, lines[COURSE].title, lines[COURSE].draft) == (
        "course",
        "Listening well",
        None,
    )
    assert (lines[QUIZ].errors, lines[QUIZ].warnings) == (1, 0)
    assert (lines[NEW].errors, lines[NEW].warnings, lines[NEW].digest) == (0, 1, None)
    draft = lines[NEW].draft
    assert draft is not None
    assert (draft.author, draft.saved_at, draft.base_digest) == ("Tess Trainer", rows.NOW, None)


def test_a_file_is_read_as_it_is_worked_on(desk: Desk) -> None:
    before = releases.read_file(desk.session, desk.shelf, LESSON)
    assert (before.text, before.draft, before.digest) == (folders.HEARING, None, before.live_digest)
    assert not before.behind
    saved = desk.change(LESSON, "Hear first", "Listen first")
    after = releases.read_file(desk.session, desk.shelf, LESSON)
    assert "Listen first" in after.text
    assert (after.digest, after.live_digest) == (saved.digest, before.digest)
    assert not after.behind


@pytest.mark.parametrize("path", [NEW, PICTURE, "../etc/passwd", "../secret.md"])
def test_a_file_that_is_not_there_is_unknown(desk: Desk, path: str) -> None:
    folders.write(desk.root.parent, {"secret.md": "Secret"})
    with pytest.raises(errors.UnknownFile):
        releases.read_file(desk.session, desk.shelf, path)


def test_a_preview_shows_a_text_that_is_not_saved(desk: Desk) -> None:
    desk.change(COURSE, "(optional)\n", "(optional)\n   - [Asking](01-listening/03-asking.md)\n")
    preview = releases.preview(desk.session, desk.shelf, NEW, "---\ntitle: Asking\n---\n\nAsk **openly**.\n")
    assert preview.problems == ()
    assert preview.lesson is not None
    assert "<strong>openly</strong>" in repr(preview.lesson.parts)
    assert preview.library.lesson("listening", "asking").title == "Asking"
    assert len(releases.drafts(desk.session)) == 1
    broken = releases.preview(desk.session, desk.shelf, QUIZ, folders.QUIZ.replace("- [x]", "- [ ]"))
    assert [problem.code for problem in broken.problems] == ["Q306"]
    assert broken.parsed is not None
    with pytest.raises(errors.MalformedFile):
        releases.preview(desk.session, desk.shelf, "courses/../x.md", "")
    found = releases.preview_library(desk.session, desk.shelf, LESSON, folders.HEARING)
    assert found.lesson("listening", "hearing").title == "Hearing"


def test_texts_from_forms_are_stored_one_way() -> None:
    assert releases.encoded("a\r\nb") == b"a\nb\n"
    assert releases.encoded("a\n") == b"a\n"
    assert releases.encoded("") == b""


def test_what_publishing_would_do_is_said_in_words(desk: Desk) -> None:
    desk.change(QUIZ, "How was lunch?", "How was your lunch?")
    desk.change(LESSON, "Then wait.", "Then wait. Say nothing.")
    pending = publication.pending(desk.session, desk.shelf)
    assert pending.number == 1
    assert (pending.errors, pending.warnings, pending.stale) == ((), (), ())
    assert [line.path for line in pending.drafts] == [LESSON, QUIZ]
    assert [(change.place, change.kind) for change in pending.changes] == [
        ("Listening quiz", Kind.WORDING),
        ("Hearing", Kind.WORDING),
    ]
    assert pending.label is Label.CLARIFICATION
    only = publication.pending(desk.session, desk.shelf, {LESSON})
    assert [change.place for change in only.changes] == ["Hearing"]


def test_the_history_tells_what_changed_between_any_two_releases(desk: Desk) -> None:
    desk.change(QUIZ, "- [ ] Did", "- [x] Did")
    desk.change(QUIZ, "- [x] How", "- [ ] How")
    desk.publish(note="The key was wrong")
    desk.save(NEW, "---\ntitle: Asking\n---\n\nAsk.\n", base=None)
    desk.change(COURSE, "(optional)\n", "(optional)\n   - [Asking](01-listening/03-asking.md)\n")
    desk.publish()
    lines = releases.history(desk.session)
    assert [line.number for line in lines] == [3, 2, 1]
    assert [line.number for line in releases.history(desk.session, limit=1, before=3)] == [2]
    key = releases.difference(desk.session, desk.shelf, 1, 2)
    assert {change.kind for change in key} == {Kind.MEANING}
    assert key[0].words.startswith("Question “Which of these is an open question?” now has “")
    added = releases.difference(desk.session, desk.shelf, 2, 3)
    assert [change.words for change in added] == ["Lesson “Asking” was added."]
    back = releases.difference(desk.session, desk.shelf, 3, 2)
    assert [change.words for change in back] == ["Lesson “Asking” was removed."]
    first = releases.difference(desk.session, desk.shelf, 0, 1)
    assert [change.words for change in first] == ["The course was added.", "The quiz was added."]
    with pytest.raises(errors.UnknownRelease):
        releases.difference(desk.session, desk.shelf, 1, 9)


def test_files_beside_pages_are_told_too(session: Session, tmp_path: Path) -> None:
    desk = shelves.desk(session, tmp_path, follows=False)
    folders.write(desk.root, {PICTURE: folders.SVG, QUIZ: folders.QUIZ + "\n"})
    (desk.root / LESSON).write_text(folders.HEARING + "\n\n")
    desk.push(ticked=True)
    words = {change.words for change in releases.difference(session, desk.shelf, 1, 2)}
    assert words == {
        "The file was added.",
        "The file changed in a way that nobody sees.",
        "The file of the quiz changed in a way that nobody sees.",
    }
    folders.write(desk.root, {PICTURE: folders.SVG.replace("40", "60")})
    desk.push(ticked=True)
    assert [change.words for change in releases.difference(session, desk.shelf, 2, 3)] == [
        "The file was replaced."
    ]
    (desk.root / PICTURE).unlink()
    desk.push(ticked=True)
    assert [change.words for change in releases.difference(session, desk.shelf, 3, 4)] == [
        "The file was removed."
    ]


def test_an_old_text_can_be_read(desk: Desk) -> None:
    desk.change(LESSON, "Hear first", "Listen first")
    desk.publish()
    assert releases.released_text(desk.session, 1, LESSON) == folders.HEARING
    with pytest.raises(errors.UnknownFile):
        releases.released_text(desk.session, 1, NEW)
    with pytest.raises(errors.UnknownRelease):
        releases.released_text(desk.session, 9, LESSON)


def test_reads_take_a_fixed_number_of_statements(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        desk = shelves.desk(session, tmp_path, follows=False)
        desk.change(LESSON, "Hear first", "Listen first")
        desk.change(QUIZ, "Take your time", "No hurry")
        releases.list_files(session, desk.shelf)
        counts = {}
        for name, read in {
            "list": lambda: releases.list_files(session, desk.shelf),
            "draft": lambda: releases.read_file(session, desk.shelf, LESSON),
            "live": lambda: releases.read_file(session, desk.shelf, COURSE),
            "preview": lambda: releases.preview(session, desk.shelf, LESSON, "---\ntitle: X\n---\n"),
            "pending": lambda: publication.pending(session, desk.shelf),
            "history": lambda: releases.history(session),
            "difference": lambda: releases.difference(session, desk.shelf, 0, 1),
        }.items():
            with counted(database.engine) as sent:
                read()
            counts[name] = len(sent)
    assert counts == {
        "list": 6,
        "draft": 3,
        "live": 3,
        "preview": 2,
        "pending": 6,
        "history": 1,
        "difference": 1,
    }
