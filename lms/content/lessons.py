"""A lesson file becomes its settings, its text and its checks; shared pages and glossaries likewise.

Text in, model out. It must not know other files: `lint.py` follows the links, `assemble.py` draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lms.content import conversations, item_lines, items, links, prose, settings_block, source, values
from lms.content.item_lines import Heading, heading_of
from lms.content.items import Found
from lms.content.links import Link
from lms.content.problems import Problem, Report, nearest
from lms.content.prose import Include, PageHeading, Prose
from lms.content.settings_block import Entry, Settings
from lms.content.source import Line
from lms.content.values import Reviewed
from lms.domain.conversations import Conversation

SETTINGS = frozenset(["title", "minutes", "objectives", "summary", "kind", "owner", "reviewed"])


@dataclass(frozen=True, slots=True)
class TextPart:
    """Markdown between two checks."""

    text: str


@dataclass(frozen=True, slots=True)
class IncludePart:
    """Another page's text stands here."""

    include: Include


Part = TextPart | IncludePart | Found


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonDraft:
    """One lesson as written. `minutes` None means that the author did not say.

    With `conversation` it is one to play, and `parts` are only what stands above its first scene.
    `is_conversation` is also true of one that cannot be played as written.
    """

    path: str
    slug: str
    title: str
    minutes: int | None
    minutes_line: int
    words: int
    objectives: tuple[Entry, ...]
    parts: tuple[Part, ...]
    headings: tuple[PageHeading, ...]
    links: tuple[Link, ...]
    includes: tuple[Include, ...]
    transcripts: tuple[str, ...]
    reviewed: Reviewed | None
    conversation: Conversation | None = None
    is_conversation: bool = False

    @property
    def checks(self) -> tuple[Found, ...]:
        return tuple(part for part in self.parts if isinstance(part, Found))

    def estimate(self) -> int:
        """Minutes that reading alone takes, at least one."""
        return max(1, round(self.words / prose.WORDS_A_MINUTE))


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedDraft:
    """A page that others include: its text without settings, and what it points to."""

    path: str
    parts: tuple[TextPart | IncludePart, ...]
    headings: tuple[PageHeading, ...]
    links: tuple[Link, ...]
    includes: tuple[Include, ...]


def read_lesson(path: str, text: str) -> tuple[LessonDraft | None, list[Problem]]:
    """Read one lesson; None if it has no settings. Never raises."""
    report = Report(path)
    lines = source.lines_of(source.clean(text))
    settings = _settings(report, lines)
    if settings is None:
        return None, report.found
    values.require(report, settings, {"title": "Listening before advising"})
    kind = values.first(settings, "kind")
    told = conversations.is_wanted(settings)
    if kind is not None and not told and kind.text.casefold().rstrip(".") != "lesson":
        near = nearest(kind.text, ["lesson", conversations.KIND])
        fix = "Write one of these two." if near is None else f"Write {near}."
        values.wrong(report, "kind", kind, '"lesson" or "conversation"', fix)
    body = prose.without_title(list(source.scan(lines[settings.body :], settings.body + 1)))
    draft = _told(report, settings, body) if told else _lesson(report, settings, body)
    return draft, report.found


def _settings(report: Report, lines: Sequence[str]) -> Settings | None:
    """The settings of a lesson, or those of a conversation if the file says that it is one."""
    both = settings_block.read(Report(report.path), lines, SETTINGS | conversations.SETTINGS)
    # A misspelt kind is reported itself; its other settings are not unknown as well.
    told = both is not None and conversations.is_meant(both)
    return settings_block.read(report, lines, conversations.SETTINGS if told else SETTINGS)


def _lesson(report: Report, settings: Settings, body: list[Line]) -> LessonDraft:
    reader = _Reader(report)
    reader.read(body)
    return _draft(report, settings, reader.page, reader.parts, values.whole(report, settings, "minutes"))


def _told(report: Report, settings: Settings, body: list[Line]) -> LessonDraft:
    minutes = values.whole(report, settings, "minutes")
    told = conversations.read(report, settings, body, minutes)
    parts: list[Part] = [*text_parts(report.path, list(told.intro))]
    draft = _draft(report, settings, told.page, parts, minutes)
    return replace(draft, conversation=told.conversation, is_conversation=True)


def _draft(
    report: Report, settings: Settings, page: Prose, parts: Sequence[Part], minutes: int | None
) -> LessonDraft:
    entry = values.first(settings, "minutes")
    objectives = settings.by_name.get("objectives")
    return LessonDraft(
        path=report.path,
        slug=links.file_slug(report.path),
        title=values.text(settings, "title"),
        minutes=minutes,
        minutes_line=entry.line if entry is not None else settings.line,
        words=page.words,
        objectives=objectives.entries() if objectives is not None else (),
        parts=tuple(parts),
        headings=tuple(page.headings),
        links=tuple(page.links),
        includes=tuple(page.includes),
        transcripts=tuple(page.transcripts),
        reviewed=values.reviewed(report, settings),
    )


def read_shared(path: str, text: str) -> tuple[SharedDraft, list[Problem]]:
    """Read a page that others include; settings at its top are allowed and not needed. Never raises."""
    report = Report(path)
    lines = source.lines_of(source.clean(text))
    place = settings_block.find(lines, SETTINGS)
    start = place[1] + 1 if place is not None and place[2] else 0
    body = list(source.scan(lines[start:], start + 1))
    page = prose.read(report, body)
    parts: list[TextPart | IncludePart] = [] if page.too_many_brackets else text_parts(path, body)
    draft = SharedDraft(
        path=path,
        parts=tuple(parts),
        headings=tuple(page.headings),
        links=tuple(page.links),
        includes=tuple(page.includes),
    )
    return draft, report.found


def text_parts(path: str, lines: list[Line]) -> list[TextPart | IncludePart]:
    """Text and includes in turn."""
    parts: list[TextPart | IncludePart] = []
    block: list[str] = []
    for line in lines:
        include = prose.include_of(path, line)
        if include is None:
            block.append(line.text)
            continue
        _flush(parts, block)
        parts.append(IncludePart(include))
    _flush(parts, block)
    return parts


def _flush(parts: list[TextPart | IncludePart], block: list[str]) -> None:
    text = "\n".join(block).strip("\n")
    if text.strip():
        parts.append(TextPart(text))
    block.clear()


class _Reader:
    """Cuts a lesson into text and checks: a check ends at the next heading, or where other text begins."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.parts: list[Part] = []
        self.page = Prose()
        self.ids: dict[str, int] = {}

    def read(self, lines: list[Line]) -> None:
        self.page = prose.read(self.report, lines)
        if self.page.too_many_brackets:
            return
        text: list[Line] = []
        at = 0
        while at < len(lines):
            heading = _check_heading(lines, at)
            if heading is None:
                text.append(lines[at])
                at += 1
                continue
            self.parts += text_parts(self.report.path, text)
            text = []
            self._colon(heading, lines[at])
            at += 1 + self._check(heading, lines[at + 1 :])
        self.parts += text_parts(self.report.path, text)

    def _colon(self, heading: Heading, line: Line) -> None:
        """Q316 for a check without its colon; the id says that a question is meant."""
        said = heading_of(line)
        found = None if said is None else prose.CHECK.match(said.text)
        if found is not None and not found[1]:
            words = f"{'#' * heading.level} Check: {heading.text}"
            self.report.add(
                "Q316",
                line.number,
                'There is no colon after "Check".',
                f"Write `{item_lines.short(words)}`.",
                heading.column,
                written=f"# {found[0].strip()}",
                wanted="# Check:",
            )

    def _check(self, heading: Heading, after: list[Line]) -> int:
        stop = next(
            (
                index
                for index, line in enumerate(after)
                if heading_of(line) is not None or prose.include_of(self.report.path, line) is not None
            ),
            len(after),
        )
        if heading.id and heading.id in self.ids:
            message = f'The id "{heading.id}" is already used on line {self.ids[heading.id]}.'
            self.report.add("Q302", heading.line, message, "Give the copy a new id.", heading.column)
        elif heading.id:
            self.ids[heading.id] = heading.line
        found, taken = items.read_item(self.report, heading, after[:stop], check=True, marking=None)
        if found is not None:
            self.parts.append(found)
        return taken


def _check_heading(lines: Sequence[Line], at: int) -> Heading | None:
    """The heading of the check that begins here; without a colon only if an id and a tick box make it one."""
    heading = heading_of(lines[at])
    found = None if heading is None else prose.CHECK.match(heading.text)
    if heading is None or found is None or not (found[1] or (heading.id and _has_box(lines, at + 1))):
        return None
    return Heading(
        heading.text[found.end() :].strip(), heading.id, heading.level, heading.line, heading.column
    )


def _has_box(lines: Sequence[Line], at: int) -> bool:
    """Whether there is a tick box before the next heading."""
    for line in lines[at:]:
        if heading_of(line) is not None:
            return False
        if not line.code and item_lines.OPTION.match(line.text):
            return True
    return False
