"""Owns the branches of the tree of errors; `errors` draws the tree and is what everybody imports.

It must not know what grows on a branch.
"""

from __future__ import annotations

from collections.abc import Sequence


class LmsError(Exception):
    """Root of everything that we raise on purpose."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(LmsError):
    """What was asked for is not there, or not there for this person: the two look alike."""


class NotAllowed(LmsError):
    def __init__(self, action: str) -> None:
        super().__init__("Your account may not do this.")
        self.action = action


class Refused(LmsError):
    """A rule said no."""


class Invalid(LmsError):
    """Input that no form field can show."""


class Busy(LmsError):
    def __init__(self, retry_after: int = 2) -> None:
        super().__init__("The database is busy. Nothing was changed; try again in a moment.")
        self.retry_after = retry_after


class KeyUnavailable(LmsError):
    """Signing waits until the key is back; checking certificates goes on."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"The signing key “{name}” cannot be used: {reason}.")
        self.name = name
        self.reason = reason


class ContentBroken(LmsError):
    def __init__(self, problems: Sequence[object]) -> None:
        super().__init__("This content has problems that must be put right first.")
        self.problems = tuple(problems)
