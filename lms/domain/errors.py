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

The branches are written in `error_roots`, what is missing in `not_found`, the refusals in `refusals`; all
are imported from here.

It must not know how an error is delivered: `web/errors.py` owns the HTTP codes, `cli/` the exit codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from lms.domain.error_roots import (
    Busy,
    ContentBroken,
    Invalid,
    KeyUnavailable,
    LmsError,
    NotAllowed,
    NotFound,
    Refused,
)
from lms.domain.not_found import (
    UnknownAbsence,
    UnknownAttempt,
    UnknownCampaign,
    UnknownCertificate,
    UnknownCourse,
    UnknownEvidence,
    UnknownFile,
    UnknownIssuer,
    UnknownItem,
    UnknownKey,
    UnknownLesson,
    UnknownLink,
    UnknownPerson,
    UnknownPlay,
    UnknownQuiz,
    UnknownRecognition,
    UnknownRelease,
    UnknownRemark,
    UnknownRequirement,
    UnknownResponse,
    UnknownSitting,
)
from lms.domain.refusals import (
    AttemptClosed,
    AttemptLate,
    CampaignClosed,
    CertificateWithdrawn,
    ConversationChanged,
    CorrectionRefused,
    EvidenceRefused,
    FolderRefused,
    JudgedMeanwhile,
    JudgeRefused,
    KeyRefused,
    MustWait,
    NameTaken,
    NeedsFirst,
    NoAttemptsLeft,
    NothingToPublish,
    PracticeRefused,
    PublishRefused,
    RecognitionRefused,
    RemarkRefused,
    RenameRefused,
    RuleRefused,
    SignInRefused,
    StaleAnswers,
    StaleDraft,
    StalePreview,
    StaleRelease,
    StaleRule,
    TooEarly,
    TooManyTries,
    Undeliverable,
    WeakPassword,
    WrongPassword,
)


class MalformedResponse(Invalid):
    """`longest` in characters, if all that is wrong is that an answer has more of them."""

    def __init__(self, item_id: str, reason: str, *, longest: int | None = None) -> None:
        words = "We could not read one of the answers that were sent."
        super().__init__(words if longest is None else f"An answer may have at most {longest:,} characters.")
        self.item_id = item_id
        self.reason = reason
        self.longest = longest


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
