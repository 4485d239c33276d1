"""From drafts to what learners see: nothing broken goes live, no words are lost, nothing old changes."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.snapshots import Shelf
from lms.db.audit import Audit
from lms.db.content_releases import ContentFile, ContentRelease
from lms.domain import errors
from lms.domain.changes import Label
from lms.queries import publication, releases
from lms.services import publishing
from tests.content import folders
from tests.support import rows
from tests.support.shelves import COURSE, LESSON, NEW_LESSON, QUIZ, Desk, live_text


def actions(desk: Desk) -> list[str]:
    return list(desk.session.scalars(sa.select(Audit.action).order_by(Audit.id)))


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


def test_a_course_can_be_written_from_nothing(session: Session, tmp_path: Path) -> None:
    shelf = Shelf.of(tmp_path / "content", tmp_path / "instance", follows=False)
    desk = Desk(session, shelf, tmp_path / "content", rows.add_person(session))
    for path, text in folders.FILES.items():
        desk.save(path, text, base=None)
    made = desk.publish()
    assert (made.number, made.label) == (1, Label.SUBSTANTIVE)
    assert releases.live(session, shelf).manifest.keys() == folders.FILES.keys()
    assert COURSE in releases.live(session, shelf).manifest
