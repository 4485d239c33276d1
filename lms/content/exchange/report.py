"""What an import brings back and what an export leaves out: plain records, no format.

It must not know how any format is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from lms.domain.errors import Invalid
from lms.domain.quizzes import Item

MOST_BYTES = 5 * 1024 * 1024
MOST_QUESTIONS = 2_000
MOST_OPTIONS = 200
LONGEST_TEXT = 50_000
LARGEST_QUESTION = 100 * 1024
_EXCERPT = 80


class Unreadable(Invalid):
    """One question that cannot be taken over; the message says why, for the trainer."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A question that was not taken over: its line (from 1), why, and how it starts."""

    line: int
    reason: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Imported:
    """`read` questions as items of a draft, in their order, with everything that was not taken over.

    `notes` say what changed on the way, each with its line; `quiz_title` and `intro` (Markdown) are empty
    if the file has none.
    """

    quiz_title: str
    items: tuple[Item, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]
    read: int
    intro: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that an export leaves out; `item_id` is None for the quiz as a whole.

    With `left_out` the whole question is missing from the file.
    """

    item_id: str | None
    text: str
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A file to download."""

    data: bytes
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as other systems write it: its share of the marks (-1 to 1) and its feedback."""

    text: str
    share: Fraction
    feedback: str = ""


def excerpt(text: str) -> str:
    """The start of a text, on one line, short enough for a report."""
    line = " ".join(text[: 4 * _EXCERPT].split())
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1].rstrip() + "…"


def nothing(reason: str, line: int = 1) -> Imported:
    """The report on a file from which nothing could be read."""
    return Imported("", (), (Skipped(line, reason, ""),), (), 0)
