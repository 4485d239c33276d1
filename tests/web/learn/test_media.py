"""Figures: for anybody who has the address, for ever, and harmless when opened on their own."""

from __future__ import annotations

import gzip

from tests.support.app import CONTENT
from tests.support.client import PageClient

DRAWING = CONTENT / "courses/tea/01-making/media/pot.svg"


def address(learner: PageClient) -> str:
    page = learner.page("/courses/tea/ask-first")
    return next(picture.get("src", "") for picture in page.root.iter("img"))


def test_a_figure_is_kept_for_ever_and_can_do_nothing(learner: PageClient) -> None:
    answer = learner.get(address(learner))
    assert answer.data == DRAWING.read_bytes()
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def test_a_figure_needs_no_sign_in(learner: PageClient) -> None:
    stranger = learner.application.test_client()
    assert stranger.get(address(learner)).status_code == 200


def test_a_drawing_is_sent_compressed(learner: PageClient) -> None:
    answer = learner.get(address(learner), headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == DRAWING.read_bytes()


def test_another_digest_or_name_is_not_found(learner: PageClient) -> None:
    found = address(learner)
    for wrong in ("/media/000000000000/pot.svg", found.replace("pot", "pan"), "/media/x/..%2f..%2fsecret"):
        assert learner.get(wrong).status_code == 404
