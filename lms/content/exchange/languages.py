"""Texts that carry several languages at once, as Moodle's filters mark them: one language is kept.

It must not know questions or formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SPAN = re.compile(r"(?is)<span((?:\s+[a-z]+=[\"'][a-z0-9_-]{1,20}[\"']){2})\s*>(.*?)</span>")
_LANGUAGE = re.compile(r"(?i)\blang=[\"']([a-z0-9_-]{1,20})[\"']")
_MLANG = re.compile(r"(?is)\{mlang\s+([a-z_, -]{2,60}?)\s*\}(.*?)\{mlang\}")
# Behind these limits a text is left as it is, so that no text can take long.
_LONGEST, _MOST = 50_000, 40


def one_of(text: str) -> tuple[str, str]:
    """The text with English alone, or else the first language, where several stand side by side.

    Also says in words what was kept and left out, empty if there was one language only.
    """
    marks = text.count("<span") + text.count("{mlang")
    if not marks or marks > _MOST or len(text) > _LONGEST:
        return text, ""
    told = ""
    out: list[str] = []
    at = 0
    for start, end, said in _runs(text):
        kept = next((name for name in said if name.lower().startswith("en")), next(iter(said)))
        out += [text[at:start], said[kept]]
        at = end
        left = [name for name in said if name != kept]
        told = told or (f"{kept}, not {', '.join(left)}" if left else "")
    return "".join(out) + text[at:], told


def _runs(text: str) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Each run of languages side by side: where it starts and ends, and what each language says."""
    start = end = -1
    said: dict[str, str] = {}
    for at, until, name, inside in sorted(_found(text)):
        if said and (text[end:at].strip() or at < end or name in said):
            yield start, end, said
            said = {}
        if at < end:
            continue
        start = start if said else at
        said[name] = inside
        end = until
    if said:
        yield start, end, said


def _found(text: str) -> Iterator[tuple[int, int, str, str]]:
    for found in _SPAN.finditer(text):
        named = _LANGUAGE.search(found[1])
        if named is not None and "multilang" in found[1].lower():
            yield found.start(), found.end(), named[1], found[2]
    for found in _MLANG.finditer(text):
        yield found.start(), found.end(), found[1].strip(), found[2]
