"""Owns the limits of a preview: how long a text, how much time, how many at once.

It must not know what is drawn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TookTooLong
from typing import TypeVar

from lms.content import source
from lms.domain import errors

MOST_BYTES = source.FILE_LIMIT
MOST_SECONDS = 2.0

T = TypeVar("T")


class TooMuchText(errors.Invalid):
    """A text that is longer than a file may be."""

    def __init__(self, size: int) -> None:
        super().__init__(
            f"This text is {-(-size // 1024)} KB. We show a preview up to {MOST_BYTES // 1024} KB. "
            "Split the page in two."
        )
        self.size = size


class TookTooLongToDraw(errors.Refused):
    """A text that could not be drawn in time."""

    def __init__(self) -> None:
        super().__init__(
            "This page took more than 2 seconds to draw, so we stopped. Look for a long run of brackets."
        )


class StillDrawing(errors.Busy):
    """The preview that this author asked for before is not finished."""

    def __init__(self) -> None:
        super().__init__(retry_after=1)
        self.message = "We are still drawing the preview before this one."


class Turns:
    """One preview at a time for each author in this process, each in a thread that can be left behind.

    What takes too long keeps its author's turn until it ends, so that nobody can fill the server with them.
    """

    def __init__(self, seconds: float = MOST_SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._busy: dict[int, threading.Lock] = {}

    def take(self, author: int, work: Callable[[], T]) -> T:
        """The result of `work`. Raises: StillDrawing, TookTooLongToDraw, and whatever `work` raises."""
        with self._lock:
            turn = self._busy.setdefault(author, threading.Lock())
        if not turn.acquire(timeout=self._seconds):
            raise StillDrawing
        made: Future[T] = Future()

        def run() -> None:
            try:
                made.set_result(work())
            # Whatever happened belongs to the one who waits, not to a thread that nobody looks at.
            except BaseException as fault:
                made.set_exception(fault)
            finally:
                turn.release()

        threading.Thread(target=run, name="preview", daemon=True).start()
        try:
            return made.result(self._seconds)
        except TookTooLong:
            raise TookTooLongToDraw from None
