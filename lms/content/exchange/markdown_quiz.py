"""A quiz as a Markdown file in our own format: what an import leaves for the trainer to finish.

Texts are strangers' texts: no line of them can become a heading, an answer or a label. It must not know
any other format.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import assert_never

from lms.content.exchange import decimals
from lms.content.exchange.report import Imported
from lms.domain.quizzes import (
    Gap,
    GapFill,
    Item,
    Marking,
    Matching,
    MultipleResponse,
    Number,
    Option,
    Ordering,
    OrderMarking,
    Quiz,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)

# Lines that our reader would take for structure, if they stood in a question's text.
_HEADING = re.compile(r"^(\s{0,3})(#{1,6})")
_BOX = re.compile(
    r"^(\s*(?:[-*+•–—·◦▪‣●○■§]+\s*|o\s+|(?:\d{1,3}|[a-hA-H])[.)]\s+)?(?:\*\*|__)?\s*)"
    r"(\\?[\[({]\s*(?:[xX×хХ]{1,2}|[✓✔✗✘☑☒✅❌*oOyY])?\s*\\?[\])}]|[☐☑☒✓✔✗✘✅❌])"
)
_FENCE = re.compile(r"^\s*(?:[-*+]\s+|\d+[.)]\s+)?(`{3,}|~{3,})([^`]*)$")
_LABEL = re.compile(r"^(\s{0,3})(\*\*|__)(?=[^*_\n]{1,60}(?:[:：]\s*\2|\2\s*[:：]))")
_INCLUDE = re.compile(r"^(\s*)(\[\s*include\b)", re.IGNORECASE)
_PART = re.compile(r"^(?=\(\s*[+-]?\d)")
_MISSED = re.compile(r"(?im)^(?=\s*(?:\*\*)?\s*if missed\b)")
# An unseen joiner: behind it no sign stands at a beginning, and people see the text as it was.
_JOINER = "\u2060"
_ID = re.compile(r"\{(?=\s*#)")
_RULE = re.compile(r"^(?=\s{0,3}([-*_])(?:\s*\1){2,}\s*$)")
_BORDER = re.compile(r"^(\s{0,3})(-{3,}|[—–―]+-?)(\s*)$")


def draft(imported: Imported, slug: str, title: str) -> Quiz:
    """A quiz of what was read; `title` stands in where the file has none."""
    name = " ".join((imported.quiz_title or title).split()) or "Imported questions"
    return Quiz(slug=slug, title=name[:200], course="", items=imported.items, intro=imported.intro)


def write(quiz: Quiz) -> str:
    """The quiz as the text of a file."""
    blocks = [_settings(quiz), f"# {_line(quiz.title)}"]
    blocks += [_guarded(quiz.intro)] if quiz.intro else []
    blocks += [question(item) for item in quiz.items]
    return "\n\n".join(blocks) + "\n"


def _settings(quiz: Quiz) -> str:
    lines = ["---", f"title: {_setting(quiz.title)}"]
    lines += [f"course: {_setting(quiz.course)}"] if quiz.course else []
    lines.append(f"pass mark: {quiz.pass_mark}%")
    lines += ["pick:"] if quiz.pick else []
    for line in quiz.pick:
        count = "everything" if line.count is None else str(line.count)
        level = "" if line.difficulty is None else f" {line.difficulty}"
        lines.append(f"  - {count}{level} from {', '.join(line.tags)}")
    lines.append(f"shuffle questions: {_yes(quiz.shuffle_questions)}")
    lines.append(f"shuffle options: {_yes(quiz.shuffle_options)}")
    lines.append(f"attempts: {_attempts(quiz)}")
    lines.append(f"show answers: {quiz.show_answers}")
    return "\n".join([*lines, "---"])


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _attempts(quiz: Quiz) -> str:
    policy = quiz.attempts
    if policy.allowed is None:
        return "unlimited"
    if policy.wait is None:
        return str(policy.allowed)
    hours = -(-int(policy.wait.total_seconds()) // 3600)
    count, unit = (hours // 24, "day") if hours % 24 == 0 else (hours, "hour")
    return f"{policy.allowed}, then wait {count} {unit}{'' if count == 1 else 's'}"


def _setting(text: str) -> str:
    """A text behind a setting's name; quotation marks keep it whole for other readers of such files."""
    line = " ".join(text.split())
    risky = line.startswith(('"', "'", "“", "‘", "-", "#", "[", "{")) or ": " in line or " #" in line
    return f'"{line}"' if risky else line


def _line(text: str) -> str:
    """A text on one line that cannot end in an id of its own, nor begin a block of code or a tick box."""
    line = _ID.sub(r"\\{", " ".join(text.split("\n")).strip())
    return f"{_JOINER}{line}" if _FENCE.match(line) or _BOX.match(line) else line


def _guarded(text: str, guard: Callable[[str], str] | None = None) -> str:
    """A text of several lines, none of which our reader can take for structure; blocks of code are closed."""
    guard = guard or _guarded_line
    out: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) and not mark[2].strip() else fence
            out.append(line)
        else:
            fence = mark[1] if mark else ""
            out.append(line if mark else guard(line))
    return "\n".join([*out, fence] if fence else out)


def _guarded_line(line: str) -> str:
    line = _HEADING.sub(r"\1\\\2", line)
    line = _LABEL.sub(rf"\1{_JOINER}\2", line)
    line = _INCLUDE.sub(r"\1\\\2", line)
    line = _BORDER.sub(r"\1\\\2\3", line)
    box = _BOX.match(line)
    if box is None:
        return line
    return f"{box[1]}{_JOINER}{line[box.end(1) :]}"


def _ungapped(text: str) -> str:
    return text.replace("[[", "[\u2060[")


def question(item: Item) -> str:
    """One question as it stands in a file."""
    heading = _ungapped(_line(item.text))
    blocks = [f"## {heading} {{#{item.id}}}"]
    blocks += [_ungapped(_guarded(item.body))] if item.body else []
    blocks += _answers(item)
    blocks += _labels(item)
    return "\n\n".join(blocks)


def _answers(item: Item) -> list[str]:
    match item:
        case SingleChoice() | TrueFalse():
            return ["\n".join(_option(option, several=False) for option in item.options)]
        case MultipleResponse():
            options = "\n".join(_option(option, several=True) for option in item.options)
            return ["**Choose:** all that apply", options]
        case Matching():
            rows = [(pair.left, pair.right) for pair in item.pairs] + [("", spare) for spare in item.spares]
            table = "".join(f"\n| {_cell(left)} | {_cell(right)} |" for left, right in rows)
            return ["**Match:**", f"| Word | Meaning |\n| --- | --- |{table}"]
        case Ordering():
            steps = [f"{at}. {_line(step)}" for at, step in enumerate(item.steps, start=1)]
            return ["**Put in order:**", "\n".join(steps)]
        case GapFill():
            return [_gaps(item)]
        case ShortText():
            return ["**Accept:**", "\n".join(_guarded_line(f"- {_line(text)}") for text in item.accept)]
        case Number():
            unit = f" {item.unit}" if item.unit else ""
            return [f"**Number:** {decimals.key(item.low, item.high, span=' to ' in item.shown)}{unit}"]
        case Reflection():
            return _reflection(item)
        case Scale():
            statements = "\n".join(_guarded_line(f"- {_line(text)}") for text in item.statements)
            return [f"**Scale:** {' | '.join(_cell(choice) for choice in item.choices)}", statements]
        case _:
            assert_never(item)


def _option(option: Option, *, several: bool) -> str:
    part = "" if several or option.correct or not option.share else f"({_percent(option)}%) "
    lines = [f"- [{'x' if option.correct else ' '}] {part}{_PART.sub(_JOINER, _line(option.text))}"]
    lines += _quoted(_guarded(_MISSED.sub(_JOINER, option.feedback), str))
    lines += _quoted(f"If missed: {option.if_missed}" if option.if_missed else "")
    return "\n".join(lines)


def _percent(option: Option) -> str:
    return decimals.percent(option.share)[:6].rstrip(".")


def _quoted(text: str) -> list[str]:
    return [f"  > {line}".rstrip() for line in text.split("\n")] if text else []


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")


def _gaps(item: GapFill) -> str:
    out = item.pieces[0].replace("[[", "[\u2060[")
    for piece, gap in zip(item.pieces[1:], item.gaps, strict=True):
        out += f"[[{_gap(gap)}]]{_ungapped(piece)}"
    return _guarded(out)


def _gap(gap: Gap) -> str:
    if gap.choices:
        return " | ".join(f"{'(x) ' if text in gap.accepted else ''}{_cell(text)}" for text in gap.choices)
    return " | ".join(_cell(text) for text in gap.accepted)


def _reflection(item: Reflection) -> list[str]:
    blocks = [_labelled("Model answer", item.model_answer)]
    if item.look_for:
        lines = [
            f"- {_line(one.text)} ({one.marks} mark{'' if one.marks == 1 else 's'})" for one in item.look_for
        ]
        blocks += ["**Look for:**", "\n".join(lines)]
    return [*blocks, f"**Marked by:** {item.marked_by}"]


def _labelled(name: str, text: str) -> str:
    """A label and its text; paragraphs become lines, because an empty line would end a label."""
    lines = [_RULE.sub(_JOINER, line) for line in _guarded(text).split("\n") if line.strip()]
    # Code begins on a line of its own.
    apart = "\n" if lines and _FENCE.match(lines[0]) else " "
    return f"**{name}:**{apart}" + "\n".join(lines) if lines else f"**{name}:**"


def _labels(item: Item) -> list[str]:
    blocks = [_labelled(name, text) for name, text in (("Why", item.why), ("Hint", item.hint)) if text]
    lines: list[str] = []
    if item.tags:
        lines.append(f"**Tags:** {', '.join(_line(tag) for tag in item.tags)}")
    if item.difficulty is not None:
        lines.append(f"**Difficulty:** {item.difficulty}")
    if item.objective:
        lines.append(f"**Objective:** {_line(item.objective)}")
    if item.marks != 1:
        lines.append(f"**Marks:** {item.marks}")
    if isinstance(item, MultipleResponse) and item.marking is not Marking.RIGHT_MINUS_WRONG:
        lines.append(f"**Marking:** {item.marking}")
    if isinstance(item, Ordering) and item.marking is not OrderMarking.EACH_PLACE:
        lines.append(f"**Marking:** {item.marking}")
    if isinstance(item, SingleChoice | MultipleResponse) and item.fixed_order:
        lines.append("**Order:** fixed")
    if item.retired_on is not None:
        lines.append(f"**Retired:** {item.retired_on.isoformat()}")
    return [*blocks, *(["\n".join(lines)] if lines else [])]
