"""The course that comes with the platform keeps the rules of the format."""

from __future__ import annotations

from pathlib import Path

from lms.content.check import check

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_shipped_course_has_no_errors_and_no_warnings() -> None:
    assert [problem for problem in check(ROOT) if problem.level != "note"] == []
