"""Plain text as Markdown that shows exactly that text, and the first line of a text apart from the rest.

It must not know any format or item.
"""

from __future__ import annotations

import html
import re
import string

from lms.content.exchange.incoming import CONTROLS

_PUNCTUATION = frozenset(string.punctuation)
_LINE_START = re.compile(
    r"(?m)^([ ]{0,3})"
    r"(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|[-=]{3,}|~{3,}|_{3,}(?=[ \t]*$)|\d{1,9}(?=[.)](?:\s|$)))"
)
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_STRUCTURE = re.compile(r"\s{0,3}(?:#{1,6}\s|>|[-+*]\s|\d{1,9}[.)]\s|\|)")
_FENCE = re.compile(r"(?:```|~~~| {4})")
_CODE = re.compile(r"(?<=[^\n])\n((?:```|~~~)[^`~\n]*\n)")


def unescaped(text: str) -> str:
    """A text without HTML's entities, undone at most twice: some systems write them twice."""
    return _once(_once(text))


def _once(text: str) -> str:
    return _ENTITY.sub(lambda found: html.unescape(found[0]).translate(CONTROLS), text)


def literal(text: str) -> str:
    """Markdown that is shown as exactly this text."""
    out: list[str] = []
    at = 0
    links = "](" in text or "][" in text or "[[" in text or "{#" in text or text.lstrip().startswith("[")
    while at < len(text):
        character = text[at]
        if character in "*_":
            end = at
            while end < len(text) and text[end] == character:
                end += 1
            out.append(_run(text, at, end))
            at = end
            continue
        after = text[at + 1 : at + 2]
        risky = (
            character == "`"
            or (character == "\\" and after in _PUNCTUATION and after != "")
            or (character in "[]" and links)
            or (character == "<" and (after.isalpha() or after in ("/", "!", "?")) and after != "")
            or (character == "{" and after == "#")
        )
        out.append("\\" + character if risky else character)
        at += 1
    return _LINE_START.sub(_escape_start, _ENTITY.sub(r"\\&\1;", "".join(out)))


def _escape_start(found: re.Match[str]) -> str:
    digits = found[2].isdigit()
    return f"{found[1]}{found[2]}\\" if digits else f"{found[1]}\\{found[2]}"


def _run(text: str, start: int, end: int) -> str:
    """A run of stars or low lines, escaped if it could begin or end emphasis."""
    before, after = text[start - 1 : start], text[end : end + 1]
    alone = (not before or before.isspace()) and (not after or after.isspace())
    at_start = not text[:start].rpartition("\n")[2].strip()
    inside = text[start] == "_" and before.isalnum() and after.isalnum()
    if inside or (alone and not (at_start and text[start] == "*")):
        return text[start:end]
    return ("\\" + text[start]) * (end - start)


def split_heading(markdown: str, instead: str) -> tuple[str, str]:
    """The first paragraph on one line as a question's heading, and the rest as its body.

    If the text begins with a list, a table or the like, the heading is `instead` and all of it is body.
    """
    text = markdown.strip("\n").rstrip()
    # Code that begins right under the question is a block of its own.
    text = _CODE.sub(r"\n\n\1", text, count=1)
    first, _, rest = text.partition("\n\n")
    if _FENCE.match(text) or ("\n" in first and _STRUCTURE.match(text)):
        return instead, text
    return " ".join(line.strip() for line in first.split("\n")), rest.strip("\n")
