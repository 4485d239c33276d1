"""Saving drafts: two people on one file never lose each other's words."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.audit import Audit
from lms.domain import errors
from lms.queries import releases
from lms.services import drafts
from tests.content import folders
from tests.support import rows, shelves
from tests.support.shelves import LESSON, PICTURE, Desk

NEW = "quizzes/new.md"


@pytest.fixture(params=["follow", "releases"])
def desk(request: pytest.FixtureRequest, session: Session, tmp_path: Path) -> Desk:
    return shelves.desk(session, tmp_path, follows=request.param == "follow")


def picture(desk: Desk, data: bytes, *, base: str | None = None, path: str = PICTURE) -> drafts.Saved:
    return drafts.save_picture(
        desk.session,
        desk.shelf,
        path=path,
        data=data,
        base_digest=base,
        author_id=desk.author_id,
        now=rows.NOW,
    )


def test_a_save_names_the_version_for_the_next_save(desk: Desk) -> None:
    first = desk.change(LESSON, "Hear first", "Listen first")
    assert first.is_draft
    second = desk.save(LESSON, "---\ntitle: Hearing\n---\n", base=first.digest)
    assert releases.read_file(desk.session, desk.shelf, LESSON).digest == second.digest


def test_the_second_of_two_people_is_refused_with_both_versions(desk: Desk) -> None:
    base = releases.read_file(desk.session, desk.shelf, LESSON).digest
    other = rows.add_person(desk.session, "Olu Other")
    desk.save(LESSON, "Theirs\n", base=base, author=other)
    with pytest.raises(errors.StaleDraft) as stale:
        desk.save(LESSON, "Mine\n", base=base)
    assert (stale.value.mine, stale.value.theirs) == ("Mine\n", "Theirs\n")
    desk.save(LESSON, "Both\n", base=stale.value.digest)
    assert desk.text(LESSON) == "Both\n"
    assert releases.drafts(desk.session)[0].author == "Tess Trainer"


def test_a_save_on_a_version_that_was_never_live_is_refused_with_the_live_one(desk: Desk) -> None:
    with pytest.raises(errors.StaleDraft) as stale:
        desk.save(LESSON, "Mine\n", base="0" * 64)
    assert stale.value.theirs == folders.HEARING
    with pytest.raises(errors.StaleDraft):
        desk.save(LESSON, "Mine\n", base=None)
    with pytest.raises(errors.StaleDraft) as gone:
        desk.save(NEW, "Mine\n", base="0" * 64)
    assert (gone.value.theirs, gone.value.digest) == ("", None)


def test_sending_the_same_save_twice_is_one_save(desk: Desk) -> None:
    base = releases.read_file(desk.session, desk.shelf, LESSON).digest
    first = desk.save(LESSON, "Mine\n", base=base)
    entries = sa.select(sa.func.count()).select_from(Audit)
    before = desk.session.execute(entries).scalar_one()
    assert desk.save(LESSON, "Mine\r\n", base=base) == first
    assert desk.session.execute(entries).scalar_one() == before


def test_a_draft_that_is_as_it_is_live_is_no_draft(desk: Desk) -> None:
    assert not desk.save(LESSON, folders.HEARING).is_draft
    desk.change(LESSON, "Hear first", "Listen first")
    assert not desk.change(LESSON, "Listen first", "Hear first").is_draft
    assert releases.drafts(desk.session) == ()


def test_a_dropped_draft_leaves_the_file_as_it_is_live(desk: Desk) -> None:
    desk.change(LESSON, "Hear first", "Listen first")
    for _ in range(2):
        drafts.delete_draft(desk.session, path=LESSON, author_id=desk.author_id, now=rows.NOW)
    assert desk.text(LESSON) == folders.HEARING
    found = desk.session.scalars(sa.select(Audit.action).where(Audit.subject == f"file {LESSON}"))
    assert list(found) == ["save draft", "delete draft"]


@pytest.mark.parametrize("path", ["README.md", "courses/../x.md", "quizzes/a.exe", PICTURE])
def test_a_text_is_only_saved_where_texts_stand(desk: Desk, path: str) -> None:
    with pytest.raises(errors.MalformedFile):
        desk.save(path, "x", base=None)


def test_a_text_that_is_far_too_long_is_refused(desk: Desk) -> None:
    with pytest.raises(errors.MalformedFile, match="1024 KB"):
        desk.save(NEW, "x" * (1024 * 1024 + 1), base=None)


def test_a_picture_is_a_draft_like_any_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = picture(desk, folders.SVG.encode())
    desk.change(LESSON, "Hear first", "![Two chairs](../media/chairs.svg)\n\nHear first")
    preview = releases.preview(desk.session, desk.shelf, LESSON, desk.text(LESSON))
    (media,) = preview.library.media.values()
    assert media.path.read_text() == folders.SVG
    with pytest.raises(errors.StaleDraft) as stale:
        picture(desk, b"other")
    assert (stale.value.mine, stale.value.theirs, stale.value.digest) == ("", "", saved.digest)
    desk.publish()
    number = desk.number
    assert PICTURE in releases.manifest(desk.session, number)
    if desk.shelf.folder is not None:
        assert (desk.root / PICTURE).read_text() == folders.SVG
    with pytest.raises(errors.MalformedFile):
        picture(desk, b"x", path=NEW)
    with pytest.raises(errors.MalformedFile, match="at most 64 MB"):
        picture(desk, bytes(64 * 1024 * 1024 + 1))


def test_a_picture_that_somebody_published_meanwhile_is_stale(desk: Desk) -> None:
    picture(desk, folders.SVG.encode())
    desk.publish(ticked=True)
    base = releases.live(desk.session, desk.shelf).manifest[PICTURE]
    picture(desk, folders.SVG.replace("40", "60").encode(), base=base)
    desk.roll_back(1)
    with pytest.raises(errors.StaleDraft) as stale:
        desk.publish()
    assert (stale.value.path, stale.value.digest) == (PICTURE, None)
