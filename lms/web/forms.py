"""Owns what all forms share: cleaning, their errors as a list of links, and a field as the values of a macro.

The token against forged requests is no field here: `csrf` checks it before any view runs. It must not know
any form in particular.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import wtforms
from wtforms import validators

from lms.queries import people


class Form(wtforms.Form):  # type: ignore[misc]  # WTForms ships no types.
    """Parent of every form: text is trimmed, a password is not."""

    class Meta:  # Any in it: WTForms ships no types.
        def bind_field(
            self, form: wtforms.Form, unbound_field: Any, options: dict[str, Any]
        ) -> wtforms.Field:
            if unbound_field.field_class is wtforms.StringField:
                options = {"filters": [_trim], **options}
            return unbound_field.bind(form=form, **options)


def _trim(value: str | None) -> str | None:
    return None if value is None else value.strip()


def needed(message: str) -> validators.DataRequired:
    """The field may not be empty; `message` says what to enter."""
    return validators.DataRequired(message)


def at_most(characters: int, what: str) -> validators.Length:
    """The text may not be longer."""
    return validators.Length(max=characters, message=f"{what} must be {characters} characters or fewer")


def one_line(what: str) -> Callable[[wtforms.Form, wtforms.Field], None]:
    """The text may hold no line break and no other sign that cannot be seen."""

    def check(form: wtforms.Form, field: wtforms.Field) -> None:
        if not people.fits_a_row(field.data or ""):
            raise validators.ValidationError(f"{what} must be one line of ordinary letters and signs")

    return check


def refuse(field: wtforms.Field, message: str) -> None:
    """Add what a service said no to, at the field it is about."""
    field.errors = [*field.errors, message]


def errors(form: wtforms.Form) -> list[tuple[str, str]]:
    """(link to the field, what to do) for the error summary, in the order of the page."""
    return [(f"#{field.id}", message) for field in form for message in field.errors]


def field(bound: wtforms.Field) -> dict[str, Any]:  # Any: the values of a macro are of several types.
    """Name, label, value and error of a field, for `{{ input(**form.name|field) }}`; never a password."""
    is_secret = isinstance(bound, wtforms.PasswordField)
    values: dict[str, Any] = {
        "name": bound.name,
        "label": bound.label.text,
        "error": bound.errors[0] if bound.errors else None,
    }
    if isinstance(bound, wtforms.SelectField):
        values["items"] = [
            {"value": value, "text": text, "selected": selected}
            for value, text, selected, *_ in bound.iter_choices()
        ]
    else:
        values["value"] = "" if is_secret else (bound.data or "")
    return values
