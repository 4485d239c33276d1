"""The header of a file and the values in it: what is forgiven, and what is said about the rest."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lms.content import settings_block, source, values
from lms.content.problems import Report
from lms.content.settings_block import Settings
from lms.domain.courses import Validity
from lms.domain.quizzes import AttemptPolicy, Marking, ShowAnswers

KNOWN = frozenset(
    [
        "title",
        "minutes",
        "pass mark",
        "needs",
        "reviewed",
        "certificate",
        "refresher",
        "attempts",
        "show answers",
        "marking",
        "shuffle",
    ]
)


def read(text: str) -> tuple[Settings | None, Report]:
    report = Report("x.md")
    return settings_block.read(report, source.lines_of(source.clean(text)), KNOWN), report


def setting(line: str) -> tuple[Settings, Report]:
    settings, report = read(f"---\n{line}\n---\n")
    assert settings is not None
    return settings, report


def codes(report: Report) -> list[str]:
    return [problem.code for problem in report.found]


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: A: b\n---\nBody",
        "\n\n--- \nTitle : A: b\n----\nBody",
        "\ufeff---\r\ntitle: A: b\r\n---\r\nBody",
        '---\n# a comment\n\ntitle: "A: b"\n---\nBody',
        "—\ntitle: ‘A: b’\n—\nBody",
        "title: A: b\n---\nBody",
        "---\ntitle：A: b\n---\nBody",
        "---\ntitle: 'A: b'\n---\nBody",
        "---\ntitle:\n  A: b\n---\nBody",
        "---\ntitle: A:\n   b\n---\nBody",
    ],
)
def test_slips_in_the_header_are_forgiven(text: str) -> None:
    settings, report = read(text)
    assert settings is not None
    assert values.text(settings, "title") == "A: b"
    assert report.found == []
    assert settings.closed


@pytest.mark.parametrize(
    "text", ["", "\n\n", "Body", "# Title\n---", "title: A\n\nBody", "unknown: A\n---\n"]
)
def test_a_file_without_a_header_is_told_so(text: str) -> None:
    settings, report = read(text)
    assert settings is None
    assert codes(report) == ["F101"]


def test_a_header_that_never_ends_is_read_as_far_as_it_goes() -> None:
    settings, report = read("---\ntitle: A\nminutes: 5\n\nText\n\n# Heading\n---\n")
    assert settings is not None
    assert values.text(settings, "title") == "A"
    assert settings.body == 3
    assert codes(report) == ["F102"]


def test_a_header_without_end_stops_at_the_end_of_the_file() -> None:
    settings, _ = read("---\ntitle: A")
    assert settings is not None
    assert values.text(settings, "title") == "A"


def test_a_very_long_header_is_refused() -> None:
    settings, report = read("---\ntitle: " + "a" * 20_000 + "\n---\n")
    assert settings is None
    assert codes(report) == ["F114"]


def test_lists_are_read_with_their_lines() -> None:
    settings, _ = setting("needs: a, , b\n - c,d\n -\n  - e\n    f")
    assert [(entry.text, entry.line, entry.column) for entry in values.names(settings, "needs")] == [
        ("a", 2, 8),
        ("b", 2, 13),
        ("c", 3, 4),
        ("d", 3, 6),
        ("e f", 5, 5),
    ]
    assert values.names(settings, "title") == ()
    assert values.text(settings, "title") == ""


def test_a_misspelt_setting_stands_for_the_one_that_was_meant() -> None:
    settings, report = setting("pasmark: 80%")
    assert values.percent(report, settings, "pass mark") == 80
    assert codes(report) == ["F105"]


def test_a_misspelt_setting_does_not_replace_the_right_one() -> None:
    settings, report = setting("pass mark: 70%\npasmark: 80%")
    assert values.percent(report, settings, "pass mark") == 70


def test_a_setting_like_no_other_gets_no_suggestion() -> None:
    _, report = setting("zzzz: 1")
    assert report.found[0].message == 'We do not know the setting "zzzz".'


@pytest.mark.parametrize(
    ("line", "fix"),
    [
        ("pass mark 80%", "Put a colon after the name: `pass mark: 80%`."),
        ("what is this", "Put a colon after the name: `name: text`."),
        ("- an item of nothing", "Put a colon after the name: `name: text`."),
        ("   further in", "Put a colon after the name: `name: text`."),
    ],
)
def test_a_line_that_is_no_setting_is_reported(line: str, fix: str) -> None:
    _, report = setting(line)
    assert [problem.fix for problem in report.found] == [fix]


@pytest.mark.parametrize(
    ("said", "meant"), [("80%", 80), ("80", 80), ("0 %", 0), ("100 per cent", 100), ("", None)]
)
def test_per_cents(said: str, meant: int | None) -> None:
    settings, report = setting(f"pass mark: {said}")
    assert values.percent(report, settings, "pass mark") == meant
    assert report.found == []


@pytest.mark.parametrize(
    ("said", "meant"), [("5", 5), ("5 minutes", 5), ("0", None), ("five", None), ("1.5", None)]
)
def test_whole_numbers(said: str, meant: int | None) -> None:
    settings, report = setting(f"minutes: {said}")
    assert values.whole(report, settings, "minutes") == meant
    assert codes(report) == ([] if meant else ["F107"])


@pytest.mark.parametrize(("said", "meant"), [("yes", True), ("No", False), ("", True), ("maybe", True)])
def test_yes_and_no(said: str, meant: bool) -> None:
    settings, report = setting(f"shuffle: {said}")
    assert values.yes(report, settings, "shuffle", True) is meant
    assert codes(report) == (["F107"] if said == "maybe" else [])


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("14 May 2026", date(2026, 5, 14)),
        ("1st Sept. 2026", date(2026, 9, 1)),
        ("2026-05-14", date(2026, 5, 14)),
        ("31 February 2026", None),
        ("2026-13-01", None),
        ("14 Mayonnaise 2026", None),
        ("14 Maybe 2026", None),
        ("soon", None),
    ],
)
def test_days(said: str, meant: date | None) -> None:
    assert values.day(said) == meant


@pytest.mark.parametrize(
    ("said", "months"),
    [("14 May 2026", None), ("14 May 2026, every 12 months", 12), ("14 May 2026, every 2 years", 24)],
)
def test_reviews(said: str, months: int | None) -> None:
    settings, report = setting(f"reviewed: {said}")
    found = values.reviewed(report, settings)
    assert found is not None
    assert (found.on, found.months) == (date(2026, 5, 14), months)


@pytest.mark.parametrize("said", ["soon", "14 May 2026, every so often", "14 May 2026, every 3 days"])
def test_reviews_that_cannot_be_read(said: str) -> None:
    settings, report = setting(f"reviewed: {said}")
    assert values.reviewed(report, settings) is None
    assert codes(report) == ["F108"]


@pytest.mark.parametrize(
    ("said", "meant", "found"),
    [
        ("valid for 12 months", Validity(months=12), []),
        ("Valid for 2 years.", Validity(months=24), []),
        ("valid for 2 weeks", Validity(days=14), []),
        ("valid for 90 days", Validity(days=90), []),
        ("does not expire", Validity(), []),
        ("none", None, []),
        ("", None, []),
        ("valid for 0 days", None, ["F108"]),
        ("for a year", None, ["F108"]),
    ],
)
def test_certificates(said: str, meant: Validity | None, found: list[str]) -> None:
    settings, report = setting(f"certificate: {said}")
    assert values.certificate(report, settings) == meant
    assert codes(report) == found


@pytest.mark.parametrize(
    ("said", "good"),
    [
        ("short quiz", True),
        ("final quiz, opens 60 days before the certificate ends", True),
        ("whole course, opens 2 months before the certificate ends.", True),
        ("short quiz, opens soon", False),
        ("short quiz, opens a while before the certificate ends", False),
        ("a chat", False),
    ],
)
def test_refreshers(said: str, good: bool) -> None:
    settings, report = setting(f"refresher: {said}")
    assert values.refresher(report, settings) == (said if good else "")
    assert codes(report) == ([] if good else ["F108"])


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("unlimited", AttemptPolicy()),
        ("3", AttemptPolicy(3)),
        ("3, then wait 1 day", AttemptPolicy(3, timedelta(days=1))),
        ("2, wait 4 hours", AttemptPolicy(2, timedelta(hours=4))),
        ("1, then wait 2 weeks", AttemptPolicy(1, timedelta(weeks=2))),
        ("0", None),
        ("a few", None),
    ],
)
def test_attempts(said: str, meant: AttemptPolicy | None) -> None:
    settings, report = setting(f"attempts: {said}")
    assert values.attempts(report, settings) == meant
    assert codes(report) == ([] if meant else ["F108"])


def test_when_answers_are_shown() -> None:
    settings, report = setting("show answers: at once")
    assert values.shown(report, settings) is ShowAnswers.AT_ONCE
    settings, report = setting("show answers: sometimes")
    assert values.shown(report, settings) is ShowAnswers.AFTER_PASSING
    assert codes(report) == ["F107"]


def test_how_ticks_are_marked() -> None:
    settings, report = setting("marking: All or nothing.")
    assert values.marking(report, values.first(settings, "marking")) is Marking.ALL_OR_NOTHING
    settings, report = setting("marking: by ear")
    assert values.marking(report, values.first(settings, "marking")) is None
    assert codes(report) == ["F107"]
