"""GIFT files: cut into questions with their lines, titles, categories and comments.

It must not know what the answers between the braces mean: `gift_answers.py` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from lms.content.exchange import escaping, gift_answers, gift_marks, text_formats
from lms.content.exchange.collecting import Collector, Frame
from lms.content.exchange.gift_marks import put_back
from lms.content.exchange.report import Imported, Unreadable
from lms.domain.quizzes import Item

# Where an answer stands inside a sentence, people see a line to write on.
_BLANK = "_____"
_PLACE = "\ue000"


@dataclass(slots=True)
class _Block:
    """The lines of one question, without comments."""

    line: int
    lines: list[str] = field(default_factory=list)
    id: str = ""
    tags: list[str] = field(default_factory=list)
    open: bool = False
    closed: bool = False

    def count(self, line: str) -> None:
        """Note whether the braces are open or closed behind this line."""
        for character in _braces(line):
            self.open = character == "{"
            self.closed = character == "}"


def read(text: str, notes: tuple[str, ...] = ()) -> Imported:
    """Read a GIFT file. Never raises; each question that cannot be held is skipped with its reason."""
    collector = Collector(notes)
    category = ""
    blocks = list(_blocks(text))
    for at, block in enumerate(blocks):
        if collector.full:
            collector.stop(block.line, sum(_asks(one) for one in blocks[at:]))
            break
        while block.lines and block.lines[0].lstrip().startswith("$CATEGORY:"):
            category = last_category(block.lines.pop(0).partition(":")[2])
            collector.title = collector.title or category
            block.line += 1
        if not block.lines:
            continue
        if category and category != collector.title:
            block.tags.append(category)
        start = "\n".join(block.lines)
        collector.take(block.line, start, partial(_question, block))
    return collector.result()


def _asks(block: _Block) -> bool:
    return any(not line.lstrip().startswith("$CATEGORY:") for line in block.lines)


def last_category(path: str) -> str:
    """The last name of a category path such as `$course$/top/Safety`; two slashes are one inside a name."""
    names = path.strip().replace("//", "\0").split("/")
    return " ".join(names[-1].replace("\0", "/").split())


def _blocks(text: str) -> Iterator[_Block]:
    """Questions are parted by empty lines; comments belong to the question under or around them.

    People also forget an empty line, or write one between the answers. Where only one reading is
    possible we take it: a title behind closed braces begins a question, and an empty line between
    braces ends none if the very next brace closes them.
    """
    block: _Block | None = None
    lines = text.split("\n")
    closes = _closing(lines)
    for number, line in enumerate(lines, start=1):
        bare = line.strip()
        if not bare:
            if block is not None and block.lines and not (block.open and closes[number - 1]):
                yield block
                block = None
            elif block is not None and not block.lines:
                block = None
            continue
        if block is not None and block.closed and bare.startswith(("::", "$CATEGORY:")):
            yield block
            block = None
        if block is None:
            block = _Block(number)
        if bare.startswith("//"):
            _comment(bare[2:], block)
            continue
        if not block.lines:
            block.line = number
        block.lines.append(line)
        if not bare.startswith("$CATEGORY:"):
            block.count(line)
    if block is not None and block.lines:
        yield block


def _braces(line: str) -> str:
    """The braces of a line that stand for themselves, without those that have a backslash before them."""
    return "".join(character for character in gift_marks.hide(line) if character in "{}")


def _closing(lines: list[str]) -> list[bool]:
    """For each line: whether the next brace behind it closes, with no title or category before it."""
    found = [False] * len(lines)
    closes = False
    for at in range(len(lines) - 1, -1, -1):
        found[at] = closes
        bare = lines[at].strip()
        if bare.startswith(("::", "$CATEGORY:")):
            closes = False
        elif not bare.startswith("//"):
            braces = _braces(lines[at])
            closes = braces[0] == "}" if braces else closes
    return found


def _comment(text: str, block: _Block) -> None:
    """Keep `[id:…]` and `[tag:…]` of a comment; a bracket inside one has a backslash before it."""
    hidden = text.replace("\\\\", "\2").replace("\\]", "\0").replace("\\[", "\1")
    for part in hidden.split("[")[1:]:
        inside, bracket, _ = part.partition("]")
        name, colon, value = inside.partition(":")
        meant = value.replace("\0", "]").replace("\1", "[").replace("\2", "\\").strip()
        if not bracket or not colon or not meant:
            continue
        if name.strip().casefold() == "id":
            block.id = meant
        elif name.strip().casefold() == "tag":
            block.tags.append(meant)


def _question(block: _Block, notes: list[str]) -> tuple[Item, Frame]:
    text = gift_marks.hide("\n".join(block.lines)).strip()
    title = ""
    if text.startswith("::"):
        title, colons, text = text[2:].partition("::")
        if not colons:
            raise Unreadable("The title has no two colons at its end.")
        title, text = " ".join(put_back(title).split()), text.strip()
    kind, text = gift_answers.with_format(text, text_formats.MOODLE)
    before, answers, after = _parts(text)
    answers, _, why = answers.partition("####")
    why_kind, why = gift_answers.with_format(why.strip(), kind)
    tags = tuple(tag for tag in block.tags if tag != "kind: gap")
    item = None
    if after.strip() or len(tags) < len(block.tags):
        item = gift_answers.read_gap(before.lstrip(), answers, after.rstrip(), kind, notes)
    if item is None:
        item = gift_answers.read(answers, kind, notes)
        before = f"{before.replace(_PLACE, '')}{_PLACE}{after}" if after.strip() else before
    shown = text_formats.to_markdown(put_back(before.strip()), kind, notes).replace(_PLACE, _BLANK)
    return item, Frame(
        # Some people write the whole question as its title.
        text=shown or escaping.literal(title),
        id=block.id,
        title=escaping.literal(title),
        tags=tags,
        why=text_formats.to_markdown(put_back(why), why_kind, notes),
    )


def _parts(text: str) -> tuple[str, str, str]:
    """The text before the braces, between them and after them."""
    before, opens, rest = text.partition("{")
    answers, closes, after = rest.partition("}")
    if not opens and "}" in text:
        raise Unreadable("There is a } without a { before it.")
    if not opens:
        raise Unreadable("This is a text without a question: it has no answers in braces.")
    if not closes:
        raise Unreadable("The { has no } behind it. An empty line inside a question would end it.")
    if "{" in answers or "}" in after.partition("{")[0]:
        raise Unreadable("A brace is left over. Write \\{ or \\} for a brace that people should see.")
    if "{" in after:
        pairs = 1 + after.count("{")
        raise Unreadable(f"There are {pairs} pairs of braces. Put an empty line between two questions.")
    return before, answers, after
