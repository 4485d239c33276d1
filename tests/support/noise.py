"""A picture that does not pack, so that its file is as large as its pixels."""

from __future__ import annotations

import hashlib
import struct
import zlib
from functools import lru_cache


@lru_cache
def noise(width: int = 900, height: int = 500) -> bytes:
    """A whole PNG, the same each time; 1.3 MB."""
    row = 3 * width
    pixels = hashlib.shake_256(b"noise").digest(row * height)
    lines = b"".join(b"\0" + pixels[at : at + row] for at in range(0, row * height, row))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
