"""A person in an empty database; they sign in with a staff number, so that nothing is mailed to them."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.support import rows
from tests.support.learners import Learner


@pytest.fixture
def learner(session: Session) -> Learner:
    return Learner(session, rows.add_person(session, sign_in_name="104711"))
