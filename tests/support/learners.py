"""Somebody who takes quizzes, each step in one line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.domain.boots import Boot
from lms.queries import attempts as reads
from lms.queries.results import Result
from lms.queries.sheets import Sheet
from lms.services import attempts
from lms.services.attempts import Submitted
from lms.services.certification import Issuing
from tests.support import learning, rows


@dataclass
class Learner:
    """Somebody who takes quizzes of `library`."""

    session: Session
    person_id: int
    library: Library = field(default_factory=learning.library)
    issuing: Issuing = learning.ISSUING
    # When the machine was started, by its clock of now.
    boot: Boot | None = None

    def start(self, quiz: str = learning.FINAL_QUIZ, *, now: datetime = rows.NOW, seed: int = 7) -> str:
        return attempts.start(
            self.session,
            self.library,
            person_id=self.person_id,
            quiz=quiz,
            now=now,
            seed=seed,
            boot=self.boot,
        )

    def save(
        self, attempt_id: str, answers: attempts.Answers, *, seq: int = 0, now: datetime = rows.NOW
    ) -> attempts.Saved:
        return attempts.save(
            self.session,
            person_id=self.person_id,
            attempt_id=attempt_id,
            seq=seq,
            answers=answers,
            now=now,
            boot=self.boot,
        )

    def submit(
        self,
        attempt_id: str,
        answers: attempts.Answers | None = None,
        *,
        seq: int | None = None,
        now: datetime = rows.NOW,
    ) -> Submitted:
        return attempts.submit(
            self.session,
            person_id=self.person_id,
            attempt_id=attempt_id,
            answers=answers or {},
            seq=seq,
            now=now,
            issuing=self.issuing,
            boot=self.boot,
        )

    def right(self, quiz: str = learning.FINAL_QUIZ, *, seed: int = 7) -> attempts.Answers:
        return learning.right_answers(self.library.quiz(quiz).quiz, seed)

    def take(
        self,
        quiz: str = learning.FINAL_QUIZ,
        *,
        passing: bool = True,
        now: datetime = rows.NOW,
        seed: int = 7,
    ) -> Submitted:
        attempt_id = self.start(quiz, now=now, seed=seed)
        return self.submit(attempt_id, self.right(quiz, seed=seed) if passing else {}, now=now)


def sheet_of(learner: Learner, attempt_id: str) -> Sheet:
    return reads.open_sheet(learner.session, person_id=learner.person_id, attempt_id=attempt_id)


def result_of(learner: Learner, attempt_id: str) -> Result:
    return reads.result(learner.session, person_id=learner.person_id, attempt_id=attempt_id)
