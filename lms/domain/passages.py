"""What a text said before and says now, passage by passage, with the words that are other.

It must not know where the texts come from, nor a page.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lms.domain import likeness

# Comparing takes time that grows with the square of the words; longer passages are shown without marks.
MOST_WORDS = 400


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that are on both sides, or (`other`) only on this one."""

    text: str
    other: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of each side; a side is empty where the passage is new, or was taken out.

    `under` is the heading that it stands under, empty at the top.
    """

    under: str
    before: tuple[Run, ...]
    now: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in plain words."""

    under: str
    text: str


def changed(before: Sequence[Paragraph], now: Sequence[Paragraph]) -> tuple[Passage, ...]:
    """The passages that say something else now, in order; other spacing and mended spelling are left out."""
    return tuple(_changed(before, now))


def _changed(before: Sequence[Paragraph], now: Sequence[Paragraph]) -> Iterator[Passage]:
    matcher = difflib.SequenceMatcher(None, [one.text for one in before], [one.text for one in now], False)
    for tag, left_from, left_to, right_from, right_to in matcher.get_opcodes():
        if tag == "equal":
            continue
        left, right = before[left_from:left_to], now[right_from:right_to]
        pairs = likeness.match([one.text for one in left], [one.text for one in right])
        came_from = {new: old for old, new in pairs.items()}
        # What has nothing like it on the other side stands beside what took its place.
        gone = [old for at, old in enumerate(left) if at not in pairs]
        for at, new in enumerate(right):
            if at not in came_from:
                before_it = (Run(gone.pop(0).text, other=True),) if gone else ()
                yield Passage(new.under, before_it, (Run(new.text, other=True),))
            elif not _says_the_same(left[came_from[at]].text, new.text):
                yield Passage(new.under, *_sides(left[came_from[at]].text, new.text))
        for old in gone:
            yield Passage(old.under, (Run(old.text, other=True),), ())


def _says_the_same(old: str, new: str) -> bool:
    return likeness.same_words(old, new) or likeness.is_slip(old, new)


def _sides(old: str, new: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    left, right = old.split(), new.split()
    if max(len(left), len(right)) > MOST_WORDS:
        return (Run(old),), (Run(new),)
    before: list[Run] = []
    now: list[Run] = []
    for tag, left_from, left_to, right_from, right_to in difflib.SequenceMatcher(
        None, left, right, False
    ).get_opcodes():
        for runs, words in ((before, left[left_from:left_to]), (now, right[right_from:right_to])):
            if words:
                runs.append(Run(" ".join(words), other=tag != "equal"))
    return tuple(before), tuple(now)
