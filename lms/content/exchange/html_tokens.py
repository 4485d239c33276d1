"""HTML cut into tags and texts in one pass, whatever it is: nothing here can take long or raise.

It must not know what a tag means.
"""

from __future__ import annotations

import string
from dataclasses import dataclass, field

_HIDDEN = ("script", "style")
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@dataclass(frozen=True, slots=True)
class Piece:
    """A text (`tag` empty), an opening tag or, with `closes`, an end tag."""

    text: str = ""
    tag: str = ""
    closes: bool = False
    attributes: dict[str, str] = field(default_factory=dict)


def cut(html: str) -> list[Piece]:
    """The pieces of an HTML text in order; what is no tag is text. Comments and scripts are left out."""
    pieces: list[Piece] = []
    # Only ASCII letters are lowered, so that every place in the text stays the same.
    lowered = html.translate(_LOWER)
    at = 0
    while at < len(html):
        start = html.find("<", at)
        if start == -1:
            break
        if start > at:
            pieces.append(Piece(html[at:start]))
        at = _markup(html, lowered, start, pieces)
    if at < len(html):
        pieces.append(Piece(html[at:]))
    return pieces


def _markup(html: str, lowered: str, start: int, pieces: list[Piece]) -> int:
    """Take what begins at this `<`; where to go on."""
    if html.startswith("<!--", start):
        end = html.find("-->", start + 4)
        return len(html) if end == -1 else end + 3
    after = html[start + 1 : start + 2]
    closes = after == "/"
    name_at = start + 2 if closes else start + 1
    if not html[name_at : name_at + 1].isalpha() and after not in ("!", "?"):
        pieces.append(Piece("<"))
        return start + 1
    end = _tag_end(html, name_at)
    if end == -1:
        # No tag can end any more, so everything from here on is text: this keeps the reading in one pass.
        pieces.append(Piece(html[start:]))
        return len(html)
    if after in ("!", "?"):
        return end + 1
    name, rest = _name(html, name_at, end)
    pieces.append(Piece(tag=name, closes=closes, attributes={} if closes else _attributes(html[rest:end])))
    if name in _HIDDEN and not closes:
        found = lowered.find(f"</{name}", end)
        return len(html) if found == -1 else found
    return end + 1


def _tag_end(html: str, at: int) -> int:
    """The `>` that ends a tag, not one inside quotation marks; -1 if there is none."""
    quote = ""
    for index in range(at, len(html)):
        character = html[index]
        if quote:
            quote = "" if character == quote else quote
        elif character == ">":
            return index
        elif character in "\"'" and html[index - 1] in "= \t\n":
            quote = character
    return -1


def _name(html: str, at: int, end: int) -> tuple[str, int]:
    stop = at
    while stop < end and (html[stop].isalnum() or html[stop] in ":-"):
        stop += 1
    return html[at:stop].lower(), stop


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        if text[at] in " \t\n/=\"'":
            at += 1
            continue
        stop = at
        while stop < len(text) and text[stop] not in " \t\n/=":
            stop += 1
        name = text[at:stop].lower()
        while stop < len(text) and text[stop] in " \t\n":
            stop += 1
        if text[stop : stop + 1] == "=":
            value, stop = _value(text, stop + 1)
        else:
            value = ""
        found.setdefault(name, value)
        at = stop
    return found


def _value(text: str, at: int) -> tuple[str, int]:
    while at < len(text) and text[at] in " \t\n":
        at += 1
    quote = text[at : at + 1]
    if quote in ('"', "'"):
        end = text.find(quote, at + 1)
        return (text[at + 1 :], len(text)) if end == -1 else (text[at + 1 : end], end + 1)
    stop = at
    while stop < len(text) and text[stop] not in " \t\n":
        stop += 1
    return text[at:stop], stop
