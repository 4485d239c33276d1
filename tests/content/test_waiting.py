"""Whether a certificate waits for a trainer is said where the quiz decides about one, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.content.check import check
from tests.content.folders import COURSE, listening

QUIZ = """---
title: T
course: listening
pick:
  - everything from drawn
---

## R {{#r}}

**Model answer:** One.

**Marked by:** {by}

**Tags:** {tag}

## N {{#n}}

**Number:** 1

**Why:** So.
**Tags:** drawn
"""
DECIDES = COURSE.replace("minutes: 10", "minutes: 10\ncertificate: valid for 12 months")


@pytest.mark.parametrize(
    ("course", "by", "tag", "codes"),
    [
        (DECIDES, "trainer", "drawn", ["Q329"]),
        (DECIDES, "trainer", "reflection", []),
        (DECIDES, "self", "drawn", []),
        (COURSE, "trainer", "drawn", []),
    ],
)
def test_a_certificate_waits_for_a_drawn_reflection(
    course: str, by: str, tag: str, codes: list[str], tmp_path: Path
) -> None:
    root = listening(tmp_path, course=course, quiz=QUIZ.format(by=by, tag=tag))
    assert [problem.code for problem in check(root)] == codes
