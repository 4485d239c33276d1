"""`lms content fix` draws a picture smaller that is too large for phones."""

from __future__ import annotations

from pathlib import Path

from lms.content.check import check
from tests.cli.conftest import Run
from tests.content.folders import HEARING, listening, write
from tests.support.noise import noise

PAGE = "courses/listening/01-listening/01-hearing.md"
MEDIA = "courses/listening/01-listening/media/chairs"


def test_both_files_are_written_and_the_large_one_stays(tmp_path: Path, run: Run) -> None:
    twice = "\n![Two chairs](media/chairs.png)\n" * 2
    root = write(listening(tmp_path), {PAGE: HEARING + twice, f"{MEDIA}.png": noise()})
    told = run("content", "fix", "--dry-run", str(root))
    assert "0 left" not in told.out
    ended = run("content", "fix", str(root))
    assert ended.out.endswith("2 problems put right, 0 left.\n")
    assert check(root) == []
    assert (root / f"{MEDIA}.png").read_bytes() == noise()
    write(root, {PAGE: HEARING + twice, f"{MEDIA}-small.png": b"another"})
    assert "another" in (root / f"{MEDIA}-small.png").read_text()
    assert run("content", "fix", str(root)).out.endswith("2 left.\n")
