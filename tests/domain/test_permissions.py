"""The whole permission table, written out once more so that a change is noticed."""

from __future__ import annotations

from lms.domain.permissions import ALLOWED, Action, Role, may, sees_everybody


def test_the_table_is_exactly_this() -> None:
    everybody = {Action.LEARN, Action.OWN_ACCOUNT}
    author = everybody | {
        Action.SEE_CONTENT_PROBLEMS,
        Action.WRITE_CONTENT,
        Action.PUBLISH_CONTENT,
        Action.MARK_RESPONSES,
        Action.CORRECT_MARKS,
        Action.SEE_STATISTICS,
    }
    leader = {
        Action.SEE_STANDINGS,
        Action.RECORD_ABSENCE,
        Action.RECORD_EVIDENCE,
        Action.SEE_REQUIREMENTS,
    }
    planner = leader | {Action.SET_REQUIREMENTS, Action.RUN_CAMPAIGNS}
    assert {
        Role.LEARNER: everybody,
        Role.TRAINER: author | planner,
        Role.MANAGER: everybody | leader,
        Role.ADMINISTRATOR: author
        | planner
        | {Action.MANAGE_PEOPLE, Action.SEE_MARKS_BY_NAME, Action.CORRECT_CERTIFICATES},
    } == ALLOWED


def test_may_reads_the_table() -> None:
    assert may(Role.LEARNER, Action.LEARN)
    assert not may(Role.MANAGER, Action.MANAGE_PEOPLE)


def test_a_manager_sees_a_team_and_planners_see_everybody() -> None:
    assert [role for role in Role if sees_everybody(role)] == [Role.TRAINER, Role.ADMINISTRATOR]
