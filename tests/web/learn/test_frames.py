"""Pages cut into pieces and put together again."""

from __future__ import annotations

import gzip

import pytest

from lms.web.learn import frames
from lms.web.learn.frames import SLOT, Frames


@pytest.mark.parametrize(
    "page",
    [
        "",
        "no slot at all",
        f"secret{SLOT}secret{SLOT}secretsecretsecret{SLOT}",
        SLOT,
        f"a{SLOT}b",
        f"{SLOT}{SLOT}",
        f"é{SLOT}" * 40 + "end",
        "x" * 70_000 + SLOT,
    ],
)
@pytest.mark.parametrize("token", [b"", b"t", b"a-token-of-some-length" * 3, b"secret" * 11])
def test_both_forms_hold_the_page_with_the_token_in_each_slot(page: str, token: bytes) -> None:
    frame = frames.cut(page, len(token))
    whole = page.replace(SLOT, token.decode()).encode()
    assert frame.plain(token) == whole
    assert gzip.decompress(frame.gzipped(token)) == whole


def test_the_length_of_a_compressed_page_says_nothing_about_the_token() -> None:
    frame = frames.cut(f'<p>secret="aaaa"</p>{SLOT}<p>secret="bbbb"</p>{SLOT}', 13)
    assert len(frame.gzipped(b'secret="aaaa"')) == len(frame.gzipped(b'qzjxkv!"zzzz"'))


def test_the_tag_names_the_bytes() -> None:
    assert frames.cut(f"a{SLOT}b").tag == frames.cut(f"a{SLOT}b").tag
    assert frames.cut(f"a{SLOT}b").tag != frames.cut(f"ab{SLOT}").tag


def test_only_the_pages_asked_for_last_are_kept() -> None:
    kept = Frames(kept=2)
    drawn: list[str] = []

    def page(name: str) -> str:
        drawn.append(name)
        return name

    for name in ("one", "two", "one", "three", "one", "two"):
        kept.find((name,), lambda name=name: page(name))
    assert len(kept) == 2
    assert drawn == ["one", "two", "three", "two"]
