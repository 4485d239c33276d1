"""The grammar of one question: which lines are its text, its answers, their feedback, its labels.

It reads structure only and reports what stands in the wrong place. It must not know how anything is
marked: `items.py` turns what is found here into an item.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lms.content import item_lines
from lms.content.item_lines import Heading, RawEntry, RawItem, RawLabel, RawOption, RawRow
from lms.content.problems import Report, nearest
from lms.content.source import Line

_PROSE_LABELS = ("Why", "Hint", "Model answer")


_BULLET = re.compile(r"^(?:[-*+•–—·◦▪‣●○■§]+(?!\*)|o(?=\s)|(?:\d{1,3}|[a-hA-H])[.)])")
_HYPHEN = re.compile(r"^\s*[-*+•–—]\s+\S")
_BOX = re.compile(
    r"^\s*(?:(?:\*\*|__)?\s*\\?[\[({]\s*[xX×хХ✓✔✗✘✕✖☑☒✅❌√*oOyYvV+~./>?!\-–]{0,2}\s*\\?[\])}]\s*(?:\*\*|__)?|[☐☑☒✓✔✗✘✅❌])\s*"
)
_TICKED = re.compile(r"\W*[xX×хХ✓✔☑☒✅√yY]|\W*\[\s*\*")
# Nobody can tell what these stand for, so no repair chooses; nor what is meant without any box.
_UNSURE = re.compile(r"\W*[oOvV]\s*\\?[\])}]|[^\[]*\[\s*[+~./>?!\-–✕✖]+\s*\\?\]")


class Scanner:
    """Reads the lines under one heading, one at a time. `check` = inside a lesson, where text may follow."""

    def __init__(self, report: Report, heading: Heading, *, check: bool) -> None:
        self.report = report
        self.item = RawItem(heading)
        self.check = check
        self.label: RawLabel | None = None
        self.gap = False
        self.stray = False
        self.table = False

    def read(self, lines: Sequence[Line]) -> int:
        """Take lines until the question ends; how many were taken (all of them in a quiz)."""
        for index, line in enumerate(lines):
            if line.blank and not line.code:
                self._blank(line)
            elif not self._take(line):
                return index
        return len(lines)

    def _blank(self, line: Line) -> None:
        self.gap = True
        self.table = self.table and not self.item.rows
        # One empty line is enough, wherever a label or an answer was taken out between two.
        body = self.item.body
        if not self.item.answered and self.label is None and not (body and body[-1].blank):
            body.append(line)

    def _take(self, line: Line) -> bool:
        """Put a line where it belongs; False if the question has ended before it."""
        taken = self._code(line) if line.code else self._structure(line)
        if taken:
            self.gap = False
        return taken

    def _code(self, line: Line) -> bool:
        quote = item_lines.QUOTE.match(line.text)
        if quote and self.item.options and self.label is None:
            return self._feedback(line, quote[1])
        return self._text(line, line.text)

    def _structure(self, line: Line) -> bool:
        text = line.text
        option = item_lines.OPTION.match(text)
        if option:
            self._option(line, option)
            return True
        if item_lines.is_nearly_option(text) or self._without_box(line):
            self._nearly(line)
            return True
        quote = item_lines.QUOTE.match(text)
        if quote and self.item.options and self.label is None:
            return self._feedback(line, quote[1])
        label = item_lines.LABEL.match(text)
        if label:
            return self._labelled(line, label[2].strip(), label[3])
        if self.table and "|" in text:
            self.item.rows.append(RawRow(line.number, line.column, item_lines.cells_of(text)))
            return True
        if item_lines.RULE.match(text) and (self.item.answered or self.gap):
            return True
        if self._entry(line):
            return True
        return self._text(line, text)

    def _entry(self, line: Line) -> bool:
        """Take an item of the list under a label, or a line that goes on with one."""
        label = self.label
        if label is None or label.name not in item_lines.LIST_LABELS:
            return False
        found = item_lines.ENTRY.match(line.text)
        if found:
            number = int(found[1]) if found[1] else None
            label.entries.append(RawEntry([(found[2] or "").strip()], line.number, line.column, number))
            return True
        if label.entries and (not self.gap or line.indent > 1):
            label.entries[-1].words.append(line.text.strip())
            return True
        return False

    def _option(self, line: Line, found: re.Match[str]) -> None:
        text = (found[3] or "").strip()
        share = item_lines.SHARE.match(text)
        self.label = None
        self.table = False
        self.item.options.append(
            RawOption(
                words=[text[share.end() :] if share else text],
                ticked=found[2] in "xX",
                share=share[1] if share else None,
                line=line.number,
                column=line.column,
                indent=line.indent,
            )
        )

    def _without_box(self, line: Line) -> bool:
        """Whether a line stands in the list of answers right under one of them, and has no tick box."""
        options = self.item.options
        if not options or self.gap or self.label is not None or line.indent != options[-1].indent:
            return False
        return _HYPHEN.match(line.text) is not None

    def _nearly(self, line: Line) -> None:
        seen = line.text.strip()
        rest = _BULLET.sub("", seen)
        bare = _BOX.sub("", rest).strip()
        sure = not _UNSURE.match(rest) and _BOX.match(rest) is not None
        box = "[x]" if sure and _TICKED.match(rest) else "[ ]"
        fix = f"Write `- {box} {item_lines.short(bare)}`."
        self.report.add(
            "Q310",
            line.number,
            f'This is nearly a tick box: "{item_lines.short(seen)}".',
            fix if sure else f"Write `- [x] {item_lines.short(bare)}` if it is right, `- [ ]` if it is not.",
            line.column,
            written=seen,
            wanted=f"- {box} {bare}" if sure else None,
        )
        self.item.damaged = True
        self.label = None
        self.item.options.append(
            RawOption([bare], False, None, line.number, line.column, line.indent, nearly=True)
        )

    def _feedback(self, line: Line, text: str) -> bool:
        option = self.item.options[-1]
        if (
            self.check
            and self.gap
            and (line.indent <= option.indent or item_lines.BOX_START.match(line.text.strip()))
        ):
            return False
        if self.gap and not option.moved:
            self.report.add(
                "Q315",
                line.number,
                "There is an empty line between this feedback and its answer.",
                "Delete the empty line.",
                line.column,
            )
            option.moved = True
        elif line.indent <= option.indent and not option.moved:
            self.report.add(
                "Q314",
                line.number,
                "This feedback is not under its answer.",
                "Put two spaces before `>`.",
                line.column,
            )
            option.moved = True
        missed = item_lines.MISSED.match(text)
        if missed:
            option.in_missed = True
        (option.missed if option.in_missed else option.feedback).append(missed[1] if missed else text)
        return True

    def _labelled(self, line: Line, written: str, rest: str) -> bool:
        name = next((label for label in item_lines.LABELS if label.casefold() == written.casefold()), None)
        if name is None:
            return self._unknown_label(line, written)
        self.table = name == "Match"
        self.label = RawLabel(name, line.number, line.column, [rest])
        if name in self.item.labels:
            self.report.add(
                "Q317",
                line.number,
                f'"{name}" is written twice in this question.',
                "Put them on one line, with commas.",
                line.column,
            )
        else:
            self.item.labels[name] = self.label
        return True

    def _unknown_label(self, line: Line, written: str) -> bool:
        near = nearest(written, item_lines.LABELS, cutoff=0.75)
        started = self.item.answered or bool(self.item.labels)
        if near is None and (not started or (self.check and self.gap)):
            return self._text(line, line.text)
        meant = f' Did you mean "{near}"?' if near is not None else ""
        message = f'We do not know the label "{written}".{meant}'
        self.report.add(
            "Q316", line.number, message, "Change the label.", line.column, written=written, wanted=near
        )
        # What stands behind the label that was meant is not missed as well.
        self.label = RawLabel(near or "", line.number, line.column, [])
        if near is not None:
            self.table = near == "Match"
            rest = item_lines.LABEL.match(line.text)
            self.label.lines.append(rest[3] if rest else "")
            self.item.labels.setdefault(near, self.label)
        return True

    def _text(self, line: Line, text: str) -> bool:
        """A line of ordinary text goes on with what stands above it, if nothing but that can be meant."""
        self._plain(line)
        if self.label is not None and not self.gap:
            self.label.lines.append(text.strip() if not line.code else text)
            return True
        if not self.item.answered and not self._filled(line):
            if self.label is not None and self.label.name in _PROSE_LABELS:
                self.label.lines += ["", text]
            else:
                self.item.add(line)
            return True
        if self._expected(text):
            return True
        if not self.gap and self.item.options:
            self._goes_on(self.item.options[-1], text.strip())
            return True
        if self.check:
            return False
        if self.label is not None and self.label.name in _PROSE_LABELS:
            self.label.lines += ["", text]
        elif not self.stray:
            self.stray = True
            self.report.add(
                "Q316",
                line.number,
                "This text comes after the answers, so nobody will see it.",
                "Move it above the answers, or begin it with `**Why:**`.",
                line.column,
            )
        return True

    def _plain(self, line: Line) -> None:
        """Q316 for a label that has lost its stars; it stays the text that it looks like."""
        found = None if line.code else item_lines.plain_label(line.text)
        started = self.item.answered or bool(self.item.labels)
        if found is None:
            return
        name, rest = found
        answers = name in item_lines.ANSWER_LABELS and name != "Marked by"
        if not (started or answers or name in ("Choose", "Marking")) or (self.check and self.gap):
            return
        self.stray = True
        self.report.add(
            "Q316",
            line.number,
            f'"{name}" is a label only in bold and with a colon, at the beginning of a line.',
            f"Write `{f'**{name}:** {item_lines.short(rest)}'.strip()}`.",
            line.column,
            written=line.text.strip(),
            wanted=f"**{name}:** {rest}".strip(),
        )

    def _filled(self, line: Line) -> bool:
        """Whether the text with the gaps is behind us, so that this line does not belong to it."""
        if not self.item.gapped:
            return False
        return self.label is not None or (self.check and self.gap and not item_lines.has_gap(line.text))

    def _expected(self, text: str) -> bool:
        """Take a line for a label that still waits for what it announced."""
        label = self.label
        if label is None or label.name not in item_lines.ANSWER_LABELS or label.text or label.entries:
            return False
        if label.name == "Match" and self.item.rows:
            return False
        label.lines.append(text)
        return True

    def _goes_on(self, option: RawOption, text: str) -> None:
        if option.missed:
            option.missed.append(text)
        elif option.feedback:
            option.feedback.append(text)
        else:
            option.words.append(text)
