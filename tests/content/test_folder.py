"""Writing into a folder of content: only where content is, all or nothing, never over somebody's edit."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest

from lms.content import folder as folder_module
from lms.content.folder import Folder, check_path, digest
from lms.domain.errors import FolderRefused, MalformedFile
from tests.content import folders

LESSON = "courses/listening/01-listening/01-hearing.md"
NEW = "courses/listening/media/chairs.svg"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(folders.listening(tmp_path / "content"))


def hidden(folder: Folder) -> list[str]:
    return [path.name for path in folder.root.rglob(".*")]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "courses",
        "README.md",
        "/etc/passwd.md",
        "courses/../../x.md",
        "courses/x/./a.md",
        "courses//a.md",
        "courses/x/.hidden.md",
        "courses/x\\a.md",
        "courses/x/a.md\n",
        "courses/x/a\0.md",
        "courses/x/a.exe",
        "courses/x/con.md",
        "courses/x /a.md",
        "courses/x/a:b.md",
        "quizzes/" + "a" * 180 + ".md",
        "courses/" + "a/" * 8 + "a.md",
    ],
)
def test_a_path_that_is_not_of_the_content_is_refused(path: str, folder: Folder) -> None:
    with pytest.raises(MalformedFile):
        check_path(path)
    with pytest.raises(MalformedFile):
        folder.change({}, {path: b"x"})


@pytest.mark.parametrize("path", [LESSON, NEW, "quizzes/a.cy.md", "courses/_shared/who to ring (2).md"])
def test_a_path_of_the_content_is_taken(path: str) -> None:
    assert check_path(path) == path


def test_a_manifest_names_every_file_by_its_bytes(folder: Folder) -> None:
    folders.write(folder.root, {NEW: folders.SVG, "courses/x.txt": "x", "courses/.a/b.md": "x"})
    found = folder.manifest()
    assert found.keys() == {*folders.FILES, NEW}
    assert found[LESSON] == digest(folders.HEARING.encode())


def test_only_files_that_changed_are_read_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.manifest()
    read: list[str] = []
    look = Folder._digest

    def noted(self: Folder, path: str) -> str | None:
        read.append(path)
        return look(self, path)

    # Looks on and calls the real one.
    monkeypatch.setattr(Folder, "_digest", noted)
    assert folder.manifest() == Folder(folder.root).manifest()
    read.clear()
    (folder.root / LESSON).write_text("Other")
    assert folder.manifest()[LESSON] == digest(b"Other")
    assert read == [LESSON]


def test_files_are_written_and_deleted_together(folder: Folder) -> None:
    before = folder.manifest()
    os.chmod(folder.root / LESSON, 0o640)
    waiting = "courses/listening/01-listening/02-waiting.md"
    quiz = "quizzes/listening.md"
    folder.change(before, {LESSON: b"New", NEW: b"<svg/>", waiting: None, quiz: None})
    assert (folder.root / LESSON).read_bytes() == b"New"
    assert (folder.root / LESSON).stat().st_mode & 0o777 == 0o640
    assert (folder.root / NEW).stat().st_mode & 0o777 == 0o644
    assert not (folder.root / waiting).exists()
    assert (folder.root / "quizzes").is_dir()
    assert hidden(folder) == []
    folder.change(folder.manifest(), {NEW: None})
    assert not (folder.root / NEW).parent.exists()


def test_a_file_edited_by_hand_stops_everything(folder: Folder) -> None:
    before = folder.manifest()
    (folder.root / LESSON).write_text("By hand")
    with pytest.raises(FolderRefused, match="meanwhile"):
        folder.change(before, {NEW: b"<svg/>", LESSON: b"New"})
    assert (folder.root / LESSON).read_text() == "By hand"
    assert not (folder.root / NEW).exists()
    assert hidden(folder) == []


def test_a_new_file_is_not_written_over_one_that_is_there(folder: Folder) -> None:
    with pytest.raises(FolderRefused):
        folder.change({}, {LESSON: b"New"})


def test_nothing_is_written_through_a_link(folder: Folder, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.md").write_text("Outside")
    (folder.root / "courses" / "linked").symlink_to(outside)
    (folder.root / "quizzes" / "linked.md").symlink_to(outside / "a.md")
    for path in ("courses/linked/a.md", "quizzes/linked.md"):
        with pytest.raises(FolderRefused, match="link"):
            folder.change({path: digest(b"Outside")}, {path: b"New"})
    assert (outside / "a.md").read_text() == "Outside"


def test_a_folder_in_the_place_of_a_file_is_told(folder: Folder) -> None:
    (folder.root / "quizzes" / "a.md").mkdir()
    with pytest.raises(FolderRefused, match="is a folder"):
        folder.change({}, {"quizzes/a.md": b"x"})


def test_a_folder_that_cannot_be_written_is_told(folder: Folder) -> None:
    # A file where a folder should be stops root, too.
    (folder.root / "courses" / "new").write_text("x")
    with pytest.raises(FolderRefused, match="cannot be written"):
        folder.change({}, {"courses/new/a.md": b"x"})


def test_a_disk_that_fills_up_leaves_nothing_behind(folder: Folder) -> None:
    # The system lets nobody in this process make a file longer than a kilobyte, and says so in the middle.
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, before[1]))
    try:
        with pytest.raises(FolderRefused, match="File too large"):
            folder.change({}, {NEW: b"x" * 100_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert hidden(folder) == []
    assert not (folder.root / NEW).exists()


def test_media_over_the_limit_are_told_when_they_are_read(folder: Folder) -> None:
    large = folder.root / NEW
    large.parent.mkdir(exist_ok=True)
    with large.open("wb") as file:
        # A file with a hole, which takes no room.
        file.truncate(folder_module.MEDIA_LIMIT + 1)
    assert NEW in folder.manifest()
    with pytest.raises(MalformedFile, match="larger"):
        folder.read(NEW)
    assert folder.read("quizzes/none.md") is None


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert Folder(tmp_path / "none").manifest() == {}


def test_a_link_to_itself_is_passed_over(folder: Folder) -> None:
    before = folder.manifest()
    loop = folder.root / "courses" / "loop.md"
    loop.symlink_to(loop)
    assert folder.manifest() == before
