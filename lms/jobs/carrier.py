"""Owns the queue that carries claims from whoever looks at the outbox to whoever does the work.

The outbox is the truth: a queue that loses its content costs the length of a lease, and nothing else. So it
carries short texts and no program code. It must not know what the work is.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Protocol

NAME = "alongside"


class Carrier(Protocol):
    """What we need of a queue; Huey's storages have it, one for each kind of queue."""

    def enqueue(self, data: bytes) -> object: ...

    def dequeue(self) -> bytes | None: ...

    def queue_size(self) -> int: ...

    def close(self) -> object: ...


class QueueAway(Exception):
    """The queue cannot be reached; the outbox is worked at directly meanwhile."""


class Safe:
    """A carrier that says only one thing when it cannot be reached, whatever its driver said."""

    def __init__(self, inner: Carrier) -> None:
        self._inner = inner

    def put(self, text: str) -> None:
        """Send one text on its way. Raises: QueueAway."""
        try:
            self._inner.enqueue(text.encode())
        except Exception as fault:
            raise QueueAway(f"{type(fault).__name__}: {fault}") from fault

    def take(self) -> str | None:
        """The next text, None if there is none at once or within a second. Raises: QueueAway."""
        try:
            found = self._inner.dequeue()
        except Exception as fault:
            raise QueueAway(f"{type(fault).__name__}: {fault}") from fault
        return None if found is None else bytes(found).decode()

    def waiting(self) -> int:
        """How many texts are on their way. Raises: QueueAway."""
        try:
            return self._inner.queue_size()
        except Exception as fault:
            raise QueueAway(f"{type(fault).__name__}: {fault}") from fault

    def close(self) -> None:
        """Let go of the line to the queue; it is made anew when it is needed."""
        with contextlib.suppress(Exception):
            self._inner.close()


def of(queue: str, *, database_url: str, folder: Path) -> Safe:
    """The queue that the setting names: `sqlite` (a file in `folder`), `postgresql` (in the database), or the
    address of a Redis (`redis://…`, `rediss://…`).

    Raises: QueueAway if it cannot be reached.
    """
    from huey import storage

    try:
        if queue == "sqlite":
            folder.mkdir(parents=True, exist_ok=True)
            return Safe(storage.SqliteStorage(NAME, filename=str(folder / "queue.db")))
        if queue == "postgresql":
            dsn = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
            return Safe(storage.PostgresStorage(NAME, dsn=dsn, table_prefix="queue", blocking=False))
        return Safe(storage.RedisStorage(NAME, url=queue, read_timeout=1))
    except Exception as fault:
        raise QueueAway(f"{type(fault).__name__}: {fault}") from fault
