"""The lines of a question one by one: what a heading, a tick box, a label and a table row look like.

It must not know in which order they come: `item_text.py` does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lms.content import links
from lms.content.source import Line

LABELS = (
    "Why",
    "Hint",
    "Tags",
    "Difficulty",
    "Objective",
    "Marks",
    "Marking",
    "Order",
    "Retired",
    "Choose",
    "Match",
    "Put in order",
    "Accept",
    "Number",
    "Model answer",
    "Look for",
    "Marked by",
    "Scale",
)
LIST_LABELS = ("Put in order", "Accept", "Look for", "Scale")
ANSWER_LABELS = (
    "Match",
    "Put in order",
    "Accept",
    "Number",
    "Model answer",
    "Look for",
    "Marked by",
    "Scale",
)
BOXES = ("Key point", "Reflect", "Practice example", "Safeguarding note", "Note", "Warning", "Trainer note")
HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$")
GLUED = re.compile(r"^\s{0,3}(#{2,6})[^\s#]")
_ID = re.compile(r"\s*\{\s*#\s*([^{}]*?)\s*\}\s*$")
OPTION = re.compile(r"^(\s*)[-*+•–—][ \t\u00a0]+\[([ \u00a0xX])\](?:[ \t\u00a0]+(.*))?$")
# What people put into a box: an x of another alphabet or twice, a tick, a cross, a star as elsewhere.
_MARK = r"(?:[xX×хХ]{1,2}|[✓✔✗✘✕✖☑☒✅❌√*oOyYvV+~./>?!\-–])?"
_NEARLY = re.compile(
    rf"^\s*(?:[-*+•–—]+\s*\\?[\[({{]\s*{_MARK}\s*\\?[\])}}](?![(\[:])"
    r"|[-*+•–—]\s*(?:\*\*|__)\s*\[\s*[xX]?\s*\]\s*(?:\*\*|__)"
    rf"|\\?\[\s*{_MARK}\s*\\?\](?![(\[:])|[-*+•–—]?\s*[☐☑☒✓✔✗✘✅❌]"
    # Bullets that word processors leave behind, numbers and letters: people see no tick box there.
    rf"|(?:[·◦▪‣●○■§]\s*|o\s+|(?:\d{{1,3}}|[a-hA-H])[.)]\s+)\\?\[\s*{_MARK}\s*\\?\](?![(\[:]))"
)
LABEL = re.compile(r"^\s{0,3}(\*\*|__)\s*([^*_:：]{1,40}?)\s*(?:[:：]\s*\1|\1\s*[:：])\s*(.*)$")
# Labels that say something of a question, not what is right: text of these words is rarely anything else.
_DETAILS = "Why|Hint|Tags|Difficulty|Objective|Marks|Marking|Retired|Choose|Marked by"
# These stand alone on their line, or have a short answer behind them.
_ALONE = "Match|Put in order|Accept|Look for|Model answer|Number|Scale"
_PLAIN_LABEL = re.compile(
    rf"^\s{{0,3}}(?:([*_]?)({_DETAILS})(?:[:：]\1|\1[:：])|\*\*({_DETAILS})\*\*(?=\s)|"
    rf"[-*+•]\s+(?:\*\*|__)({_DETAILS})(?:[:：]\*\*|\*\*[:：])|"
    rf"(?:\*\*|__)({_ALONE})(?:\*\*|__)(?=\s*$|\s+[\d-])|([*_]?)({_ALONE})[:：]\6(?=\s*$|\s*[\d-]))\s*(.*)$"
)
QUOTE = re.compile(r"^\s*>\s?(.*)$")
MISSED = re.compile(r"^\s*(?:\*\*)?\s*if missed\s*(?::\s*\*\*|\*\*\s*:|:)\s*(.*)$", re.IGNORECASE)
SHARE = re.compile(r"^\(\s*([+-]?\d{1,6}(?:[.,]\d{1,4})?)\s*%\s*\)\s*")
# `[[1]](#note)` is a link whose words stand in brackets.
GAP = re.compile(r"(?<!\\)\[\[(.*?)\]\](?!\()")
ENTRY = re.compile(r"^\s*(?:[-*+•–—]|(\d{1,3})[.)])(?:[ \t\u00a0]+(.*))?$")
RULE = re.compile(r"^\s{0,3}([-*_])(?:\s*\1){2,}\s*$")
BOX_START = re.compile(rf"^>\s*(?:\*\*\s*(?:{'|'.join(BOXES)})\b|\[!)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A question's heading: its words, the id behind them (None if there is none) and where it stands."""

    text: str
    id: str | None
    level: int
    line: int
    column: int


@dataclass(slots=True)
class RawOption:
    """An answer to tick; `words` are its lines."""

    words: list[str]
    ticked: bool
    share: str | None
    line: int
    column: int
    indent: int
    nearly: bool = False
    feedback: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    in_missed: bool = False
    moved: bool = False

    @property
    def text(self) -> str:
        return " ".join(word for word in self.words if word)


@dataclass(slots=True)
class RawEntry:
    """One item of the list under a label, by lines; `number` stands before it, None for a hyphen."""

    words: list[str]
    line: int
    column: int
    number: int | None = None

    @property
    def text(self) -> str:
        return " ".join(word for word in self.words if word)


@dataclass(slots=True)
class RawLabel:
    """A label, what stands behind it, and the list under it if it is a label that has one."""

    name: str
    line: int
    column: int
    lines: list[str]
    entries: list[RawEntry] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


@dataclass(slots=True)
class RawRow:
    line: int
    column: int
    cells: tuple[str, ...]


@dataclass(slots=True)
class RawItem:
    """What the lines of one question say, before anybody judges it. `damaged` holds back what follows."""

    heading: Heading
    body: list[Line] = field(default_factory=list)
    options: list[RawOption] = field(default_factory=list)
    labels: dict[str, RawLabel] = field(default_factory=dict)
    rows: list[RawRow] = field(default_factory=list)
    damaged: bool = False
    # Whether there is a gap to fill in what has been read so far; every line asks, so it is not looked up.
    gapped: bool = field(init=False)

    def __post_init__(self) -> None:
        self.gapped = has_gap(self.heading.text)

    def add(self, line: Line) -> None:
        """Take a line of the text under the heading."""
        self.body.append(line)
        self.gapped = self.gapped or (not line.code and has_gap(line.text))

    @property
    def answered(self) -> bool:
        return bool(self.options) or any(name in self.labels for name in ANSWER_LABELS)


def has_gap(text: str) -> bool:
    """Whether a line holds a gap, one shown as code left out."""
    return "[[" in text and GAP.search(links.without_code(text)) is not None


def heading_of(line: Line) -> Heading | None:
    found = None if line.code else HEADING.match(line.text)
    if found is None:
        return None
    text, item_id = split_id(found[2])
    return Heading(text, item_id, len(found[1]), line.number, found.start(1) + 1)


def split_id(text: str) -> tuple[str, str | None]:
    """A heading without its `{#id}`, and the id."""
    found = _ID.search(text)
    return (text[: found.start()].strip(), found[1]) if found else (text.strip(), None)


def is_nearly_option(text: str) -> bool:
    """Whether a line was probably meant as a tick box but is not one."""
    return OPTION.match(text) is None and _NEARLY.match(text) is not None


def plain_label(text: str) -> tuple[str, str] | None:
    """A label without its stars, its colon or its place at the margin: its name and what stands behind it."""
    found = _PLAIN_LABEL.match(text)
    return (found[2] or found[3] or found[4] or found[5] or found[7], found[8]) if found else None


def cells_of(text: str) -> tuple[str, ...]:
    """The cells of one line of a table; `\\|` is a bar inside a cell."""
    text = text.strip()
    text = text.removeprefix("|")
    if text.endswith("|") and not text.endswith("\\|"):
        text = text[:-1]
    return tuple(cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", text))


def is_separator(row: RawRow) -> bool:
    """Whether a row is the line of hyphens under the head of a table."""
    return all(re.fullmatch(r":?[-–—]+:?", cell) for cell in row.cells if cell) and any(row.cells)


def short(text: str) -> str:
    """A text as it is quoted in a message: at most sixty letters."""
    return text if len(text) <= 60 else text[:57].rstrip() + "…"


def same(text: str) -> str:
    """A text as it is compared with others of its question: spaces, capitals and a full stop do not count."""
    return " ".join(text.split()).rstrip(".").casefold()
