"""Owns work that may never end, done in a process of its own that is stopped in time.

Whoever asks waits for that answer only: other threads go on, because waiting for a pipe holds nothing up. It
must not know what the work is. The reasons are in ADR 0035.
"""

from __future__ import annotations

import json
import os
import resource
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

_HEAD = 8
_READY = b"+"
# Any in this file, because what goes through the pipe is JSON.


class Stopped(Exception):
    """The work took too long or too much memory."""


class Worker:
    """One process for all threads, started when it is first needed and again after it had to be stopped.

    A forked process starts its own.
    """

    def __init__(self, module: str, megabytes: int) -> None:
        """`module` has a function `serve(asked, answers, megabytes)`, which is the life of the process."""
        self._module = module
        self._megabytes = megabytes
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._pid = 0

    def ask(self, task: object, *, seconds: float, in_all: bool = False) -> Any:
        """The answer to one task, in this many seconds from when the process has it.

        `in_all`: waiting for others that ask, and starting, count as well. Raises: Stopped.
        """
        ends = time.monotonic() + seconds
        if not self._lock.acquire(timeout=max(0.0, seconds) if in_all else -1):
            raise Stopped
        try:
            stdin, stdout = self._pipes()
            _send(stdin, task)
            return json.loads(_received(stdout, ends if in_all else time.monotonic() + seconds))
        except (OSError, EOFError, ValueError) as fault:
            self._stop()
            raise Stopped from fault
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._stop()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        """What the running process reads and what it writes. Raises: OSError, EOFError."""
        if self._pid != os.getpid():
            # A process that came through a fork belongs to the one that started it.
            self._process, self._pid = None, os.getpid()
        fresh = self._process is None or self._process.poll() is not None
        if fresh:
            self._process = self._started()
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise EOFError
        if fresh and process.stdout.read(len(_READY)) != _READY:
            raise EOFError
        return process.stdin, process.stdout

    def _started(self) -> subprocess.Popen[bytes]:
        root = str(Path(__file__).resolve().parent.parent)
        code = (
            f"import sys; sys.path.insert(0, {root!r}); from {self._module} import serve; "
            "serve(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[1]))"
        )
        # Our own interpreter and our own words: nothing of what is worked on is in the command.
        return subprocess.Popen(
            [sys.executable, "-c", code, str(self._megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None or self._pid != os.getpid():
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        process.wait()


def serve(answer: Callable[[Any], object], asked: IO[bytes], answers: IO[bytes], megabytes: int) -> None:
    """Answer what is asked until nobody asks any more, or until memory is short and the process ends."""
    limit = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    answers.write(_READY)
    answers.flush()
    while len(head := asked.read(_HEAD)) == _HEAD:
        _send(answers, answer(json.loads(asked.read(int.from_bytes(head, "big")))))


def _send(pipe: IO[bytes], message: object) -> None:
    data = json.dumps(message).encode()
    pipe.write(len(data).to_bytes(_HEAD, "big") + data)
    pipe.flush()


def _received(pipe: IO[bytes], ends: float) -> bytes:
    """One answer. Raises: EOFError when the time is over or the process has died."""
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
