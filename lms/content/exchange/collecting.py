"""One import in progress: questions taken over, questions skipped, names given, limits kept.

It must not know any format.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from lms.content.exchange import escaping, keeping, markdown_quiz
from lms.content.exchange.report import (
    LARGEST_QUESTION,
    LONGEST_TEXT,
    MOST_QUESTIONS,
    Imported,
    Skipped,
    Unreadable,
    excerpt,
)
from lms.domain.ids import is_slug
from lms.domain.quizzes import (
    Difficulty,
    GapFill,
    Item,
    MarkedBy,
    Marking,
    Matching,
    MultipleResponse,
    Ordering,
    OrderMarking,
    Reflection,
)

# Words that tell nothing apart when an id is made of a heading's first words.
_SMALL = frozenset(
    word
    for line in (
        "a an and are as at be by can do does for from how if in is it its of on one or our that the their",
        "there these they this to was we were what when where which who why with would you your",
    )
    for word in line.split()
)
_LONGEST_WORD = 24
# TeX between \\( and \\), $$ and $$, or $ and $ with a command in it.
_FORMULA = re.compile(
    r"\\\([^\n]{1,300}\\\)|\$\$[^$]{1,300}\$\$|\$[^$\n]{0,200}\\[a-zA-Z]{2,20}[^$\n]{0,200}\$"
)
COMPLETE = "Complete the sentence"
READ = "Read this and answer"


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the answers of a question; `text` is Markdown, its first paragraph the heading."""

    text: str = ""
    id: str = ""
    title: str = ""
    tags: tuple[str, ...] = ()
    why: str = ""
    hint: str = ""
    marks: int = 1


class Collector:
    """Takes the questions of one file in turn."""

    def __init__(self, notes: tuple[str, ...] = ()) -> None:
        self.title = ""
        self.intro = ""
        self.items: list[Item] = []
        self.skipped: list[Skipped] = []
        self.notes = list(notes)
        self._ids: set[str] = set()

    @property
    def full(self) -> bool:
        return len(self.items) + len(self.skipped) >= MOST_QUESTIONS

    def take(self, line: int, start: str, read: Callable[[list[str]], tuple[Item, Frame]]) -> None:
        """Read one question; if it raises Unreadable it is skipped with its line and reason."""
        notes: list[str] = []
        try:
            item, frame = read(notes)
            self.items.append(self._framed(item, frame, notes))
        except Unreadable as fault:
            self.skip(line, fault.message, start)
        else:
            self.notes += [f"Line {line}: {note}" for note in dict.fromkeys(notes)]

    def skip(self, line: int, reason: str, start: str) -> None:
        self.skipped.append(Skipped(line, reason, excerpt(start)))

    def stop(self, line: int, left: int) -> None:
        """Say that nothing from this line on was read, and how many questions that leaves."""
        more = "The rest was not read." if left < 2 else f"This one and {left - 1:,} more were not read."
        told = f"We read at most {MOST_QUESTIONS:,} questions from one file. {more} Cut the file in parts."
        self.skip(line, told, "")

    def result(self) -> Imported:
        skipped = tuple(sorted(self.skipped, key=lambda one: one.line))
        return Imported(
            self.title, tuple(self.items), skipped, tuple(self.notes), len(self.items), self.intro
        )

    def _framed(self, item: Item, frame: Frame, notes: list[str]) -> Item:
        if len(frame.text) + len(frame.why) + len(frame.hint) > LONGEST_TEXT:
            raise Unreadable(f"The text is longer than {LONGEST_TEXT:,} characters.")
        if isinstance(item, GapFill):
            item = _with_heading(item, frame)
        else:
            text, body = escaping.split_heading(frame.text, frame.title or READ)
            item = replace(item, text=text, body=body)
        if not item.text.strip():
            raise Unreadable("The question has no text.")
        item = replace(item, why=frame.why, hint=frame.hint, marks=frame.marks)
        notes += _unready(item)
        item = _told(item, frame.tags, notes)
        if len(markdown_quiz.question(item).encode("utf-8", "replace")) > LARGEST_QUESTION:
            raise Unreadable(f"The question is larger than {LARGEST_QUESTION // 1024} KB.")
        telling = frame.text if item.text == COMPLETE else item.text
        return replace(item, id=self._id(frame.id, telling))

    def _id(self, wanted: str, heading: str) -> str:
        """A name no other question has: the wanted one, or the heading's first telling words."""
        base = wanted if is_slug(wanted) else _slug(wanted, 8) or _slug(heading, 3) or "question"
        name, count = base, 1
        while name in self._ids:
            count += 1
            name = f"{base[:90].rstrip('-')}-{count}"
        self._ids.add(name)
        return name


def _unready(item: Item) -> list[str]:
    """What the trainer must still do or know before the question can go live, although it was read."""
    found: list[str] = []
    texts = keeping.texts_of(item)
    if any("![" in text for text in texts):
        found.append("It shows a picture that did not come along. Upload it, or take it out.")
    if any(_FORMULA.search(text) for text in texts):
        found.append("A formula is shown as it is typed.")
    return found + _missing(item)


def _missing(item: Item) -> list[str]:
    if isinstance(item, Reflection) and not item.model_answer:
        return ["It needs a model answer before it can go live."]
    if isinstance(item, Matching) and len({pair.right for pair in item.pairs}) < len(item.pairs):
        return ["Two pairs have the same right-hand text. Change one before it can go live."]
    return []


def _with_heading(item: GapFill, frame: Frame) -> GapFill:
    """The paragraph before the one with the first gap is the heading; without one, the title is."""
    first = item.pieces[0].lstrip("\n")
    heading, cut, rest = first.partition("\n\n")
    if not cut:
        return replace(item, text=frame.title or COMPLETE, pieces=(first.lstrip(), *item.pieces[1:]))
    heading = " ".join(line.strip() for line in heading.split("\n"))
    return replace(item, text=heading, pieces=(rest.lstrip("\n"), *item.pieces[1:]))


def _told(item: Item, tags: tuple[str, ...], notes: list[str]) -> Item:
    """An item with its tags; those that our own exports use for other details become these again."""
    kept: list[str] = []
    for tag in tags:
        name, colon, value = (part.strip() for part in tag.partition(":"))
        told = _detail(item, name.casefold(), value) if colon and value else None
        if told is None:
            # A comma separates tags in our files.
            plain = " ".join(tag.replace(",", " ").replace(";", " ").split()).casefold().strip(".")
            kept += [plain] if plain else []
        else:
            item = told
    if len(kept) > 50:
        notes.append("Only the first 50 tags were kept.")
    return replace(item, tags=tuple(dict.fromkeys(kept))[:50])


def _detail(item: Item, name: str, value: str) -> Item | None:
    """The item with what a tag such as "difficulty: hard" says; None if that is an ordinary tag."""
    try:
        match name, item:
            case "difficulty", _:
                return replace(item, difficulty=Difficulty(value.casefold()))
            case "objective", _:
                return replace(item, objective=value)
            case "retired", _:
                return replace(item, retired_on=date.fromisoformat(value))
            case "marking", MultipleResponse():
                return replace(item, marking=Marking(value))
            case "marking", Ordering():
                return replace(item, marking=OrderMarking(value))
            case "marked by", Reflection():
                return replace(item, marked_by=MarkedBy(value))
            case _:
                return None
    except ValueError:
        return None


def _slug(text: str, most: int) -> str:
    """Up to `most` telling words of a text, in small ASCII letters and digits, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text[:2_000]).encode("ascii", "ignore").decode().lower()
    words = "".join(one if one.isalnum() else " " for one in plain.replace("'", "")).split()
    telling = [word[:_LONGEST_WORD] for word in words if word not in _SMALL] or words
    return "-".join(telling[:most])[:80].rstrip("-")
