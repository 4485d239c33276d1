"""How long a certificate counts: the golden dates of the assessment rules."""

from __future__ import annotations

from datetime import date

import pytest

from lms.domain.certificates import CertificateStanding, add_months, standing, valid_until
from lms.domain.courses import Validity


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2013, 4, 15), 12, date(2014, 4, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 22), 24, date(2028, 11, 22)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 0, date(2026, 11, 30)),
    ],
)
def test_months_are_calendar_months_and_stop_at_the_end_of_the_month(
    day: date, months: int, later: date
) -> None:
    assert add_months(day, months) == later


@pytest.mark.parametrize(
    ("validity", "until"),
    [
        (Validity(months=12), date(2027, 11, 22)),
        (Validity(days=90), date(2027, 2, 20)),
        (Validity(), None),
    ],
)
def test_validity_is_counted_from_the_pass(validity: Validity, until: date | None) -> None:
    assert valid_until(date(2026, 11, 22), validity) == until


def test_the_last_valid_day_is_still_valid() -> None:
    until = date(2028, 11, 22)
    assert standing(until, date(2028, 11, 22)) is CertificateStanding.VALID
    assert standing(until, date(2028, 11, 23)) is CertificateStanding.EXPIRED
    assert standing(None, date(2999, 1, 1)) is CertificateStanding.VALID
