"""How alike two texts are: the same but for spacing and stops, a slip of the pen, or other words.

It must not know what the texts belong to.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence

from lms.domain.comparing import fold

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_HALF = 0.5
# A misspelt word keeps about this much of itself; a word of another meaning seldom does.
_MISSPELT = 0.7
# SequenceMatcher takes time that grows with the square of the length.
_LONGEST = 2_000


def words(text: str) -> tuple[str, ...]:
    """The words of a text without what does not count: case, spacing, punctuation, emphasis."""
    return tuple(fold(word) for word in _WORD.findall(unicodedata.normalize("NFC", text)))


def same_words(old: str, new: str) -> bool:
    return old == new or words(old) == words(new)


def ratio(old: str, new: str) -> float:
    """How much of two texts is the same, 0 to 1."""
    return difflib.SequenceMatcher(None, old[:_LONGEST], new[:_LONGEST], autojunk=False).ratio()


def is_slip(old: str, new: str) -> bool:
    """Whether only the spelling of words differs: as many words, each much like the one it replaces.

    A changed figure, a word put in or left out, and a prefix or "n't" that turns a meaning round are none.
    """
    before, after = words(old), words(new)
    return len(before) == len(after) and all(
        one == two or _misspelt(one, two) for one, two in zip(before, after, strict=True)
    )


def _misspelt(old: str, new: str) -> bool:
    short, long = sorted((old, new), key=len)
    if any(character.isdigit() for character in old + new):
        return False
    if len(long) - len(short) >= 2 and (long.endswith(short) or long.startswith(short)):
        return False
    if old.endswith("n't") is not new.endswith("n't"):
        return False
    return ratio(old, new) >= _MISSPELT


def match(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Which text of `old` became which of `new`: by the same words, then by place if at least half alike."""
    pairs: dict[int, int] = {}
    free = list(range(len(new)))
    folded = [words(text) for text in new]
    for at, text in enumerate(old):
        found = next((place for place in free if new[place] == text), None)
        if found is None:
            found = next((place for place in free if folded[place] == words(text)), None)
        if found is not None:
            pairs[at] = found
            free.remove(found)
    for at, text in enumerate(old):
        if at not in pairs and at in free and ratio(text, new[at]) >= _HALF:
            pairs[at] = at
            free.remove(at)
    return pairs
