"""Owns the ready pages of lessons: cut once where a token goes, kept as bytes, joined for each request.

A page is the same for everybody with the same role and language who has read the same lessons of its
module; only the token of the sign-in differs. So a warm request runs no template. It must not know what a
page says, nor the framework that asks for it. ADR 0011 has the figures.
"""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from lms.web import compression, csrf

KEPT = 256
# Stands where the token will be while a page is drawn. A page of ours cannot hold it by accident: control
# characters are taken out of content when it is read.
SLOT = "\x02token\x03"

TOKEN_SIZE = len(csrf.masked(b""))

_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x01\x00\x00\xff\xff"


# What a page depends on: content, course, lesson, lessons read of its module, role, language.
Key = tuple[str, str, str, frozenset[str], str, str]


@dataclass(frozen=True, slots=True)
class Frame:
    """A page without its token: the pieces around it, plain and as deflate blocks. `tag` names the bytes."""

    tag: str
    pieces: tuple[bytes, ...]
    zipped: tuple[bytes, ...]

    def plain(self, token: bytes) -> bytes:
        """The page for one sign-in."""
        return token.join(self.pieces)

    def gzipped(self, token: bytes) -> bytes:
        """The page for one sign-in as a gzip file, without compressing anything again.

        The token goes between the pieces as a stored block, so nothing of the page refers to it and the
        length of the answer says nothing about it.
        """
        size = len(token)
        stored = b"\x00" + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + token
        body = token.join(self.pieces)
        check = zlib.crc32(body).to_bytes(4, "little") + len(body).to_bytes(4, "little")
        return b"".join((_GZIP_HEAD, stored.join(self.zipped), _LAST_BLOCK, check))


def cut(page: str, size: int = TOKEN_SIZE) -> Frame:
    """Cut a drawn page at each `SLOT`, where a token of `size` bytes will stand."""
    # No HTML may hold a NUL, and `_deflate` relies on that.
    pieces = tuple(piece.encode() for piece in page.replace("\0", "\ufffd").split(SLOT))
    # The digest covers everything a browser would show or load, the addresses of style sheets included:
    # a new version of the program must not be answered from what an old one left in a browser.
    digest = hashlib.blake2b(b"\0".join(pieces), digest_size=12)
    return Frame(digest.hexdigest(), pieces, _deflate(pieces, size))


def _deflate(pieces: tuple[bytes, ...], size: int) -> tuple[bytes, ...]:
    """Each piece as deflate blocks that may refer to earlier pieces, but never to a token between them.

    While compressing, bytes that no page holds stand where the tokens will be: the distances come out right,
    and nothing can be found to be equal to them.
    """
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    blocks = []
    for piece in pieces:
        # A flush ends on a whole byte, so that a block of ours fits behind it.
        blocks.append(squeezer.compress(piece) + squeezer.flush(zlib.Z_SYNC_FLUSH))
        squeezer.compress(b"\0" * size)
        squeezer.flush(zlib.Z_SYNC_FLUSH)
    return tuple(blocks)


class Frames:
    """The pages asked for last, at most `KEPT` of them; the key must hold all that a page depends on."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._frames: OrderedDict[Key, Frame] = OrderedDict()

    def __len__(self) -> int:
        return len(self._frames)

    def known(self, key: Key) -> Frame | None:
        """The frame for this key if it is there."""
        with self._lock:
            found = self._frames.get(key)
            if found is not None:
                self._frames.move_to_end(key)
            return found

    def find(self, key: Key, draw: Callable[[], str]) -> Frame:
        """The frame for this key; `draw` makes the page if it is not there."""
        found = self.known(key)
        if found is not None:
            return found
        # Two threads may draw the same page at once: both are right, and nobody waits.
        made = cut(draw())
        with self._lock:
            self._frames[key] = made
            while len(self._frames) > self._kept:
                self._frames.popitem(last=False)
        return made


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, the headers that are this page's own, body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def answer(frame: Frame, *, secret: bytes, none_match: str, accepts: str) -> Answer:
    """The page for whoever holds the sign-in behind `secret`, or 304 if their browser has it already.

    `none_match` and `accepts` are the headers If-None-Match and Accept-Encoding as they came.
    """
    tag = f'W/"{frame.tag}-{csrf.stamp_of(secret)}"'
    headers = [("ETag", tag), ("Cache-Control", "private, no-cache"), ("Vary", "Accept-Encoding, Cookie")]
    if tag in none_match:
        return Answer(304, headers, b"")
    headers.append(("Content-Type", "text/html; charset=utf-8"))
    token = csrf.masked(secret).encode()
    if not compression.takes_gzip(accepts):
        return Answer(200, headers, frame.plain(token))
    headers.append(("Content-Encoding", "gzip"))
    return Answer(200, headers, frame.gzipped(token))
