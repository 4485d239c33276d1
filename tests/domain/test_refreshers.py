"""Dates of certificates and refreshers: the golden tables, and what holds for any date."""

from __future__ import annotations

from datetime import date

import pytest

from lms.domain import errors, refreshers
from lms.domain.courses import Validity
from lms.domain.refreshers import Basis, Path, Refresher, Rule, Span
from tests.domain.samples import day

YEAR = Validity(months=12)
MONTH = Span(months=1)


def rule(**changes: object) -> Rule:
    values: dict[str, object] = {"validity": YEAR, "window": MONTH, **changes}
    return Rule(**values)  # type: ignore[arg-type]


# Totara `recertdates_test.php`: active 1 year, window 1 month, old expiry 3 May 2013, done 15 April 2013.
TOTARA = [
    (Basis.EXPIRY, MONTH, "2014-05-03", "2014-04-03"),
    (Basis.COMPLETION, MONTH, "2014-04-15", "2014-03-15"),
    (Basis.COMPLETION, Span(days=21), "2014-04-15", "2014-03-25"),
]


@pytest.mark.parametrize(("basis", "opens", "until", "opens_on"), TOTARA)
def test_the_golden_dates_of_totara(basis: Basis, opens: Span, until: str, opens_on: str) -> None:
    used = rule(basis=basis, window=opens)
    found = refreshers.next_expiry(day("2013-05-03"), day("2013-04-15"), used)
    assert found == day(until)
    assert refreshers.window(found, used).opens_on == day(opens_on)


@pytest.mark.parametrize(("passed", "until"), [("2019-04-01", "2020-03-31"), ("2019-01-17", "2020-01-17")])
def test_the_golden_dates_of_ilias_count_365_days(passed: str, until: str) -> None:
    used = rule(validity=Validity(days=365))
    assert refreshers.next_expiry(None, day(passed), used) == day(until)


# Yearly on 31 December, at least six months.
@pytest.mark.parametrize(
    ("passed", "until"),
    [
        ("2013-02-28", "2013-12-31"),
        ("2013-06-30", "2013-12-31"),
        ("2013-07-01", "2014-12-31"),
        ("2013-07-30", "2014-12-31"),
        ("2013-12-31", "2014-12-31"),
        ("2009-02-28", "2009-12-31"),
        ("2030-02-28", "2030-12-31"),
    ],
)
def test_a_fixed_date_keeps_the_least_time(passed: str, until: str) -> None:
    used = rule(basis=Basis.FIXED, fixed_on=day("2012-12-31"), least=Span(months=6))
    assert refreshers.next_expiry(None, day(passed), used) == day(until)


def test_a_fixed_date_is_never_one_whose_window_is_open_already() -> None:
    used = rule(basis=Basis.FIXED, fixed_on=day("2012-12-31"))
    assert refreshers.next_expiry(None, day("2013-11-29"), used) == day("2013-12-31")
    assert refreshers.next_expiry(None, day("2013-11-30"), used) == day("2014-12-31")


def test_a_fixed_date_never_comes_before_the_old_end() -> None:
    used = rule(basis=Basis.FIXED, fixed_on=day("2012-12-31"))
    assert refreshers.next_expiry(day("2015-06-01"), day("2013-03-01"), used) == day("2015-12-31")


def test_fixed_ends_of_months_are_not_worn_down() -> None:
    used = rule(basis=Basis.FIXED, fixed_on=day("2012-01-31"), validity=Validity(months=1), window=Span())
    ends = [refreshers.next_expiry(None, day(f"2013-{month:02}-05"), used) for month in (1, 2, 3)]
    assert ends == [day("2013-01-31"), day("2013-02-28"), day("2013-03-31")]
    weekly = rule(basis=Basis.FIXED, fixed_on=day("2013-01-04"), validity=Validity(days=7), window=Span())
    assert refreshers.next_expiry(None, day("2013-01-11"), weekly) == day("2013-01-18")


def test_a_fixed_date_without_a_day_counts_from_the_pass() -> None:
    assert refreshers.next_expiry(None, day("2013-05-01"), rule(basis=Basis.FIXED)) == day("2014-05-01")


@pytest.mark.parametrize(
    ("passed", "until"),
    [
        ("2013-04-03", "2014-05-03"),  # The first day of the window.
        ("2013-05-03", "2014-05-03"),  # The last valid day.
        ("2013-05-04", "2014-05-04"),  # A day late: from the pass.
        ("2013-04-02", "2014-04-02"),  # A day early: from the pass as well.
    ],
)
def test_inside_the_window_the_unused_months_are_kept(passed: str, until: str) -> None:
    assert refreshers.next_expiry(day("2013-05-03"), day(passed), rule()) == day(until)


def test_an_early_renewal_takes_nothing_away() -> None:
    # The certificate was for two years; since then the rule says one.
    assert refreshers.next_expiry(day("2015-05-03"), day("2013-06-01"), rule()) == day("2015-05-03")


def test_an_early_renewal_can_be_refused() -> None:
    with pytest.raises(errors.TooEarly) as caught:
        refreshers.next_expiry(day("2013-05-03"), day("2013-04-02"), rule(early=False))
    assert caught.value.opens_on == day("2013-04-03")
    assert refreshers.next_expiry(day("2013-05-03"), day("2013-04-03"), rule(early=False))
    assert refreshers.next_expiry(None, day("2013-04-03"), rule(early=False))


def test_a_first_pass_counts_from_the_due_day_where_there_is_one() -> None:
    used = rule()
    assert refreshers.next_expiry(None, day("2013-04-15"), used) == day("2014-04-15")
    due = day("2013-05-03")
    assert refreshers.next_expiry(None, day("2013-04-15"), used, due_on=due) == day("2014-05-03")
    assert refreshers.next_expiry(None, day("2013-05-09"), used, due_on=due) == day("2014-05-09")


@pytest.mark.parametrize("basis", list(Basis))
def test_without_a_period_nothing_ends(basis: Basis) -> None:
    used = rule(validity=Validity(), basis=basis)
    assert refreshers.next_expiry(None, day("2013-04-15"), used) is None
    assert refreshers.next_expiry(day("2013-05-03"), day("2013-04-15"), used) is None


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2013-01-31", Span(months=1), "2013-02-28"),
        ("2012-01-31", Span(months=1), "2012-02-29"),
        ("2012-02-29", Span(months=12), "2013-02-28"),
        ("2012-12-31", Span(months=2), "2013-02-28"),
        ("2013-01-31", Span(months=1, days=1), "2013-03-01"),
        ("2013-03-01", Span(days=14), "2013-03-15"),
    ],
)
def test_months_end_with_the_month(start: str, length: Span, end: str) -> None:
    assert refreshers.after(day(start), length) == day(end)


def test_going_back_ends_with_the_month_too() -> None:
    assert refreshers.before(day("2013-03-31"), MONTH) == day("2013-02-28")
    assert refreshers.before(day("2013-03-01"), Span(days=1)) == day("2013-02-28")


def test_no_length_of_time_breaks_the_calendar() -> None:
    assert refreshers.after(day("2013-03-31"), Span(months=12 * 9999)) == date.max
    assert refreshers.after(day("2013-03-31"), Span(days=10**10)) == date.max
    assert refreshers.before(day("2013-03-31"), Span(months=12 * 9999)) == date.min
    assert refreshers.before(day("2013-03-31"), Span(days=10**10)) == date.min
    far = rule(validity=Validity(months=12 * 9999), basis=Basis.FIXED, fixed_on=day("2012-12-31"))
    assert refreshers.next_expiry(None, day("2013-02-01"), far) == date.max


def test_a_window_holds_its_first_and_its_last_day() -> None:
    found = refreshers.window(day("2014-05-03"), rule())
    held = [found.holds(day(text)) for text in ("2014-04-02", "2014-04-03", "2014-05-03", "2014-05-04")]
    assert held == [False, True, True, False]


def test_the_path_is_the_refresher_up_to_the_last_valid_day() -> None:
    used = rule(path=Path.SHORT_QUIZ)
    until = day("2014-05-03")
    assert refreshers.path(used, until, day("2014-04-10")) is Path.SHORT_QUIZ
    assert refreshers.path(used, until, until) is Path.SHORT_QUIZ
    assert refreshers.path(used, until, day("2014-05-04")) is Path.WHOLE_COURSE
    assert refreshers.path(used, None, day("2014-05-04")) is Path.SHORT_QUIZ


@pytest.mark.parametrize(
    ("setting", "found"),
    [
        ("short quiz, opens 60 days before the certificate ends", Refresher(Path.SHORT_QUIZ, Span(days=60))),
        ("Final quiz, opens 3 weeks before the certificate ends.", Refresher(Path.FINAL_QUIZ, Span(days=21))),
        ("whole course, opens 2 months before the certificate ends", Refresher(Path.WHOLE_COURSE, Span(2))),
        ("short quiz, opens 1 year before the certificate ends", Refresher(Path.SHORT_QUIZ, Span(12))),
        ("whole  course", Refresher(Path.WHOLE_COURSE, Span(days=60))),
        ("short quiz, opens 0 days before the certificate ends", None),
        ("none", None),
        ("", None),
        ("tomorrow", None),
    ],
)
def test_the_setting_of_a_course_is_read(setting: str, found: Refresher | None) -> None:
    assert refreshers.read(setting) == found


def test_the_rule_of_a_course_counts_from_the_old_end() -> None:
    made = refreshers.course_rule(YEAR, "short quiz, opens 30 days before the certificate ends")
    assert made == Rule(validity=YEAR, window=Span(days=30), path=Path.SHORT_QUIZ, basis=Basis.EXPIRY)
    assert refreshers.course_rule(YEAR, "") == Rule(validity=YEAR)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"window": Span(months=12)}, "open later"),
        ({"basis": Basis.FIXED}, "needs a day"),
        (
            {"basis": Basis.FIXED, "fixed_on": date(2012, 12, 31), "least": Span(days=3)},
            "as long as the window",
        ),
        ({"basis": Basis.FIXED, "fixed_on": date(2012, 12, 31), "least": Span(13)}, "no longer than"),
        ({"basis": Basis.FIXED, "validity": Validity()}, "needs a period"),
    ],
)
def test_a_rule_that_contradicts_itself_is_explained(changes: dict[str, object], words: str) -> None:
    assert any(words in fault for fault in refreshers.faults(rule(**changes)))


def test_a_rule_that_can_be_used_has_no_faults() -> None:
    assert refreshers.faults(rule()) == ()
    assert refreshers.faults(rule(validity=Validity())) == ()
    fixed = rule(basis=Basis.FIXED, fixed_on=date(2012, 12, 31), least=Span(months=6))
    assert refreshers.faults(fixed) == ()
