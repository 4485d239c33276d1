"""The options of a GOV.UK fixture, which of them were taken, and why some are outside ours."""

from typing import Any

from markupsafe import Markup

# Options of GOV.UK's templates that our macros leave out, and why. A new one has to be thought about once.
FIELD_EXTRAS = "wrappers, prefixes and slots that no page of ours needs"
NO_RAW_LIST = "our lists hold no empty entries; GOV.UK skips them"
OUTSIDE = {
    "isStartButton": "an arrow that belongs to GOV.UK start pages",
    "prefix": FIELD_EXTRAS,
    "suffix": FIELD_EXTRAS,
    "inputWrapper": FIELD_EXTRAS,
    "formGroup": FIELD_EXTRAS,
    "describedBy": "hint and error describe the field; nothing else does",
    "fieldset.describedBy": "hint and error describe the group; nothing else does",
    "pattern": "the server checks; browser messages cannot be worded",
    "visuallyHiddenText": "the word Error is said everywhere",
    "value": "the item is marked as chosen, not the group",
    "values": "the item is marked as chosen, not the group",
    "items (missing)": "a choice without anything to choose",
    "items[]": NO_RAW_LIST,
    "items[].divider": "no 'or' between answers",
    "items[].conditional": "hidden follow-up questions need GOV.UK's script",
    "items[].behaviour": "'none of these' needs GOV.UK's script",
    "items[].label": "one look of label",
    "items[].name": "one name for one group",
    "items[].attributes": "only radios and checkboxes carry data",
    "items[].title.classes": "one look of title",
    "items[].status.tag.attributes": "tags in lists carry no data",
    "fieldset (missing)": "a group without a legend has no name",
    "fieldset.classes": "one look of fieldset around choices",
    "fieldset.attributes": "data goes on the group of choices",
    "descriptionText": "the list of errors says enough",
    "descriptionHtml": "the list of errors says enough",
    "disableAutoFocus": "our script decides by itself",
    "errorList[].attributes": "the link is the field's address, no more",
    "titleHeadingLevel": "a banner's title is a second-level heading",
    "actions": "the interruption panel is not ours",
    "classes: govuk-panel--interruption": "the interruption panel is not ours",
    "text (missing)": "a warning that says nothing",
    "card": "cards are ours, see the style sheet",
    "rows[]": NO_RAW_LIST,
    "rows[].classes": "one look of row",
    "rows[].key.classes": "one look of key",
    "rows[].value.classes": "one look of value",
    "rows[].actions.classes": "one look of action",
    "rows[].actions.items (several)": "one action a row keeps the list calm",
    "rows[].actions.items[].attributes": "an action is a link, no more",
    "rows[].actions.items[].classes": "an action is a link, no more",
    "head[].colspan": "no joined cells",
    "head[].rowspan": "no joined cells",
    "head[].attributes": "cells carry no data",
    "rows[][].colspan": "no joined cells",
    "rows[][].rowspan": "no joined cells",
    "rows[][].attributes": "cells carry no data",
    "items (pages)": "we page by neighbours only",
    "navigation[]": NO_RAW_LIST,
    "navigation[].html": "links hold words only",
    "navigation[].href (missing)": "links lead somewhere",
    "collapseNavigationOnMobile": "the menu button needs GOV.UK's script; our links wrap instead",
    "slots": "our header bar places its own parts",
    "menuButtonText": "the menu button needs GOV.UK's script",
    "menuButtonLabel": "the menu button needs GOV.UK's script",
    "navigationLabel": "said by the macro's own label",
    "navigationClasses": "one look of navigation",
    "navigationId": "one navigation a page",
    "ariaLabel": "one service navigation a page",
}


class Options:
    """A fixture's options that remember which of them were taken."""

    def __init__(self, raw: Any, path: str = "") -> None:
        self.raw: dict[str, Any] = raw if isinstance(raw, dict) else {}
        self._prefix = f"{path}." if path else ""
        # An entry that is not an object (null, false, an empty text) is outside as a whole.
        self._left = {f"{self._prefix}{key}" for key in raw} if isinstance(raw, dict) else {path}
        self._children: list[Options] = []

    def __contains__(self, key: str) -> bool:
        return key in self.raw

    def refuse(self, what: str) -> None:
        """Put the fixture outside for a reason that is not the name of one option."""
        self._left.add(what)

    def take(self, key: str, default: Any = None) -> Any:
        self._left.discard(f"{self._prefix}{key}")
        return self.raw.get(key, default)

    def words(self, text: str = "text", html: str = "html") -> Any:
        """Text as it is, HTML as Markup: the one way in which our macros tell them apart."""
        plain, marked = self.take(text), self.take(html)
        return Markup(marked.strip()) if marked else plain  # noqa: S704

    def sub(self, key: str) -> "Options":
        return self._adopt(Options(self.raw.get(key), f"{self._prefix}{key}"), key)

    def each(self, key: str) -> list["Options"]:
        raw = self.take(key) or []
        return [self._adopt(Options(item, f"{self._prefix}{key}[]")) for item in raw]

    def cells(self, key: str) -> list[list["Options"]]:
        rows = []
        for row in self.take(key) or []:
            if not isinstance(row, list):
                self.refuse(f"{key}[]")
                continue
            rows.append([self._adopt(Options(cell, f"{key}[][]")) for cell in row])
        return rows

    def _adopt(self, child: "Options", key: str | None = None) -> "Options":
        if key is not None:
            self.take(key)
        self._children.append(child)
        return child

    def outside(self) -> set[str]:
        return self._left.union(*(child.outside() for child in self._children))
