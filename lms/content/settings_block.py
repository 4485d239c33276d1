"""The header between two `---` lines: `name: text` and `- item`, nothing else, with line numbers.

It reads far less than YAML on purpose: everything is text, so that no time turns into a number and no
`no` into False. It must not know what the settings mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lms.content.problems import Report, did_you_mean, nearest

LIMIT = 16 * 1024

# A text editor that "improves" three hyphens leaves one or two long dashes.
_BORDER = re.compile(r"^\s{0,3}(?:-{3,}|[—–―]+-?)\s*$")
_SETTING = re.compile(r"^([^\W\d_][\w -]{0,40}?)\s*[:：]\s*(.*)$")
_ITEM = re.compile(r"^\s*[-*+•–—](?:\s+(.*)|\s*)$")
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A text that a trainer wrote in a setting, and where."""

    text: str
    line: int
    column: int = 1


@dataclass(slots=True)
class Setting:
    name: str
    line: int
    value: Entry | None
    items: list[Entry] = field(default_factory=list)

    def entries(self) -> tuple[Entry, ...]:
        """The value, if there is one, then the items of the list under it."""
        return (*(() if self.value is None else (self.value,)), *self.items)


@dataclass(frozen=True, slots=True)
class Settings:
    """`body` is the index of the first line after the settings; `line` is where they start."""

    by_name: Mapping[str, Setting]
    line: int
    body: int
    closed: bool = True


def normal_name(name: str) -> str:
    """`pass mark`, `pass-mark` and `pass_mark` are one name."""
    return re.sub(r"[\s_-]+", " ", name).strip().casefold()


def find(lines: Sequence[str], known: Iterable[str]) -> tuple[int, int, bool] | None:
    """First line, line after the last (indexes), and whether the end was written; None if there are none."""
    start = next((index for index, line in enumerate(lines) if line.strip()), None)
    if start is None:
        return None
    if _BORDER.match(lines[start]):
        return _until_border(lines, start + 1)
    # Without the first border we can still be sure when a known setting stands first and a border ends it.
    found = _SETTING.match(lines[start])
    if found is None or normal_name(found[1]) not in set(known):
        return None
    first, end, closed = _until_border(lines, start)
    return (first, end, closed) if closed else None


def _until_border(lines: Sequence[str], start: int) -> tuple[int, int, bool]:
    for index in range(start, len(lines)):
        # Some tools end the settings with three full stops.
        if _BORDER.match(lines[index]) or lines[index].rstrip() == "...":
            return start, index, True
        if re.match(r"^#{1,6}\s", lines[index]) and index > start and not lines[index - 1].strip():
            break
    # The end is missing: what still looks like settings is read, so that the other problems show as well.
    end = start
    while end < len(lines) and lines[end].strip() and not lines[end].startswith("#"):
        end += 1
    # Text glued to the last setting is the text of the page.
    last = end
    while last > start and not _looks_like_one(lines[last - 1]):
        last -= 1
    return start, last if last > start else end, False


def _looks_like_one(line: str) -> bool:
    """Whether a line may belong to the settings: one itself, an item of a list, or the rest of one."""
    return bool(_SETTING.match(line.rstrip()) or _ITEM.match(line) or line[:1] in (" ", "\t"))


def read(report: Report, lines: Sequence[str], known: frozenset[str]) -> Settings | None:
    """Read the settings at the top of a file; None (and F101) if it has none."""
    place = find(lines, known)
    if place is None:
        report.add(
            "F101",
            1,
            "This file has no settings, so we do not know its title.",
            "Add three lines at the top: `---`, `title: …`, `---`.",
        )
        return None
    start, end, closed = place
    if not closed:
        report.add(
            "F102",
            max(start, 1),
            "The settings start here but never end.",
            "Put `---` on its own line after the last setting.",
        )
    if sum(len(line) + 1 for line in lines[start:end]) > LIMIT:
        report.add(
            "F114",
            max(start, 1),
            f"The settings are longer than {LIMIT // 1024} KB, which is the most we accept.",
            "Move the text below the settings.",
        )
        return None
    by_name = _read_lines(report, lines[start:end], start + 1, known)
    return Settings(by_name, max(start, 1), end + 1 if closed else end, closed)


def _read_lines(
    report: Report, lines: Sequence[str], first: int, known: frozenset[str]
) -> dict[str, Setting]:
    by_name: dict[str, Setting] = {}
    last: Setting | None = None
    for number, line in enumerate(lines, start=first):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        item, found = _ITEM.match(line), _SETTING.match(line.rstrip())
        if item and last is not None:
            text = _unquoted(item[1] or "")
            if text:
                last.items.append(Entry(text, number, item.start(1) + 1))
        elif found:
            value = _unquoted(found[2])
            entry = Entry(value, number, found.start(2) + 1) if value else None
            last = Setting(normal_name(found[1]), number, entry)
            _keep(report, by_name, last, known)
        elif line[0] in " \t" and last is not None:
            _continue(last, Entry(_unquoted(line.strip()), number, len(line) - len(line.lstrip()) + 1))
        else:
            _unreadable(report, number, line.strip(), known)
    return by_name


def _continue(last: Setting, more: Entry) -> None:
    """A line that stands further in goes on with the text above it."""
    if last.items:
        above = last.items[-1]
        last.items[-1] = Entry(f"{above.text} {more.text}", above.line, above.column)
    elif last.value is not None:
        last.value = Entry(f"{last.value.text} {more.text}", last.value.line, last.value.column)
    else:
        last.value = more


def _keep(report: Report, by_name: dict[str, Setting], setting: Setting, known: frozenset[str]) -> None:
    if setting.name in by_name:
        report.add(
            "F104",
            setting.line,
            f'"{setting.name}" is set twice (also on line {by_name[setting.name].line}).',
            "Delete one of them.",
        )
    elif setting.name not in known:
        report.add(
            "F105",
            setting.line,
            f'We do not know the setting "{setting.name}".{did_you_mean(setting.name, sorted(known))}',
            "Change the name, or delete the line.",
            written=setting.name,
            wanted=nearest(setting.name, sorted(known)),
        )
        # The line still stands for the setting that was meant, so that it is not missed as well.
        meant = nearest(setting.name, sorted(known))
        if meant is not None and meant not in by_name:
            by_name[meant] = Setting(meant, setting.line, setting.value, setting.items)
    else:
        by_name[setting.name] = setting


def _unreadable(report: Report, number: int, text: str, known: frozenset[str]) -> None:
    words = normal_name(text)
    name = next((name for name in sorted(known, key=len, reverse=True) if words.startswith(f"{name} ")), None)
    example = "name: text" if name is None else f"{name}: {text[len(name) :].strip(' =')}"
    report.add(
        "F103",
        number,
        f'We could not read "{text[:80]}" as a setting.',
        f"Put a colon after the name: `{example[:80]}`.",
        written=text,
        wanted=None if name is None else example,
    )


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and _QUOTES.get(text[0]) == text[-1]:
        return text[1:-1].strip()
    return text
