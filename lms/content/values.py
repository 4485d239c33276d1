"""Settings become numbers, dates and rules, or a problem that says how to write them.

It must not know which file it reads: each function takes one text and where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lms.content.problems import Report
from lms.content.settings_block import Entry, Settings
from lms.domain import refreshers
from lms.domain.courses import Validity
from lms.domain.quizzes import AttemptPolicy, Marking, ShowAnswers

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?,?\s+(\d{4})", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SPAN = re.compile(r"(\d{1,4})\s*(day|week|month|year)s?", re.IGNORECASE)
_EVERY = re.compile(r"\s*,?\s*\bevery\b\s*", re.IGNORECASE)
_PERCENT = re.compile(r"(\d{1,3})\s*(?:%|per\s*cent|percent)?", re.IGNORECASE)

_YES = frozenset(["yes", "true", "on"])
_NO = frozenset(["no", "false", "off"])
_SHOWN: Mapping[str, ShowAnswers] = {
    "at once": ShowAnswers.AT_ONCE,
    "straight away": ShowAnswers.AT_ONCE,
    "always": ShowAnswers.AT_ONCE,
    "after each attempt": ShowAnswers.AT_ONCE,
    "after passing": ShowAnswers.AFTER_PASSING,
    "after the last attempt": ShowAnswers.AFTER_LAST_ATTEMPT,
    "after last attempt": ShowAnswers.AFTER_LAST_ATTEMPT,
    "never": ShowAnswers.NEVER,
}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """When a page was last checked, and after how many months it is due again."""

    on: date
    months: int | None
    line: int


def text(settings: Settings, name: str) -> str:
    """The text of a setting with its list items behind it, empty if it is not set."""
    entry = first(settings, name)
    return "" if entry is None else entry.text


def first(settings: Settings, name: str) -> Entry | None:
    setting = settings.by_name.get(name)
    if setting is None or not setting.entries():
        return None
    return setting.entries()[0]


def names(settings: Settings, name: str) -> tuple[Entry, ...]:
    """A list, written with commas or one to a line."""
    setting = settings.by_name.get(name)
    if setting is None:
        return ()
    found: list[Entry] = []
    for entry in setting.entries():
        at = 0
        for piece in entry.text.split(","):
            if piece.strip():
                lead = len(piece) - len(piece.lstrip())
                found.append(Entry(piece.strip(), entry.line, entry.column + at + lead))
            at += len(piece) + 1
    return tuple(found)


def require(report: Report, settings: Settings, examples: Mapping[str, str]) -> None:
    """F106 for each setting that is missing or empty; `examples` is name -> an example of its text."""
    for name, example in examples.items():
        if first(settings, name) is None:
            report.add(
                "F106", settings.line, f'"{name}" is missing.', f"Add a line such as `{name}: {example}`."
            )


def said(report: Report, settings: Settings, names: Iterable[str]) -> None:
    """F107 for each of these settings that is written with nothing behind it, F104 for one with two texts.

    Nobody writes "attempts:" to mean as many as one likes, so that we do not go on as if it were not there.
    """
    for name in names:
        setting = settings.by_name.get(name)
        if setting is not None and not setting.entries():
            message = f'Nothing is written behind "{name}".'
            report.add("F107", setting.line, message, "Write what you mean, or delete the line.")
        elif setting is not None and name != "pick":
            for more in setting.entries()[1:]:
                message = f'"{name}" is set twice (also on line {setting.entries()[0].line}).'
                report.add("F104", more.line, message, "Delete one of them.", more.column)


def wrong(report: Report, name: str, entry: Entry, shape: str, fix: str, code: str = "F107") -> None:
    """The one sentence for a text that does not have the shape we need."""
    verb = "should be" if code == "F107" else "should read like"
    report.add(code, entry.line, f'"{name}" {verb} {shape}. We found "{entry.text[:80]}".', fix, entry.column)


def percent(report: Report, settings: Settings, name: str) -> int | None:
    entry = first(settings, name)
    if entry is None:
        return None
    found = _PERCENT.fullmatch(entry.text.strip())
    if found is not None and int(found[1]) <= 100:
        return int(found[1])
    wrong(report, name, entry, "a per cent such as 80%", "Write the number and a per cent sign.")
    return None


def whole(report: Report, settings: Settings, name: str) -> int | None:
    """A positive whole number, with or without the word minutes behind it."""
    entry = first(settings, name)
    if entry is None:
        return None
    found = re.fullmatch(r"(\d{1,4})(?:\s*min(?:ute)?s?)?\.?", entry.text.strip(), re.IGNORECASE | re.ASCII)
    if found is not None and int(found[1]) > 0:
        return int(found[1])
    wrong(report, name, entry, "a whole number such as 12", "Write digits only.")
    return None


def yes(report: Report, settings: Settings, name: str, default: bool) -> bool:
    entry = first(settings, name)
    if entry is None:
        return default
    said = entry.text.casefold()
    if said in _YES or said in _NO:
        return said in _YES
    wrong(report, name, entry, "yes or no", "Write yes or no.")
    return default


def day(written: str) -> date | None:
    """A date such as "14 May 2026" or "2026-05-14"; None if it is not one."""
    written = written.strip()
    iso, spoken = _ISO.fullmatch(written), _DAY.fullmatch(written)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if spoken:
            names_of = [month for month in MONTHS if month.startswith(spoken[2].casefold())]
            if names_of:
                return date(int(spoken[3]), MONTHS.index(names_of[0]) + 1, int(spoken[1]))
    except ValueError:
        return None
    return None


def _span(written: str) -> tuple[int, str] | None:
    found = _SPAN.fullmatch(written.strip())
    return (int(found[1]), found[2].casefold()) if found and int(found[1]) > 0 else None


def reviewed(report: Report, settings: Settings) -> Reviewed | None:
    entry = first(settings, "reviewed")
    if entry is None:
        return None
    when, *more = _EVERY.split(entry.text.rstrip(" ."), maxsplit=1)
    on = day(when)
    months: int | None = None
    if on is not None and more:
        # "every year" is every 1 year.
        span = _span(more[0]) or _span(f"1 {more[0]}")
        if span is None or span[1] not in ("month", "year"):
            on = None
        else:
            months = span[0] * (12 if span[1] == "year" else 1)
    if on is None:
        shape = '"14 May 2026, every 12 months"'
        wrong(report, "reviewed", entry, shape, "Write a day, a month and a year.", "F108")
        return None
    return Reviewed(on, months, entry.line)


def certificate(report: Report, settings: Settings) -> Validity | None:
    """None = the course gives no certificate; an empty Validity = it does not end."""
    entry = first(settings, "certificate")
    if entry is None or entry.text.casefold().rstrip(".") in ("none", "no", "no certificate"):
        return None
    said = " ".join(entry.text.casefold().rstrip(".").split())
    if said in ("does not expire", "never expires", "valid for ever", "valid forever"):
        return Validity()
    span = _span(said.removeprefix("valid for ")) if said.startswith("valid for ") else None
    if span is None:
        shape = '"valid for 12 months"'
        wrong(report, "certificate", entry, shape, "Write a number and days, months or years.", "F108")
        return None
    count, unit = span
    match unit:
        case "month":
            return Validity(months=count)
        case "year":
            return Validity(months=12 * count)
        case "week":
            return Validity(days=7 * count)
        case _:
            return Validity(days=count)


def refresher(report: Report, settings: Settings) -> str:
    entry = first(settings, "refresher")
    if entry is None:
        return ""
    if refreshers.read(entry.text) is not None or entry.text.casefold().rstrip(".") == "none":
        return entry.text
    shape = '"short quiz, opens 60 days before the certificate ends"'
    fix = "Write short quiz, final quiz or whole course, a comma, and when it opens."
    wrong(report, "refresher", entry, shape, fix, "F108")
    return ""


def attempts(report: Report, settings: Settings) -> AttemptPolicy | None:
    entry = first(settings, "attempts")
    if entry is None:
        return None
    said = entry.text.casefold().rstrip(".")
    if said in ("unlimited", "any number", "no limit"):
        return AttemptPolicy()
    found = re.fullmatch(
        r"(\d{1,3})(?:(?:\s*,\s*(?:then\s+)?|\s+then\s+)wait\s+(\d{1,4})\s*(hour|day|week)s?)?",
        said,
        re.ASCII,
    )
    if found is None or int(found[1]) == 0:
        fix = "Write a number, and how long to wait after the last try."
        wrong(report, "attempts", entry, '"3, then wait 1 day" or "unlimited"', fix, "F108")
        return None
    if found[2] is None:
        return AttemptPolicy(allowed=int(found[1]))
    unit = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}[found[3]]
    return AttemptPolicy(allowed=int(found[1]), wait=unit * int(found[2]))


def shown(report: Report, settings: Settings) -> ShowAnswers:
    entry = first(settings, "show answers")
    if entry is None:
        return ShowAnswers.AFTER_PASSING
    answer = _SHOWN.get(entry.text.casefold().rstrip("."))
    if answer is None:
        shape = "at once, after passing, after the last attempt or never"
        wrong(report, "show answers", entry, shape, "Write one of these four.")
        return ShowAnswers.AFTER_PASSING
    return answer


def marking(report: Report, entry: Entry | None, name: str = "marking") -> Marking | None:
    """How multiple response items are marked; None if it is not said or cannot be read."""
    if entry is None:
        return None
    try:
        return Marking(entry.text.casefold().rstrip(".").strip())
    except ValueError:
        shape = "right minus wrong, each option or all or nothing"
        wrong(report, name, entry, shape, "Write one of these three.")
        return None
