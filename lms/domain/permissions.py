"""Who may do what, as data: a role, an action, and nothing hidden in views.

It must not know how a person proves who they are.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    LEARNER = "learner"
    TRAINER = "trainer"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    LEARN = "learn"
    OWN_ACCOUNT = "own account"
    SEE_CONTENT_PROBLEMS = "see content problems"
    WRITE_CONTENT = "write content"
    PUBLISH_CONTENT = "publish content"
    SEE_STATISTICS = "see statistics"
    MANAGE_PEOPLE = "manage people"
    MARK_RESPONSES = "mark responses"
    CORRECT_MARKS = "correct marks"
    SEE_MARKS_BY_NAME = "see marks by name"
    SEE_STANDINGS = "see standings"
    RECORD_ABSENCE = "record absence"
    RECORD_EVIDENCE = "record evidence"
    SEE_REQUIREMENTS = "see requirements"
    SET_REQUIREMENTS = "set requirements"
    RUN_CAMPAIGNS = "run campaigns"
    CORRECT_CERTIFICATES = "correct certificates"


_EVERYBODY = frozenset({Action.LEARN, Action.OWN_ACCOUNT})
_MARKERS = frozenset({Action.MARK_RESPONSES, Action.CORRECT_MARKS})
_AUTHORS = frozenset(
    {Action.SEE_CONTENT_PROBLEMS, Action.WRITE_CONTENT, Action.PUBLISH_CONTENT, Action.SEE_STATISTICS}
)
_LEADERS = frozenset(
    {Action.SEE_STANDINGS, Action.RECORD_ABSENCE, Action.RECORD_EVIDENCE, Action.SEE_REQUIREMENTS}
)
# Learning and development: trainers and administrators decide for everybody.
_PLANNERS = _LEADERS | {Action.SET_REQUIREMENTS, Action.RUN_CAMPAIGNS}
_TRAINERS = _EVERYBODY | _AUTHORS | _MARKERS | _PLANNERS

ALLOWED: dict[Role, frozenset[Action]] = {
    Role.LEARNER: _EVERYBODY,
    Role.TRAINER: _TRAINERS,
    Role.MANAGER: _EVERYBODY | _LEADERS,
    Role.ADMINISTRATOR: _TRAINERS
    | {Action.MANAGE_PEOPLE, Action.SEE_MARKS_BY_NAME, Action.CORRECT_CERTIFICATES},
}


def may(role: Role, action: Action) -> bool:
    return action in ALLOWED[role]


def sees_everybody(role: Role) -> bool:
    """Whether standings and absences of the whole organisation are theirs to see; a manager has a team."""
    return Action.SET_REQUIREMENTS in ALLOWED[role]
