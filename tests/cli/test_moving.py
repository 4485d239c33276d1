"""`lms content push` and `pull`: a folder becomes a release and back, and nobody's change is lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from lms.cli import moving
from tests.cli.conftest import Run
from tests.content import folders

LESSON = "courses/listening/01-listening/01-hearing.md"
QUIZ = "quizzes/listening.md"
NEW = "courses/listening/01-listening/03-asking.md"


@pytest.fixture
def root(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, and a database without releases."""
    monkeypatch.setenv("LMS_CONTENT_MODE", "releases")
    found = folders.listening(tmp_path / "content")
    monkeypatch.setenv("LMS_CONTENT", str(found))
    assert run("db", "upgrade").code == 0
    return found


def change(root: Path, old: str, new: str, path: str = LESSON) -> None:
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new))


def test_a_folder_is_pushed_and_pulled_somewhere_else(run: Run, root: Path, tmp_path: Path) -> None:
    folders.write(root, {"courses/listening/media/chairs.svg": folders.SVG})
    ended = run("content", "push", "--note", "The first")
    assert (ended.code, ended.out) == (0, "Release 1 is published (substantive).\n")
    other = tmp_path / "other"
    ended = run("content", "pull", str(other))
    assert (ended.code, ended.out) == (0, "The folder is release 1: 5 files written, 0 deleted.\n")
    for path in (LESSON, QUIZ, "courses/listening/media/chairs.svg"):
        assert (other / path).read_bytes() == (root / path).read_bytes()
    assert run("content", "pull", str(other)).out.endswith("0 files written, 0 deleted.\n")


def test_pushing_nothing_new_is_no_fault(run: Run, root: Path) -> None:
    run("content", "push")
    ended = run("content", "push")
    assert (ended.code, ended.out) == (0, "Nothing has changed, so the newest release stays.\n")


def test_errors_stop_a_push_as_a_check_tells_them(run: Run, root: Path) -> None:
    change(root, "- [x]", "- [ ]", QUIZ)
    ended = run("content", "push", "--format", "github", "--yes-to-warnings")
    assert ended.code == 1
    assert ended.out.startswith("::error file=quizzes/listening.md,line=")
    assert ended.err == "lms: This cannot be published while it has errors.\n"
    told = json.loads(run("content", "push", "--format", "json").out)
    assert [problem["code"] for problem in told["problems"]] == ["Q306"]


def test_warnings_stop_a_push_until_they_are_checked(run: Run, root: Path) -> None:
    folders.write(root, {NEW: "---\ntitle: Asking\n---\n\nAsk.\n"})
    ended = run("content", "push")
    assert ended.code == 6
    assert f"{NEW}:1:1 F112 warning" in ended.out
    assert "--yes-to-warnings" in ended.err
    ended = run("content", "push", "--yes-to-warnings", "--label", "clarification")
    assert (ended.code, ended.out) == (0, "Release 1 is published (clarification).\n")


def test_a_push_over_a_release_that_the_folder_has_not_seen_is_refused(
    run: Run, root: Path, tmp_path: Path
) -> None:
    run("content", "push")
    other = tmp_path / "other"
    run("content", "pull", str(other))
    change(other, "Hear first", "Listen first")
    assert run("content", "push", str(other)).code == 0
    change(root, "Then wait", "Then walk")
    ended = run("content", "push")
    assert ended.code == 6
    assert "Release 2 was published since this folder was release 1." in ended.err
    assert run("content", "push", "--force").out == "Release 3 is published (clarification).\n"


def test_a_pull_keeps_what_was_changed_in_the_folder(run: Run, root: Path, tmp_path: Path) -> None:
    run("content", "push")
    other = tmp_path / "other"
    run("content", "pull", str(other))
    change(root, "Hear first", "Listen first")
    (root / "courses/listening/01-listening/02-waiting.md").unlink()
    change(root, "   - [Waiting](01-listening/02-waiting.md) (optional)\n", "", "courses/listening/course.md")
    assert run("content", "push").code == 0
    folders.write(other, {NEW: "Mine"})
    change(other, "Hear first", "My first")
    ended = run("content", "pull", str(other))
    assert ended.code == 6
    assert f"lose what was changed in {LESSON}." in ended.err
    assert "My first" in (other / LESSON).read_text()
    ended = run("content", "pull", "--force", str(other))
    assert ended.out == "The folder is release 2: 2 files written, 1 deleted.\n"
    assert "Listen first" in (other / LESSON).read_text()
    assert (other / NEW).read_text() == "Mine"


def test_a_folder_without_a_note_of_its_release_is_not_written_over(run: Run, root: Path) -> None:
    run("content", "push")
    for text in ("{", "[]", '{"number": 1}', '{"number": "x", "manifest": {}}'):
        (root / moving.REMEMBERED).write_text(text)
        assert run("content", "pull").code == 0
    shutil.copyfile(root / LESSON, root / QUIZ)
    (root / moving.REMEMBERED).unlink()
    assert run("content", "pull").code == 6


def test_many_changed_files_are_named_in_short() -> None:
    assert moving._list(["a", "b"]) == "a, b"
    assert moving._list(list("abcdefgh")) == "a, b, c, d, e and 3 more"


def test_before_the_first_release_there_is_nothing_to_pull(run: Run, root: Path) -> None:
    ended = run("content", "pull")
    assert (ended.code, ended.err) == (
        6,
        "lms: Nothing has been published yet, so there is nothing to pull.\n",
    )


def test_a_folder_that_is_followed_is_not_pushed(
    run: Run, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LMS_CONTENT_MODE", "follow")
    ended = run("content", "push")
    assert ended.code == 6
    assert "LMS_CONTENT_MODE=releases" in ended.err


def test_a_folder_without_content_is_told(run: Run, root: Path, tmp_path: Path) -> None:
    assert run("content", "push", str(tmp_path / "none")).code == 3
