"""A file as everybody writes it, with the same meaning: ids that were missing, tick boxes, indents, borders.

Every change is tried on the readers first and dropped if they understand anything else than before. It must
not mend what is wrong: `fixes.py` does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass

from lms.content import (
    conversations,
    courses,
    glossary,
    item_ids,
    item_lines,
    lessons,
    markdown_text,
    quizzes,
    reading,
    settings_block,
    source,
    tidy_lines,
    tidy_settings,
)
from lms.content.tidy_settings import Change

# A change can make room for another: a setting that is closed shows where the text begins.
ROUNDS = 8
# A file in which many changes would alter the meaning costs readings; what is not tried stays as it is.
READINGS = 40
_MOST_READ = 600_000
_PLACES = frozenset(["line", "answer_line", "column", "minutes_line", "settings_line", "words"])
_KNOWN = frozenset[str]().union(
    *(kind.SETTINGS for kind in (courses, lessons, conversations, quizzes, glossary))
)
_PATHS = {
    "course": "courses/x/course.md",
    "lesson": "courses/x/01-a/01-b.md",
    "conversation": "courses/x/01-a/01-b.md",
    "shared": "courses/_shared/a.md",
    "glossary": "courses/x/glossary.md",
    "quiz": "quizzes/x.md",
}
_KIND = re.compile(r"(?im)^kind\s*:\s*[\"']?conversation\b")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the readers make of a text: its model without places, and how often each problem is found."""

    model: object
    problems: Counter[str]


def tidy(text: str, kind: str) -> str:
    """The text in its tidy form; `kind` is what `reading.kind_of` says. Never raises.

    Tidying twice is the same as tidying once. A file of an unknown kind, or one without settings where they
    are needed, only gets its line ends put right.
    """
    start = _ended(source.clean(text.lstrip("\ufeff")))
    now = start
    for _ in range(ROUNDS):
        after = _round(now, kind)
        if after == now:
            # Room around lists and two spaces for each line can make a file larger than we accept.
            return start if len(now.encode()) > source.FILE_LIMIT else now
        now = after
    return start


def with_ids(text: str, kind: str) -> str:
    """The text with an id in the heading of each question that has none."""
    path = _PATHS.get(kind)
    if path is None:
        return text
    lines = text.split("\n")
    missing = {
        problem.line
        for problem in reading.parse(path, text.encode()).problems
        if problem.code == "Q301" and problem.message.startswith("This question has no id")
    }
    taken = set(re.findall(r"\{\s*#\s*([^{}]*?)\s*\}", text))
    for number in sorted(missing):
        line = lines[number - 1]
        found = item_lines.HEADING.match(line)
        # A heading whose space is missing is reported too; its words begin behind the # signs.
        heading = found[2] if found else line.strip().lstrip("#")
        words = item_lines.split_id(heading)[0]
        name = item_ids.new_id(re.sub(r"(?i)^check:", "", words), taken)
        taken.add(name)
        if found:
            lines[number - 1] = f"{line[: found.start(2)]}{words} {{#{name}}}{line[found.end(2) :]}"
        else:
            lines[number - 1] = f"{line[: line.index('#')]}{'#' * _hashes(line)}{words} {{#{name}}}"
    return "\n".join(lines)


def meaning(text: str, kind: str) -> Meaning | None:
    """What the readers make of a text; None if they can make nothing of it."""
    parsed = reading.parse(_PATHS[kind], text.encode())
    if parsed.draft is None:
        return None
    return Meaning(_shape(parsed.draft), Counter(problem.code for problem in parsed.problems))


def _hashes(line: str) -> int:
    bare = line.lstrip()
    return len(bare) - len(bare.lstrip("#"))


def _ended(text: str) -> str:
    """One line end at the end, none in an empty file."""
    bare = text.rstrip("\n")
    return f"{bare}\n" if bare else ""


def _round(text: str, kind: str) -> str:
    if kind not in _PATHS:
        return text
    named = _ended(with_ids(text, kind))
    before = meaning(named, kind)
    if before is None:
        return text
    for propose in (_settings, _body):
        named = _kept(named, kind, before, propose)
    return _ended(named)


def _settings(lines: Sequence[str], kind: str) -> list[Change]:
    place = settings_block.find(lines, _KNOWN)
    return [] if place is None else list(tidy_settings.changes(lines, *place))


def _body(lines: Sequence[str], kind: str) -> list[Change]:
    place = settings_block.find(lines, _KNOWN)
    body = 0 if place is None else place[1] + place[2]
    played = kind == "lesson" and place is not None and _KIND.search("\n".join(lines[: place[1]]))
    return list(tidy_lines.changes("conversation" if played else kind, lines, body))


def _kept(
    text: str, kind: str, before: Meaning, propose: Callable[[Sequence[str], str], list[Change]]
) -> str:
    """The text with those of the proposed changes that leave its meaning alone."""
    lines = text.split("\n")
    wanted = propose(lines, kind)
    left = min(READINGS, max(4, _MOST_READ // (len(text) + 1)))
    kept: list[Change] = []
    waiting = [wanted] if wanted else []
    while waiting and left:
        some = waiting.pop()
        left -= 1
        if _same(before, meaning(_applied(lines, [*kept, *some]), kind)):
            kept += some
        elif len(some) > 1:
            half = len(some) // 2
            waiting += [some[half:], some[:half]]
    return _applied(lines, kept)


def _same(before: Meaning, after: Meaning | None) -> bool:
    """Whether a text still says the same, with no problem that it did not have."""
    return after is not None and before.model == after.model and after.problems <= before.problems


def _applied(lines: Sequence[str], changes: Iterable[Change]) -> str:
    new = list(lines)
    # From the end, so that the indexes of what stands above stay right.
    for change in sorted(changes, key=lambda one: (one.at, one.until), reverse=True):
        new[change.at : change.until] = change.lines
    return "\n".join(new)


def _shape(thing: object) -> object:
    """A model as plain tuples, texts as the page is drawn from them, without the places of anything."""
    if isinstance(thing, str):
        return markdown_text.normalise(thing).strip("\n") if "\n" in thing else thing.strip()
    if isinstance(thing, list | tuple):
        return tuple(_shape(one) for one in thing)
    if isinstance(thing, Mapping):
        return tuple((name, _shape(one)) for name, one in thing.items())
    if is_dataclass(thing):
        return type(thing).__name__, tuple(
            _shape(getattr(thing, one.name)) for one in fields(thing) if one.name not in _PLACES
        )
    return thing
