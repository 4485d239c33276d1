"""Files that get another name or place: what refers to them, and how those links lead there again.

It must not know which state is live, nor whether somebody may move a file.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lms.content import links, reading
from lms.content.folder import Manifest
from lms.content.reading import Parsed

# `final quiz: ../../quizzes/tea.md`: the one place where a path stands without being a link.
_SETTING = re.compile(r"^(\s*(?:[A-Za-z][\w -]*:|-)\s*[\"']?)([^\"'#]+?\.md)([\"']?\s*)$")
_BORDER = re.compile(r"^-{3,}\s*$")
# A line of a list of modules that is nothing but one link.
_ENTRY = re.compile(r"^\s*[-*+•–—]\s+\[[^\n]*\]\([^\n]*\)\s*(?:\([a-z]+\)\s*)?$")


@dataclass(frozen=True, slots=True)
class Reference:
    """A line of a text that leads to a file."""

    path: str
    line: int
    text: str


def renamed(before: Manifest, after: Manifest) -> dict[str, str]:
    """Old path -> new path of each file that is the same thing under another name.

    The bytes are the same, or the file keeps its kind, its course and its name in addresses.
    """
    gone = sorted(path for path in before if path not in after)
    come = sorted(path for path in after if path not in before)
    found: dict[str, str] = {}
    for same in (lambda old, new: before[old] == after[new], keeps_identity):
        for old in gone:
            new = next((new for new in come if new not in found.values() and same(old, new)), None)
            if old not in found and new is not None and reading.kind_of(old) == reading.kind_of(new):
                found[old] = new
    return found


def keeps_identity(old: str, new: str) -> bool:
    """Whether two paths are one lesson, quiz or other text as far as addresses and statistics go."""
    return (
        reading.kind_of(old) == reading.kind_of(new) not in (None, "media", "course")
        and home(old) == home(new)
        and links.file_slug(old) == links.file_slug(new)
        # A translation keeps its language, which stands behind its name.
        and posixpath.basename(old).split(".")[1:] == posixpath.basename(new).split(".")[1:]
    )


def home(path: str) -> str:
    """What a file stays in: the folder of its course, or that of all quizzes."""
    return "quizzes" if path.startswith("quizzes/") else reading.course_folder(path)


def references(texts: Mapping[str, Parsed], path: str) -> tuple[Reference, ...]:
    """Every line of every text that leads to the file `path`, from other files."""
    found = []
    for base, parsed in sorted(texts.items()):
        if base == path or posixpath.basename(path).removesuffix(".md") not in parsed.text:
            continue
        for number, line in enumerate(parsed.text.split("\n"), start=1):
            if any(_leads(base, target) == path for target in _targets(line, number)):
                found.append(Reference(base, number, line.strip()))
    return tuple(found)


def _targets(line: str, number: int) -> Iterator[str]:
    yield from (link.target for link in links.in_line(line, number))
    written = _SETTING.match(line)
    if written is not None:
        yield written[2]


def _leads(base: str, target: str) -> str | None:
    """The path that a link of the file `base` leads to, None if it leads to no file."""
    if links.is_outside(target) or target.startswith("/"):
        return None
    path, _ = links.split(target)
    return links.resolve(base, path) if path else None


def relinked(text: str, base: str, moved: Mapping[str, str]) -> str:
    """The text of the file `base` with its links leading to where files are after `moved` (old -> new).

    The file itself may be among those that move.
    """
    home = moved.get(base, base)
    known: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        for target in _targets(line, number):
            path = _leads(base, target)
            if path is None or (path not in moved and posixpath.dirname(home) == posixpath.dirname(base)):
                continue
            there = posixpath.relpath(moved.get(path, path), posixpath.dirname(home))
            _, sign, part = target.partition("#")
            known[target] = f"{there}{sign}{part}"
    if not known:
        return text
    return "\n".join(_settings(links.rewrite(text, known).split("\n"), known))


def _settings(lines: list[str], known: Mapping[str, str]) -> Iterator[str]:
    """The lines, with the paths in the settings at the top changed too."""
    inside = bool(lines) and bool(_BORDER.match(lines[0]))
    for number, line in enumerate(lines):
        if number and inside and _BORDER.match(line):
            inside = False
        written = _SETTING.match(line) if inside else None
        yield line if written is None else f"{written[1]}{known.get(written[2], written[2])}{written[3]}"


def delisted(text: str, base: str, path: str) -> str:
    """The text without the lines that do nothing but list the file `path`."""

    def lists(line: str, number: int) -> bool:
        targets = [link.target for link in links.in_line(line, number)]
        return bool(_ENTRY.match(line)) and bool(targets) and {_leads(base, one) for one in targets} == {path}

    lines = enumerate(text.split("\n"), start=1)
    return "\n".join(line for number, line in lines if not lists(line, number))
