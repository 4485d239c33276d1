"""Until when a certificate counts, what its standing is on a given day, and what it can rest on.

Days are civil dates in the organisation's zone; it must not know instants or time zones.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.domain.courses import Validity


class CertificateStanding(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


class RevocationReason(StrEnum):
    """The class of reason that everybody may see; what exactly happened stays in the audit."""

    MISTAKE = "issued by mistake"
    RULES = "rules not kept"
    HOLDER = "asked for by the holder"
    REPLACED = "record corrected"


class EvidenceKind(StrEnum):
    """What a certificate can rest on; the value is the `genre` in the credential."""

    MODULE = "module"
    QUIZ = "quiz"
    WORKSHOP = "workshop"
    PRACTICE = "observed practice"

    @property
    def label(self) -> str:
        """The kind at the start of a line, such as "Observed practice"."""
        return self.value.capitalize()


class WitnessedKind(StrEnum):
    """The kinds of evidence that somebody has seen and notes; the platform knows the others by itself."""

    WORKSHOP = EvidenceKind.WORKSHOP.value
    PRACTICE = EvidenceKind.PRACTICE.value


# How counts of lessons ended until "Lessons" stood before them.
WITH_NOUN = " lessons read"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that a certificate rests on, in words."""

    kind: EvidenceKind
    text: str

    @property
    def label(self) -> str:
        """What stands before the text, such as "Observed practice"; for a count of lessons, "Lessons".

        A count that was frozen with its noun keeps the label that was printed before it.
        """
        if self.kind is EvidenceKind.MODULE and not self.text.endswith(WITH_NOUN):
            return "Lessons"
        return self.kind.label

    def line(self) -> str:
        """The two as one line."""
        return f"{self.label}: {self.text}"


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` calendar months later; the last of the month if there is none.

    31 January + 1 month is the last day of February.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def valid_until(passed_on: date, validity: Validity) -> date | None:
    """The last valid day (inclusive), None if the certificate does not expire.

    Source: assessment rules part 4, golden dates: passed 15 April 2013 for one year, until 15 April 2014.
    """
    if validity.months is not None:
        return add_months(passed_on, validity.months)
    if validity.days is not None:
        return passed_on + timedelta(days=validity.days)
    return None


def standing(
    until: date | None, today: date, *, revoked: bool = False, superseded: bool = False
) -> CertificateStanding:
    """Valid up to and including the last valid day, unless it was revoked or a newer one took its place.

    A revoked one says so whatever came later: that is what must not be missed.
    """
    if revoked:
        return CertificateStanding.REVOKED
    if superseded:
        return CertificateStanding.SUPERSEDED
    if until is not None and today > until:
        return CertificateStanding.EXPIRED
    return CertificateStanding.VALID
