"""Owns the fields for adding a person. It must not know which names are taken."""

from __future__ import annotations

from wtforms import SelectChoice, SelectField, StringField, validators

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
