"""What a certificate of another authority counts for: a table."""

from __future__ import annotations

from datetime import date

import pytest

from lms.domain import recipients, recognition
from lms.domain.certificates import CertificateStanding, Evidence, EvidenceKind, standing
from lms.domain.recognition import Decision, Outcome, Rule

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("rule", "passed_on", "theirs_until", "outcome", "until"),
    [
        (Rule(Decision.ACCEPT, None, None, False), date(2026, 1, 1), None, Outcome.RECOGNISED, None),
        (
            Rule(Decision.ACCEPT, None, 12, False),
            date(2026, 1, 31),
            None,
            Outcome.RECOGNISED,
            date(2027, 1, 31),
        ),
        (
            Rule(Decision.ACCEPT, None, 24, False),
            date(2026, 1, 31),
            date(2026, 12, 1),
            Outcome.RECOGNISED,
            date(2026, 12, 1),
        ),
        (Rule(Decision.ACCEPT, None, 6, False), date(2026, 1, 31), None, Outcome.REFUSED, None),
        (
            Rule(Decision.ACCEPT, None, None, False),
            date(2026, 1, 1),
            date(2026, 11, 21),
            Outcome.REFUSED,
            None,
        ),
        (
            Rule(Decision.ACCEPT, None, None, False),
            date(2026, 1, 1),
            TODAY,
            Outcome.RECOGNISED,
            TODAY,
        ),
        (Rule(Decision.RECENT, 6, None, False), date(2026, 5, 22), None, Outcome.RECOGNISED, None),
        (Rule(Decision.RECENT, 6, None, False), date(2026, 5, 21), None, Outcome.REFUSED, None),
        (Rule(Decision.REFRESHER, None, 12, False), TODAY, None, Outcome.NEEDS_REFRESHER, None),
        (Rule(Decision.REFUSE, None, None, False), TODAY, None, Outcome.REFUSED, None),
    ],
)
def test_the_rule_decides_and_never_beyond_their_own_date(
    rule: Rule, passed_on: date, theirs_until: date | None, outcome: Outcome, until: date | None
) -> None:
    found = recognition.judge(rule, passed_on=passed_on, theirs_until=theirs_until, today=TODAY)
    assert (found.outcome, found.valid_until) == (outcome, until)
    assert found.why.endswith(".")


def test_only_what_is_recognised_waits_for_somebody() -> None:
    for decision in Decision:
        found = recognition.judge(
            Rule(decision, 12, None, True), passed_on=TODAY, theirs_until=None, today=TODAY
        )
        assert found.confirm is (found.outcome is Outcome.RECOGNISED)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Siân Ŵyn-Pryce", "sian wyn pryce", True),
        ("O’Brien, Seán", "O'Brien Sean", True),
        ("Sam Carter", "Ada Lovelace", False),
        ("", "", False),
    ],
)
def test_names_are_compared_without_accents_and_signs(left: str, right: str, same: bool) -> None:
    assert recognition.same_name(left, right) is same


@pytest.mark.parametrize(
    ("theirs", "matches", "stands"),
    [
        ("Restorative practice", "", True),
        ("restorative-practice", "", True),
        ("Restorative approaches", "", False),
        ("Restorative approaches", "Something\nRestorative Approaches", True),
        ("Restorative practice", "Restorative Approaches", False),
        ("", "", False),
    ],
)
def test_a_course_is_known_by_a_line_of_the_rule_or_by_our_own_title(
    theirs: str, matches: str, stands: bool
) -> None:
    found = recognition.names_course(
        theirs, slug="restorative-practice", title="Restorative practice", matches=matches
    )
    assert found is stands


def test_a_recipient_is_the_hash_that_open_badges_want() -> None:
    # Worked out by hand with sha256sum: jo.bloggs@council.example and the salt of the measured example.
    made = recipients.recipient("Jo.Bloggs@Council.example ", "b12eac63b5eab37a50f388840a42882e")
    assert made.hashed == "sha256$bb443c217121914f2a67d78c09c5a20475bb9b8b05cd057ef0438b4806274639"
    assert made.kind == "emailAddress"
    assert recipients.recipient("40321", "00").kind == "userName"
    assert recipients.matches("JO.bloggs@council.example", salt=made.salt, hashed=made.hashed)
    assert not recipients.matches("ada@council.example", salt=made.salt, hashed=made.hashed)


def test_a_revoked_certificate_says_so_whatever_else_became_of_it() -> None:
    day = date(2026, 1, 1)
    assert standing(day, TODAY, revoked=True, superseded=True) is CertificateStanding.REVOKED
    assert standing(day, TODAY, superseded=True) is CertificateStanding.SUPERSEDED
    assert standing(None, TODAY, superseded=True) is CertificateStanding.SUPERSEDED
    assert standing(day, TODAY) is CertificateStanding.EXPIRED


def test_a_line_of_evidence_names_its_kind() -> None:
    assert Evidence(EvidenceKind.MODULE, "2 of 3 read").line() == "Lessons: 2 of 3 read"
    # As it was frozen and printed once.
    assert Evidence(EvidenceKind.MODULE, "2 of 3 lessons read").line() == "Module: 2 of 3 lessons read"
    assert Evidence(EvidenceKind.PRACTICE, "a circle on 3 March").line() == (
        "Observed practice: a circle on 3 March"
    )
    assert [kind.label for kind in EvidenceKind] == ["Module", "Quiz", "Workshop", "Observed practice"]
