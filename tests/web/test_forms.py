"""What every form shares."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict
from wtforms import PasswordField, SelectChoice, SelectField, StringField

from lms.web import forms


class Sample(forms.Form):
    name = StringField("Name", [forms.needed("Enter a name"), forms.one_line("The name")])
    secret = PasswordField("Password", [forms.at_most(5, "The password")])
    kind = SelectField("Kind", choices=[SelectChoice("a", "First"), SelectChoice("b", "Second")])


def sample(**values: str) -> Sample:
    return Sample(MultiDict(values))


def test_text_is_trimmed_and_a_password_is_not() -> None:
    form = sample(name="  Sam ", secret=" x ", kind="a")
    assert form.validate()
    assert form.name.data == "Sam"
    assert form.secret.data == " x "


def test_errors_lead_to_their_fields_in_the_order_of_the_page() -> None:
    form = sample(name=" ", secret="123456", kind="a")
    assert not form.validate()
    assert forms.errors(form) == [
        ("#name", "Enter a name"),
        ("#secret", "The password must be 5 characters or fewer"),
    ]


def test_what_a_service_refused_stands_at_its_field() -> None:
    form = sample(name="Sam", kind="a")
    assert form.validate()
    forms.refuse(form.name, "Taken")
    assert forms.errors(form) == [("#name", "Taken")]
    assert forms.field(form.name)["error"] == "Taken"


def test_a_line_break_is_not_one_line() -> None:
    assert not sample(name="a\nb", kind="a").validate()


def test_a_field_becomes_the_values_of_a_macro() -> None:
    form = sample(name="Sam", secret="x", kind="b")
    assert forms.field(form.name) == {"name": "name", "label": "Name", "error": None, "value": "Sam"}
    assert forms.field(form.secret)["value"] == ""
    assert forms.field(form.kind)["items"] == [
        {"value": "a", "text": "First", "selected": False},
        {"value": "b", "text": "Second", "selected": True},
    ]
    assert forms.field(Sample().name)["value"] == ""
