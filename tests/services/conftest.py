"""A person in an empty database; they sign in with a staff number, so that nothing is mailed to them."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.support import rows, signing
from tests.support.learners import Learner


@pytest.fixture
def learner(session: Session) -> Learner:
    signing.make_keys(session)
    return Learner(session, rows.add_person(session, sign_in_name="104711"))
