"""The id that the tool writes for a question which has none: three telling words of its heading.

It must not know how an id is written into a file.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container

from lms.content import links

_WORDS = 3
_LONGEST_WORD = 24
# Words that tell one question from another in no quiz.
_SMALL_WORDS = (
    "a an and are as at be by can check do does for from has have how if in into is it of on or "
    "should that the their them there these they this to was we what when where which who why will "
    "with would you your"
)
_SMALL = frozenset(_SMALL_WORDS.split())


def new_id(heading: str, taken: Container[str]) -> str:
    """An id that is not in `taken`: three words of the heading, or a short code if it has no plain letters.

    The same heading gives the same id, so that two people who tidy one file agree.
    """
    plain = unicodedata.normalize("NFKD", links.plain(heading[:1_000]).replace("'", "").replace("’", ""))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode("ascii").casefold())
    telling = [word for word in words if word not in _SMALL] or words
    base = "-".join(word[:_LONGEST_WORD] for word in telling[:_WORDS])
    if not base:
        base = "q-" + hashlib.sha256(heading.encode("utf-8", "replace")).hexdigest()[:6]
    if base not in taken:
        return base
    # Numbers are given one after the other, so the first free one is found by halving.
    used, free = 1, 2
    while f"{base}-{free}" in taken:
        used, free = free, free * 2
    while free - used > 1:
        middle = (used + free) // 2
        used, free = (middle, free) if f"{base}-{middle}" in taken else (used, middle)
    return f"{base}-{free}"
