"""Publications and first drafts at once: one wins, the others are told, no words are lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.domain import errors
from lms.queries import publication, releases
from lms.services import drafts, publishing
from tests.support import rows, shelves
from tests.support.databases import Database, at_once
from tests.support.shelves import LESSON, QUIZ, Desk, live_text


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

    # It has to happen at this very moment, which no other process could be told to hit.
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
