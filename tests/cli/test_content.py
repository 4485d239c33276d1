"""`lms content check`: the same problems in three forms, and an exit code that a build can use."""

import json
import shutil
from pathlib import Path

import pytest

from lms.settings import home
from tests.cli.conftest import CONTENT, Run

BROKEN_QUIZ = """---
title: A quiz without an answer
course: sample
pass_mark: 80
---

## 1. Which one?

- one
- two
"""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The sample content with one quiz that cannot be used."""
    root = tmp_path / "content"
    shutil.copytree(CONTENT, root)
    (root / "quizzes" / "broken.md").write_text(BROKEN_QUIZ)
    return root


def test_the_shipped_content_is_sound_and_ends_with_0(run: Run) -> None:
    ended = run("content", "check", str(home()))
    assert ended.code == 0
    assert " error " not in ended.out


def test_without_a_path_the_configured_content_is_checked(
    run: Run, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LMS_CONTENT", str(broken))
    assert run("content", "check").code == 1


def test_a_broken_file_is_told_with_its_place_and_the_way_out(run: Run, broken: Path) -> None:
    ended = run("content", "check", str(broken))
    assert ended.code == 1
    place = next(line for line in ended.out.splitlines() if line.startswith("quizzes/broken.md:"))
    assert " error " in place
    assert "  Fix: " in ended.out


def test_json_holds_every_field_of_every_problem(run: Run, broken: Path) -> None:
    ended = run("content", "check", "--format", "json", str(broken))
    assert ended.code == 1
    problems = json.loads(ended.out)["problems"]
    found = [problem for problem in problems if problem["path"] == "quizzes/broken.md"]
    assert found
    assert set(found[0]) == {
        "path",
        "line",
        "column",
        "end",
        "code",
        "level",
        "message",
        "fix",
        "edits",
    }


def test_a_review_gets_an_annotation_for_each_problem(run: Run, broken: Path) -> None:
    ended = run("content", "check", "--format", "github", str(broken))
    assert ended.code == 1
    assert any(line.startswith("::error file=quizzes/broken.md,line=") for line in ended.out.splitlines())
    assert all(line.startswith("::") for line in ended.out.splitlines())


def test_among_several_folders_each_path_begins_with_its_folder(run: Run, broken: Path) -> None:
    ended = run("content", "check", "--format", "json", str(CONTENT), str(broken))
    assert ended.code == 1
    assert f"{broken}/quizzes/broken.md" in {problem["path"] for problem in json.loads(ended.out)["problems"]}


def test_a_folder_without_content_is_told(run: Run, tmp_path: Path) -> None:
    ended = run("content", "check", str(tmp_path))
    assert (ended.code, ended.err) == (3, f"lms: There is no courses or quizzes folder in {tmp_path}.\n")
