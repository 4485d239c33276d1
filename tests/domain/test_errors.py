"""Errors carry data, and a sentence that is safe to show."""

from __future__ import annotations

import inspect
from datetime import UTC, date, datetime

import pytest

from lms.domain import errors

MADE = [
    errors.UnknownCourse("c"),
    errors.UnknownLesson("c", "l"),
    errors.UnknownQuiz("q"),
    errors.UnknownAttempt("a"),
    errors.UnknownCertificate(),
    errors.UnknownPerson("ada"),
    errors.UnknownFile("quizzes/a.md"),
    errors.UnknownRelease(4),
    errors.UnknownPlay("p"),
    errors.UnknownResponse("a", "i"),
    errors.UnknownItem("q", "i"),
    errors.UnknownRemark(4),
    errors.UnknownRequirement(4),
    errors.UnknownCampaign(4),
    errors.UnknownAbsence(4),
    errors.UnknownKey("ed25519-2026-01"),
    errors.UnknownIssuer("did:web:walsall.example"),
    errors.UnknownRecognition(),
    errors.UnknownLink(),
    errors.UnknownSitting("s"),
    errors.UnknownEvidence(4),
    errors.NotAllowed("learn"),
    errors.NoAttemptsLeft(3, 3),
    errors.MustWait(datetime(2026, 11, 22, tzinfo=UTC)),
    errors.NeedsFirst(["The induction"]),
    errors.AttemptClosed("a"),
    errors.AttemptLate("a", datetime(2026, 11, 22, tzinfo=UTC)),
    errors.StaleAnswers(None),
    errors.SignInRefused(),
    errors.TooManyTries(datetime(2026, 11, 22, tzinfo=UTC)),
    errors.NameTaken("ada"),
    errors.WeakPassword("A password needs at least 10 characters."),
    errors.WrongPassword(),
    errors.StaleDraft("quizzes/a.md", "mine", "theirs", "1" * 64),
    errors.StaleRelease(3, 4),
    errors.PublishRefused(["problem"], errors=1),
    errors.PublishRefused(["problem"], errors=0),
    errors.NothingToPublish(),
    errors.FolderRefused("The folder cannot be written."),
    errors.CertificateWithdrawn("superseded"),
    errors.CorrectionRefused("It has been revoked already."),
    errors.KeyRefused("It is the only key."),
    errors.RecognitionRefused("It is about somebody else."),
    errors.PracticeRefused("Come back in a week.", date(2026, 11, 29)),
    errors.EvidenceRefused("The day is still to come."),
    errors.KeyUnavailable("ed25519-2026-01", "its file is missing"),
    errors.RenameRefused("quizzes/a.md", "There is already a file quizzes/a.md."),
    errors.ConversationChanged(),
    errors.JudgeRefused("Another trainer has to mark it."),
    errors.JudgedMeanwhile(),
    errors.StalePreview(),
    errors.RemarkRefused("Undo that one first."),
    errors.MalformedPoints("i"),
    errors.MalformedReason(2_000),
    errors.Undeliverable(550, "No such person"),
    errors.TooEarly(date(2026, 11, 22)),
    errors.RuleRefused(["A fixed date needs a period."]),
    errors.StaleRule(1, 2),
    errors.CampaignClosed("The day has passed."),
    errors.MalformedFile("quizzes/a.exe", "A file here ends in .md."),
    errors.MalformedResponse("i", "why"),
    errors.MalformedNumber(),
    errors.Busy(),
    errors.ContentBroken(["problem"]),
]


@pytest.mark.parametrize("error", MADE, ids=lambda error: type(error).__name__)
def test_each_error_says_one_plain_sentence(error: errors.LmsError) -> None:
    assert error.message.endswith(".")
    assert str(error) == error.message
    for word in ("invalid", "please", "token", "null", "!"):
        assert word not in error.message.lower()


def test_every_leaf_of_the_tree_was_tried() -> None:
    classes = {
        kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.LmsError)
    }
    # Other floors may have a child of their own; the tree in this file is what is written out here.
    leaves = {kind for kind in classes if not classes & set(kind.__subclasses__())}
    assert leaves == {type(error) for error in MADE}


def test_errors_carry_their_data() -> None:
    assert errors.ContentBroken(["p"]).problems == ("p",)
    assert errors.Busy(5).retry_after == 5
