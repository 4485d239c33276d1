"""Owns the fields of requirements, of leave and exemptions, and of campaigns.

It must not know whom a rule moves, nor what is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import wtforms
from wtforms import SelectChoice, SelectField, StringField, validators

from lms.content import values
from lms.domain import refreshers
from lms.domain.courses import Validity
from lms.domain.permissions import Role
from lms.domain.refreshers import Basis, Path, Span
from lms.domain.requirements import AbsenceKind, Audience, Group, Terms
from lms.queries.requirements import ROLE_WORDS
from lms.web import forms

BASES = (
    (Basis.EXPIRY, "The day the old certificate ends, if they renew while the refresher is open"),
    (Basis.COMPLETION, "The day they pass"),
    (Basis.FIXED, "A fixed day, the same for everybody"),
)
PATHS = (
    ("", "As the course says"),
    (Path.SHORT_QUIZ, "A short quiz"),
    (Path.FINAL_QUIZ, "The final quiz"),
    (Path.WHOLE_COURSE, "The whole course"),
)
EVERYBODY = "everybody"
Choices = Sequence[tuple[str, str]]


def day(text: str | None) -> date | None:
    """A day as a calendar field sends it or as people write it, None if it is none."""
    return values.day(text or "")


def a_day(message: str, *, needed: bool) -> list[object]:
    """Checks for a field with a day; an empty one is fine where none is needed."""

    def check(form: wtforms.Form, field: wtforms.Field) -> None:
        if (needed or field.data) and day(field.data) is None:
            raise validators.ValidationError(message)

    return [check]


def a_number(message: str, least: int, most: int, *, needed: bool = False) -> list[object]:
    """Checks for a field with a whole number."""

    def check(form: wtforms.Form, field: wtforms.Field) -> None:
        text = field.data or ""
        if not text and not needed:
            return
        if not (text.isascii() and text.isdigit() and len(text) <= 6 and least <= int(text) <= most):
            raise validators.ValidationError(message)

    return [check]


def one_of_the_list(message: str) -> list[object]:
    """A check for a list: what was sent stands in it."""

    def check(form: wtforms.Form, field: wtforms.Field) -> None:
        if field.data not in {choice.value for choice in field.choices}:
            raise validators.ValidationError(message)

    return [check]


def listed(label: str, message: str, choices: Sequence[tuple[object, str]] = ()) -> SelectField:
    """A list to choose from."""
    return SelectField(
        label,
        one_of_the_list(message),
        choices=[SelectChoice(str(value), text) for value, text in choices],
        validate_choice=False,
    )


def number(text: str | None) -> int:
    """The number in a checked field, 0 if it was left empty."""
    return int(text or 0)


class TermsForm(forms.Form):
    """What a requirement asks for. Every field has a value that most requirements keep."""

    starts_on = StringField("Required from", a_day("Enter the day from which it is required", needed=True))
    due_days = StringField(
        "Days to pass it the first time",
        a_number("Enter a number of days from 0 to 3650", 0, 3650, needed=True),
        default="56",
    )
    valid_months = StringField(
        "Months that a pass is valid", a_number("Enter a number of months from 1 to 120", 1, 120)
    )
    basis = listed(
        "What a renewed certificate counts from",
        "Choose what a renewed certificate counts from",
        [(one.value, words) for one, words in BASES],
    )
    fixed_on = StringField("The fixed day", a_day("Enter the fixed day", needed=False))
    least_months = StringField(
        "Shortest time in months, with a fixed day", a_number("Enter a number of months from 1 to 60", 1, 60)
    )
    window_days = StringField(
        "Days before the end that the refresher opens",
        a_number("Enter a number of days from 1 to 365", 1, 365),
    )
    path = listed("How they renew", "Choose how they renew", [(str(one), words) for one, words in PATHS])
    active = listed(
        "Is it required", "Choose whether it is required", [("yes", "Yes"), ("no", "No, not any more")]
    )
    reason = StringField(
        "Reason for this decision", [forms.at_most(500, "The reason"), forms.one_line("The reason")]
    )

    def terms(self) -> Terms:
        """The terms of a form that has been checked."""
        months, window = number(self.valid_months.data), number(self.window_days.data)
        return Terms(
            starts_on=day(self.starts_on.data) or date.max,
            due_days=number(self.due_days.data),
            active=self.active.data != "no",
            validity=Validity(months=months) if months else None,
            basis=Basis(self.basis.data),
            fixed_on=day(self.fixed_on.data) if self.basis.data == Basis.FIXED.value else None,
            window=Span(days=window) if window else None,
            least=Span(months=number(self.least_months.data)),
            path=Path(self.path.data) if self.path.data else None,
        )

    def fill(self, terms: Terms) -> None:
        """Show what is decided now."""
        self.starts_on.data = terms.starts_on.isoformat()
        self.due_days.data = str(terms.due_days)
        self.valid_months.data = str(terms.validity.months or "") if terms.validity else ""
        self.basis.data = terms.basis.value
        self.fixed_on.data = terms.fixed_on.isoformat() if terms.fixed_on else ""
        self.least_months.data = str(terms.least.months or "")
        self.window_days.data = _days(terms.window)
        self.path.data = terms.path.value if terms.path else ""
        self.active.data = "yes" if terms.active else "no"


def _days(window: Span | None) -> str:
    """A window in days; months are counted from an ordinary day."""
    if window is None:
        return ""
    start = date(2026, 1, 1)
    return str((refreshers.after(start, window) - start).days)


class RequirementForm(TermsForm):
    """A new requirement."""

    course = listed("Course", "Choose a course")
    group = listed("Who has to hold it", "Choose who has to hold it")

    def offer(self, courses: Choices, teams: Choices) -> None:
        """Fill the lists."""
        self.course.choices = [SelectChoice(value, text) for value, text in courses]
        roles = [(f"role:{role.value}", ROLE_WORDS[role]) for role in Role]
        groups = [
            (EVERYBODY, "Everybody"),
            *((f"team:{key}", f"Team: {name}") for key, name in teams),
            *roles,
        ]
        self.group.choices = [SelectChoice(value, text) for value, text in groups]

    def chosen_group(self) -> Group:
        """The group of a form that has been checked."""
        kind, _, value = (self.group.data or "").partition(":")
        if kind == "team":
            return Group(Audience.TEAM, team_id=int(value))
        if kind == "role":
            return Group(Audience.ROLE, role=Role(value))
        return Group(Audience.EVERYBODY)


class AbsenceForm(forms.Form):
    """Leave or an exemption."""

    person = listed("Person", "Choose a person")
    kind = listed(
        "What it is",
        "Choose leave or an exemption",
        [(AbsenceKind.LEAVE.value, "On leave"), (AbsenceKind.EXEMPT.value, "Exempt")],
    )
    course = listed("Course", "Choose a course, or every course")
    from_on = StringField("First day", a_day("Enter the first day", needed=True))
    until_on = StringField("Last day", a_day("Enter the last day, or leave it empty", needed=False))
    reason = StringField(
        "Reason",
        [forms.needed("Enter the reason"), forms.at_most(500, "The reason"), forms.one_line("The reason")],
    )

    def offer(self, people: Choices, courses: Choices) -> None:
        """Fill the lists."""
        self.person.choices = [SelectChoice(value, text) for value, text in people]
        self.course.choices = [SelectChoice(value, text) for value, text in [("", "Every course"), *courses]]

    def validate_until_on(self, field: wtforms.Field) -> None:
        """The days stand in order."""
        first, last = day(self.from_on.data), day(field.data)
        if first is not None and last is not None and last < first:
            raise validators.ValidationError("The last day comes before the first")

    @property
    def first_day(self) -> date:
        """The first day of a form that has been checked."""
        return day(self.from_on.data) or date.max

    @property
    def last_day(self) -> date | None:
        """The last day, None if it is open."""
        return day(self.until_on.data)


class CampaignForm(forms.Form):
    """A campaign for what a release changed."""

    course = listed("Course", "Choose a course")
    release = listed("Which release changed it", "Choose a release")
    due_on = StringField("By when people are to know it", a_day("Enter a day", needed=True))
    note = StringField(
        "What they read in the message", [forms.at_most(1000, "The text"), forms.one_line("The text")]
    )

    def offer(self, courses: Choices, releases: Choices) -> None:
        """Fill the lists."""
        self.course.choices = [SelectChoice(value, text) for value, text in courses]
        self.release.choices = [SelectChoice(value, text) for value, text in releases]
