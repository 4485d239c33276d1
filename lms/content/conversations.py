"""A file with `kind: conversation` becomes scenes, choices and a debrief, or problems that say why not.

Text in, model out. It must not know where the file stands in a course, nor who plays it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lms.content import conversation_lines, conversation_ways, links, prose, settings_block, source, values
from lms.content.conversation_lines import Block, RawChoice
from lms.content.item_lines import heading_of
from lms.content.problems import Problem, Report, nearest
from lms.content.prose import Prose
from lms.content.settings_block import Settings
from lms.content.source import Line
from lms.domain.conversations import Choice, Conversation, Debrief, Level, Scene

_NAMES = "title, minutes, objectives, summary, kind, you are, they are, owner, reviewed"
SETTINGS = frozenset(_NAMES.split(", "))
KIND = "conversation"
_DEBRIEF = "debrief"
# What choices add up to is only looked at once it is plain where they lead and what they are.
_STOPS = frozenset(["S501", "S502", "S503", "S505", "S507"])
# Comparing a name with all others takes time; a file with more slips than this has other worries.
_GUESSES = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A conversation as written, None while an error stands; `page` and `intro` are what its page is made of.

    The links of its choices are not among those of the page: they lead to scenes.
    """

    conversation: Conversation | None
    page: Prose
    intro: tuple[Line, ...]


def is_wanted(settings: Settings) -> bool:
    """Whether a file says that it is a conversation."""
    return values.text(settings, "kind").casefold().rstrip(".") == KIND


def is_meant(settings: Settings) -> bool:
    """Whether a file says so, or nearly: what else is in it is read as a conversation's then."""
    said = values.text(settings, "kind")
    return bool(said) and nearest(said, [KIND, "lesson"]) == KIND


def read_conversation(path: str, text: str) -> tuple[Conversation | None, list[Problem]]:
    """Read one conversation; None if it cannot be played as written. Never raises."""
    report = Report(path)
    lines = source.lines_of(source.clean(text))
    settings = settings_block.read(report, lines, SETTINGS)
    if settings is None:
        return None, report.found
    values.require(report, settings, {"title": "At the kitchen table"})
    body = prose.without_title(list(source.scan(lines[settings.body :], settings.body + 1)))
    told = read(report, settings, body, values.whole(report, settings, "minutes"))
    return told.conversation, report.found


def read(report: Report, settings: Settings, body: Sequence[Line], minutes: int | None) -> Told:
    """Read what stands below the settings; without `minutes` the time is estimated from the words."""
    page_report = Report(report.path)
    page = prose.read(page_report, body)
    if page.too_many_brackets:
        report.found += page_report.found
        return Told(None, page, ())
    intro, blocks = conversation_lines.cut(body)
    judge = _Judge(report)
    debrief = next((block for block in blocks if block.slug == _DEBRIEF), None)
    meant = None if debrief is not None else next(filter(_is_nearly_debrief, blocks), None)
    # What was meant as the debrief is not a scene without choices as well.
    scenes = judge.scenes([block for block in blocks if block is not meant], settings.line)
    if debrief is None:
        message, fix = 'There is no "## Debrief".', "Add one; people must not leave without it."
        if meant is not None:
            fix = f"Change the heading on line {meant.heading.line} to `## Debrief`."
        report.add("S506", settings.line, message, fix)
    said, parts = conversation_lines.parts(debrief.body if debrief is not None else ())
    conversation = Conversation(
        slug=links.file_slug(report.path),
        title=values.text(settings, "title"),
        minutes=minutes or max(1, round(page.words / prose.WORDS_A_MINUTE)),
        you_are=values.text(settings, "you are"),
        they_are=values.text(settings, "they are"),
        intro="\n".join(line.text for line in intro).strip(),
        scenes=scenes,
        debrief=Debrief(said, parts),
    )
    headings = {slug: block.heading for slug, block in judge.blocks.items()}
    if scenes and judge.sure:
        conversation_ways.lead(report, conversation, headings)
    if debrief is not None and not any(one.code in _STOPS for one in report.found):
        conversation_ways.add_up(report, conversation, debrief.heading, headings[scenes[0].slug])
    twice = {problem.line for problem in report.found if problem.code == "S502"}
    page_report.found = [one for one in page_report.found if one.code != "L202" or one.line not in twice]
    chosen = {number for block in blocks if block is not debrief for number in block.lines}
    page.links = [one for one in page.links if one.line not in chosen or not one.target.startswith("#")]
    lost = [raw for block in blocks if block is not debrief for raw in block.choices if raw.target is None]
    _tell_once(report, page_report, page, lost)
    return Told(None if report.has_errors() else conversation, page, tuple(intro))


def _tell_once(report: Report, page_report: Report, page: Prose, lost: Sequence[RawChoice]) -> None:
    """Join the problems of the page, and say one thing of each choice whose link is none to a scene.

    Where its address stands elsewhere, that problem knows the very words to write. Anywhere else it is the
    choice that has to be mended: where its link goes instead does not matter.
    """
    words = {number: raw for raw in lost for number in range(raw.line, raw.last + 1)}
    apart = {
        words[one.line].line
        for one in page_report.found
        if one.code == "L212" and one.line in words and any("](#" in wanted for wanted in one.change[1:])
    }
    report.found = [one for one in report.found if one.code != "S501" or one.line not in apart]
    report.found += [
        one
        for one in page_report.found
        if one.code != "L212" or one.line not in words or words[one.line].line in apart
    ]
    page.links = [one for one in page.links if one.line not in words]


def _is_nearly_debrief(block: Block) -> bool:
    """Whether a block was meant as the debrief: its name is nearly that, or a heading names a corner."""
    if block.choices or block.ending:
        return False
    headings = (heading_of(line) for line in block.body)
    return nearest(block.slug, [_DEBRIEF]) is not None or any(
        heading is not None and conversation_lines.corner_in(heading.text) is not None for heading in headings
    )


class _Judge:
    """Whether the scenes hang together. `sure` is false once a slip leaves open where a choice leads."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.sure, self.guesses = True, _GUESSES
        self.blocks: dict[str, Block] = {}
        self.names: set[str] = set()

    def scenes(self, blocks: Sequence[Block], line: int) -> tuple[Scene, ...]:
        """The scenes in the order written; a second one of the same name is left out."""
        told = [block for block in blocks if block.slug != _DEBRIEF]
        for block in blocks:
            self._name(block)
        self.names = self.blocks.keys() - {_DEBRIEF, ""}
        if not told:
            fix = "Write a heading that begins with `##`, what happens there, and the choices."
            self.report.add("S503", line, "There is no scene yet.", fix)
        elif told[0].ending and not told[0].choices:
            message = "The first scene is an ending, so there is nothing to choose."
            self._add("S503", told[0], message, "Add choices to the first scene.")
        scenes = [(block, self._scene(block)) for block in told]
        return tuple(scene for block, scene in scenes if self.blocks[block.slug] is block)

    def _add(self, code: str, block: Block, message: str, fix: str) -> None:
        self.report.add(code, block.heading.line, message, fix, block.heading.column)

    def _name(self, block: Block) -> None:
        first = self.blocks.setdefault(block.slug, block)
        if first is not block:
            message = f"Two scenes have this name (also line {first.heading.line})."
            self._add("S502", block, message, "Rename one and its links.")
        elif not block.slug:
            self._add("S502", block, "This scene has no name.", "Write a name after the # signs.")
        self.sure = self.sure and first is block and bool(block.slug)

    def _scene(self, block: Block) -> Scene:
        """A scene and where its choices lead; without any it counts as an ending from here on."""
        choices = tuple(choice for raw in block.choices if (choice := self._choice(raw)) is not None)
        if not block.choices and not block.ending:
            fix = "Add choices, or begin the text with `**Ending:**`."
            self._add("S503", block, "This scene has no choices and is not an ending.", fix)
        elif block.choices and block.ending:
            fix = "Delete the choices, or the word `**Ending:**`."
            self._add("S503", block, "This ending has choices, so it does not end.", fix)
        return Scene(block.slug, links.plain(block.heading.text), block.text, choices, ending=not choices)

    def _choice(self, raw: RawChoice) -> Choice | None:
        if raw.corner is None:
            fix = "Add, for example, `(high support, low challenge)`."
            self.report.add("S505", raw.line, "This choice has no support and challenge.", fix, raw.column)
        to = self._leads_to(raw)
        self.sure = self.sure and to is not None
        corner = raw.corner or (Level.LOW, Level.LOW)
        return None if to is None else Choice(raw.text, to, *corner, raw.consequence)

    def _leads_to(self, raw: RawChoice) -> str | None:
        """The slug of the scene that was meant, None if nothing is like what was written."""
        if not raw.target or not raw.text:
            message = "This choice has no words." if raw.target else "This choice does not lead to a scene."
            fix = "Write `[What you say](#the-name-of-the-scene)`."
            self.report.add("S501", raw.line, message, fix, raw.column)
            return None
        slug = links.slugify(raw.target)
        if slug in self.names:
            return slug
        self.guesses -= 1
        near = nearest(slug, sorted(self.names)) if self.guesses >= 0 else None
        meant = f' Did you mean "{links.plain(self.blocks[near].heading.text)}"?' if near else ""
        message = f'There is no scene "{raw.target[:80]}".{meant}'
        written, wanted = f"#{raw.target}", f"#{near}" if near else None
        self.report.add(
            "S501", raw.line, message, "Correct the link.", raw.column, written=written, wanted=wanted
        )
        return near
