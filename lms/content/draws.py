"""Whether the `pick` lines of a quiz can be met from its questions.

It must not know files: it takes the lines, the questions and their line numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from lms.content.items import Found
from lms.content.problems import Report, did_you_mean, nearest
from lms.content.quizzes import Pick
from lms.domain.quizzes import Item, PickLine, Reflection, Scale, fits

# The tag of questions that carry no marks and are for the reader alone, whether drawn or not.
SELF_STUDY = "reflection"


def check(report: Report, picks: Sequence[Pick], items: Sequence[Item], own: Sequence[Found]) -> None:
    """Report draws that cannot be met, and questions of this file (`own`) that are never drawn.

    `items` are all that can be drawn, those of included quizzes among them.
    """
    if not picks:
        return
    before = len(report.found)
    tags = sorted({tag for item in items for tag in item.tags})
    fitting = [[at for at, item in enumerate(items) if fits(pick.rule, item)] for pick in picks]
    for pick, fit in zip(picks, fitting, strict=True):
        _line(report, pick, len(fit), tags)
    if len(report.found) == before:
        _together(report, picks, fitting)
    if len(report.found) > before:
        # What is never drawn, or always, only means something once the lines can be met.
        return
    for pick, fit in zip(picks, fitting, strict=True):
        if pick.rule.count == len(fit):
            message = f"This draws all {len(fit)} of {len(fit)}, so everyone gets the same questions."
            report.add(
                "D406", pick.entry.line, message, "Add questions if you want variety.", pick.entry.column
            )
    drawn = {items[at].id for fit in fitting for at in fit}
    for found in own:
        if _waits_to_be_drawn(found.item) and found.item.id not in drawn:
            fix = 'Add one of its tags to "pick", or retire it.'
            report.add("D404", found.line, "This question is never drawn.", fix)


def _waits_to_be_drawn(item: Item) -> bool:
    """Whether an item that no line reaches is a slip: not one that is retired or kept for self-study."""
    unmarked = isinstance(item, Reflection | Scale)
    return item.retired_on is None and not (unmarked and SELF_STUDY in item.tags)


def _line(report: Report, pick: Pick, fitting: int, tags: Sequence[str]) -> None:
    """Tags that nobody carries, and more questions than the `fitting` ones that there are."""
    missing = [tag for tag in pick.rule.tags if tag not in tags]
    for tag in missing:
        message = f'No question has the tag "{tag}".{did_you_mean(tag, tags)}'
        place = pick.entry.line, pick.entry.column
        report.add(
            "D403", place[0], message, "Correct the tag.", place[1], written=tag, wanted=nearest(tag, tags)
        )
    if missing:
        return
    if pick.rule.count is None and not fitting:
        message = f"No question is {pick.rule.difficulty} and has one of these tags."
        report.add("D403", pick.entry.line, message, "Correct the line.", pick.entry.column)
    if pick.rule.count is not None and pick.rule.count > fitting:
        names = ", ".join(pick.rule.tags)
        message = f'This asks for {pick.rule.count} from "{names}", but there {_are(fitting)}.'
        fix = f"Ask for {fitting} or fewer, or add questions." if fitting else "Add questions."
        report.add("D402", pick.entry.line, message, fix, pick.entry.column)


def _are(count: int) -> str:
    return "is only 1" if count == 1 else f"are only {count}" if count else "are none"


def _together(report: Report, picks: Sequence[Pick], fitting: Sequence[Sequence[int]]) -> None:
    """Lines that can be met one by one but not all at once (D405)."""
    short = shortfall([pick.rule for pick in picks], fitting)
    if short is None:
        return
    lines, needed, there = short
    numbers = sorted(picks[line].entry.line for line in lines)
    first, last = picks[lines[0]].entry, numbers[-1]
    message = f"Lines {first.line} to {last} together need {needed} different questions, "
    fix = "Lower one number, or add a question."
    report.add("D405", last, f"{message}but only {there} carry these tags.", fix)


def shortfall(
    lines: Sequence[PickLine], fitting: Sequence[Sequence[int]]
) -> tuple[list[int], int, int] | None:
    """Lines (indexes) that together need more items than fit them: which, how many needed, how many there.

    `fitting` are the items (indexes) that fit each line.

    Kuhn's matching, one place for each question to fill; where it fails, the items that were tried are all
    that the lines holding them can use (Hall's condition), and that is what the author has to hear.
    """
    wanted = [
        len(fit) if line.count is None else line.count for line, fit in zip(lines, fitting, strict=True)
    ]
    holder: dict[int, int] = {}
    for line, count in enumerate(wanted):
        for _ in range(count):
            tried: dict[int, int] = {}
            if _place(line, fitting, holder, tried):
                continue
            concerned = sorted({line, *(holder[at] for at in tried)})
            return concerned, sum(wanted[other] for other in concerned), len(tried)
    return None


def _place(
    line: int, fitting: Sequence[Sequence[int]], holder: dict[int, int], tried: dict[int, int]
) -> bool:
    """Find an item for one more place of a line, moving others along a shortest chain if need be.

    `tried` becomes item -> the line from which it was reached. Breadth first, so that no chain is too
    long for the stack.
    """
    waiting = [line]
    through: dict[int, int] = {}
    for current in waiting:
        for at in fitting[current]:
            if at in tried:
                continue
            tried[at] = current
            if at not in holder:
                _shift(line, at, holder, tried, through)
                return True
            if holder[at] != line and holder[at] not in through:
                through[holder[at]] = at
                waiting.append(holder[at])
    return False


def _shift(
    line: int, free: int, holder: dict[int, int], tried: dict[int, int], through: dict[int, int]
) -> None:
    """Give the free item to the line that reached it, that line's item to the one before, and so on."""
    at = free
    while True:
        taker = tried[at]
        holder[at] = taker
        if taker == line:
            return
        at = through[taker]
