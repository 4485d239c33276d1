"""The whole permission table, written out once more so that a change is noticed."""

from __future__ import annotations

from lms.domain.permissions import ALLOWED, Action, Role, may


def test_the_table_is_exactly_this() -> None:
    everybody = {Action.LEARN, Action.OWN_ACCOUNT}
    problems = everybody | {Action.SEE_CONTENT_PROBLEMS}
    assert {
        Role.LEARNER: everybody,
        Role.TRAINER: problems,
        Role.MANAGER: everybody,
        Role.ADMINISTRATOR: problems | {Action.MANAGE_PEOPLE},
    } == ALLOWED


def test_may_reads_the_table() -> None:
    assert may(Role.LEARNER, Action.LEARN)
    assert not may(Role.MANAGER, Action.MANAGE_PEOPLE)
