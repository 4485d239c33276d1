"""The text of a lesson in plain words; nothing of its checks."""

from __future__ import annotations

from lms.content import lessons, paragraphs
from lms.domain.passages import Paragraph

LESSON = """---
title: Circles
minutes: 5
---

First **bold** words
over two lines, with a [link](other.md).

## Why it helps {#why}

- one thing
- another
> **Key point:** keep `calm`

![A circle](media/circle.png)

| Who | What |
|-----|------|
| Sam | asks |

## Check: is it so? {#so}

- [x] The secret answer
- [ ] No
"""


def test_each_block_is_a_paragraph_under_its_heading() -> None:
    draft, _ = lessons.read_lesson("courses/c/01-m/01-circles.md", LESSON)
    assert draft is not None
    found = paragraphs.of_lesson(draft)
    assert found[:5] == (
        Paragraph("", "First bold words over two lines, with a link."),
        Paragraph("", "Why it helps"),
        Paragraph("Why it helps", "one thing"),
        Paragraph("Why it helps", "another"),
        Paragraph("Why it helps", "Key point: keep calm"),
    )
    words = " ".join(one.text for one in found)
    assert "Picture: A circle" in words
    assert "Who What Sam asks" in words
    assert "secret" not in words


def test_a_heading_without_words_is_nothing_even_at_the_end() -> None:
    draft, _ = lessons.read_lesson(
        "courses/c/01-m/01-circles.md", "---\ntitle: Circles\nminutes: 5\n---\n\nFirst.\n\n## ---\n"
    )
    assert draft is not None
    assert paragraphs.of_lesson(draft) == (Paragraph("", "First."),)
