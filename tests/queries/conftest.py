"""A person in an empty database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from lms.queries import statistics
from tests.support import rows
from tests.support.learners import Learner


@pytest.fixture
def learner(session: Session) -> Learner:
    return Learner(session, rows.add_person(session))


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """Each test has a database of its own, and none may see the figures of another."""
    statistics.forget()
    yield
    statistics.forget()
