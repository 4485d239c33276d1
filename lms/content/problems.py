"""What can be wrong with a file that a trainer wrote: a code, a level, and words that say what to do.

Problems are collected and shown all at once; this module must not know how they are found or shown.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]

_WARNINGS = (
    "F112 F116 L201 L202 L204 L206 L209 L210 L211 L213 L217 L218 Q308 Q312 Q313 Q314 Q316 Q319 Q327 Q329 "
    "D404 Q333 S504 S508 T604"
)
_NOTES = "L216 Q318 Q320 D406 D407 S509"
_ERRORS = (
    "F101 F102 F103 F104 F105 F106 F107 F108 F109 F110 F111 F113 F114 F115 F120 L203 L205 L207 L208 L212 "
    "L214 L215 Q301 Q302 Q303 Q304 Q305 Q306 Q307 Q309 Q310 Q311 Q315 Q317 Q321 Q322 Q323 Q324 Q325 Q326 "
    "Q328 Q330 D401 D402 D403 D405 T601 T602 T603 S501 S502 S503 S505 S506 S507"
)
WARNINGS = frozenset(_WARNINGS.split())
NOTES = frozenset(_NOTES.split())
ERRORS = frozenset(_ERRORS.split())
# More than any file has that a person wrote; a file of repeated lines must not cost seconds.
MOST_OF_A_CODE = 4_000
CODES = ERRORS | WARNINGS | NOTES


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Put `text` in place of what stands from one place to another, which is not included. Counted from 1."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to put right. Lines and columns count from 1; `path` is relative to the content root.

    `change` is what stands on the line and what would be right, if both are known. `edits.py` makes `edits`
    of it, which repair the file, and `end`, the line and column behind the place, once it has the text.
    """

    path: str
    line: int
    column: int
    code: str
    level: Level
    message: str
    fix: str
    change: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    end: tuple[int, ...] = ()


def level_of(code: str) -> Level:
    """How much a code matters. Raises: KeyError for a code that is not in the catalogue."""
    if code in ERRORS:
        return "error"
    if code in WARNINGS:
        return "warning"
    if code in NOTES:
        return "note"
    raise KeyError(code)


class Report:
    """The problems of one file, in the order in which they are found."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Problem] = []
        self._counts: Counter[str] = Counter()

    def add(
        self,
        code: str,
        line: int,
        message: str,
        fix: str,
        column: int = 1,
        *,
        written: str = "",
        wanted: str | None = None,
    ) -> None:
        """Note a problem at the author's own line and column; `wanted` is to replace `written` there.

        Nobody reads more than `MOST_OF_A_CODE` problems of one code, so those beyond are left out.
        """
        self._counts[code] += 1
        if self._counts[code] > MOST_OF_A_CODE:
            return
        change = (written, wanted) if written and wanted is not None else ()
        self.found.append(Problem(self.path, line, column, code, level_of(code), message, fix, change))

    def has_errors(self) -> bool:
        return any(problem.level == "error" for problem in self.found)


def nearest(word: str, names: Iterable[str], cutoff: float = 0.65) -> str | None:
    """The name most like `word` (capitals do not count), None if nothing is near."""
    by_folded = {name.casefold(): name for name in names}
    # SequenceMatcher takes time that grows with the square of the length; nobody misspells 200 letters.
    close = difflib.get_close_matches(word.casefold()[:200], by_folded, n=1, cutoff=cutoff)
    return by_folded[close[0]] if close else None


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """A question to put behind a message, empty if nothing is near."""
    return meant_words(nearest(word, names))


def meant_words(near: str | None) -> str:
    """The same question for a name that has been found, empty for none."""
    return f' Did you mean "{near}"?' if near is not None else ""
