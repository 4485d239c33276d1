"""Content read back by digest."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.content_versions import ContentVersion
from lms.db.unit_of_work import unit_of_work
from lms.domain import drawing
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


def test_a_digest_is_read_once(database: Database, session: Session) -> None:
    library = learning.library()
    body = pinned.facts_to_json(pinned.facts(library, library.course(learning.COURSE)))
    row = {"digest": "e" * 64, "kind": "course", "slug": "x", "body": body, "created_at": rows.NOW}
    with unit_of_work(session):
        session.execute(sa.insert(ContentVersion), [row])
    pinned.forget()
    with counted(database.engine) as sent:
        found = [pinned.course(session, "e" * 64) for _ in range(3)]
    assert len(sent) == 1
    assert len({id(one) for one in found}) == 1


def test_a_paper_is_drawn_once(database: Database, session: Session) -> None:
    quiz = learning.quiz()
    row = {
        "digest": "f" * 63 + "0",
        "kind": "quiz",
        "slug": "x",
        "body": pinned.versions.canonical(quiz),
        "created_at": rows.NOW,
    }
    with unit_of_work(session):
        session.execute(sa.insert(ContentVersion), [row])
    pinned.forget()
    with counted(database.engine) as sent:
        drawn = pinned.drawn(session, row["digest"], 7)
        assert pinned.drawn(session, row["digest"], 7) is drawn
        assert pinned.drawn(session, row["digest"], 8) is not drawn
    assert len(sent) == 1
    assert drawn.paper == drawing.draw(quiz, 7)
    assert drawn.quiz == quiz
    assert set(drawn.items) == {one.item_id for one in drawn.paper.items}
