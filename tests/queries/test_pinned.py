"""Content read back by digest."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.content_versions import ContentVersion
from lms.db.unit_of_work import unit_of_work
from lms.domain.courses import Validity
from lms.queries import pinned
from tests.support import learning, rows
from tests.support.databases import Database, counted


@pytest.mark.parametrize("validity", [None, Validity(), Validity(months=12), Validity(days=30)])
def test_facts_of_a_course_come_back_exactly(validity: Validity | None) -> None:
    library = learning.library(courses=[learning.course(validity=validity)])
    facts = pinned.facts(library, library.course(learning.COURSE))
    assert facts.gives_certificate is (validity is not None)
    assert facts.validity == (validity or Validity())
    assert facts.quizzes == ((learning.MODULE_QUIZ, "Foundations quiz"), (learning.FINAL_QUIZ, "Final quiz"))
    assert pinned.facts_from_json(pinned.facts_to_json(facts)) == facts


def test_facts_in_another_format_are_refused() -> None:
    library = learning.library()
    plain = json.loads(pinned.facts_to_json(pinned.facts(library, library.course(learning.COURSE))))
    with pytest.raises(ValueError, match="format"):
        pinned.facts_from_json(json.dumps({**plain, "format": 2}))


def test_what_was_never_pinned_cannot_be_read(session: Session) -> None:
    with pytest.raises(LookupError):
        pinned.quiz(session, "f" * 64)


def test_a_digest_is_read_once_and_only_the_last_ones_are_kept(
    database: Database, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pinned, "KEPT", 2)
    kept = pinned._Kept(str.upper)
    with unit_of_work(session):
        session.execute(
            sa.insert(ContentVersion),
            [
                {"digest": letter * 64, "kind": "quiz", "slug": "x", "body": letter, "created_at": rows.NOW}
                for letter in "abc"
            ],
        )
    with counted(database.engine) as sent:
        values = [kept.get(session, letter * 64) for letter in "aabbcca"]
    assert values == list("AABBCCA")
    assert len(sent) == 4
