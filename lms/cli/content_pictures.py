"""Owns that `lms content fix` draws large pictures smaller: a new file, and the page that shows it.

It must not know how a picture is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lms.content import folder
from lms.content.problems import Problem
from lms.services import pictures


def shrink(root: Path, problems: Sequence[Problem]) -> tuple[tuple[Problem, str], ...]:
    """The problems of large pictures that are gone now, each with the path of its small picture.

    A page and its picture are written together or not at all; nothing is written over.
    """
    done: list[tuple[Problem, str]] = []
    for problem in problems:
        place = pictures.place(problem)
        if place is None:
            continue
        page, picture = (root / problem.path).read_bytes(), (root / place).read_bytes()
        made = pictures.smaller(problem, page.decode("utf-8", "replace"), picture)
        if made is None:
            continue
        known = {problem.path: folder.digest(page)}
        small = root / made.path
        if small.exists():
            # The same picture shown twice is drawn once; anything else of that name is left alone.
            if small.read_bytes() != made.data:
                continue
            known[made.path] = folder.digest(made.data)
        folder.Folder(root).change(known, {problem.path: made.text.encode(), made.path: made.data})
        done.append((problem, made.path))
    return tuple(done)
