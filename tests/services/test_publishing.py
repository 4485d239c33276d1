"""From drafts to what learners see: nothing broken goes live, no words are lost, nothing old changes."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.folder import Folder
from lms.content.snapshots import Shelf
from lms.db.audit import Audit
from lms.db.content_releases import ContentDraft, ContentFile, ContentRelease
from lms.domain import errors
from lms.domain.changes import Label
from lms.queries import publication, releases
from lms.services import drafts, publishing, release_rows
from tests.content import folders
from tests.support import rows, shelves
from tests.support.databases import Database, at_once
from tests.support.shelves import COURSE, LESSON, QUIZ, Desk

NEW_LESSON = "courses/listening/01-listening/03-asking.md"


@pytest.fixture(params=["follow", "releases"])
def desk(request: pytest.FixtureRequest, session: Session, tmp_path: Path) -> Desk:
    """A desk in each mode, on each database."""
    return shelves.desk(session, tmp_path, follows=request.param == "follow")


@pytest.fixture
def releasing(session: Session, tmp_path: Path) -> Desk:
    return shelves.desk(session, tmp_path, follows=False)


@pytest.fixture
def following(session: Session, tmp_path: Path) -> Desk:
    return shelves.desk(session, tmp_path, follows=True)


def live_text(desk: Desk, path: str) -> str:
    """A file as learners have it, whatever drafts there are."""
    if desk.shelf.folder is not None:
        return (desk.root / path).read_text()
    return releases.released_text(desk.session, desk.number, path)


def actions(desk: Desk) -> list[str]:
    return list(desk.session.scalars(sa.select(Audit.action).order_by(Audit.id)))


def count(desk: Desk, model: type) -> int:
    return desk.session.execute(sa.select(sa.func.count()).select_from(model)).scalar_one()


def stored(desk: Desk) -> dict[str, bytes]:
    return {row.digest: row.body for row in desk.session.scalars(sa.select(ContentFile))}


def test_a_draft_is_not_live_until_it_is_published(desk: Desk) -> None:
    desk.change(LESSON, "Hear first", "Listen first")
    assert "Hear first" in live_text(desk, LESSON)
    made = desk.publish(note="  Clearer\n words ")
    assert made.number == 2
    assert "Listen first" in live_text(desk, LESSON)
    assert releases.drafts(desk.session) == ()
    newest = releases.history(desk.session)[0]
    assert (newest.number, newest.author, newest.note) == (2, "Tess Trainer", "Clearer words")
    assert actions(desk)[-2:] == ["save draft", "publish"]


def test_publishing_needs_something_to_publish(desk: Desk) -> None:
    with pytest.raises(errors.NothingToPublish):
        desk.publish()


def test_an_error_stops_a_publication_and_is_handed_back(desk: Desk) -> None:
    desk.change(QUIZ, "- [x]", "- [ ]")
    with pytest.raises(errors.PublishRefused) as refused:
        desk.publish(ticked=True)
    assert refused.value.errors == 1
    assert [getattr(problem, "code", "") for problem in refused.value.problems] == ["Q306"]
    assert desk.number == 1
    assert "- [x]" in live_text(desk, QUIZ)


def test_a_warning_needs_a_tick(desk: Desk) -> None:
    desk.save(NEW_LESSON, "---\ntitle: Asking\n---\n\nAsk.\n", base=None)
    with pytest.raises(errors.PublishRefused) as refused:
        desk.publish()
    assert refused.value.errors == 0
    assert [getattr(problem, "code", "") for problem in refused.value.problems] == ["F112"]
    assert desk.publish(ticked=True).number == 2
    assert live_text(desk, NEW_LESSON) == "---\ntitle: Asking\n---\n\nAsk.\n"


def test_only_the_chosen_drafts_are_published(desk: Desk) -> None:
    desk.change(LESSON, "Hear first", "Listen first")
    desk.change(QUIZ, "- [x]", "- [ ]")
    desk.publish(paths={LESSON})
    assert [line.path for line in releases.drafts(desk.session)] == [QUIZ]
    assert "Listen first" in live_text(desk, LESSON)


def test_the_label_is_proposed_and_the_author_decides(desk: Desk) -> None:
    desk.change(LESSON, "advise second", "advice second")
    assert publication.pending(desk.session, desk.shelf).label is Label.TYPO
    assert desk.publish(label=Label.CLARIFICATION).label is Label.CLARIFICATION
    desk.change(QUIZ, "- [ ] Did", "- [x] Did")
    desk.change(QUIZ, "- [x] How", "- [ ] How")
    assert desk.publish().label is Label.SUBSTANTIVE


def test_what_was_looked_at_must_still_be_the_newest(desk: Desk) -> None:
    desk.change(LESSON, "Hear first", "Listen first")
    with pytest.raises(errors.StaleRelease) as stale:
        desk.publish(onto=0)
    assert (stale.value.seen, stale.value.current) == (0, 1)


def test_a_note_that_is_too_long_is_refused(desk: Desk) -> None:
    with pytest.raises(errors.Invalid, match="1,000"):
        desk.publish(note="n" * 1_001)


def test_rolling_back_publishes_the_older_files_again(desk: Desk) -> None:
    desk.change(LESSON, "Hear first", "Listen first")
    desk.save(NEW_LESSON, "---\ntitle: Asking\n---\n\nAsk.\n", base=None)
    desk.publish(ticked=True)
    made = desk.roll_back(1)
    assert (made.number, made.label) == (3, Label.SUBSTANTIVE)
    assert "Hear first" in live_text(desk, LESSON)
    assert NEW_LESSON not in releases.live(desk.session, desk.shelf).manifest
    lines = releases.history(desk.session)
    assert lines[0].note == "Back to release 1"
    assert lines[0].generation == lines[2].generation
    assert actions(desk)[-1] == "roll back"


def test_rolling_back_refuses_what_makes_no_sense(desk: Desk) -> None:
    with pytest.raises(errors.NothingToPublish):
        desk.roll_back(1)
    with pytest.raises(errors.UnknownRelease):
        desk.roll_back(9)
    with pytest.raises(errors.StaleRelease):
        publishing.roll_back(desk.session, desk.shelf, number=1, onto=7, author_id=None, now=rows.NOW)


def test_a_draft_whose_file_was_published_by_somebody_else_is_stale(desk: Desk) -> None:
    desk.change(LESSON, "Hear first", "Listen first")
    desk.publish()
    desk.change(LESSON, "Listen first", "Mine first")
    desk.roll_back(1)
    assert publication.pending(desk.session, desk.shelf).stale == (LESSON,)
    with pytest.raises(errors.StaleDraft) as stale:
        desk.publish()
    assert "Mine first" in stale.value.mine
    assert "Hear first" in stale.value.theirs
    found = releases.read_file(desk.session, desk.shelf, LESSON)
    assert found.behind
    assert stale.value.digest == found.live_digest
    desk.save(LESSON, found.text.replace("Mine", "Both"), onto=found.live_digest)
    assert not releases.read_file(desk.session, desk.shelf, LESSON).behind
    assert desk.publish().number == 4
    assert "Both first" in live_text(desk, LESSON)


def test_a_draft_saved_between_the_check_and_the_publication_is_not_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.change(LESSON, "Hear first", "Listen first")
    looked = publication.pending

    def then_saves(*given: object) -> publication.Pending:
        plan = looked(*given)  # type: ignore[arg-type]
        desk.change(LESSON, "Listen first", "Later first")
        return plan

    monkeypatch.setattr(publication, "pending", then_saves)
    with pytest.raises(errors.StaleRelease):
        desk.publish()
    assert "Later first" in desk.text(LESSON)
    assert desk.number == 1


def test_of_publications_at_once_one_wins(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        desk = shelves.desk(session, tmp_path, follows=False)
        desk.change(LESSON, "Hear first", "Listen first")
        desk.change(QUIZ, "Take your time", "Take all your time")
        author = desk.author_id

    def publish(path: str) -> publishing.Release:
        with database.session() as session:
            return publishing.publish(
                session,
                desk.shelf,
                onto=1,
                note="",
                label=None,
                checked_warnings=False,
                author_id=author,
                now=rows.NOW,
                paths={path},
            )

    ended = at_once([lambda path=path: publish(path) for path in (LESSON, QUIZ) * 2], 4)
    made = [one for one in ended if isinstance(one, publishing.Release)]
    assert [one.number for one in made] == [2]
    assert {type(one) for one in ended if one not in made} == {errors.StaleRelease}
    with database.session() as session:
        assert len(releases.drafts(session)) == 1
        assert [line.number for line in releases.history(session)] == [2, 1]


def test_first_drafts_of_one_file_at_once_keep_one_and_show_it_to_the_others(
    database: Database, tmp_path: Path
) -> None:
    with database.session() as session:
        desk = shelves.desk(session, tmp_path, follows=False)
        base = releases.read_file(session, desk.shelf, LESSON).digest

    def save(text: str) -> drafts.Saved:
        with database.session() as session:
            return drafts.save_draft(
                session,
                desk.shelf,
                path=LESSON,
                text=text,
                base_digest=base,
                author_id=None,
                now=rows.NOW,
            )

    ended = at_once([lambda number=number: save(f"Text {number}\n") for number in range(4)], 4)
    refused = [one for one in ended if isinstance(one, errors.StaleDraft)]
    assert len(refused) == 3
    with database.session() as session:
        kept = releases.read_file(session, desk.shelf, LESSON)
    assert {one.theirs for one in refused} == {kept.text}
    assert {one.digest for one in refused} == {kept.digest}


def test_a_release_that_was_made_is_never_written_again(desk: Desk) -> None:
    everything = sa.select(ContentRelease.__table__).where(ContentRelease.number == 1)
    before = desk.session.execute(everything).one()
    files = stored(desk)
    desk.change(LESSON, "Hear first", "Listen first")
    desk.publish()
    desk.roll_back(1)
    assert desk.session.execute(everything).one() == before
    after = stored(desk)
    assert files.items() <= after.items()
    assert len(after) == len(files) + 1


def test_a_release_outlives_its_author(desk: Desk) -> None:
    from lms.db.people import Person
    from lms.db.unit_of_work import unit_of_work

    desk.change(LESSON, "Hear first", "Listen first")
    desk.publish()
    with unit_of_work(desk.session):
        desk.session.execute(sa.delete(Person))
    assert releases.history(desk.session)[0].author is None


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

    monkeypatch.setattr(release_rows, "_store", vanished)
    with pytest.raises(errors.FolderRefused, match="meanwhile"):
        releasing.push()
    assert releasing.number == 1
    assert releases.history(releasing.session)[0].number == 1


def test_a_course_can_be_written_from_nothing(session: Session, tmp_path: Path) -> None:
    shelf = Shelf.of(tmp_path / "content", tmp_path / "instance", follows=False)
    desk = Desk(session, shelf, tmp_path / "content", rows.add_person(session))
    for path, text in folders.FILES.items():
        desk.save(path, text, base=None)
    made = desk.publish()
    assert (made.number, made.label) == (1, Label.SUBSTANTIVE)
    assert releases.live(session, shelf).manifest.keys() == folders.FILES.keys()
    assert COURSE in releases.live(session, shelf).manifest
