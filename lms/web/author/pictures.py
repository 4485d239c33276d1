"""Owns whether a picture that somebody uploads may be kept: its type by its bytes, its size, its name.

Its bytes are kept as they are. It must not know where they are kept.
"""

from __future__ import annotations

import posixpath
import re
import struct
from dataclasses import dataclass

from lms.content import links

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 6_000
KINDS = "PNG, JPEG or WebP"

_PNG = b"\x89PNG\r\n\x1a\n"
_NAME_MOST = 60
# Markers of JPEG without a length behind them, and those that begin a frame, which hold the size.
_BARE_MARKERS = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class PictureRefused(Exception):
    """Why this file is not taken, as a sentence for people; `too_large` when its size is the reason."""

    def __init__(self, reason: str, *, too_large: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.too_large = too_large


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that may be kept. `name` is clean and ends in what the bytes are."""

    name: str
    width: int
    height: int


def check(name: str, body: bytes) -> Picture:
    """Look at an upload. Raises: PictureRefused."""
    if not body:
        raise PictureRefused("Choose a picture first. The file that came is empty.")
    if len(body) > MOST_BYTES:
        size = len(body) / (1024 * 1024)
        raise PictureRefused(
            f"This picture is {size:.1f} MB. The most we accept is 5 MB. Make it smaller and send it again.",
            too_large=True,
        )
    ending, size_in_pixels = _look(body)
    if ending is None:
        if b"<svg" in body[:1024].lower():
            raise PictureRefused(
                "SVG drawings can hold scripts, so they only come in with the course folder. "
                f"Save the drawing as {KINDS}."
            )
        raise PictureRefused(
            f"This file is not a {KINDS} picture. Save it as one of these and send it again."
        )
    if size_in_pixels is None:
        raise PictureRefused(
            "We could not find the size of this picture. Open it, save it again and send it."
        )
    width, height = size_in_pixels
    if width > MOST_PIXELS or height > MOST_PIXELS:
        raise PictureRefused(
            f"This picture is {width} × {height} pixels. The most we accept is 6000 × 6000.",
            too_large=True,
        )
    return Picture(clean_name(name, ending), width, height)


def clean_name(name: str, ending: str) -> str:
    """A file name of small letters, digits and hyphens that says what the bytes are."""
    stem = posixpath.splitext(re.split(r"[/\\]", name)[-1])[0]
    slug = links.slugify(stem)
    clean = re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-")[:_NAME_MOST].strip("-")
    return f"{clean or 'picture'}{ending}"


def _look(body: bytes) -> tuple[str | None, tuple[int, int] | None]:
    if body.startswith(_PNG):
        return ".png", _png(body)
    if body.startswith(b"\xff\xd8\xff"):
        return ".jpg", _jpeg(body)
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return ".webp", _webp(body)
    return None, None


def _png(body: bytes) -> tuple[int, int] | None:
    """The first chunk of a PNG is its head, with width and height."""
    if len(body) < 33 or body[12:16] != b"IHDR" or int.from_bytes(body[8:12]) != 13:
        return None
    width, height = struct.unpack(">II", body[16:24])
    return _positive(width, height)


def _jpeg(body: bytes) -> tuple[int, int] | None:
    """Walk from marker to marker until a frame; each step goes forward, so it ends."""
    at = 2
    while at + 4 <= len(body):
        if body[at] != 0xFF:
            return None
        marker = body[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in _BARE_MARKERS:
            at += 2
            continue
        length = int.from_bytes(body[at + 2 : at + 4])
        if length < 2:
            return None
        if marker in _FRAMES:
            if at + 9 > len(body):
                return None
            height, width = struct.unpack(">HH", body[at + 5 : at + 9])
            return _positive(width, height)
        at += 2 + length
    return None


def _webp(body: bytes) -> tuple[int, int] | None:
    """Three kinds of first chunk, each with its own place for the size."""
    kind = body[12:16]
    if kind == b"VP8X" and len(body) >= 30:
        return int.from_bytes(body[24:27], "little") + 1, int.from_bytes(body[27:30], "little") + 1
    if kind == b"VP8L" and len(body) >= 25 and body[20] == 0x2F:
        bits = int.from_bytes(body[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and len(body) >= 30 and body[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", body[26:30])
        return _positive(width & 0x3FFF, height & 0x3FFF)
    return None


def _positive(width: int, height: int) -> tuple[int, int] | None:
    return (width, height) if width > 0 and height > 0 else None
