"""Owns the fields of signing in and of changing a password. It must not know whether a password is right."""

from __future__ import annotations

from wtforms import PasswordField, StringField, validators

from lms.web import forms

LONGEST_NAME = 254
LONGEST_PASSWORD = 256


class SignInForm(forms.Form):
    email = StringField(
        "E-mail address or staff number",
        [
            forms.needed("Enter your e-mail address or staff number"),
            forms.at_most(LONGEST_NAME, "The e-mail address or staff number"),
        ],
    )
    password = PasswordField(
        "Password",
        [forms.needed("Enter your password"), forms.at_most(LONGEST_PASSWORD, "The password")],
    )


class PasswordForm(forms.Form):
    current = PasswordField(
        "Current password",
        [forms.needed("Enter your current password"), forms.at_most(LONGEST_PASSWORD, "The password")],
    )
    new = PasswordField(
        "New password",
        [forms.needed("Enter a new password"), forms.at_most(LONGEST_PASSWORD, "The new password")],
    )
    again = PasswordField(
        "New password again",
        [
            forms.needed("Enter the new password again"),
            validators.EqualTo("new", "The two new passwords differ: enter the same one twice"),
        ],
    )
