"""A picture that is too large gets a smaller one beside it, and the page shows that."""

from __future__ import annotations

from pathlib import Path

from lms.content import pictures
from lms.content.check import check
from lms.services import pictures as repairs
from tests.content.folders import HEARING, listening, write
from tests.support.noise import noise

PAGE = "courses/listening/01-listening/01-hearing.md"
MEDIA = "courses/listening/01-listening/media/chairs"


def test_a_large_picture_is_drawn_smaller_and_shown_instead(tmp_path: Path) -> None:
    text = HEARING + "\n![Two chairs](media/chairs.png)\n"
    root = write(listening(tmp_path), {PAGE: text, f"{MEDIA}.png": noise()})
    (problem,) = [one for one in check(root) if one.code == "L206"]
    assert repairs.place(problem) == f"{MEDIA}.png"
    made = repairs.smaller(problem, text, noise())
    assert made is not None
    assert made.path == f"{MEDIA}-small.png"
    assert (pictures.size(made.data), len(made.data) <= pictures.LARGE) == ((600, 333), True)
    assert "![Two chairs](media/chairs-small.png)\n" in made.text
    broken = noise()[:40] + b"x" * 100
    assert repairs.smaller(problem, text, broken) is None
    assert repairs.smaller(problem, "Another text.\n", noise()) is None
