"""Everything that is wrong with a folder of content, for a command or a continuous check.

It must not know how the answer is printed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

from lms.content import edits, lint, lint_guessing, reading
from lms.content.history import History
from lms.content.problems import Problem
from lms.content.reading import Files

Past = Callable[[Files], History | None]
"""Asked for the past of some files; None if it cannot be had."""


def check(
    root: Path,
    *,
    today: date | None = None,
    past: Past | None = None,
    most_guess: Fraction = lint_guessing.MOST,
) -> list[Problem]:
    """All problems under `root` (a folder that holds `courses/` and `quizzes/`), by path and line.

    Pages whose review is overdue are only reported if `today` is given, and what only shows beside the past
    if `past` can tell it. `most_guess` is the chance (0 to 1) with which a quiz may be passed blindly.
    """
    parsed = []
    media = {}
    for path in reading.walk(root):
        if reading.kind_of(path) == "media":
            found = reading.load_media(root, path)
            if found is not None:
                media[path] = found
        else:
            parsed.append(reading.load(root, path))
    drafts = {file.path: file.draft for file in parsed if file.draft is not None}
    files = Files.of(drafts, media, frozenset(file.path for file in parsed))
    problems = {problem for file in parsed for problem in file.problems}
    problems.update(lint.lint(files, None if past is None else past(files)))
    problems.update(lint_guessing.check(files, most_guess))
    if today is not None:
        problems.update(lint.review_due(files, today))
    return sorted(edits.mended(problems, {file.path: file.text for file in parsed}))
