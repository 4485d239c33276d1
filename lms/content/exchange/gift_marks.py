"""GIFT's special characters: how they are hidden while a question is cut up, and put back.

It must not know what a question is.
"""

from __future__ import annotations

_SPECIAL = "\\~=#{}:"
# A character after a backslash stands for itself; meanwhile it hides in a range that no text uses.
_HIDE = 0x10F000
_HIDDEN = {_HIDE + ord(character): character for character in _SPECIAL} | {_HIDE + ord("n"): "\n"}
_FREE = dict.fromkeys(_HIDDEN)
_ESCAPES = str.maketrans({character: "\\" + character for character in _SPECIAL} | {"\n": "\\n"})


def hide(text: str) -> str:
    """A text whose escaped characters can no longer be taken for special ones."""
    text = text.translate(_FREE)
    if "\\" not in text:
        return text
    out: list[str] = []
    at = 0
    while at < len(text):
        after = text[at + 1 : at + 2]
        if text[at] == "\\" and after and _HIDE + ord(after) in _HIDDEN:
            out.append(chr(_HIDE + ord(after)))
            at += 2
        else:
            out.append(text[at])
            at += 1
    return "".join(out)


def put_back(text: str) -> str:
    """The text as it is meant, without backslashes."""
    return text.translate(_HIDDEN)


def escape(text: str) -> str:
    """A text in which nothing is special, on one line."""
    return text.translate(_ESCAPES)
