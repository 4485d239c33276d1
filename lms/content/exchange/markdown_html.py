"""Our Markdown as a small, well-formed XHTML: paragraphs, lists, emphasis, links, code.

What it does not know stays as text. It must not know questions or formats.
"""

from __future__ import annotations

import string
from html import escape

_PUNCTUATION = frozenset(string.punctuation)
_DEEPEST = 8
_SCHEMES = ("https://", "http://", "mailto:")


def to_html(markdown: str) -> str:
    """A Markdown text as XHTML blocks, one after the other. Never raises."""
    return "".join(_block(lines) for lines in _blocks(markdown))


def to_inline(markdown: str) -> str:
    """A text that stands inside a line or a choice, without a paragraph around it."""
    return _Inline(" ".join(markdown.split("\n"))).html()


def _blocks(markdown: str) -> list[list[str]]:
    found: list[list[str]] = []
    block: list[str] = []
    fence = False
    for line in markdown.split("\n"):
        if line.startswith("```"):
            fence = not fence
            if fence:
                found.append(block)
                block = []
            block.append(line)
            if not fence:
                found.append(block)
                block = []
        elif not line.strip() and not fence:
            found.append(block)
            block = []
        else:
            block.append(line)
    found.append(block)
    return [one for one in found if one]


def _block(lines: list[str]) -> str:
    if lines[0].startswith("```"):
        body = "\n".join(line for line in lines[1:] if not line.startswith("```"))
        return f"<pre>{escape(body, quote=False)}</pre>"
    if all(line.startswith("- ") for line in lines):
        return _list("ul", [line[2:] for line in lines])
    numbers = [line.partition(". ") for line in lines]
    if all(number == str(at) for at, (number, _, _) in enumerate(numbers, start=1)):
        return _list("ol", [text for _, _, text in numbers])
    return f"<p>{_Inline(chr(10).join(lines)).html()}</p>"


def _list(tag: str, texts: list[str]) -> str:
    return f"<{tag}>{''.join(f'<li>{_Inline(text).html()}</li>' for text in texts)}</{tag}>"


class _Inline:
    """One run of text; `dead` remembers what was not found, so that nothing is searched for twice in vain."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.dead: set[tuple[str, int]] = set()

    def html(self) -> str:
        return self._part(0, len(self.text), 0)

    def _part(self, at: int, end: int, depth: int) -> str:
        out: list[str] = []
        while at < end:
            found = self._marked(at, end, depth) if depth < _DEEPEST else None
            if found is None:
                out.append(escape(self.text[at], quote=False))
                at += 1
            else:
                html, at = found
                out.append(html)
        return "".join(out)

    def _marked(self, at: int, end: int, depth: int) -> tuple[str, int] | None:
        """What begins at `at`, if it is marked: its HTML and where it ends."""
        text = self.text
        match text[at]:
            case "\\" if at + 1 < end and text[at + 1] in _PUNCTUATION:
                return escape(text[at + 1], quote=False), at + 2
            case "`":
                return self._code(at, end)
            case "*" if text.startswith("**", at):
                return self._wrapped(at, end, depth, "**", "strong")
            case "*":
                return self._wrapped(at, end, depth, "*", "em")
            case "_" if not text[at - 1 : at].isalnum():
                return self._wrapped(at, end, depth, "_", "em")
            case "!" if text.startswith("![", at):
                return self._link(at + 1, end, depth, picture=True)
            case "[":
                return self._link(at, end, depth, picture=False)
            case _:
                return None

    def _find(self, what: str, at: int, end: int) -> int:
        if (what, end) in self.dead:
            return -1
        found = self.text.find(what, at, end)
        if found == -1:
            self.dead.add((what, end))
        return found

    def _code(self, at: int, end: int) -> tuple[str, int] | None:
        marks = "``" if self.text.startswith("``", at) else "`"
        stop = self._find(marks, at + len(marks), end)
        if stop == -1:
            return None
        inside = self.text[at + len(marks) : stop]
        return f"<code>{escape(inside.strip(), quote=False)}</code>", stop + len(marks)

    def _wrapped(self, at: int, end: int, depth: int, mark: str, tag: str) -> tuple[str, int] | None:
        start = at + len(mark)
        if self.text[start : start + 1].isspace():
            return None
        stop = self._find(mark, start + 1, end)
        # A mark after a backslash or a space does not end anything.
        while stop != -1 and (self.text[stop - 1] == "\\" or self.text[stop - 1].isspace()):
            stop = self._find(mark, stop + 1, end)
        if stop == -1:
            return None
        return f"<{tag}>{self._part(start, stop, depth + 1)}</{tag}>", stop + len(mark)

    def _link(self, at: int, end: int, depth: int, *, picture: bool) -> tuple[str, int] | None:
        middle = self._find("](", at + 1, end)
        stop = -1 if middle == -1 else self._find(")", middle + 2, end)
        if stop == -1:
            return None
        words = self._part(at + 1, middle, depth + 1)
        address = self.text[middle + 2 : stop].partition(' "')[0].strip()
        if picture or not address.startswith(_SCHEMES):
            return words, stop + 1
        return f'<a href="{escape(address)}">{words}</a>', stop + 1
