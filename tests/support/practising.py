"""Somebody who passed a quiz of named objectives and practises them, each step in one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.domain.practice import SAFETY
from lms.domain.quizzes import Confidence, Quiz
from lms.queries import practice as reads
from lms.queries import practice_sheets
from lms.services import practice
from tests.support import learning, rows, sittings
from tests.support.learners import Learner

ZONE = ZoneInfo("Europe/London")
OBJECTIVES = ("One", "Two", "Three", "Four", "Five", "Six")
RIGHT, HALF, WRONG = "1", "2", "3"


def quiz(slug: str = learning.FINAL_QUIZ, **changes: object) -> Quiz:
    """A question for each objective, a second one for the first, and the last one is about safety."""
    items = tuple(sittings.item(words.casefold(), objective=f"Name {words}") for words in OBJECTIVES)
    values: dict[str, object] = {
        "items": (
            *items[:-1],
            replace(items[-1], tags=(SAFETY,)),
            sittings.item("another", objective="  name ONE. "),
            sittings.item("plain"),
        ),
        "shuffle_questions": False,
        "shuffle_options": False,
        **changes,
    }
    return learning.quiz(slug, **values)


def library(changed: Quiz | None = None, **course: object) -> Library:
    return learning.library(changed or quiz(), courses=[learning.course(**course)] if course else None)


def days(number: float) -> datetime:
    return rows.NOW + timedelta(days=number)


@dataclass
class Practiser:
    """Somebody who passed at `rows.NOW`."""

    session: Session
    person_id: int
    library: Library

    @classmethod
    def passed(cls, session: Session, found: Library | None = None, name: str = "Sam Carter") -> Practiser:
        """Somebody new who has passed the final quiz and takes part."""
        found = found or library()
        person_id = rows.add_person(session, name, sign_in_name=name.replace(" ", ""))
        Learner(session, person_id, found).take()
        practice.join(session, person_id=person_id, now=rows.NOW)
        return cls(session, person_id, found)

    def state(self, now: datetime = rows.NOW) -> reads.State:
        return reads.state(self.session, self.library, person_id=self.person_id, now=now, zone=ZONE)

    def start(self, now: datetime = rows.NOW, *, seed: int = 5) -> str:
        return practice.start(
            self.session, self.library, person_id=self.person_id, now=now, zone=ZONE, seed=seed
        )

    def sitting(self, sitting_id: str) -> practice_sheets.Rows:
        return practice_sheets.rows(self.session, person_id=self.person_id, sitting_id=sitting_id)

    def page(self, sitting_id: str, number: int, now: datetime = rows.NOW) -> practice_sheets.QuestionPage:
        return practice_sheets.question(
            self.session,
            self.library,
            person_id=self.person_id,
            sitting_id=sitting_id,
            number=number,
            now=now,
        )

    def answer(
        self,
        sitting_id: str,
        number: int,
        choice: str = RIGHT,
        *,
        sure: Confidence | None = Confidence.FAIRLY,
        now: datetime = rows.NOW,
    ) -> None:
        fields: Mapping[str, list[str]] = {"answer": [choice]} if choice else {}
        practice.answer(
            self.session,
            self.library,
            person_id=self.person_id,
            sitting_id=sitting_id,
            number=number,
            fields=fields,
            confidence=sure,
            now=now,
        )

    def sit(self, choice: str = RIGHT, *, now: datetime = rows.NOW, seed: int = 5) -> str:
        """A whole sitting in which every answer is the same."""
        sitting_id = self.start(now, seed=seed)
        for row in self.sitting(sitting_id).rows:
            self.answer(sitting_id, row.number, choice, now=now)
        return sitting_id
