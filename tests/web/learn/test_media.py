"""Figures: for anybody who has the address, for ever, and harmless when opened on their own."""

from __future__ import annotations

import gzip
from pathlib import Path

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


def test_a_figure_that_is_gone_is_not_found(editor: PageClient, content: Path) -> None:
    found = address(editor)
    (content / "courses/tea/01-making/media/pot.svg").unlink()
    assert editor.get(found).status_code == 404


def test_a_video_is_sent_in_parts_and_has_its_words_on_a_page(editor: PageClient, content: Path) -> None:
    folder = content / "courses/tea/01-making"
    (folder / "media/pour.mp4").write_bytes(b"0123456789")
    (folder / "media/pour.en.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nPour.\n")
    (folder / "transcripts").mkdir()
    (folder / "transcripts/pour.md").write_text("---\ntitle: How to pour\n---\n\nHold the lid and pour.\n")
    lesson = folder / "02-warm-the-pot.md"
    lesson.write_text(
        lesson.read_text()
        + "\n- **Video:** [How to pour](media/pour.mp4)\n- **Captions:** [English](media/pour.en.vtt)\n"
        "- **Transcript:** [Read the words](transcripts/pour.md)\n"
    )
    page = editor.page("/courses/tea/warm-the-pot")
    (video,) = list(page.root.iter("video"))
    part = editor.get(video.get("src", ""), headers={"Range": "bytes=2-4"})
    assert (part.status_code, part.data) == (206, b"234")
    words = editor.page(page.links()["Read the words"])
    assert words.heading == "How to pour"
    assert "Hold the lid and pour." in words.text
