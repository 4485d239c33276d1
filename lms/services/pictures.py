"""Owns the repair of a picture that is too large for phones: a smaller one, and a page that shows that.

The large one stays, because other pages may show it. It must not know where files are kept.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from lms.content import links
from lms.content import pictures as contents
from lms.content.problems import Problem
from lms.documents import shrinking

TOO_LARGE = "L206"
_TARGET = re.compile(r'^"([^"]+)" is ')


@dataclass(frozen=True, slots=True)
class Smaller:
    """The new picture, and the text of the page that shows it in place of the large one."""

    path: str
    data: bytes
    text: str


def place(problem: Problem) -> str | None:
    """Where the picture is that a problem says is too large, if it can be drawn; None for other problems."""
    found = _TARGET.match(problem.message) if problem.code == TOO_LARGE else None
    path = None if found is None else links.resolve(problem.path, links.split(found[1])[0])
    return path if path is not None and path.lower().endswith(shrinking.ENDINGS) else None


def smaller(problem: Problem, text: str, data: bytes) -> Smaller | None:
    """The repair of a picture that is too large; `data` is the picture, `text` the page of the problem.

    None if it cannot be drawn small enough, or the page does not show it on that line.
    """
    found, path = _TARGET.match(problem.message), place(problem)
    size = contents.size(data)
    if found is None or path is None or size is None:
        return None
    stem, ending = posixpath.splitext(path)
    drawn = shrinking.shrunk(data, ending.lower(), size, contents.LARGE)
    if drawn is None:
        return None
    lines = text.split("\n")
    at = problem.line - 1
    target = found[1]
    wanted = f"{posixpath.splitext(target)[0]}-small.png"
    shown = links.rewrite(lines[at], {target: wanted}) if at < len(lines) else ""
    if at >= len(lines) or shown == lines[at]:
        return None
    return Smaller(f"{stem}-small.png", drawn, "\n".join([*lines[:at], shown, *lines[at + 1 :]]))
