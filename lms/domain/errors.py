"""The one small tree of errors; the text of each is safe to show, its fields are what happened.

    LmsError                      never raised itself
    ├─ NotFound                   UnknownCourse, UnknownLesson, UnknownQuiz, UnknownAttempt,
    │                             UnknownCertificate, UnknownPerson, UnknownFile, UnknownRelease,
    │                             UnknownPlay, UnknownResponse, UnknownItem, UnknownRemark,
    │                             UnknownRequirement, UnknownCampaign, UnknownAbsence,
    │                             UnknownKey, UnknownIssuer, UnknownRecognition, UnknownLink,
    │                             UnknownSitting, UnknownEvidence
    ├─ NotAllowed                 the actor lacks a permission
    ├─ Refused                    a rule said no: NoAttemptsLeft, MustWait, NeedsFirst, AttemptClosed,
    │                             AttemptLate, StaleAnswers, SignInRefused, TooManyTries, NameTaken,
    │                             WeakPassword, WrongPassword, StaleDraft, StaleRelease,
    │                             PublishRefused, NothingToPublish, FolderRefused, RenameRefused,
    │                             ConversationChanged, JudgeRefused, JudgedMeanwhile, StalePreview,
    │                             RemarkRefused, Undeliverable, TooEarly, RuleRefused, StaleRule,
    │                             CampaignClosed, CertificateWithdrawn, CorrectionRefused, KeyRefused,
    │                             RecognitionRefused, PracticeRefused, EvidenceRefused
    ├─ Invalid                    input that no form field can show: MalformedResponse, MalformedNumber,
    │                             MalformedFile, MalformedPoints, MalformedReason
    ├─ Busy                       the database is locked or away
    ├─ KeyUnavailable             a signing key is missing or its file cannot be used: nothing is signed
    └─ ContentBroken              carries the problems of the content that could not be used

It must not know how an error is delivered: `web/errors.py` owns the HTTP codes, `cli/` the exit codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime


class LmsError(Exception):
    """Root of everything that we raise on purpose."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(LmsError):
    """What was asked for is not there, or not there for this person: the two look alike."""


class UnknownCourse(NotFound):
    def __init__(self, course: str) -> None:
        super().__init__("There is no such course.")
        self.course = course


class UnknownLesson(NotFound):
    def __init__(self, course: str, lesson: str) -> None:
        super().__init__("There is no such lesson in this course.")
        self.course = course
        self.lesson = lesson


class UnknownQuiz(NotFound):
    def __init__(self, quiz: str) -> None:
        super().__init__("There is no such quiz.")
        self.quiz = quiz


class UnknownAttempt(NotFound):
    def __init__(self, attempt_id: str) -> None:
        super().__init__("You have no such attempt.")
        self.attempt_id = attempt_id


class UnknownCertificate(NotFound):
    def __init__(self) -> None:
        # The number stays out of the error, so that a malformed and an unknown one answer alike.
        super().__init__("We have not issued a certificate with this number.")


class UnknownPerson(NotFound):
    def __init__(self, who: str) -> None:
        super().__init__(f"There is nobody with the sign-in “{who}”.")
        self.who = who


class UnknownFile(NotFound):
    def __init__(self, path: str) -> None:
        super().__init__("There is no such file among the courses and quizzes.")
        self.path = path


class UnknownRelease(NotFound):
    def __init__(self, number: int) -> None:
        super().__init__("There is no release with this number.")
        self.number = number


class UnknownPlay(NotFound):
    def __init__(self, play_id: str) -> None:
        super().__init__("You have not played this conversation.")
        self.play_id = play_id


class UnknownResponse(NotFound):
    def __init__(self, attempt_id: str, item_id: str) -> None:
        super().__init__("There is no such answer for a trainer to read.")
        self.attempt_id = attempt_id
        self.item_id = item_id


class UnknownItem(NotFound):
    def __init__(self, quiz: str, item_id: str) -> None:
        super().__init__("There is no such question in this quiz.")
        self.quiz = quiz
        self.item_id = item_id


class UnknownRemark(NotFound):
    def __init__(self, remark_id: int) -> None:
        super().__init__("There is no correction with this number.")
        self.remark_id = remark_id


class UnknownRequirement(NotFound):
    def __init__(self, requirement_id: int) -> None:
        super().__init__("There is no such requirement.")
        self.requirement_id = requirement_id


class UnknownCampaign(NotFound):
    def __init__(self, campaign_id: int) -> None:
        super().__init__("There is no such campaign.")
        self.campaign_id = campaign_id


class UnknownAbsence(NotFound):
    def __init__(self, absence_id: int) -> None:
        super().__init__("There is no such leave or exemption.")
        self.absence_id = absence_id


class UnknownKey(NotFound):
    def __init__(self, name: str) -> None:
        super().__init__("There is no key with this name.")
        self.name = name


class UnknownIssuer(NotFound):
    def __init__(self, issuer: str) -> None:
        super().__init__("This issuer is not on the list of trusted issuers.")
        self.issuer = issuer


class UnknownRecognition(NotFound):
    def __init__(self) -> None:
        super().__init__("There is no such request to recognise a certificate.")


class UnknownLink(NotFound):
    def __init__(self) -> None:
        # A link that was used, one that has ended and one that never was answer alike.
        super().__init__("This link has been used, has ended, or was never made.")


class UnknownSitting(NotFound):
    """Practice of somebody else, or a question that the sitting does not have, as well."""

    def __init__(self, sitting_id: str) -> None:
        super().__init__("There is no such question to practise.")
        self.sitting_id = sitting_id


class UnknownEvidence(NotFound):
    def __init__(self, evidence_id: int) -> None:
        super().__init__("There is no such workshop or observed practice.")
        self.evidence_id = evidence_id


class NotAllowed(LmsError):
    def __init__(self, action: str) -> None:
        super().__init__("Your account may not do this.")
        self.action = action


class Refused(LmsError):
    """A rule said no."""


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


class Invalid(LmsError):
    """Input that no form field can show."""


class MalformedResponse(Invalid):
    def __init__(self, item_id: str, reason: str) -> None:
        super().__init__("We could not read one of the answers that were sent.")
        self.item_id = item_id
        self.reason = reason


class MalformedNumber(Invalid):
    def __init__(self) -> None:
        super().__init__("This is not a certificate number.")


class MalformedFile(Invalid):
    def __init__(self, path: str, reason: str) -> None:
        super().__init__(reason)
        self.path = path
        self.reason = reason


class MalformedPoints(Invalid):
    def __init__(self, item_id: str) -> None:
        super().__init__("Give each line of the mark scheme its marks, from none to all.")
        self.item_id = item_id


class MalformedReason(Invalid):
    def __init__(self, most: int) -> None:
        super().__init__(f"Give a reason in your own words, in at most {most:,} characters.")
        self.most = most


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
