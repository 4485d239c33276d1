"""Owns the leaves of one branch: whatever a rule said no to. Everybody imports them from `errors`.

It must not know who asked, nor how a refusal is delivered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from lms.domain.error_roots import Refused


class NoAttemptsLeft(Refused):
    def __init__(self, used: int, allowed: int) -> None:
        super().__init__(f"You have used {used} of {allowed} attempts at this quiz.")
        self.used = used
        self.allowed = allowed


class Undeliverable(Refused):
    """A mail server said that a message can never reach its reader; no later try helps."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(f"The mail server refused the message ({code}: {said}).")
        self.code = code


class MustWait(Refused):
    def __init__(self, until: datetime) -> None:
        super().__init__("You can try this quiz again after a break.")
        self.until = until


class NeedsFirst(Refused):
    """A course has to be passed before the final quiz of another."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__(f"Pass {' and '.join(f'“{title}”' for title in titles)} first, then come back.")
        self.titles = tuple(titles)


class AttemptClosed(Refused):
    def __init__(self, attempt_id: str) -> None:
        super().__init__("This attempt has been handed in, so its answers cannot change.")
        self.attempt_id = attempt_id


class AttemptLate(Refused):
    """The time was up at `deadline_at`. Answers that came along were kept as late; they do not count."""

    def __init__(self, attempt_id: str, deadline_at: datetime) -> None:
        super().__init__("The time for this attempt is up. What was saved in time counts.")
        self.attempt_id = attempt_id
        self.deadline_at = deadline_at


class StaleAnswers(Refused):
    def __init__(self, saved_at: datetime | None) -> None:
        super().__init__("You answered this in another window since this page was opened.")
        self.saved_at = saved_at


class SignInRefused(Refused):
    def __init__(self) -> None:
        super().__init__("The sign-in name and password do not match an account that can sign in.")


class TooManyTries(Refused):
    def __init__(self, until: datetime) -> None:
        super().__init__("There have been too many tries. Wait five minutes, then try again.")
        self.until = until


class NameTaken(Refused):
    def __init__(self, sign_in_name: str) -> None:
        super().__init__(f"Somebody already signs in as “{sign_in_name}”.")
        self.sign_in_name = sign_in_name


class WeakPassword(Refused):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WrongPassword(Refused):
    def __init__(self) -> None:
        super().__init__("That is not your current password.")


class StaleDraft(Refused):
    """Somebody else saved or published `path` meanwhile; `digest` names `theirs`, None if it was deleted.

    Both versions are texts; `mine` was not stored by the call that raised this.
    """

    def __init__(self, path: str, mine: str, theirs: str, digest: str | None) -> None:
        super().__init__("Somebody else has changed this file since you opened it.")
        self.path = path
        self.mine = mine
        self.theirs = theirs
        self.digest = digest


class StaleRelease(Refused):
    def __init__(self, seen: int, current: int) -> None:
        super().__init__("Something else was published since you looked. Look at the changes again.")
        self.seen = seen
        self.current = current


class PublishRefused(Refused):
    """`problems` are what stands in the way: the errors or, if there are none, the warnings to be ticked."""

    def __init__(self, problems: Sequence[object], *, errors: int) -> None:
        super().__init__(
            "This cannot be published while it has errors."
            if errors
            else "This has warnings. Say that you have checked them, then publish again."
        )
        self.problems = tuple(problems)
        self.errors = errors


class NothingToPublish(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing has changed, so there is nothing to publish.")


class FolderRefused(Refused):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CertificateWithdrawn(Refused):
    """The files of a certificate are not given out; `standing` says why: revoked, superseded or erased."""

    def __init__(self, standing: str) -> None:
        super().__init__("The files of this certificate are not given out any more.")
        self.standing = standing


class CorrectionRefused(Refused):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class KeyRefused(Refused):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RecognitionRefused(Refused):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EvidenceRefused(Refused):
    """A workshop or observed practice cannot be noted or taken back, or not by this person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RenameRefused(Refused):
    """A file cannot have this name, or cannot be without."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(reason)
        self.path = path
        self.reason = reason


class ConversationChanged(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This conversation was changed since you opened it. Read it again and choose once more."
        )


class JudgeRefused(Refused):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class JudgedMeanwhile(Refused):
    """Another trainer was first; nothing of what this one gave was stored."""

    def __init__(self) -> None:
        super().__init__(
            "Another trainer marked this answer while you were reading it. Yours was not stored."
        )


class StalePreview(Refused):
    def __init__(self) -> None:
        super().__init__("The marks have changed since you looked. Look at the changes again.")


class RemarkRefused(Refused):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooEarly(Refused):
    def __init__(self, opens_on: date) -> None:
        super().__init__(f"The refresher opens on {opens_on.day} {opens_on:%B %Y}.")
        self.opens_on = opens_on


class RuleRefused(Refused):
    """A rule that contradicts itself; `reasons` are sentences."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)


class StaleRule(Refused):
    def __init__(self, seen: int, current: int) -> None:
        super().__init__("Somebody changed this requirement since you looked. Look at the preview again.")
        self.seen = seen
        self.current = current


class CampaignClosed(Refused):
    """The campaign is past the step that was asked for."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PracticeRefused(Refused):
    """Nothing can be practised now; `next_on` is the day of the next sitting if there is one."""

    def __init__(self, reason: str, next_on: date | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.next_on = next_on
