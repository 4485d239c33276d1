"""A quiz file becomes its questions, its rules and its draws, each with the line it stands on.

Text in, model out. It must not know other files: `lint.py` judges draws and courses, `assemble.py` puts
included questions in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lms.content import (
    item_details,
    item_lines,
    items,
    links,
    prose,
    quiz_rules,
    settings_block,
    source,
    values,
)
from lms.content.item_lines import GLUED, Heading, heading_of, split_id
from lms.content.items import Found
from lms.content.problems import Problem, Report
from lms.content.prose import Include
from lms.content.settings_block import Entry, Settings
from lms.content.source import Line
from lms.content.values import Reviewed
from lms.domain.quizzes import (
    AttemptPolicy,
    Difficulty,
    GradeBy,
    Layout,
    Marking,
    PickLine,
    ShowAnswers,
    TimeLimit,
)

SETTINGS = frozenset(
    [
        "title",
        "course",
        "pass mark",
        "pick",
        "shuffle questions",
        "shuffle options",
        "attempts",
        "show answers",
        "grade",
        "time limit",
        "layout",
        "confidence",
        "marking",
        "owner",
        "reviewed",
        "summary",
    ]
)
# What decides a mark, a pass or a sitting: written without a text, such a setting is told.
RULES = tuple(sorted(SETTINGS - {"title", "course", "owner", "reviewed", "summary"}))
_PICK = re.compile(
    r"(?:(?:draw|pick)\s+)?(\d{1,3}|everything|all|every question)\s*(easy|medium|hard)?\s*"
    r"(?:questions?\s+)?from\s+(.+)",
    re.IGNORECASE | re.ASCII,
)
_LEVELS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}


@dataclass(frozen=True, slots=True)
class Pick:
    """A line of `pick` and where it stands."""

    rule: PickLine
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizDraft:
    """One file as written.

    `sound` is false while any of its questions cannot be marked, `picks_whole` while a line of `pick` could
    not be read.
    """

    path: str
    slug: str
    title: str
    course: Entry | None
    intro: str
    pass_mark: int | None
    picks: tuple[Pick, ...]
    picks_whole: bool
    shuffle_questions: bool
    shuffle_options: bool
    attempts: AttemptPolicy | None
    show_answers: ShowAnswers
    grade_by: GradeBy
    time_limit: TimeLimit | None
    layout: Layout
    asks_confidence: bool
    reviewed: Reviewed | None
    questions: tuple[Found, ...]
    includes: tuple[Include, ...]
    links: tuple[links.Link, ...]
    sound: bool


def read_quiz(path: str, text: str) -> tuple[QuizDraft | None, list[Problem]]:
    """Read one quiz; None if it has no settings. Never raises."""
    report = Report(path)
    lines = source.lines_of(source.clean(text))
    settings = settings_block.read(report, lines, SETTINGS)
    if settings is None:
        return None, report.found
    values.require(report, settings, {"title": "Listening - final quiz", "course": "family-conversations"})
    values.said(report, settings, RULES)
    marking = values.marking(report, values.first(settings, "marking"))
    picks = _picks(report, settings)
    before = len(report.found)
    body = _Body(report, list(source.scan(lines[settings.body :], settings.body + 1)), marking)
    body.read()
    sound = not any(problem.level == "error" for problem in report.found[before:])
    course = values.first(settings, "course")
    draft = QuizDraft(
        path=path,
        slug=links.file_slug(path),
        title=values.text(settings, "title"),
        course=course,
        intro="\n".join(line.text for line in prose.without_title(body.intro)).strip("\n"),
        pass_mark=values.percent(report, settings, "pass mark"),
        picks=picks,
        picks_whole=all(problem.code != "D401" for problem in report.found),
        shuffle_questions=values.yes(report, settings, "shuffle questions", True),
        shuffle_options=values.yes(report, settings, "shuffle options", True),
        attempts=values.attempts(report, settings),
        show_answers=values.shown(report, settings),
        grade_by=quiz_rules.grade_by(report, settings),
        time_limit=quiz_rules.time_limit(report, settings),
        layout=quiz_rules.layout(report, settings),
        asks_confidence=values.yes(report, settings, "confidence", False),
        reviewed=values.reviewed(report, settings),
        questions=tuple(body.found),
        includes=tuple(body.includes),
        links=tuple(body.links),
        sound=sound,
    )
    return draft, report.found


def _picks(report: Report, settings: Settings) -> tuple[Pick, ...]:
    setting = settings.by_name.get("pick")
    picks = []
    for entry in setting.entries() if setting is not None else ():
        rule = pick_line(entry.text)
        if rule is None:
            message = f'We could not read "{entry.text[:80]}".'
            report.add("D401", entry.line, message, "Write `6 from principles`.", entry.column)
        else:
            picks.append(Pick(rule, entry))
    return tuple(picks)


def pick_line(text: str) -> PickLine | None:
    """A draw such as `3 hard from principles, dates`, None if it does not read like one."""
    found = _PICK.fullmatch(text.strip().rstrip("."))
    if found is None:
        return None
    tags = tuple(dict.fromkeys(tag for tag in map(item_details.normal_tag, found[3].split(",")) if tag))
    count = int(found[1]) if found[1].isdigit() else None
    if not tags or count == 0:
        return None
    return PickLine(count, tags, Difficulty(found[2].casefold()) if found[2] else None)


class _Body:
    """Cuts the text under the settings into an introduction and questions."""

    def __init__(self, report: Report, lines: Sequence[Line], marking: Marking | None) -> None:
        self.report = report
        self.lines = lines
        self.marking = marking
        self.intro: list[Line] = []
        self.found: list[Found] = []
        self.titled = False
        self.includes: list[Include] = []
        self.links: list[links.Link] = []
        self.ids: dict[str, int] = {}

    def read(self) -> None:
        heading: Heading | None = None
        block: list[Line] = []
        for line in self.lines:
            include = prose.include_of(self.report.path, line)
            start = self._start(line, heading)
            if include is None and start is None:
                block.append(line)
                continue
            self._finish(heading, block)
            heading, block = start, []
            if include is not None:
                self.includes.append(include)
        self._finish(heading, block)

    def _start(self, line: Line, above: Heading | None) -> Heading | None:
        """The question heading that a line is, or was meant to be."""
        if line.code:
            return None
        glued = GLUED.match(line.text)
        if glued:
            text, item_id = split_id(line.text.strip().lstrip("#"))
            fix = f"Write `## {text[:40]}{'…' if len(text) > 40 else ''}`."
            message = "There is no space after the # signs, so this is not a heading."
            self.report.add("Q304", line.number, message, fix, line.column)
            return Heading(text, item_id, 2, line.number, line.column)
        heading = heading_of(line)
        if heading is None or heading.level == 2:
            return heading
        if heading.level == 1 and above is None and not self.found and not self.titled and not heading.id:
            self.titled = True
            return None
        became = f"it became part of the question on line {above.line}" if above else "it is not a question"
        message = f"Question headings need two # signs. This one has {_LEVELS[heading.level]}, so {became}."
        self.report.add(
            "Q303",
            line.number,
            message,
            f"Change `{'#' * heading.level}` to `##`.",
            heading.column,
            written="#" * heading.level,
            wanted="##",
        )
        return heading

    def _finish(self, heading: Heading | None, block: list[Line]) -> None:
        """Read what stands between two headings."""
        page = prose.read(self.report, block)
        self.links += page.links
        if heading is None:
            self._homeless(block)
            self.intro += block
            return
        if page.too_many_brackets:
            return
        self.links += links.in_line(heading.text, heading.line)
        if heading.id and heading.id in self.ids:
            message = f'The id "{heading.id}" is already used on line {self.ids[heading.id]}.'
            self.report.add("Q302", heading.line, message, "Give the copy a new id.", heading.column)
        elif heading.id:
            self.ids[heading.id] = heading.line
        found, _ = items.read_item(self.report, heading, block, check=False, marking=self.marking)
        if found is not None:
            self.found.append(found)

    def _homeless(self, block: list[Line]) -> None:
        """Q303 for answers without a question: in the introduction everybody would see which are ticked."""
        option = next((one for one in block if not one.code and item_lines.OPTION.match(one.text)), None)
        if option is not None:
            self.report.add(
                "Q303",
                option.number,
                "These answers stand under no question heading, so they belong to no question.",
                "Write the question above them, with two # signs: `## …`.",
                option.column,
            )
