"""What a page of ordinary text holds - headings, links, pictures, boxes, videos - and slips in it.

It must not know whether what a link points to is there: `lint.py` does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lms.content import boxes, links, references
from lms.content.item_lines import HEADING, heading_of
from lms.content.links import Link
from lms.content.problems import Report
from lms.content.source import Line

# For each paragraph: what is opened and not closed, brackets in all, and other marks that open something.
UNMATCHED_LIMIT = 200
BRACKET_LIMIT = 1000
OPENER_LIMIT = 4000
WORDS_A_MINUTE = 200

_OPENERS = re.compile(r"[*_`!&\\]")
# Whether a heading begins a check, and whether the colon is there.
CHECK = re.compile(r"check\b\s*(:?)", re.IGNORECASE)
_INCLUDE = re.compile(
    r"^\s{0,3}\[\s*Include:\s*([^\[\]]*)\]\(\s*<?([^()<>]{1,500}?)>?\s*\)\s*$", re.IGNORECASE
)
_VIDEO = re.compile(
    r"^\s*[-*+]\s+\*\*\s*(Video|Captions|Transcript)\s*(?::\s*\*\*|\*\*\s*:)\s*(.*)$", re.IGNORECASE
)
_HTML = re.compile(
    r"(?<!\\)<(?:/?[A-Za-z][A-Za-z0-9-]{0,30}(?::[A-Za-z]{1,20}(?=[\s/>]))?(?:\s[^<>]{0,300})?/?|!--.{0,300}?--)>"
)
_ESCAPED = re.compile(r"\\\[\\?\[")
_FILE_NAME = re.compile(
    r"^\S+\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?)$|^(?:img|dsc|image|screenshot)[\s_-]?\d+$", re.I
)
_EMPTY_WORDS = frozenset(
    [
        "here",
        "click here",
        "click",
        "this",
        "link",
        "this link",
        "this page",
        "more",
        "learn more",
        "link here",
        "click this link",
        "read more",
        "find out more",
        "see here",
    ]
)


@dataclass(frozen=True, slots=True)
class PageHeading:
    text: str
    level: int
    line: int


@dataclass(frozen=True, slots=True)
class Include:
    """A line that puts another page here: `target` as written, `path` from the content root if it has one."""

    target: str
    path: str | None
    line: int


@dataclass(slots=True)
class Video:
    line: int
    column: int
    captions: bool = False
    transcript: bool = False


@dataclass(slots=True)
class Prose:
    """Everything in a text that other files may have to answer for."""

    headings: list[PageHeading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    includes: list[Include] = field(default_factory=list)
    transcripts: list[str] = field(default_factory=list)
    # Small letters of each heading -> the line where it stands first.
    names: dict[str, int] = field(default_factory=dict)
    words: int = 0
    too_many_brackets: bool = False


def include_of(path: str, line: Line) -> Include | None:
    """The include that a line is, None if it is ordinary text."""
    found = None if line.code else _INCLUDE.match(line.text)
    if found is None:
        return None
    target = found[2].strip()
    return Include(target, links.resolve(path, links.split(target)[0]), line.number)


def read(report: Report, lines: Sequence[Line]) -> Prose:
    """Look through the lines of a page once; problems of the text itself go to the report."""
    prose = Prose()
    if _too_many_brackets(report, lines):
        prose.too_many_brackets = True
        return prose
    for line in lines:
        if line.code:
            continue
        prose.words += len(line.text.split())
        include = include_of(report.path, line)
        if include is not None:
            prose.includes.append(include)
            continue
        _heading(report, prose, line)
        _links(report, prose, line)
        _slips(report, line)
    boxes.check(report, lines)
    references.check(report, lines)
    _videos(report, prose, lines)
    return prose


def is_heavy(paragraph: str) -> bool:
    """Whether drawing a paragraph could take seconds: the work grows with the square of what is left open."""
    pairs = (("[", "]"), ("<", ">"), ("](", ")"))
    return (
        any(paragraph.count(left) - paragraph.count(right) > UNMATCHED_LIMIT for left, right in pairs)
        or paragraph.count("[") > BRACKET_LIMIT
        or len(_OPENERS.findall(paragraph)) > OPENER_LIMIT
    )


def _too_many_brackets(report: Report, lines: Sequence[Line]) -> bool:
    start, paragraph = 0, ""
    for line in (*lines, Line(0, "")):
        if not line.blank:
            start = start if paragraph else line.number
            paragraph += line.text + "\n"
        elif paragraph:
            if is_heavy(paragraph):
                report.add(
                    "F115",
                    start,
                    f"This paragraph has more than {UNMATCHED_LIMIT} open brackets, so we did not draw it.",
                    "Look for a long run of brackets near this line.",
                )
                return True
            paragraph = ""
    return False


def _heading(report: Report, prose: Prose, line: Line) -> None:
    found = heading_of(line)
    if found is None:
        return
    text = links.plain(found.text)
    check = CHECK.match(text)
    is_check = check is not None and bool(check[1] or found.id)
    before = prose.headings[-1].level if prose.headings else 1
    if found.level > before + 1 and not is_check:
        report.add(
            "L201",
            line.number,
            f"This heading jumps from level {before} to level {found.level}.",
            f"Use `{'#' * (before + 1)}`.",
            found.column,
            written="#" * found.level,
            wanted="#" * (before + 1),
        )
    same = prose.names.get(text.casefold())
    if same is not None and not is_check:
        message = f'Two headings on this page are called "{text}" (also line {same}).'
        report.add("L202", line.number, message, "Give one a different name.", found.column)
    if not is_check:
        prose.headings.append(PageHeading(text, found.level, line.number))
        prose.names.setdefault(text.casefold(), line.number)


def _links(report: Report, prose: Prose, line: Line) -> None:
    for link in links.in_line(line.text, line.number):
        prose.links.append(link)
        words = " ".join(links.plain(link.text).split())
        if link.picture:
            _alt_text(report, link, words)
        elif words.casefold().strip(".:!…›»> ") in _EMPTY_WORDS:
            message = f'The link text "{words}" does not say where it goes.'
            report.add("L211", link.line, message, "Use the name of the page.", link.column)


def _alt_text(report: Report, link: Link, words: str) -> None:
    if not words:
        fix = "Say what it shows: `![Two chairs side by side](…)`, or `![decorative](…)`."
        report.add("L203", link.line, "This picture has no description (alt text).", fix, link.column)
    elif _FILE_NAME.match(words):
        message = f'The description is "{words}", which looks like a file name.'
        fix = "Say what a person who cannot see it needs to know."
        report.add("L204", link.line, message, fix, link.column)


def _slips(report: Report, line: Line) -> None:
    text = links.without_code(line.text)
    html = _HTML.search(text)
    if html:
        message = f'We do not show HTML. People will see "{html[0][:80]}" as text.'
        report.add("L213", line.number, message, "Delete it, or use **bold**.", html.start() + 1)
    escaped = _ESCAPED.search(text)
    if escaped:
        message = 'An editor has put "\\" in front of "[[". The gap will not work.'
        report.add("L218", line.number, message, "Remove the backslash.", escaped.start() + 1)


def _videos(report: Report, prose: Prose, lines: Sequence[Line]) -> None:
    video: Video | None = None
    for line in (*lines, Line(0, "end")):
        found = None if line.code else _VIDEO.match(line.text)
        if found is None:
            # A line further in goes on with the one above it.
            if video is not None and not line.blank and (line.indent < 2 or boxes.LIST.match(line.text)):
                _video_done(report, video)
                video = None
            continue
        label = found[1].casefold()
        if label == "video":
            if video is not None:
                _video_done(report, video)
            video = Video(line.number, line.column)
        elif video is not None:
            leads = any(True for _ in links.in_line(found[2], line.number))
            video.captions = video.captions or (label == "captions" and leads)
            video.transcript = video.transcript or (label == "transcript" and leads)
            if label == "transcript":
                prose.transcripts += [link.target for link in links.in_line(found[2], line.number)]


def _video_done(report: Report, video: Video) -> None:
    if not video.captions:
        fix = "Add `- **Captions:** [English](….vtt)` under it."
        report.add("L207", video.line, "This video has no captions.", fix, video.column)
    if not video.transcript:
        fix = "Add `- **Transcript:** [Read it](….md)` under it."
        report.add("L208", video.line, "This video has no transcript.", fix, video.column)


def without_title(lines: Sequence[Line]) -> list[Line]:
    """The lines after the first `# heading`, if nothing but empty lines stands above it."""
    for index, line in enumerate(lines):
        found = None if line.code else HEADING.match(line.text)
        if found and len(found[1]) == 1:
            return list(lines[index + 1 :])
        if not line.blank:
            break
    return list(lines)
