"""Whether anything under a folder has changed since the last question: Linux's inotify through ctypes.

The question costs one system call, so that it can be asked on every request. It must not know what the
files mean.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import weakref
from pathlib import Path

from lms.content import reading

_IN_MODIFY = 0x002
_IN_ATTRIB = 0x004
_IN_CLOSE_WRITE = 0x008
_IN_MOVED_FROM = 0x040
_IN_MOVED_TO = 0x080
_IN_CREATE = 0x100
_IN_DELETE = 0x200
_IN_ONLYDIR = 0x01000000
_EVENTS = (
    _IN_MODIFY
    | _IN_ATTRIB
    | _IN_CLOSE_WRITE
    | _IN_MOVED_FROM
    | _IN_MOVED_TO
    | _IN_CREATE
    | _IN_DELETE
    | _IN_ONLYDIR
)
_HEAD = struct.Struct("iIII")
_BUFFER = 1 << 16


class Unavailable(Exception):
    """There is no inotify here, or no watch left to be had: look at the files themselves instead."""


class Watch:
    """Watches the content folders under a root, those that are made later too.

    Raises: Unavailable.
    """

    def __init__(self, root: Path) -> None:
        if not sys.platform.startswith("linux"):
            raise Unavailable("inotify is a part of Linux")
        self._root = os.fspath(root)
        self._folders: dict[int, str] = {}
        self._lib = ctypes.CDLL(None, use_errno=True)
        self._fd = self._lib.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._fd < 0:
            raise Unavailable(os.strerror(ctypes.get_errno()))
        # A user may only have about a hundred of these, so a store that is dropped must give its own back.
        self.close = weakref.finalize(self, os.close, self._fd)
        self.follow()

    def follow(self) -> None:
        """Watch every folder that there is now. Raises: Unavailable."""
        for folder in (self._root, *reading.folders(Path(self._root))):
            number = self._lib.inotify_add_watch(self._fd, os.fsencode(folder), _EVENTS)
            if number >= 0:
                self._folders[number] = os.path.relpath(folder, self._root)
            elif folder == self._root or os.path.isdir(folder):
                fault = os.strerror(ctypes.get_errno())
                self.close()
                raise Unavailable(fault)

    def changed(self) -> frozenset[str]:
        """Paths from the root (files and folders) that something happened to since the last call.

        After more events than the kernel keeps, the answer holds the root itself: ".".
        """
        paths: set[str] = set()
        while True:
            try:
                data = os.read(self._fd, _BUFFER)
            except BlockingIOError:
                return frozenset(paths)
            paths.update(self._read(data))

    def _read(self, data: bytes) -> set[str]:
        paths: set[str] = set()
        at = 0
        while at < len(data):
            number, _, _, length = _HEAD.unpack_from(data, at)
            name = os.fsdecode(data[at + _HEAD.size : at + _HEAD.size + length].rstrip(b"\0"))
            at += _HEAD.size + length
            folder = self._folders.get(number, ".")
            # Beside the content folders the root may hold a database that changes all the time.
            if folder != "." or not name or name in reading.FOLDERS:
                paths.add(os.path.normpath(os.path.join(folder, name)))
        return paths
