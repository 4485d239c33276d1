"""Owns work on strangers' files that may take for ever, in a process of its own that is stopped in time.

Whoever asks waits for that answer only. It must not know what an answer means.
"""

from __future__ import annotations

import atexit
import base64
import json
import os
import resource
import select
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from lms.documents import attachments, jsonld, proofs

SECONDS = 2.0
MEGABYTES = 512
_HEAD = 8
# Any in this file, because what goes through the pipe is JSON.


class Stopped(Exception):
    """The work took too long or too much memory."""


class Worker:
    """One process for all threads, started when it is first needed and again after it had to be stopped."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._pid = 0

    def ask(self, task: Mapping[str, Any], *, seconds: float = SECONDS) -> Any:
        """The answer to one task, None if the file did not make sense. Raises: Stopped."""
        ends = time.monotonic() + seconds
        if not self._lock.acquire(timeout=max(0.0, seconds)):
            raise Stopped
        try:
            process = self._running()
            if process.stdin is None or process.stdout is None:
                raise EOFError
            body = json.dumps(task).encode()
            process.stdin.write(len(body).to_bytes(_HEAD, "big") + body)
            process.stdin.flush()
            return json.loads(_received(process.stdout, ends))
        except (OSError, EOFError, ValueError) as fault:
            self._stop()
            raise Stopped from fault
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._stop()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._pid != os.getpid():
            # A process that came through a fork belongs to the one that started it.
            self._process, self._pid = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            root = str(Path(__file__).resolve().parent.parent.parent)
            load = f"import sys; sys.path.insert(0, {root!r}); from lms.documents import careful"
            # Our own interpreter and our own words: nothing of the file is in the command.
            self._process = subprocess.Popen(
                [sys.executable, "-c", f"{load}; careful.serve()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None and self._pid == os.getpid():
            process.kill()
            with suppress(OSError):
                process.communicate()


WORKER = Worker()
atexit.register(WORKER.close)


def credential_in_pdf(body: bytes, *, seconds: float = SECONDS) -> bytes | None:
    """The credential that is attached to a PDF, None if there is none. Raises: Stopped."""
    task = {"do": "attachment", "body": base64.b64encode(body).decode()}
    found = WORKER.ask(task, seconds=seconds)
    return base64.b64decode(found) if isinstance(found, str) else None


def proof_holds(document: Mapping[str, Any], public: bytes, *, seconds: float = SECONDS) -> bool:
    """Whether the proof of a stranger's document holds. Raises: Stopped."""
    task = {"do": "proof", "document": document, "public": public.hex()}
    return WORKER.ask(task, seconds=seconds) is True


def serve() -> None:
    """What the process does: one task after the other until its input ends."""
    limit = MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while len(head := source.read(_HEAD)) == _HEAD:
        task = json.loads(source.read(int.from_bytes(head, "big")))
        answer = json.dumps(done(task)).encode()
        sink.write(len(answer).to_bytes(_HEAD, "big") + answer)
        sink.flush()


def done(task: Mapping[str, Any]) -> Any:
    """The answer to one task; a file that makes no sense is no fault of ours."""
    try:
        if task["do"] == "attachment":
            found = attachments.credential(base64.b64decode(task["body"]))
            return None if found is None else base64.b64encode(found).decode()
        return proofs.holds(task["document"], public=bytes.fromhex(task["public"]))
    except (jsonld.NotPinned, jsonld.NotItsOwnForm):
        return False
    except Exception:  # A parser met by a hostile file raises anything at all.
        return None


def _received(pipe: IO[bytes], ends: float) -> bytes:
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
