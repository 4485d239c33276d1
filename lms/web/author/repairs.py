"""Owns the fix buttons: which problems can be put right by the platform, and the text when one is.

It must not know how a repair was found.
"""

from __future__ import annotations

from collections.abc import Iterable

from lms.content import edits
from lms.content.problems import Problem


def with_repairs(problems: Iterable[Problem], path: str, text: str) -> tuple[Problem, ...]:
    """The problems of one file with the edits that would put them right; `text` is what was read of it."""
    return tuple(sorted(edits.mended(problems, {path: text})))


def can_repair(problem: Problem) -> bool:
    """Whether a problem brings its own repair."""
    return bool(problem.edits)


def repaired(text: str, problem: Problem) -> str:
    """The text with the repair of this problem made in it."""
    return edits.applied(text, problem.edits)
