"""A small course with a refresher that is published again and again, and somebody who passed it once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.domain.changes import Label
from lms.queries import content_files, deltas, passes, releases
from lms.queries.deltas import Delta
from lms.queries.passes import LastPass
from lms.services import attempts, publishing
from tests.support import cycles, rows, shelves
from tests.support.learners import Learner
from tests.support.shelves import COURSE, LESSON, QUIZ, Desk

SLUG = "listening"
OBJECTIVES = """minutes: 5
objectives:
  - Tell open questions from closed ones
---"""
SECOND = """
## Which of these lets people choose? {#choose}

- [x] What would help?
- [ ] Do you want tea?

**Objective:** Leave the choice to them
"""


@dataclass
class World:
    """A trainer's desk and a learner."""

    desk: Desk
    learner: Learner

    def library(self) -> Library:
        live = releases.live(self.desk.session, self.desk.shelf)
        fetch = content_files.live(self.desk.session, self.desk.shelf)
        made, _ = self.desk.shelf.snapshots.take(live.manifest, fetch).library()
        return made

    def publish(
        self, path: str, old: str, new: str, on: str | datetime, label: Label | None = None, note: str = ""
    ) -> int:
        """Change a file and publish it on a day; the number of the release."""
        self.desk.change(path, old, new)
        release = publishing.publish(
            self.desk.session,
            self.desk.shelf,
            note=note,
            checked_warnings=True,
            author_id=self.desk.author_id,
            now=on if isinstance(on, datetime) else cycles.noon(on),
            onto=self.desk.number,
            label=label,
        )
        self.learner.library = self.library()
        return release.number

    def last_pass(self) -> LastPass | None:
        return passes.last_pass(self.desk.session, person_id=self.learner.person_id, course=SLUG, quiz=SLUG)

    def delta(self) -> Delta:
        passed = self.last_pass()
        assert passed is not None
        return deltas.delta(self.desk.session, self.library(), self.desk.shelf, course=SLUG, passed=passed)

    def start(self, on: str, *, seed: int = 7) -> str:
        return attempts.start(
            self.desk.session,
            self.library(),
            person_id=self.learner.person_id,
            quiz=SLUG,
            now=cycles.noon(on),
            seed=seed,
            shelf=self.desk.shelf,
        )


def world(session: Session, place: Path, *, follows: bool = False) -> World:
    """Release 4 is the course with its refresher, published on 22 November 2026."""
    desk = shelves.desk(session, place, follows=follows)
    made = World(desk, Learner(session, rows.add_person(session)))
    made.publish(
        COURSE,
        "minutes: 10\n",
        "minutes: 10\ncertificate: valid for 12 months\n"
        "refresher: short quiz, opens 60 days before the certificate ends\n",
        rows.NOW,
    )
    made.publish(LESSON, "minutes: 5\n---", OBJECTIVES, rows.NOW)
    made.publish(
        QUIZ,
        "**Tags:** questions\n",
        f"**Objective:** Tell open questions from closed ones\n{SECOND}",
        rows.NOW,
    )
    return made
