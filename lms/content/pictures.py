"""What a media file is: its type, its size on the page, and whether it may be shown at all.

Only the first bytes are read for the size. It must not know where pictures are used.
"""

from __future__ import annotations

import re
import struct

TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".vtt": "text/vtt",
    ".pdf": "application/pdf",
}
LARGE = 1_000_000

_VIEW_BOX = re.compile(
    rb"""\bviewBox\s*=\s*["']\s*[\d.eE+-]+[\s,]+[\d.eE+-]+[\s,]+([\d.]+)[\s,]+([\d.]+)\s*["']"""
)
_UNSAFE_SVG = re.compile(
    rb"""<\s*(?:[\w-]+:)?(?:script|foreignObject|iframe|handler)\b|\son\w+\s*=|javascript:|<!ENTITY|"""
    rb"""(?:href|src)\s*=\s*["']\s*(?:https?:|//|data:text)""",
    re.IGNORECASE,
)


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels from the first bytes of a picture; None if they do not say."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return _positive(*struct.unpack(">II", data[16:24]))
    if data.startswith((b"GIF87a", b"GIF89a")) and len(data) >= 10:
        return _positive(*struct.unpack("<HH", data[6:10]))
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP" and len(data) >= 30:
        return _webp(data)
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    found = _VIEW_BOX.search(data)
    return _positive(round(float(found[1])), round(float(found[2]))) if found and _is_number(found) else None


def _is_number(found: re.Match[bytes]) -> bool:
    return all(part.count(b".") <= 1 and part.strip(b".") and len(part) < 12 for part in (found[1], found[2]))


def _positive(width: int, height: int) -> tuple[int, int] | None:
    return (width, height) if width > 0 and height > 0 else None


def _webp(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return (
            int.from_bytes(data[24:27], "little") + 1,
            int.from_bytes(data[27:30], "little") + 1,
        )
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", data[26:30])
    return _positive(width & 0x3FFF, height & 0x3FFF)


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """Walk from marker to marker until one of the frame headers, which hold the size."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return _positive(width, height)
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        at += 2 + length
    return None


def is_unsafe_svg(data: bytes) -> bool:
    """Whether an SVG file holds a script, an entity or something from another site."""
    return _UNSAFE_SVG.search(data) is not None
