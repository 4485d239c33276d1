"""Owns keeping what was made last, so that it is not made again. It must not know what that is.

Only for what can never change under its key.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from enum import Enum
from typing import Generic, TypeVar


class _Nothing(Enum):
    """Stands for a value that is not there, which None may be."""

    NOTHING = 0


_NOTHING = _Nothing.NOTHING
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """The values of the keys that were asked for last, at most `most` of them. Safe in threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._values: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of `key`, made if it is not there; what `make` raises is not kept."""
        # To look is one step of the interpreter, during which no other thread changes anything.
        value = self._values.get(key, _NOTHING)
        if not isinstance(value, _Nothing):
            # While half of the room is free nothing will be thrown away for long, and the order in which keys
            # were asked for need not be exact.
            if len(self._values) * 2 > self._most:
                with self._lock:
                    if key in self._values:
                        self._values.move_to_end(key)
            return value
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value

    def clear(self) -> None:
        """Forget everything, as in a process that has just started."""
        with self._lock:
            self._values.clear()
