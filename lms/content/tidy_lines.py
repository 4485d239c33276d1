"""The lines of a page as everybody writes them: tick boxes, feedback two spaces in, lists with room around.

It proposes changes and must not judge whether they keep the meaning: `tidy.py` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lms.content import item_lines, source
from lms.content.item_lines import Heading, heading_of
from lms.content.source import Line
from lms.content.tidy_settings import Change

_CHOICE = re.compile(r"^\s*[-*+•–—]\s+(\[.+\]\(\s*<?#.*)$")
_LISTED = re.compile(r"^\s*[-*+•–—]\s+(!?\[.*)$")
_ENTRY = re.compile(r"^\s*[-*+•–—]\s+(\S.*)$")
_MODULE = re.compile(r"^\s{0,3}(\d{1,9})[.)]\s+(\S.*)$")
_LIST = re.compile(r"^\s{0,3}(?:[-*+]|1[.)])\s+\S")
_LISTED_UNDER = ("accept", "look for", "scale")


def changes(kind: str, lines: Sequence[str], body: int) -> Iterator[Change]:
    """What to change from the index `body` on, in a file of this kind."""
    walker = _Walker(kind)
    for line in source.scan(lines[body:], body + 1):
        yield from walker.take(line)


class _Walker:
    """Goes down a page once and remembers what stands above."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.above: Line | None = None
        self.in_item = False
        self.in_modules = False
        self.option = False
        self.quoted = False
        self.boxed = False
        self.listed = False
        self.gap = False

    def take(self, line: Line) -> Iterator[Change]:
        if line.code:
            # Code in the feedback of an answer ends neither.
            self.option = self.quoted = self.option and item_lines.QUOTE.match(line.text) is not None
        elif line.blank:
            self.gap = True
            if line.text:
                yield _replace(line, "")
        elif (heading := heading_of(line)) is not None:
            yield from self._space(line)
            self.in_item = self._is_item(heading.text, heading.level)
            self.in_modules = self.kind == "course" and self._is_list_of_modules(heading.text)
            self.option = self.listed = False
            if self.in_item:
                yield from self._heading(line, heading)
        elif self.in_item:
            yield from self._in_item(line)
        elif self.in_modules:
            yield from self._in_modules(line)
        elif _LIST.match(line.text) and self._is_paragraph():
            yield from self._space(line)
        else:
            yield from self._under_heading(line)
        if not line.blank:
            self.gap = False
        self.above = line

    def _is_item(self, text: str, level: int) -> bool:
        if self.kind in ("quiz", "conversation"):
            return level > 1
        return self.kind == "lesson" and text.casefold().startswith("check:")

    def _is_list_of_modules(self, text: str) -> bool:
        return text.casefold().rstrip(":") in ("modules", "lessons", "contents")

    def _space(self, line: Line) -> Iterator[Change]:
        """An empty line above this one, if there is none."""
        if self.above is not None and not self.above.blank:
            yield Change(line.number - 1, line.number - 1, ("",))

    def _under_heading(self, line: Line) -> Iterator[Change]:
        if self.above is not None and heading_of(self.above) is not None:
            yield from self._space(line)

    def _is_paragraph(self) -> bool:
        """Whether the line above is ordinary text, which a list must not be glued to."""
        above = self.above
        if above is None or above.blank or above.code or above.indent or "|" in above.text:
            return False
        return not re.match(r"[-*+>]|\d+[.)]\s", above.text)

    def _heading(self, line: Line, heading: Heading) -> Iterator[Change]:
        mark = f" {{#{heading.id}}}" if heading.id else ""
        yield from _changed(line, f"{'#' * heading.level} {heading.text}".rstrip() + mark)

    def _in_item(self, line: Line) -> Iterator[Change]:
        text = line.text
        option = item_lines.OPTION.match(text)
        choice = _CHOICE.match(text) if self.kind == "conversation" else None
        quote = item_lines.QUOTE.match(text)
        label = item_lines.LABEL.match(text)
        entry = _ENTRY.match(text) if self.listed else None
        if self._needs_space(begins=bool(option or choice), label=bool(label), listed=bool(entry)):
            yield from self._space(line)
        if option or choice:
            self.option, self.quoted, self.boxed, self.listed = True, False, False, False
            yield from _changed(line, _ticked(option) if option else _CHOICE.sub(r"- \1", text).rstrip())
        elif quote and self.option:
            # Behind an empty line it may be a box of the lesson; the reader reports it otherwise.
            self.quoted, self.boxed = True, self.boxed or self.gap
            if not self.boxed:
                yield from _changed(line, f"  > {quote[1]}".rstrip())
        elif label:
            self.option, self.listed = False, label[2].strip().casefold() in _LISTED_UNDER
        elif entry:
            yield from _changed(line, f"- {entry[1].rstrip()}")
        elif self.option and not self.gap and not self.boxed and not _is_structure(text):
            yield from _changed(line, f"  {'> ' if self.quoted else ''}{text.strip()}")
        else:
            self.option = self.option and not self.gap

    def _needs_space(self, *, begins: bool, label: bool, listed: bool) -> bool:
        """Whether a line is glued to what it does not belong to."""
        above = self.above
        if above is not None and heading_of(above) is not None:
            return True
        if begins:
            return not self.option
        if label:
            return self.option or self.listed
        return listed and above is not None and item_lines.LABEL.match(above.text) is not None

    def _in_modules(self, line: Line) -> Iterator[Change]:
        module, listed = _MODULE.match(line.text), _LISTED.match(line.text)
        if module:
            yield from self._under_heading(line)
            yield from _changed(line, f"{module[1]}. {module[2].rstrip()}")
        elif listed:
            yield from _changed(line, f"   - {listed[1].rstrip()}")


def _ticked(option: re.Match[str]) -> str:
    tick = "x" if option[2] in "xX" else " "
    return f"- [{tick}] {(option[3] or '').strip()}".rstrip()


def _is_structure(text: str) -> bool:
    """Whether a line could be meant as more than a part of the sentence above it."""
    return (
        item_lines.is_nearly_option(text)
        or item_lines.RULE.match(text) is not None
        or re.match(r"\s*(?:[-*+•–—>|#]|\d+[.)]\s)", text) is not None
    )


def _replace(line: Line, new: str) -> Change:
    return Change(line.number - 1, line.number, (new,))


def _changed(line: Line, new: str) -> Iterator[Change]:
    if new != line.text:
        yield _replace(line, new)
