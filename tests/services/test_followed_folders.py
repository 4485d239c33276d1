"""A folder that is edited by hand or pushed: recorded once it is sound, never written over."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.folder import Folder
from lms.content.snapshots import Shelf
from lms.db.content_releases import ContentDraft
from lms.domain import errors
from lms.domain.changes import Label
from lms.queries import releases
from lms.services import publishing, release_rows
from tests.content import folders
from tests.support import rows, shelves
from tests.support.databases import Database, at_once
from tests.support.shelves import LESSON, NEW_LESSON, QUIZ, Desk, live_text


@pytest.fixture
def releasing(session: Session, tmp_path: Path) -> Desk:
    return shelves.desk(session, tmp_path, follows=False)


@pytest.fixture
def following(session: Session, tmp_path: Path) -> Desk:
    return shelves.desk(session, tmp_path, follows=True)


def count(desk: Desk, model: type) -> int:
    return desk.session.execute(sa.select(sa.func.count()).select_from(model)).scalar_one()


def test_pushing_a_folder_makes_it_the_next_release(releasing: Desk) -> None:
    assert releases.history(releasing.session)[0].note == "From a folder"
    with pytest.raises(errors.NothingToPublish):
        releasing.push()
    (releasing.root / LESSON).write_text(folders.HEARING.replace("Hear first", "Listen first"))
    assert releasing.push(onto=1).number == 2
    assert "Listen first" in live_text(releasing, LESSON)
    with pytest.raises(errors.StaleRelease):
        releasing.push(onto=1)


def test_pushing_refuses_errors_and_warnings(releasing: Desk) -> None:
    folders.write(releasing.root, {NEW_LESSON: "---\ntitle: Asking\n---\n\nAsk.\n"})
    with pytest.raises(errors.PublishRefused) as refused:
        releasing.push()
    assert refused.value.errors == 0
    folders.write(releasing.root, {QUIZ: folders.QUIZ.replace("- [x]", "- [ ]")})
    with pytest.raises(errors.PublishRefused) as refused:
        releasing.push(ticked=True)
    assert refused.value.errors == 1
    assert releasing.number == 1


def test_a_folder_that_is_followed_is_not_pushed(following: Desk) -> None:
    with pytest.raises(errors.FolderRefused, match="LMS_CONTENT_MODE"):
        following.push()


def test_an_edit_by_hand_is_recorded_once_it_is_sound(following: Desk) -> None:
    assert following.record() is None
    (following.root / QUIZ).write_text(folders.QUIZ.replace("- [x]", "- [ ]"))
    assert following.record() is None
    (following.root / QUIZ).write_text(folders.QUIZ.replace("Take your time", "Take all your time"))
    made = following.record()
    assert made is not None
    assert (made.number, made.label) == (2, Label.CLARIFICATION)
    assert following.record() is None
    line = releases.history(following.session)[0]
    assert (line.author, line.note) == (None, publishing.FOLLOWED)


def test_nothing_is_recorded_of_a_folder_that_is_not_followed(releasing: Desk) -> None:
    (releasing.root / LESSON).write_text("---\ntitle: Hearing\n---\n\nOther.\n")
    assert releasing.record() is None


def test_recorders_at_once_record_once(database: Database, tmp_path: Path) -> None:
    root = folders.listening(tmp_path / "content")

    def record() -> publishing.Release | None:
        with database.session() as session:
            shelf = Shelf.of(root, tmp_path / "instance", follows=True)
            return publishing.record_folder(session, shelf, now=rows.NOW)

    ended = at_once([record] * 4, 4)
    assert [one.number for one in ended if one is not None] == [1]


def test_a_folder_edited_by_hand_meanwhile_is_not_written_over(
    following: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    following.change(LESSON, "Hear first", "Listen first")
    by_hand = folders.HEARING.replace("Then wait", "Then walk")
    change = Folder.change

    def edited_first(self: Folder, *given: object) -> None:
        (following.root / LESSON).write_text(by_hand)
        change(self, *given)  # type: ignore[arg-type]

    # It has to happen at this very moment, which no other process could be told to hit.
    monkeypatch.setattr(Folder, "change", edited_first)
    with pytest.raises(errors.FolderRefused, match="meanwhile"):
        following.publish()
    assert (following.root / LESSON).read_text() == by_hand
    assert following.number == 1
    assert count(following, ContentDraft) == 1


def test_a_folder_with_unrecorded_changes_is_not_rolled_back(following: Desk) -> None:
    following.change(LESSON, "Hear first", "Listen first")
    following.publish()
    (following.root / QUIZ).write_text(folders.QUIZ.replace("- [x]", "- [ ]"))
    with pytest.raises(errors.FolderRefused, match="history"):
        following.roll_back(1)
    assert "Listen first" in (following.root / LESSON).read_text()


def test_a_file_that_vanishes_while_it_is_stored_stops_the_release(
    releasing: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (releasing.root / LESSON).write_text(folders.HEARING.replace("Hear first", "Listen first"))
    store = release_rows._store

    def vanished(session: Session, manifest: object, fetch: object) -> None:
        (releasing.root / LESSON).unlink()
        store(session, manifest, fetch)  # type: ignore[arg-type]

    # It has to happen at this very moment, which no other process could be told to hit.
    monkeypatch.setattr(release_rows, "_store", vanished)
    with pytest.raises(errors.FolderRefused, match="meanwhile"):
        releasing.push()
    assert releasing.number == 1
    assert releases.history(releasing.session)[0].number == 1
