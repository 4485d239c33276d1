"""The lines of a text2qti file as marks and their texts, with what is no question taken out.

It must not know what a question is, and never runs the code that such a file may hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

# What may stand at the beginning of a line, before a space; the longer ones first.
_WORDS = (
    "quiz title:",
    "quiz description:",
    "text title:",
    "text:",
    "title:",
    "points per question:",
    "points:",
    "pick:",
)
SETTINGS = (
    "shuffle answers:",
    "show correct answers:",
    "one question at a time:",
    "can't go back:",
    "feedback is solution:",
    "solutions sample groups:",
    "solutions randomize groups:",
    "solutions pick:",
)
_MARKS = ("...", "[*]", "[ ]", "[]", "*", "+", "-", "=", "!", "<>", "{*}", "{ }", "{}")


@dataclass(slots=True)
class Mark:
    """A mark such as `a)`, `...` or `points:`, and the text behind it and under it."""

    line: int
    name: str
    lines: list[str] = field(default_factory=list)
    indent: int = 0

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip("\n").rstrip()


def marks(text: str) -> Iterator[Mark]:
    """All marks of a file in order; a line that is none has the name "?"."""
    current: Mark | None = None
    until = ""
    fence = 0
    for number, line in enumerate(text.expandtabs(4).split("\n"), start=1):
        bare = line.strip()
        if until:
            until = "" if bare == until else until
        elif bare.startswith("```") and not line.startswith(" ") and not fence:
            fence = len(bare) - len(bare.lstrip("`"))
            if current is not None:
                yield current
            current = None
            yield Mark(number, "code", [bare])
        elif fence:
            fence = 0 if bare == "`" * fence else fence
        elif bare == "COMMENT":
            until = "END_COMMENT"
        elif line.startswith("%"):
            continue
        elif current is not None and (not bare or line.startswith(" ")):
            current.lines.append(line[min(current.indent, len(line) - len(line.lstrip())) :].rstrip())
        elif bare:
            if current is not None:
                yield current
            current = _mark(number, bare)
    if current is not None:
        yield current


def _mark(number: int, bare: str) -> Mark:
    lowered = bare.lower()
    for word in (*_WORDS, *SETTINGS):
        if lowered.startswith(word):
            return _made(number, word, bare, len(word))
    if bare in ("GROUP", "END_GROUP"):
        return Mark(number, bare)
    if set(bare) == {"_"} and len(bare) >= 3:
        return Mark(number, "essay")
    if set(bare) == {"^"} and len(bare) >= 3:
        return Mark(number, "file")
    digits = len(bare) - len(bare.lstrip("0123456789"))
    if digits and bare[digits : digits + 1] == "." and _apart(bare, digits + 1):
        return _made(number, "question", bare, digits + 1)
    star = bare.startswith("*")
    if bare[star : star + 1].isalpha() and bare[star + 1 : star + 2] == ")" and _apart(bare, star + 2):
        return _made(number, "*a)" if star else "a)", bare, star + 2)
    for mark in _MARKS:
        if bare.startswith(mark) and _apart(bare, len(mark)):
            return _made(number, "[ ]" if mark == "[]" else mark, bare, len(mark))
    return Mark(number, "?", [bare])


def _apart(text: str, at: int) -> bool:
    return at == len(text) or text[at] == " "


def _made(number: int, name: str, bare: str, at: int) -> Mark:
    rest = bare[at:]
    return Mark(number, name, [rest.strip()], at + len(rest) - len(rest.lstrip()))
