"""Owns the fields for adding and adjusting a person. It must not know which names are taken."""

from __future__ import annotations

from wtforms import BooleanField, SelectChoice, SelectField, StringField, validators

from lms.domain.adjustments import MOST_EXTRA_PERCENT, Adjustment
from lms.domain.permissions import Role
from lms.web import forms

ROLES = [SelectChoice(role.value, role.value.capitalize()) for role in Role]


class AddPersonForm(forms.Form):
    name = StringField(
        "Full name",
        [
            forms.needed("Enter the person’s full name"),
            forms.at_most(200, "The name"),
            forms.one_line("The name"),
        ],
    )
    sign_in_name = StringField(
        "E-mail address or staff number",
        [
            forms.needed("Enter the e-mail address or staff number that they will sign in with"),
            forms.at_most(254, "The e-mail address or staff number"),
            forms.one_line("The e-mail address or staff number"),
        ],
    )
    # The list checks itself with words of its own; ours say what to do.
    role = SelectField(
        "Role",
        [validators.AnyOf([role.value for role in Role], "Choose a role from the list")],
        choices=ROLES,
        validate_choice=False,
        default=Role.LEARNER.value,
    )
    team = StringField("Team", [forms.at_most(100, "The team"), forms.one_line("The team")])


class AdjustmentForm(forms.Form):
    extra_time_percent = StringField(
        "Extra time, in per cent",
        [
            validators.Regexp(
                r"(?:[0-9]{1,2}|[1-3][0-9]{2}|400)? *%?\Z",
                message=f"Enter a whole number from 0 to {MOST_EXTRA_PERCENT}",
            )
        ],
    )
    no_limit = BooleanField("No time limit at all")
    one_question_a_page = BooleanField("One question a page, whatever the quiz says")
    larger_type = BooleanField("Larger type in quizzes, conversations and practice")

    def adjustment(self) -> Adjustment:
        """What was filled in, once the form is found to be right."""
        return Adjustment(
            int((self.extra_time_percent.data or "").rstrip("% ") or "0"),
            self.no_limit.data,
            self.one_question_a_page.data,
            self.larger_type.data,
        )


def adjustment_form(adjustment: Adjustment) -> AdjustmentForm:
    """The form as it stands for somebody."""
    return AdjustmentForm(
        extra_time_percent=str(adjustment.extra_time_percent),
        no_limit=adjustment.no_limit,
        one_question_a_page=adjustment.one_question_a_page,
        larger_type=adjustment.larger_type,
    )
