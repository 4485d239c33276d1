"""The lines of a conversation one by one: what a scene, a choice, an ending and a debrief look like.

It must not know whether scenes and choices belong together: `conversations.py` does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lms.content import links
from lms.content.item_lines import LABEL, QUOTE, Heading, heading_of
from lms.content.source import Line
from lms.domain.conversations import Corner, Level

_BULLET = re.compile(r"^\s*(?:[-*+•–—]|\d{1,3}[.)])\s+(\S.*)$")
_RATING = re.compile(
    r"\(?\b(high|low)\s{1,5}(support|challenge)\W{1,10}(?:and\W{1,10})?(high|low)\s{1,5}(support|challenge)\b\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RawChoice:
    """A list item that leads on. `target` is the name behind # of its link; None = there is none of it.

    Its own words, without what follows from it, are on the lines from `line` to `last`.
    """

    text: str
    target: str | None
    corner: Corner | None
    consequence: str
    line: int
    column: int
    last: int


@dataclass(slots=True)
class Block:
    """A `##` heading and what stands under it; `lines` are those of its choices."""

    heading: Heading
    slug: str
    body: list[Line] = field(default_factory=list)
    text: str = ""
    ending: bool = False
    choices: list[RawChoice] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)


def cut(lines: Sequence[Line]) -> tuple[list[Line], list[Block]]:
    """The text above the first `##` heading, and a block for each of these headings."""
    intro: list[Line] = []
    blocks: list[Block] = []
    for line in lines:
        heading = heading_of(line)
        if heading is not None and heading.level == 2:
            blocks.append(Block(heading, links.slugify(links.plain(heading.text))))
        else:
            (blocks[-1].body if blocks else intro).append(line)
    for block in blocks:
        _fill(block)
    return intro, blocks


def corner_in(text: str) -> Corner | None:
    """The corner that a text names, such as "high support, low challenge"; None if it names none."""
    found = _RATING.search(text)
    return None if found is None else _corner(found)


def parts(lines: Sequence[Line]) -> tuple[str, dict[Corner, str]]:
    """A debrief: what everyone reads, and the text under each heading that names a corner."""
    corner: Corner | None = None
    intro: list[str] = []
    texts: dict[Corner, list[str]] = {}
    for line in lines:
        heading = heading_of(line)
        named = corner_in(heading.text) if heading is not None else None
        corner = named or corner
        if named is None:
            (intro if corner is None else texts.setdefault(corner, [])).append(line.text)
    return "\n".join(intro).strip(), {corner: "\n".join(text).strip() for corner, text in texts.items()}


def _corner(found: re.Match[str]) -> Corner | None:
    said = {found[2].casefold(): found[1].casefold(), found[4].casefold(): found[3].casefold()}
    return (Level(said["support"]), Level(said["challenge"])) if len(said) == 2 else None


def _fill(block: Block) -> None:
    """Tell the choices of a scene from its text."""
    text: list[str] = []
    for piece in _pieces(block.body):
        choice = _choice(piece)
        if choice is not None:
            block.choices.append(choice)
            block.lines.update(line.number for line in piece)
            continue
        for line in piece:
            label = None if line.code else LABEL.match(line.text)
            ends = label is not None and label[2].casefold() == "ending"
            block.ending = block.ending or ends
            text.append(label[3] if label is not None and ends else line.text)
    block.text = "\n".join(text).strip()


def _pieces(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of a scene, cut where a list item begins and where it ends."""
    pieces: list[list[Line]] = [[]]
    inside = gap = False
    for line in lines:
        begins = not line.code and _BULLET.match(line.text) is not None
        ends = heading_of(line) is not None or (gap and not line.blank and line.indent < 2)
        if begins or (inside and ends):
            pieces.append([])
            inside = begins
        pieces[-1].append(line)
        gap = line.blank
    return pieces


def _choice(piece: Sequence[Line]) -> RawChoice | None:
    """The choice that a list item is, None for ordinary text. The quote in it is its consequence."""
    bullet = None if not piece or piece[0].code else _BULLET.match(piece[0].text)
    if bullet is None:
        return None
    first, number = piece[0], piece[0].number
    quote = next((at for at, line in enumerate(piece) if at and QUOTE.match(line.text)), len(piece))
    said = " ".join((bullet[1], *(line.text.strip() for line in piece[1:quote]))).strip()
    link = next((one for one in links.in_line(said, number) if one.target.startswith("#")), None)
    start = 0 if link is None else link.column - 1
    rating = _RATING.search(said, start if link is None else start + len(link.text))
    if link is None and rating is None:
        return None
    text = said if link is None else said[:start] + link.text
    rest = [] if rating is None else [said[rating.end() :].strip()]
    for line in piece[quote:]:
        quoted = QUOTE.match(line.text)
        rest.append(line.text.strip() if quoted is None else quoted[1])
    corner = None if rating is None else _corner(rating)
    target = None if link is None else links.split(link.target)[1]
    return RawChoice(
        text, target, corner, "\n".join(rest).strip(), number, first.column, piece[quote - 1].number
    )
