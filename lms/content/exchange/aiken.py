"""Aiken files: a question, lettered answers, and a line that names the right one.

It must not know any other format.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from lms.content.exchange import drafts, escaping
from lms.content.exchange.collecting import Collector, Frame
from lms.content.exchange.report import Answer, Imported, Unreadable
from lms.domain.quizzes import Item

# Lines that some systems write under the answer: the first ones explain it, the others we have no use for.
_KEYS = ("ANSWER", "CORRECT ANSWER")
_WHY = ("FEEDBACK", "ANSWER_EXPLANATION", "EXPLANATION", "RATIONALE")
_UNUSED = ("TAGS", "SCORE", "DESCRIPTION", "DIFFICULTY", "POINTS", "LEVEL")
_TIGHT = re.compile(r"[A-Za-z][.)]\S")


@dataclass(slots=True)
class _Question:
    line: int
    text: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    key: str | None = None
    fault: str = ""
    why: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    tight: int = 0


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


class _Reader:
    """Takes the lines in turn; `stray` are those behind the answers that are none of them."""

    def __init__(self) -> None:
        self.found: list[_Question] = []
        self.current: _Question | None = None
        self.answered: _Question | None = None
        self.stray: list[tuple[int, str]] = []
        self.apart = False

    def take(self, number: int, bare: str) -> None:
        if not bare:
            self.apart = True
            if self.stray:
                self.current = None
            return
        apart, self.apart = self.apart, False
        word, colon, rest = bare.partition(":")
        name = word.rstrip().upper() if colon else ""
        if self.current is None and self.answered is not None and name in (*_WHY, *_UNUSED):
            kept = self.answered.why if name in _WHY else self.answered.unused
            kept.append(rest.strip() if name in _WHY else word.strip())
            return
        self.answered = None
        question = self.current or self._begin(_Question(number))
        if name in _KEYS:
            question.key = rest.strip()
            self.current, self.answered = None, question
        elif self.stray and _is_option(bare, 0):
            # The first answer again: the lines before it ask the next question.
            stray = self.stray
            self._begin(_Question(stray[0][0], [said for _, said in stray], [bare[2:].strip()]))
        elif not self.stray and _is_option(bare, len(question.options)):
            question.options.append(bare[2:].strip())
        elif not question.options:
            question.tight = question.tight or (number if _TIGHT.match(bare) else 0)
            question.text += ["", bare] if apart and question.text else [bare]
        elif apart and not self.stray:
            self._begin(_Question(number, [bare]))
        else:
            told = f'Line {number} is neither the next answer nor the line "ANSWER:".'
            question.fault = question.fault or told
            self.stray.append((number, bare))

    def _begin(self, question: _Question) -> _Question:
        self.current, self.stray = question, []
        self.found.append(question)
        return question


def _questions(text: str) -> list[_Question]:
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), start=1):
        reader.take(number, line.strip())
    return reader.found


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
    if question.tight and not question.options:
        raise Unreadable(f"Line {question.tight} has no space behind the letter. Write A) and then a space.")
    letters = string.ascii_uppercase[: len(question.options)]
    key_letter = _letter(question.key, question.options)
    if len(key_letter) != 1 or key_letter.upper() not in letters:
        told = f'"ANSWER: {question.key[:40]}" does not name one of the answers above it.'
        raise Unreadable(f"{told} Write one letter, for example ANSWER: A.")
    key = letters.index(key_letter.upper())
    answers = [Answer(_shown(text), Fraction(at == key)) for at, text in enumerate(question.options)]
    if question.unused:
        notes.append(f"Left out: {', '.join(dict.fromkeys(question.unused))}.")
    why = "\n\n".join(_shown(said) for said in question.why if said)
    # What stands right above the answers is the question; a chapter or a case may stand above that.
    *above, asked = "\n".join(question.text).split("\n\n")
    if above:
        notes.append("The text above the question now stands under it.")
    text = "\n\n".join(_shown(part) for part in (asked, *above))
    return drafts.choice(answers, notes), Frame(text=text, why=why)


def _letter(key: str, options: list[str]) -> str:
    """The letter that a key names. Some write it with its stop, or the whole answer as it stands above."""
    letter, rest = key[:1], key[1:].lstrip(".) ")
    at = string.ascii_uppercase.find(letter.upper()) if letter else -1
    same = 0 <= at < len(options) and rest.casefold() == options[at].casefold()
    return letter if same and key[1:2] in (".", ")") else key.rstrip(".)")


def _shown(text: str) -> str:
    return escaping.literal(escaping.unescaped(text))
