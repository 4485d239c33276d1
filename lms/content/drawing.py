"""Draws a page that may be slow in a process of its own, which is stopped after two seconds or 256 MB.

Whoever asks waits for that page only: other threads go on, because waiting for a pipe holds nothing up. It
must not know Markdown: `render.py` draws, here and there.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import re
import resource
import select
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from lms.content.extensions import Context, Picture
from lms.content.terms import Terms

SECONDS = 2.0
MEGABYTES = 256
# Pages of trainers stay far below both; drawing one above them is worth a process.
_LETTERS = 24_000
_MARKS = 1_500
_MARK = re.compile(r"[*_`!&\\<\[]")
_REMEMBERED = 512
_HEAD = 8

Draw = Callable[[str, Context], str]


class Stopped(Exception):
    """The page took too long or too much memory."""


def needs_care(text: str) -> bool:
    """Whether a text is so long, or so full of marks, that drawing it here could hold everybody up."""
    return len(text) > _LETTERS or len(_MARK.findall(text)) > _MARKS


class Worker:
    """One process that draws, started when it is first needed and again after it had to be stopped.

    One serves all threads; a forked process starts its own.
    """

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self.seconds = seconds
        self.megabytes = megabytes
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._pid = 0
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
                html, used, seen = self._asked(text, context)
            except (OSError, EOFError, ValueError) as fault:
                self._stop()
                self._remember(name)
                raise Stopped from fault
        context.used_ids.update(used)
        context.seen_terms.update(seen)
        return html

    def draw_all(self, texts: Iterable[str]) -> None:
        """Try the texts of one page, which have the time of one page together.

        Raises: Stopped; texts that came too late are remembered as if they had been stopped themselves.
        """
        ends = time.monotonic() + self.seconds
        for text in texts:
            if time.monotonic() >= ends:
                with self._lock:
                    self._remember(_name(text))
                raise Stopped
            self.draw(text, Context())

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._stop()

    def _remember(self, name: str) -> None:
        self._stopped[name] = None
        while len(self._stopped) > _REMEMBERED:
            self._stopped.popitem(last=False)

    def _asked(self, text: str, context: Context) -> tuple[str, dict[str, int], set[str]]:
        process = self._running()
        stdin, stdout = _pipes(process)
        _send(stdin, {"text": text, **_plain(context)})
        answer = json.loads(self._received(stdout))
        return str(answer["html"]), dict(answer["used"]), set(answer["seen"])

    def _received(self, pipe: IO[bytes]) -> bytes:
        """One answer of the worker. Raises: EOFError when the time is over or the worker has died."""
        ends = time.monotonic() + self.seconds
        data, size = b"", _HEAD
        while len(data) < size:
            ready, _, _ = select.select([pipe], [], [], max(0.0, ends - time.monotonic()))
            piece = os.read(pipe.fileno(), 1 << 16) if ready else b""
            if not piece:
                raise EOFError
            data += piece
            if len(data) >= _HEAD:
                size = _HEAD + int.from_bytes(data[:_HEAD], "big")
        return data[_HEAD:]

    def _running(self) -> subprocess.Popen[bytes]:
        if self._pid != os.getpid():
            # A process that came through a fork belongs to the one that started it.
            self._process, self._pid = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            root = str(Path(__file__).resolve().parent.parent.parent)
            code = (
                f"import sys; sys.path.insert(0, {root!r}); from lms.content import render; "
                "render.serve(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[1]))"
            )
            # Our own interpreter and our own words: nothing of what is drawn is in the command.
            command = [sys.executable, "-c", code, str(self.megabytes)]
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            # The time of a page does not count what starting takes.
            if _pipes(self._process)[1].read(1) != b"+":
                raise EOFError
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None or self._pid != os.getpid():
            return
        process.kill()
        for pipe in _pipes(process):
            with suppress(OSError):
                pipe.close()
        process.wait()


def _name(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _send(pipe: IO[bytes], message: dict[str, object]) -> None:
    data = json.dumps(message).encode()
    pipe.write(len(data).to_bytes(_HEAD, "big") + data)
    pipe.flush()


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


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """What the process reads and what it writes."""
    # A cast, because the type leaves open whether there are pipes; ours are always started with both.
    return cast("tuple[IO[bytes], IO[bytes]]", (process.stdin, process.stdout))


def serve(draw: Draw, asked: IO[bytes], answers: IO[bytes], megabytes: int) -> None:
    """Draw what is asked for until nobody asks any more, or until memory is short and the process ends."""
    limit = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    answers.write(b"+")
    answers.flush()
    while len(head := asked.read(_HEAD)) == _HEAD:
        said = json.loads(asked.read(int.from_bytes(head, "big")))
        context = _context(said)
        html = draw(said["text"], context)
        _send(answers, {"html": html, "used": context.used_ids, "seen": sorted(context.seen_terms)})


WORKER = Worker()
atexit.register(WORKER.close)
