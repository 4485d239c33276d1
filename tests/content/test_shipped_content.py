"""The course that comes with the platform keeps the rules of the format."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.content import reading, tidy
from lms.content.check import check

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_shipped_content_has_no_problem_of_any_level() -> None:
    assert check(ROOT) == []


TEXTS = sorted(path for path in reading.walk(ROOT) if reading.kind_of(path) not in (None, "media"))


@pytest.mark.parametrize("path", TEXTS)
def test_the_shipped_content_is_tidy(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert tidy.tidy(text, reading.kind_of(path) or "") == text
