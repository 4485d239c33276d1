"""Forms as no browser of ours sends them: fields missing, doubled, over-long, of another kind, no text."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlencode

FORM = "application/x-www-form-urlencoded"
TEXTS = (
    "",
    "0",
    "-1",
    "1",
    "2",
    "999",
    "1000000000000000000000",
    "1.5",
    "1e3",
    "٣",
    "²",
    "\x00",
    "'; DROP TABLE play; --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "{{ 7 * 7 }}",
    "\ud7ff\ue000\uffff",
    "a" * 70_000,
    "rhian-opens-the-door",
)
KINDS = (FORM, "application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "")


def bodies(fields: Mapping[str, str], *, seed: int, number: int) -> Iterator[tuple[bytes, str]]:
    """`number` bodies made from an honest form's `fields`, each with the kind of content that it claims.

    The proof that a form is ours mostly stays: without it nothing behind it would be reached.
    """
    chance = random.Random(seed)
    for _ in range(number):
        sent = [
            (name, value) for name, value in fields.items() if chance.random() < 0.9 or name == "csrf_token"
        ]
        for name in fields:
            if name != "csrf_token" and chance.random() < 0.6:
                sent = [one for one in sent if one[0] != name] + [(name, chance.choice(TEXTS))]
            if chance.random() < 0.15:
                sent.append((name, chance.choice(TEXTS)))
        if chance.random() < 0.3:
            sent.append((chance.choice(("row-1", "row-99", "answer", "sure", "unknown", "q1", "é")), "1"))
        chance.shuffle(sent)
        body = urlencode(sent, errors="surrogatepass").encode()
        if chance.random() < 0.1:
            body += b"&answer=%ff%fe&choice=%" + quote("\x00").encode()
        if chance.random() < 0.1:
            body = body[: chance.randrange(len(body))]
        yield body, FORM if chance.random() < 0.85 else chance.choice(KINDS)
