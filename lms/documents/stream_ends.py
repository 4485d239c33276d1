"""Owns the line ends after the streams of a PDF, so that none is taken for a byte of its stream.

It must not know what the streams hold.
"""

from __future__ import annotations

import bisect
import re

# Before "endstream" stands a line feed, or a carriage return and a line feed. Where the stream itself ends in
# a carriage return, some checkers of PDF/A read the two as one line end and find the stream a byte too short.
_UNCLEAR = re.compile(rb"\r(?=\nendstream\nendobj)")
_OFFSET = re.compile(rb"(\d{10})(?= \d{5} n)")


def made_clear(pdf: bytes) -> bytes:
    """The same file, with a carriage return in the line end after each stream whose last byte is one.

    Only for files as typst writes them: one table of offsets, at the end. About one certificate in sixty has
    such a stream; every other comes back as it is.
    Source: ISO 32000-1, 7.3.8.1; ISO 19005-3, 6.1.7.1.
    """
    places = [found.end() for found in _UNCLEAR.finditer(pdf)]
    if not places:
        return pdf
    before, _, after = pdf.rpartition(b"startxref\n")
    start = int(after.split()[0])

    def moved(found: re.Match[bytes]) -> bytes:
        offset = int(found[1])
        return b"%010d" % (offset + bisect.bisect(places, offset))

    table = _OFFSET.sub(moved, before[start:])
    return b"%sstartxref\n%d%s" % (
        _UNCLEAR.sub(b"\r\r", before[:start]) + table,
        start + len(places),
        after[len(str(start)) :],
    )
