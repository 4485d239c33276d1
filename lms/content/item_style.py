"""What makes a question that can be marked easy to guess or hard to learn from.

It must not know how it is marked.
"""

from __future__ import annotations

import re

from lms.content import links
from lms.content.item_lines import RawItem
from lms.content.problems import Report
from lms.domain.quizzes import Item, Reflection, Scale, SingleChoice

_NOT = re.compile(r"\bnot\b")
_EMPHASIS = re.compile(r"(\*\*|__|\*|_)(?=\S).+?(?<=\S)\1")


def check(report: Report, raw: RawItem, item: Item) -> None:
    """What makes a question that can be marked easy to guess or hard to learn from."""
    heading = raw.heading
    explained = isinstance(item, Reflection | Scale) or "Why" in raw.labels
    if not explained and not any(option.feedback for option in raw.options):
        report.add(
            "Q319",
            heading.line,
            "There is no explanation.",
            "Add `**Why:**` and one sentence.",
            heading.column,
        )
    if _NOT.search(_EMPHASIS.sub("", links.without_code(heading.text))):
        message = 'The question contains "not" in ordinary letters.'
        fix = "Write **not**, or ask it the other way round."
        report.add("Q320", heading.line, message, fix, heading.column)
    right = next((option for option in raw.options if option.ticked), None)
    if isinstance(item, SingleChoice) and right is not None:
        longest = max(len(option.text) for option in raw.options if not option.ticked)
        # Under forty letters the difference is not one that people see.
        if len(right.text) > max(2 * longest, 40):
            message = "The right answer is more than twice as long as the others. People learn to pick it."
            report.add("Q318", right.line, message, "Shorten it, or lengthen another.", right.column)
