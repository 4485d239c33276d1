"""From the options of GOV.UK’s form fields to the arguments of our macros."""

from collections.abc import Callable
from typing import Any

from tests.support.govuk_options import Options


def looks(options: Options) -> dict[str, Any]:
    """The two options that nearly every macro has."""
    return given(options, classes="classes", attributes="attributes")


def given(options: Options, **names: str) -> dict[str, Any]:
    """Options that go through under another name, only where the fixture has them."""
    return {ours: options.take(theirs) for ours, theirs in names.items() if theirs in options}


def label(options: Options) -> dict[str, Any]:
    part = options.sub("label")
    words = part.words()
    if not words:
        options.refuse("label (missing)")
    return {
        "label": words,
        "label_classes": part.take("classes", ""),
        "label_is_heading": bool(part.take("isPageHeading")),
    }


def help_and_error(options: Options) -> dict[str, Any]:
    found = {}
    for theirs, ours in (("hint", "hint"), ("errorMessage", "error")):
        if theirs in options:
            found[ours] = options.sub(theirs).words()
    return found


def button(o: Options) -> dict[str, Any]:
    text = o.words()
    return {
        "text": text,
        **looks(o),
        **given(
            o,
            href="href",
            name="name",
            value="value",
            type="type",
            disabled="disabled",
            id="id",
            prevent_double_click="preventDoubleClick",
        ),
    }


def field(o: Options, **names: str) -> dict[str, Any]:
    return {"name": o.take("name"), **label(o), **help_and_error(o), **looks(o), **given(o, id="id", **names)}


def input_field(o: Options) -> dict[str, Any]:
    return field(
        o,
        value="value",
        type="type",
        autocomplete="autocomplete",
        autocapitalize="autocapitalize",
        spellcheck="spellcheck",
        inputmode="inputmode",
        disabled="disabled",
    )


def textarea(o: Options) -> dict[str, Any]:
    return field(o, value="value", rows="rows", autocomplete="autocomplete", spellcheck="spellcheck")


def select(o: Options) -> dict[str, Any]:
    if "items" not in o:
        o.refuse("items (missing)")
    items = []
    for item in o.each("items"):
        made = given(item, value="value", text="text", selected="selected", disabled="disabled")
        if isinstance(made.get("value"), bool):
            # The fixtures were made by JavaScript, which writes false where Python writes False.
            made["value"] = str(made["value"]).lower()
        items.append(made)
    return {**field(o), "items": items}


def choices(o: Options) -> dict[str, Any]:
    if "fieldset" not in o:
        o.refuse("fieldset (missing)")
    fieldset = o.sub("fieldset") if "fieldset" in o else Options({})
    legend = fieldset.sub("legend") if "legend" in fieldset else Options({})
    words = legend.words()
    if "fieldset" in o and not words:
        o.refuse("fieldset.legend (missing)")
    items = []
    for item in o.each("items"):
        made = {
            "text": item.words(),
            **given(
                item, value="value", checked="checked", disabled="disabled", id="id", attributes="attributes"
            ),
        }
        if "hint" in item:
            made["hint"] = item.sub("hint").words()
        items.append(made)
    return {
        "name": o.take("name"),
        "legend": words,
        "legend_classes": legend.take("classes", ""),
        "legend_is_heading": bool(legend.take("isPageHeading")),
        "items": items,
        **help_and_error(o),
        **looks(o),
        **given(o, id_prefix="idPrefix"),
    }


def fieldset(o: Options) -> dict[str, Any]:
    legend = o.sub("legend")
    words = legend.words()
    if not words:
        o.refuse("legend (missing)")
    return {
        "legend": words,
        "legend_classes": legend.take("classes", ""),
        "legend_is_heading": bool(legend.take("isPageHeading")),
        "caller": o.take("html"),
        **looks(o),
        **given(o, described_by="describedBy", role="role"),
    }


def words_and(**names: str) -> Callable[[Options], dict[str, Any]]:
    """Converter of the macros whose first argument is their text."""

    def convert(o: Options) -> dict[str, Any]:
        text = o.words()
        if text is None:
            o.refuse("text (missing)")
        return {"text": text, **looks(o), **given(o, **names)}

    return convert
