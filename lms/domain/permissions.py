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
    CORRECT_CERTIFICATES = "correct certificates"


_EVERYBODY = frozenset({Action.LEARN, Action.OWN_ACCOUNT})
_AUTHORS = frozenset(
    {Action.SEE_CONTENT_PROBLEMS, Action.WRITE_CONTENT, Action.PUBLISH_CONTENT, Action.SEE_STATISTICS}
)

ALLOWED: dict[Role, frozenset[Action]] = {
    Role.LEARNER: _EVERYBODY,
    Role.TRAINER: _EVERYBODY | _AUTHORS,
    Role.MANAGER: _EVERYBODY,
    Role.ADMINISTRATOR: _EVERYBODY | _AUTHORS | {Action.MANAGE_PEOPLE, Action.CORRECT_CERTIFICATES},
}


def may(role: Role, action: Action) -> bool:
    return action in ALLOWED[role]
