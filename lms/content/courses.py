"""`course.md` becomes the course's settings, its welcome text and its list of modules.

Text in, model out. It must not know whether the files that the list links to are there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lms.content import links, prose, settings_block, source, values
from lms.content.item_lines import heading_of
from lms.content.links import Link
from lms.content.problems import Problem, Report
from lms.content.settings_block import Entry, Settings
from lms.content.source import Line
from lms.content.values import Reviewed
from lms.domain.courses import Validity
from lms.domain.quizzes import AttemptPolicy

SETTINGS = frozenset(
    [
        "title",
        "summary",
        "audience",
        "minutes",
        "languages",
        "needs",
        "final quiz",
        "pass mark",
        "certificate",
        "refresher",
        "attempts",
        "owner",
        "reviewed",
    ]
)
# What decides a pass or a certificate: written without a text, such a setting is told.
RULES = ("final quiz", "pass mark", "certificate", "refresher", "attempts")
_EXAMPLES = {
    "title": "Family conversations that help",
    "summary": "How to be kind and clear at the same time.",
    "audience": "New practitioners",
}
_MODULE = re.compile(r"^\s{0,3}\d+[.)]\s+(\S.*)$")
_BULLET = re.compile(r"^\s*[-*+•–—]\s+(\S.*)$")
_OPTIONAL = re.compile(r"\(\s*optional\s*\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """One link of the module list. `path` is from the content root, None if it leaves it."""

    title: str
    target: str
    path: str | None
    line: int
    column: int
    optional: bool

    @property
    def is_quiz(self) -> bool:
        return self.path is not None and self.path.startswith("quizzes/")


@dataclass(slots=True)
class ListedModule:
    title: str
    line: int
    links: list[Listed] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseDraft:
    """One course as written; paths are from the content root."""

    path: str
    slug: str
    title: str
    summary: str
    audience: str
    minutes: int | None
    languages: tuple[str, ...]
    needs: tuple[Entry, ...]
    final_quiz: Entry | None
    pass_mark: int | None
    attempts: AttemptPolicy | None
    validity: Validity | None
    refresher: str
    owner: str
    reviewed: Reviewed | None
    intro: str
    modules: tuple[ListedModule, ...]
    links: tuple[Link, ...]
    settings_line: int

    @property
    def folder(self) -> str:
        return self.path.removesuffix("/course.md")

    @property
    def final_quiz_path(self) -> str | None:
        """The file of the final quiz; a bare name means a file under `quizzes/`."""
        if self.final_quiz is None:
            return None
        written = links.split(self.final_quiz.text)[0]
        if "/" not in written:
            return f"quizzes/{written.removesuffix('.md')}.md"
        return links.resolve(self.path, written)


def read_course(path: str, text: str) -> tuple[CourseDraft | None, list[Problem]]:
    """Read one course.md; None if it has no settings. Never raises."""
    report = Report(path)
    lines = source.lines_of(source.clean(text))
    settings = settings_block.read(report, lines, SETTINGS)
    if settings is None:
        return None, report.found
    values.require(report, settings, _EXAMPLES)
    body = prose.without_title(list(source.scan(lines[settings.body :], settings.body + 1)))
    intro, listing = _cut(body)
    page = prose.read(report, intro)
    return _draft(
        report, path, settings, intro, page.links, _modules(report, settings, listing)
    ), report.found


def _draft(
    report: Report,
    path: str,
    settings: Settings,
    intro: list[Line],
    found: list[Link],
    modules: list[ListedModule],
) -> CourseDraft:
    values.said(report, settings, RULES)
    languages = tuple(entry.text.casefold() for entry in values.names(settings, "languages"))
    return CourseDraft(
        path=path,
        slug=links.file_slug(path.removesuffix("/course.md")),
        title=values.text(settings, "title"),
        summary=values.text(settings, "summary"),
        audience=values.text(settings, "audience"),
        minutes=values.whole(report, settings, "minutes"),
        languages=languages or ("en",),
        needs=values.names(settings, "needs"),
        final_quiz=values.first(settings, "final quiz"),
        pass_mark=values.percent(report, settings, "pass mark"),
        attempts=values.attempts(report, settings),
        validity=values.certificate(report, settings),
        refresher=values.refresher(report, settings),
        owner=values.text(settings, "owner"),
        reviewed=values.reviewed(report, settings),
        intro="\n".join(line.text for line in intro).strip("\n"),
        modules=tuple(modules),
        links=tuple(found),
        settings_line=settings.line,
    )


def _cut(body: list[Line]) -> tuple[list[Line], list[Line]]:
    """The welcome text (that under other headings too), and the part under the heading "Modules"."""
    intro: list[Line] = []
    listing: list[Line] = []
    level = 0
    for line in body:
        heading = heading_of(line)
        if heading is not None and heading.text.casefold().rstrip(":") in ("modules", "lessons", "contents"):
            level = heading.level
            continue
        if heading is not None and heading.level <= level:
            level = 0
        (listing if level else intro).append(line)
    return intro, listing


def _modules(report: Report, settings: Settings, lines: list[Line]) -> list[ListedModule]:
    modules: list[ListedModule] = []
    for line in lines:
        heading = heading_of(line)
        module = _MODULE.match(line.text)
        found = [link for link in links.in_line(line.text, line.number) if not link.picture]
        if heading is not None:
            modules.append(ListedModule(links.plain(heading.text), line.number))
        elif module and not found:
            modules.append(ListedModule(links.plain(module[1]), line.number))
        elif found:
            if not modules:
                modules.append(ListedModule(values.text(settings, "title"), line.number))
            modules[-1].links += [_listed(report.path, line, link) for link in found]
        elif _BULLET.match(line.text):
            message = f'We could not read "{line.text.strip()[:80]}" as a link to a lesson.'
            report.add("F111", line.number, message, "Write `- [Title](folder/file.md)`.", line.column)
    for empty in modules:
        if not empty.links:
            message = f'The module "{empty.title}" has no lesson.'
            report.add("F111", empty.line, message, "Add a link to a lesson under it, or delete it.")
    _same_address(report, modules)
    return [module for module in modules if module.links]


def _listed(path: str, line: Line, link: Link) -> Listed:
    resolved = links.resolve(path, links.split(link.target)[0])
    optional = _OPTIONAL.search(line.text) is not None
    return Listed(links.plain(link.text), link.target, resolved, line.number, link.column, optional)


def _same_address(report: Report, modules: list[ListedModule]) -> None:
    seen: dict[str, int] = {}
    for module in modules:
        quizzes = [listed for listed in module.links if listed.is_quiz]
        for extra in quizzes[1:]:
            message = f'The module "{module.title}" has two quizzes (also line {quizzes[0].line}).'
            report.add("F111", extra.line, message, "Leave one in each module.", extra.column)
        for listed in module.links:
            slug = links.file_slug(listed.target)
            if listed.is_quiz:
                continue
            if slug in seen:
                message = (
                    f'Two lessons in the module list have the address "{slug}" (also line {seen[slug]}).'
                )
                report.add("F111", listed.line, message, "Rename one of the files.", listed.column)
            seen.setdefault(slug, listed.line)
