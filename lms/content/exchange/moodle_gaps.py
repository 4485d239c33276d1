"""Moodle's texts with numbered gaps, chosen from lists or filled by dragging, as gaps of ours.

Each gap is marked alike in both systems, so nothing is lost. It must not know the file around them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lms.content.exchange import cloze, drafts, text_formats
from lms.content.exchange.moodle_texts import formatted, plain
from lms.content.exchange.report import MOST_OPTIONS, Answer, Unreadable
from lms.content.exchange.xml_reading import Node
from lms.domain.quizzes import Gap, GapFill

_GAP = re.compile(r"\[\[(\d{1,4})\]\]")
_CHOICES = {"gapselect": "selectoption", "ddwtos": "dragbox"}


@dataclass(frozen=True, slots=True)
class _Choice:
    text: str
    group: str


def read(kind: str, node: Node, notes: list[str]) -> GapFill:
    """The text with its gaps as lists to choose from. Raises: Unreadable if a number names no choice."""
    choices = [_choice(one) for one in node.named(_CHOICES[kind])]
    if len(choices) > MOST_OPTIONS:
        raise Unreadable(f"There are more than {MOST_OPTIONS} choices.")
    raw, how = formatted(node.child("questiontext"), text_formats.HTML)
    places = list(_GAP.finditer(raw))
    if not places:
        raise Unreadable("There is no gap in this text.")
    gaps = [_gap(choices, int(found[1])) for found in places]
    if kind == "ddwtos":
        notes.append("Words to drag are now lists to choose from.")
    return cloze.with_gaps(_GAP.split(raw)[::2], gaps, how, notes)


def _choice(node: Node) -> _Choice:
    text, how = formatted(node, text_formats.HTML)
    return _Choice(text_formats.to_words(text, how), plain(node, "group"))


def _gap(choices: Sequence[_Choice], number: int) -> Gap:
    if not 1 <= number <= len(choices):
        raise Unreadable(f"The gap [[{number}]] has no choice with this number.")
    right = choices[number - 1]
    listed = [one.text for one in choices if one.group == right.group]
    answers = [Answer(text, Fraction(text == right.text)) for text in dict.fromkeys(listed)]
    return drafts.gap(answers, [], menu=True)
