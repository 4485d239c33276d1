"""Text as trainers write it becomes text that Python-Markdown reads the way GitHub does.

Lists get a blank line before them and four columns for each level, boxes stay apart, GitHub's own alerts
become our boxes. It must not know HTML.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lms.content import source
from lms.content.boxes import ALERT, ALERTS
from lms.content.prose import is_heavy

DEPTH_LIMIT = 12

_ITEM = re.compile(r"^( *)([-*+]|\d{1,9}[.)])( +)(\S.*)$")
_EMPTY_ITEM = re.compile(r"^ *(?:[-*+]|\d{1,9}[.)]) *$")
_HEADING = re.compile(r"^#{1,6}\s")
_QUOTE = re.compile(r"^ {0,3}> ?(.*)$")


@dataclass(frozen=True, slots=True)
class _Open:
    """A list item that lines may still belong to: the column of its text, and whether it has a number."""

    content: int
    numbered: bool


def is_hostile(text: str) -> bool:
    """Whether drawing this text could take seconds: very long, very deep, or full of open brackets."""
    if len(text) > source.FILE_LIMIT:
        return True
    if any(_depth(line) > DEPTH_LIMIT for line in text.split("\n")):
        return True
    return any(is_heavy(paragraph) for paragraph in re.split(r"\n[ \t>]*\n", text))


def _depth(line: str) -> int:
    """How many quotes and lists a line stands in."""
    lead = re.match(r"[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+[\s>]*)*", line)
    marks = lead[0] if lead else ""
    return marks.count(">") + len(re.findall(r"[-*+]|\d+[.)]", marks)) + source.indent_of(line) // 4


def normalise(text: str) -> str:
    """The same document in the form that the converter reads without surprises."""
    lines = [_no_tabs(line) for line in text.split("\n")]
    return "\n".join(_normal(lines, 0))


def _no_tabs(line: str) -> str:
    bare = line.lstrip(" \t")
    return (
        " " * source.indent_of(line) + bare.replace("\t", "    ").rstrip() if "\t" in line else line.rstrip()
    )


def _normal(lines: Sequence[str], depth: int) -> list[str]:
    done: list[str] = []
    stack: list[_Open] = []
    at = 0
    numbered = list(source.scan(lines, 1))
    while at < len(lines):
        line = lines[at]
        if numbered[at].code:
            at = _fence(lines, numbered, at, stack, done)
            continue
        if not line:
            done.append("")
            at += 1
            continue
        quote = _QUOTE.match(_outdented(line, stack))
        if quote and depth < DEPTH_LIMIT:
            at = _quotes(lines, numbered, at, stack, done, depth)
            continue
        _plain(line, stack, done)
        at += 1
    return done


def _level(indent: int, stack: Sequence[_Open]) -> int:
    """In how many of the open list items a line with this indentation stands."""
    return sum(1 for item in stack if indent >= item.content)


def _outdented(line: str, stack: Sequence[_Open]) -> str:
    level = _level(source.indent_of(line), stack)
    return line[stack[level - 1].content :] if level else line


def _plain(line: str, stack: list[_Open], done: list[str]) -> None:
    indent = len(line) - len(line.lstrip(" "))
    after_blank = not done or not done[-1]
    item = None if _EMPTY_ITEM.match(line) else _ITEM.match(line)
    level = _level(indent, stack)
    outside = stack[level - 1].content if level else 0
    if not level and _HEADING.match(line):
        # In one piece with what follows, each heading would make the converter look at all the rest again.
        del stack[:]
        done += ["", line, ""]
        return
    if item and indent - outside < 4 and (after_blank or stack or _interrupts(item[2])):
        numbered = item[2][0].isdigit()
        other_list = level < len(stack) and stack[level].numbered != numbered
        if not after_blank and (not stack or other_list or _in_paragraph(done)):
            done.append("")
        del stack[level:]
        # More than four spaces behind the mark are code in CommonMark; nobody here means that.
        stack.append(_Open(indent + len(item[2]) + min(len(item[3]), 4), numbered))
        done.append("    " * level + item[2].replace(")", ".") + " " + item[4])
        return
    if after_blank:
        del stack[level:]
        done.append("    " * level + line[outside:])
        return
    done.append("    " * min(level, len(stack)) + line[outside:])


def _in_paragraph(done: Sequence[str]) -> bool:
    """Whether the lines since the last empty one are a paragraph of an item, which would swallow a mark."""
    marks = (_ITEM.match(line) for line in reversed(done) if not line or _ITEM.match(line))
    return next(marks) is None


def _interrupts(mark: str) -> bool:
    """Whether a list may begin in the middle of a paragraph: "1." may, "2019." may not."""
    return not mark[0].isdigit() or mark[:-1] == "1"


def _fence(
    lines: Sequence[str], numbered: Sequence[source.Line], at: int, stack: list[_Open], done: list[str]
) -> int:
    """Copy a fenced block as it is, at the depth of the list it stands in."""
    level = _level(source.indent_of(lines[at]), stack)
    outside = stack[level - 1].content if level else 0
    if done and done[-1]:
        done.append("")
    while at < len(lines) and numbered[at].code:
        line = lines[at]
        cut = min(outside, len(line) - len(line.lstrip(" ")))
        done.append(("    " * level + line[cut:]).rstrip())
        at += 1
    if at < len(lines) and lines[at]:
        done.append("")
    return at


def _quotes(
    lines: Sequence[str],
    numbered: Sequence[source.Line],
    at: int,
    stack: list[_Open],
    done: list[str],
    depth: int,
) -> int:
    """Read all lines of one quote, put their inside in order, and mark them again."""
    level = _level(source.indent_of(lines[at]), stack)
    if not done or not done[-1]:
        del stack[level:]
    inside: list[str] = []
    while at < len(lines) and not numbered[at].code:
        quote = _QUOTE.match(_outdented(lines[at], stack))
        if quote is None:
            break
        inside.append(quote[1])
        at += 1
    if done and done[-1]:
        done.append("")
    inside[0] = _alert(inside[0])
    lead = "    " * level
    done += [f"{lead}> {line}".rstrip() for line in _normal(inside, depth + 1)]
    if at < len(lines) and lines[at]:
        done.append("")
    return at


def _alert(line: str) -> str:
    found = ALERT.match(line)
    label = ALERTS.get(found[1].strip().casefold()) if found else None
    if found is None or label is None:
        return line
    return f"**{label}: {found[2].strip()}**" if found[2].strip() else f"**{label}**"
