"""The size of a picture from its first bytes, and the SVG files that are refused."""

from __future__ import annotations

import struct

import pytest

from lms.content import pictures

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 40, 20)
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc4\x00\x02\xff\xc0\x00\x11\x08" + struct.pack(">HH", 20, 40) + b"\0\0"
)
VP8X = b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + (39).to_bytes(3, "little") + (19).to_bytes(3, "little")
VP8L = b"RIFF\0\0\0\0WEBPVP8L" + b"\0" * 4 + b"\x2f" + (39 | 19 << 14).to_bytes(4, "little") + b"\0" * 8
VP8 = b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 10 + struct.pack("<HH", 40, 20)


@pytest.mark.parametrize(
    "data",
    [
        PNG,
        JPEG,
        VP8X,
        VP8L,
        VP8,
        b"GIF89a" + struct.pack("<HH", 40, 20),
        b'<svg viewBox="0 0 40 20">',
        b"<svg viewBox = '0,0, 39.6 20.4'>",
    ],
)
def test_the_size_is_found(data: bytes) -> None:
    assert pictures.size(data) == (40, 20)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text",
        PNG[:20],
        PNG[:16] + b"\0" * 8,
        JPEG[:8],
        b"\xff\xd8\xff\xd9\x00\x00",
        VP8[:20],
        b"<svg>",
        b'<svg viewBox="0 0 4.0.0 20">',
        b'<svg viewBox="0 0 . 20">',
        b'<svg viewBox="0 0 0 20">',
    ],
)
def test_a_size_that_is_not_there_is_not_made_up(data: bytes) -> None:
    assert pictures.size(data) is None


@pytest.mark.parametrize(
    "data",
    [
        b"<svg><script>alert(1)</script></svg>",
        b"<svg><SCRIPT/></svg>",
        b"<svg><x:script/></svg>",
        b"<svg onload = 'x'>",
        b"<svg><foreignObject/></svg>",
        b'<!DOCTYPE svg [<!ENTITY x "y">]><svg/>',
        b'<svg><a href="javascript:alert(1)"/></svg>',
        b'<svg><image href="https://evil.example/x.png"/></svg>',
        b"<svg><image xlink:href='//evil.example/x.png'/></svg>",
    ],
)
def test_an_svg_that_could_do_something_is_unsafe(data: bytes) -> None:
    assert pictures.is_unsafe_svg(data)


def test_a_plain_svg_is_safe() -> None:
    data = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><use href="#a"/><rect width="4"/></svg>'
    )
    assert not pictures.is_unsafe_svg(data)
