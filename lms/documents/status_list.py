"""Owns lists of revoked certificates: one bit for each, packed as the Bitstring Status List wants it.

It must not know which certificates there are, nor any key.
"""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Iterable
from datetime import datetime

from lms.documents import credential, jsonld, keys
from lms.documents.jsonld import Document

ENTRIES = 131_072
"""The fewest that the recommendation allows, so that an index tells nobody whose it is."""

MEDIA_TYPE = "application/vc+ld+json"


def place(certificate_id: int) -> tuple[int, int]:
    """The list that a certificate stands in, from 1 on, and its place in it.

    The multiplier is odd, so that every place is taken once; neighbours in time are not neighbours here.
    """
    number, index = divmod(certificate_id - 1, ENTRIES)
    return number + 1, index * 48_271 % ENTRIES


def document(origin: str, number: int, revoked: Iterable[int], made_at: datetime) -> Document:
    """The list as a credential without its proof; `revoked` are places in it."""
    address = f"{origin}/status/{number}"
    return {
        "@context": [jsonld.CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": keys.did(origin),
        "validFrom": credential.instant(made_at),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode(revoked),
        },
    }


def encode(places: Iterable[int]) -> str:
    """The list in multibase ("u", base64url without padding) of its gzip. Place 0 is the left-most bit."""
    bits = bytearray(ENTRIES // 8)
    for place_taken in places:
        bits[place_taken >> 3] |= 0x80 >> (place_taken & 7)
    # Without a time in it, the same places give the same text.
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()


def is_set(encoded: str, index: int, *, most: int = 1 << 21) -> bool:
    """Whether the bit at `index` of somebody's list is set; `most` bytes are unpacked and no more.

    Raises: ValueError for a text that is no list, one that is shorter than the recommendation allows, or a
    place that is not in it.
    """
    if not encoded.startswith("u"):
        raise ValueError("the list is not in base64url")
    try:
        packed = base64.b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        bits = unpacker.decompress(packed, most)
    except zlib.error as fault:
        raise ValueError("the list cannot be unpacked") from fault
    if not unpacker.eof or len(bits) * 8 < ENTRIES or not 0 <= index < len(bits) * 8:
        raise ValueError("the list is cut off, too short or too long")
    return bool(bits[index >> 3] & (0x80 >> (index & 7)))
