"""A person in an empty database; they sign in with a staff number, so that nothing is mailed to them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.support import learning, rows, shelves, signing
from tests.support.closings import LIMIT
from tests.support.corrected import take
from tests.support.learners import Learner
from tests.support.shelves import Desk


@pytest.fixture
def learner(session: Session) -> Learner:
    signing.make_keys(session)
    return Learner(session, rows.add_person(session, sign_in_name="104711"))


@pytest.fixture
def timed(learner: Learner) -> Learner:
    learner.library = learning.library(learning.quiz(time_limit=LIMIT))
    return learner


@pytest.fixture(params=["follow", "releases"])
def desk(request: pytest.FixtureRequest, session: Session, tmp_path: Path) -> Desk:
    """A desk in each mode, on each database."""
    return shelves.desk(session, tmp_path, follows=request.param == "follow")


@pytest.fixture
def trainer(session: Session) -> int:
    return rows.add_person(session, "Tess Trainer", role="trainer")


@pytest.fixture
def taken(session: Session, trainer: int) -> dict[str, str]:
    return {
        "with": take(session, "Wil With", 0),
        "for": take(session, "Fay For", 1),
        "to": take(session, "Tom To", 2),
    }
