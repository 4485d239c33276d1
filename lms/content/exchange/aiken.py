"""Aiken files: a question, lettered answers, and a line that names the right one.

It must not know any other format.
"""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from lms.content.exchange import drafts, escaping
from lms.content.exchange.collecting import Collector, Frame
from lms.content.exchange.report import Answer, Imported, Unreadable
from lms.domain.quizzes import Item


@dataclass(slots=True)
class _Question:
    line: int
    text: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    key: str | None = None
    fault: str = ""


def read(text: str, notes: tuple[str, ...] = ()) -> Imported:
    """Read an Aiken file. Never raises; each question without one sure answer is skipped with its reason."""
    collector = Collector(notes)
    questions = _questions(text)
    for at, question in enumerate(questions):
        if collector.full:
            collector.stop(question.line, len(questions) - at)
            break
        collector.take(question.line, " ".join(question.text), partial(_item, question))
    return collector.result()


def _questions(text: str) -> list[_Question]:
    found: list[_Question] = []
    current: _Question | None = None
    # Lines behind the answers that are none of them: where the first stands, and what they say.
    stray: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip()
        if not bare:
            if stray and current is not None:
                current = None
            continue
        if current is None:
            current, stray = _Question(number), []
            found.append(current)
        word, colon, rest = bare.partition(":")
        if colon and word.rstrip().upper() == "ANSWER":
            current.key = rest.strip()
            current = None
        elif stray and _is_option(bare, 0):
            # The first answer again: the lines before it ask the next question.
            current = _Question(stray[0][0], [said for _, said in stray], [bare[2:].strip()])
            found.append(current)
            stray = []
        elif not stray and _is_option(bare, len(current.options)):
            current.options.append(bare[2:].strip())
        elif not current.options:
            current.text.append(bare)
        else:
            told = f'Line {number} is neither the next answer nor the line "ANSWER:".'
            current.fault = current.fault or told
            stray.append((number, bare))
    return found


def _is_option(text: str, at: int) -> bool:
    """Whether a line is the next answer: "A. …" or "A) …", then B and so on."""
    return (
        at < len(string.ascii_uppercase)
        and text[0].upper() == string.ascii_uppercase[at]
        and text[1:2] in (".", ")")
        and (text[2:3].isspace() or len(text) == 2)
    )


def _item(question: _Question, notes: list[str]) -> tuple[Item, Frame]:
    if question.fault:
        raise Unreadable(question.fault)
    if question.key is None:
        raise Unreadable('There is no line "ANSWER:" for this question.')
    letters = string.ascii_uppercase[: len(question.options)]
    # Some write the answer's letter as it stands above, with its stop.
    key_letter = question.key.rstrip(".)")
    if len(key_letter) != 1 or key_letter.upper() not in letters:
        told = f'"ANSWER: {question.key[:40]}" does not name one of the answers above it.'
        raise Unreadable(f"{told} Write one letter, for example ANSWER: A.")
    key = letters.index(key_letter.upper())
    answers = [Answer(_shown(text), Fraction(at == key)) for at, text in enumerate(question.options)]
    return drafts.choice(answers, notes), Frame(text=_shown(" ".join(question.text)))


def _shown(text: str) -> str:
    return escaping.literal(escaping.unescaped(text))
