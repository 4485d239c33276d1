"""The whole permission table, written out once more so that a change is noticed."""

from __future__ import annotations

from lms.domain.permissions import ALLOWED, Action, Role, may


def test_the_table_is_exactly_this() -> None:
    everybody = {Action.LEARN, Action.OWN_ACCOUNT}
    author = everybody | {
        Action.SEE_CONTENT_PROBLEMS,
        Action.WRITE_CONTENT,
        Action.PUBLISH_CONTENT,
        Action.SEE_STATISTICS,
    }
    assert {
        Role.LEARNER: everybody,
        Role.TRAINER: author,
        Role.MANAGER: everybody,
        Role.ADMINISTRATOR: author | {Action.MANAGE_PEOPLE},
    } == ALLOWED


def test_may_reads_the_table() -> None:
    assert may(Role.LEARNER, Action.LEARN)
    assert not may(Role.MANAGER, Action.MANAGE_PEOPLE)
