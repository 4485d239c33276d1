"""Draws a page that may be slow in a process of its own, which is stopped after two seconds or 256 MB.

Whoever asks waits for that page only: other threads go on, because waiting for a pipe holds nothing up. It
must not know Markdown: `render.py` draws, here and there.
"""

from __future__ import annotations

import atexit
import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import IO, Any

from lms import aside
from lms.content.extensions import Context, Picture
from lms.content.terms import Terms

SECONDS = 2.0
MEGABYTES = 256
# Pages of trainers stay far below both; drawing one above them is worth a process.
_LETTERS = 24_000
_MARKS = 1_500
_MARK = re.compile(r"[*_`!&\\<\[]")
_REMEMBERED = 512

# The page took too long or too much memory.
Stopped = aside.Stopped

Draw = Callable[[str, Context], str]


def needs_care(text: str) -> bool:
    """Whether a text is so long, or so full of marks, that drawing it here could hold everybody up."""
    return len(text) > _LETTERS or len(_MARK.findall(text)) > _MARKS


class Worker:
    """Draws in one process for all threads, and remembers what had to be stopped."""

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self.seconds = seconds
        self._aside = aside.Worker("lms.content.render", megabytes)
        self._lock = threading.Lock()
        self._stopped: OrderedDict[str, None] = OrderedDict()

    def draw(self, text: str, context: Context) -> str:
        """The HTML of a text. What it says about ids and terms that are used goes into `context`.

        Raises: Stopped, at once for a text that was stopped before.
        """
        name = _name(text)
        with self._lock:
            if name in self._stopped:
                raise Stopped
        try:
            # The time of a page counts neither other pages nor what starting takes.
            answer = self._aside.ask({"text": text, **_plain(context)}, seconds=self.seconds)
        except Stopped:
            self._remember(name)
            raise
        context.used_ids.update(answer["used"])
        context.seen_terms.update(answer["seen"])
        return str(answer["html"])

    def draw_all(self, texts: Iterable[str]) -> None:
        """Try the texts of one page, which have the time of one page together.

        Raises: Stopped; texts that came too late are remembered as if they had been stopped themselves.
        """
        ends = time.monotonic() + self.seconds
        for text in texts:
            if time.monotonic() >= ends:
                self._remember(_name(text))
                raise Stopped
            self.draw(text, Context())

    def close(self) -> None:
        """End the process, if there is one."""
        self._aside.close()

    def _remember(self, name: str) -> None:
        with self._lock:
            self._stopped[name] = None
            while len(self._stopped) > _REMEMBERED:
                self._stopped.popitem(last=False)


def _name(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _plain(context: Context) -> dict[str, object]:
    """A context as JSON can hold it; `_context` is its inverse."""
    terms = context.terms
    return {
        "addresses": dict(context.addresses),
        "pictures": [
            [name, picture.address, picture.width, picture.height]
            for name, picture in context.pictures.items()
        ],
        "terms": None if terms is None else [terms.course, terms.pattern.pattern, dict(terms.slugs)],
        "used": context.used_ids,
        "seen": sorted(context.seen_terms),
    }


def _context(said: dict[str, Any]) -> Context:
    # JSON has no types of ours; what stands here was written by `_plain`.
    terms = said["terms"]
    return Context(
        addresses=said["addresses"],
        pictures={name: Picture(address, width, height) for name, address, width, height in said["pictures"]},
        terms=None if terms is None else Terms(terms[0], re.compile(terms[1], re.IGNORECASE), terms[2]),
        used_ids=said["used"],
        seen_terms=set(said["seen"]),
    )


def serve(draw: Draw, asked: IO[bytes], answers: IO[bytes], megabytes: int) -> None:
    """Draw what is asked for until nobody asks any more, or until memory is short and the process ends."""

    def drawn(said: dict[str, Any]) -> dict[str, object]:
        context = _context(said)
        html = draw(said["text"], context)
        return {"html": html, "used": context.used_ids, "seen": sorted(context.seen_terms)}

    aside.serve(drawn, asked, answers, megabytes)


WORKER = Worker()
atexit.register(WORKER.close)
