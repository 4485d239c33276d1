"""What a certificate of another authority counts for here: a rule and the facts in, a verdict out.

It must not know how the certificate was checked, nor where rules are stored.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.domain import certificates


class Decision(StrEnum):
    """The four rules that a course can have."""

    ACCEPT = "accept"
    RECENT = "accept if recent"
    REFRESHER = "refresher"
    REFUSE = "refuse"


class Outcome(StrEnum):
    RECOGNISED = "recognised"
    NEEDS_REFRESHER = "needs refresher"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Rule:
    """`months_old` belongs to RECENT; `valid_months` None = as long as their certificate counts."""

    decision: Decision
    months_old: int | None
    valid_months: int | None
    needs_confirmation: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rule says; `valid_until` None = no end, for what is recognised; `why` is a sentence."""

    outcome: Outcome
    valid_until: date | None
    why: str
    confirm: bool


def judge(rule: Rule, *, passed_on: date, theirs_until: date | None, today: date) -> Verdict:
    """Apply a rule to a certificate that was found genuine, in force and about the person.

    What we recognise never counts longer than it does with those who issued it.
    """
    if theirs_until is not None and today > theirs_until:
        return Verdict(Outcome.REFUSED, None, "It is no longer in date where it was issued.", confirm=False)
    match rule.decision:
        case Decision.REFUSE:
            return Verdict(Outcome.REFUSED, None, "This course has to be passed here.", confirm=False)
        case Decision.REFRESHER:
            return Verdict(
                Outcome.NEEDS_REFRESHER, None, "It counts once the refresher is passed here.", confirm=False
            )
        case Decision.RECENT:
            months = rule.months_old or 0
            if certificates.add_months(passed_on, months) < today:
                return Verdict(Outcome.REFUSED, None, f"It is older than {months} months.", confirm=False)
            return _recognised(rule, passed_on, theirs_until, today)
        case Decision.ACCEPT:
            return _recognised(rule, passed_on, theirs_until, today)


def _recognised(rule: Rule, passed_on: date, theirs_until: date | None, today: date) -> Verdict:
    ours = None if rule.valid_months is None else certificates.add_months(passed_on, rule.valid_months)
    until = min((day for day in (ours, theirs_until) if day is not None), default=None)
    if until is not None and today > until:
        return Verdict(Outcome.REFUSED, None, "By our rule it is no longer in date.", confirm=False)
    return Verdict(Outcome.RECOGNISED, until, "It is recognised here.", confirm=rule.needs_confirmation)


def same_name(left: str, right: str) -> bool:
    """Whether two names are the same but for case, accents, punctuation, order of spaces and signs."""
    return bool(_bare(left)) and _bare(left) == _bare(right)


def names_course(theirs: str, *, slug: str, title: str, matches: str) -> bool:
    """Whether the title of their certificate stands for our course: a line of the rule, our title or slug."""
    wanted = [line for line in matches.splitlines() if line.strip()] or [title, slug.replace("-", " ")]
    return any(_bare(theirs) == _bare(line) for line in wanted) and bool(_bare(theirs))


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in letters if letter.isalnum())
