"""Whether an upload is a picture that may be kept, from its bytes alone."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.web.author import pictures
from lms.web.author.pictures import PictureRefused, check


def png(width: int = 3, height: int = 2) -> bytes:
    """A whole PNG, white."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * min(width, 10)) * min(height, 10))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int = 3, height: int = 2, *, before: bytes = b"\xff\xe0\x00\x04ab") -> bytes:
    frame = b"\xff\xc2\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return b"\xff\xd8" + before + frame + b"\xff\xd9"


def webp(kind: bytes, data: bytes) -> bytes:
    chunk = kind + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


WIDE = (2).to_bytes(3, "little") + (1).to_bytes(3, "little")
LOSSLESS = b"\x2f" + struct.pack("<I", 2 | 1 << 14) + b"\0" * 8
LOSSY = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 3, 2) + b"\0" * 8


@pytest.mark.parametrize(
    ("body", "ending"),
    [
        (png(), ".png"),
        (jpeg(), ".jpg"),
        (jpeg(before=b"\xff\xff\xe0\x00\x02\xff\x01"), ".jpg"),
        (webp(b"VP8X", b"\0\0\0\0" + WIDE), ".webp"),
        (webp(b"VP8L", LOSSLESS), ".webp"),
        (webp(b"VP8 ", LOSSY), ".webp"),
    ],
)
def test_each_kind_is_known_by_its_bytes_with_its_size(body: bytes, ending: str) -> None:
    found = check("Photo of a chair.svg", body)
    assert (found.name, found.width, found.height) == (f"photo-of-a-chair{ending}", 3, 2)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("IMG 2041.PNG", "img-2041.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Pictures\\Tŷ Mawr.png", "t-mawr.png"),
        (".png", "png.png"),
        ("照片.png", "picture.png"),
        ("", "picture.png"),
        ("a" * 300 + ".png", "a" * 60 + ".png"),
    ],
)
def test_a_name_becomes_clean(name: str, clean: str) -> None:
    assert check(name, png()).name == clean


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "Choose a picture first"),
        (b"GIF89a" + b"\0" * 40, "not a PNG, JPEG or WebP"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "SVG drawings"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "not a PNG, JPEG or WebP"),
        (png()[:20], "could not find the size"),
        (b"\xff\xd8\xff\xe0\x00\x00", "could not find the size"),
        (b"\xff\xd8\xff\xd9", "could not find the size"),
        (jpeg()[:-12], "could not find the size"),
        (webp(b"VP8 ", b"\0" * 40), "could not find the size"),
        (webp(b"ABCD", b"\0" * 40), "could not find the size"),
        (png(0, 5), "could not find the size"),
    ],
)
def test_what_is_no_such_picture_is_refused_in_words(body: bytes, words: str) -> None:
    with pytest.raises(PictureRefused, match=words) as refused:
        check("a.png", body)
    assert not refused.value.too_large


@pytest.mark.parametrize("body", [png(6001, 1), png(1, 6001), jpeg(65_000, 2), png() + b"\0" * (5 << 20)])
def test_what_is_too_large_is_refused_as_that(body: bytes) -> None:
    with pytest.raises(PictureRefused, match="The most we accept") as refused:
        check("a.png", body)
    assert refused.value.too_large


def test_the_limits_themselves_are_accepted() -> None:
    body = png(pictures.MOST_PIXELS, pictures.MOST_PIXELS)
    assert check("a.png", body + b"\0" * (pictures.MOST_BYTES - len(body))).width == pictures.MOST_PIXELS


HEADS = st.sampled_from([b"", png()[:16], jpeg()[:8], webp(b"VP8X", b"")[:16], webp(b"VP8L", b"\x2f")])


@given(HEADS, st.binary(max_size=60))
def test_no_bytes_break_the_look_at_them(head: bytes, rest: bytes) -> None:
    try:
        found = check("a", head + rest)
    except PictureRefused:
        return
    assert 0 < found.width <= pictures.MOST_PIXELS
    assert 0 < found.height <= pictures.MOST_PIXELS
