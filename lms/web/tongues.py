"""Owns in which language a page shows its content: the person's, or the one that a link asks for once.

It must not know what is translated, nor translate anything.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from flask import request

from lms.content import spoken as speaking
from lms.content.library import Library, Translation
from lms.content.spoken import Spoken, Tongue
from lms.web import access, rendering

ASKED = "language"
KEPT = 16

_lock = threading.Lock()
_kept: OrderedDict[tuple[str, str], Spoken] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Reading:
    """How a page is read. `spoken.library` is as written, `shown` what the page shows.

    `tail` goes behind addresses of the same page where a link asked for the language.
    """

    spoken: Spoken
    shown: Library
    tail: str


@dataclass(frozen=True, slots=True)
class Note:
    """What a page says about its language: `missing` is the wanted one, if there is no such translation.

    `others` are the languages in which it can be read as well, `address` is that of the page.
    """

    missing: Tongue | None
    others: tuple[Tongue, ...]
    address: str


def reading(library: Library, language: str, tail: str = "") -> Reading:
    """The library for readers of a language. What has been made for others is used again."""
    key = library.generation, language
    with _lock:
        found = _kept.get(key)
    # Two libraries of one generation say the same, but a test may have several without any name.
    if found is None or found.library is not library:
        spoken = speaking.spoken(library, language)
        found = Spoken(spoken.library, spoken.tongue, spoken.words, spoken.shown)
        with _lock:
            _kept[key] = found
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return Reading(found, found.ready or library, tail)


def current() -> Reading:
    """The library as whoever asks reads it; `?language=` counts for this page only."""
    library = rendering.library()
    asked = request.args.get(ASKED, "")
    if asked == speaking.ENGLISH or asked in library.translations:
        return reading(library, asked, f"?{ASKED}={asked}")
    return reading(library, access.viewer().language)


def note(read: Reading, said: Tongue | None, address: str, has: Callable[[Translation], bool]) -> Note:
    """What to say on a page that is in `said`; `has` tells which translations have it."""
    wanted = read.spoken.tongue
    missing = wanted if wanted is not None and said != wanted else None
    here = speaking.SOURCE if said is None else said
    library = read.spoken.library
    others = [
        speaking.tongue(language)
        for language, words in sorted(library.translations.items())
        if language != here.code and has(words)
    ]
    return Note(missing, tuple(others if here == speaking.SOURCE else [speaking.SOURCE, *others]), address)
