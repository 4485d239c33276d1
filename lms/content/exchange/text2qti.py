"""text2qti files: numbered questions with lettered, ticked, typed or numeric answers, and groups.

It must not know any other format; code blocks in such a file are never run.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial

from lms.content.exchange import decimals, drafts
from lms.content.exchange.collecting import Collector, Frame
from lms.content.exchange.report import Answer, Imported, Unreadable
from lms.content.exchange.text2qti_lines import SETTINGS, Mark, marks
from lms.domain.quizzes import Item, Marking, Number

_ANSWERS = ("a)", "*a)", "[ ]", "[*]", "*", "=", "essay", "file", "<>", "{*}", "{ }", "{}")
# Marks that end the question before them.
_APART = frozenset(
    [
        *("question", "title:", "points:", "quiz title:", "quiz description:", "text title:", "text:"),
        *("GROUP", "END_GROUP", "pick:", "points per question:", "code"),
    ]
)
_WHOLE_FEEDBACK = ("+", "-")


@dataclass(slots=True)
class _Question:
    mark: Mark
    points: Mark | None
    tag: str
    title: str
    parts: list[Mark] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    """An open group: what it says of itself before its questions."""

    name: str
    line: int
    pick: str = "1"
    points: Mark | None = None


class _Reader:
    def __init__(self, notes: tuple[str, ...]) -> None:
        self.collector = Collector(notes)
        self.question: _Question | None = None
        self.points: Mark | None = None
        self.title = ""
        self.group: _Group | None = None
        self.groups = 0

    def take(self, mark: Mark) -> None:
        match mark.name:
            case "question":
                points = self.points or (None if self.group is None else self.group.points)
                tag = "" if self.group is None else self.group.name
                self.question = _Question(mark, points, tag, self.title)
                self.points, self.title = None, ""
            case "title:":
                self.title = " ".join(mark.text.split())
            case "points:":
                self.points = mark
            case "quiz title:":
                self.collector.title = " ".join(mark.text.split())
            case "quiz description:":
                self.collector.intro = mark.text
            case "text title:" | "text:":
                self.collector.skip(mark.line, "This is a text without a question.", mark.text)
            case "GROUP" | "END_GROUP" | "pick:" | "points per question:":
                self._group(mark)
            case "code":
                reason = "Code in a file is never run, so its questions are missing."
                self.collector.skip(mark.line, reason, mark.text)
            case name if name in SETTINGS:
                self.collector.notes.append(f'Line {mark.line}: The setting "{name}" was left out.')
            case _:
                self._part(mark)

    def _group(self, mark: Mark) -> None:
        if mark.name == "GROUP":
            self.groups += 1
            self.group = _Group(f"group {self.groups}", mark.line)
        elif self.group is None:
            self.collector.skip(mark.line, f'"{mark.name}" stands outside a group.', mark.text)
        elif mark.name == "pick:":
            self.group.pick = mark.text
        elif mark.name == "points per question:":
            self.group.points = mark
        else:
            group, self.group = self.group, None
            draw = f"`{group.pick[:10]} from {group.name}`"
            self.collector.notes.append(f"Line {group.line}: To draw from this group, add {draw} to pick.")

    def _part(self, mark: Mark) -> None:
        if self.question is None:
            self.collector.skip(mark.line, "This line does not belong to a question.", mark.text)
        else:
            self.question.parts.append(mark)

    def finish(self) -> None:
        """Read the question that is open, if one is."""
        question, self.question = self.question, None
        if question is None:
            return
        self.collector.take(question.mark.line, question.mark.text, partial(_item, question))

    def result(self) -> Imported:
        self.finish()
        return self.collector.result()


def read(text: str, notes: tuple[str, ...] = ()) -> Imported:
    """Read a text2qti file. Never raises; each question that cannot be held is skipped with its reason."""
    reader = _Reader(notes)
    found = list(marks(text))
    left = sum(mark.name == "question" for mark in found)
    for mark in found:
        if mark.name in _APART:
            reader.finish()
        if reader.collector.full and reader.question is None:
            reader.collector.stop(mark.line, left)
            break
        left -= mark.name == "question"
        reader.take(mark)
    return reader.result()


def _item(question: _Question, notes: list[str]) -> tuple[Item, Frame]:
    why: list[str] = []
    solution: list[str] = []
    answers: list[tuple[Mark, list[str]]] = []
    for part in question.parts:
        if part.name in _ANSWERS:
            answers.append((part, []))
        elif part.name == "...":
            (answers[-1][1] if answers else why).append(part.text)
        elif part.name == "!":
            solution.append(part.text)
        elif part.name in _WHOLE_FEEDBACK:
            notes.append("Feedback for right or wrong answers as a whole was left out.")
        else:
            raise Unreadable(f'We do not know what line {part.line} is: "{part.text[:60]}".')
    item = _answered(answers, "\n\n".join(solution), notes)
    tags = (question.tag,) if question.tag else ()
    marked = _points(question.points, notes)
    return item, Frame(
        text=question.mark.text, title=question.title, tags=tags, why="\n\n".join(why), marks=marked
    )


def _answered(answers: list[tuple[Mark, list[str]]], solution: str, notes: list[str]) -> Item:
    names = {mark.name for mark, _ in answers}
    found = [
        Answer(" ".join(mark.text.split("\n")), Fraction("*" in mark.name), "\n\n".join(feedback))
        for mark, feedback in answers
    ]
    if names == {"essay"} and len(answers) == 1:
        return drafts.reflection(solution)
    if solution:
        notes.append("The solution was left out.")
    if any("```" in mark.text or "\n\n" in mark.text for mark, _ in answers):
        notes.append("An answer of several lines became one line.")
    if names and names <= {"a)", "*a)"}:
        return drafts.choice(found, notes)
    if names and names <= {"[ ]", "[*]"}:
        right = sum(answer.share > 0 for answer in found)
        shared = [replace(answer, share=answer.share / max(right, 1)) for answer in found]
        return replace(drafts.choices(shared, []), marking=Marking.ALL_OR_NOTHING)
    if names == {"*"}:
        # There are no stars for any text in this format, so a star is one.
        literal = [replace(answer, text=answer.text.replace("*", "\\*")) for answer in found]
        return drafts.short_text(literal, notes)
    if names == {"="} and len(answers) == 1:
        if answers[0][1]:
            notes.append("Feedback for a number was left out.")
        return _number(answers[0][0].text, notes)
    if not names:
        raise Unreadable("This question has no answers.")
    if names == {"file"}:
        raise Unreadable("This question asks for a file, which we do not collect.")
    raise Unreadable("The answers are of different kinds, or of a kind that we do not have.")


def _number(text: str, notes: list[str]) -> Number:
    low: Fraction | None = None
    high: Fraction | None = None
    span = text.startswith("[") and text.endswith("]")
    if span:
        first, _, second = text[1:-1].partition(",")
        low, high = decimals.read(first), decimals.read(second)
    elif "+-" in text or "±" in text:
        first, _, second = text.replace("±", "+-").partition("+-")
        middle, leeway = decimals.read(first), decimals.read(second.strip().removesuffix("%"))
        if middle is not None and leeway is not None:
            part = abs(middle * leeway / 100) if second.strip().endswith("%") else abs(leeway)
            low, high = middle - part, middle + part
    else:
        digits = text.replace("_", "")
        if digits.lstrip("+-").isdigit():
            low = high = decimals.read(digits)
    if low is None or high is None:
        raise Unreadable(f'We could not read "{text[:60]}" as a number.')
    return drafts.number([(low, high, Fraction(1))], notes, span=span)


def _points(mark: Mark | None, notes: list[str]) -> int:
    """The weight; half points become the whole above, because ours are whole numbers from 1 to 99."""
    if mark is None:
        return 1
    points = decimals.read(mark.text)
    if points is None or points <= 0 or (points * 2).denominator != 1:
        raise Unreadable(f'We could not read "{mark.text[:40]}" as points (whole or half).')
    whole = min(99, -(-points.numerator // points.denominator))
    if whole != points:
        notes.append(f"The weight {mark.text[:40]} became {whole}.")
    return whole
