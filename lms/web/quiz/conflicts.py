"""Owns what happens when another window has answered the same question since: both answers, and a choice.

Nothing is overwritten in silence, and nothing that does not clash is held up. It must not know what is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Response

from lms.domain import errors
from lms.queries.sheets import Sheet, SheetItem
from lms.web import rendering
from lms.web.quiz import answers
from lms.web.quiz.answers import Sent

KEEP = "keep"
FRESH = "fresh"
_KEEP = re.compile(r"([1-9][0-9]{0,2}):(mine|other)")

# Saves what was sent under a sequence number. Raises: StaleAnswers.
Save = Callable[[Sent, int], object]


@dataclass(frozen=True, slots=True)
class Clash:
    """One question with two answers: `mine` has just been sent, `other` was saved in another window."""

    mine: SheetItem
    other: SheetItem


def settle(
    save: Save, opened: Callable[[], Sheet], sent: Sent, seq: int, fields: Mapping[str, list[str]]
) -> list[int]:
    """Save question by question what can be saved; the numbers of those that clash with another window.

    An empty answer clashes with nothing: the other one is kept, so that a page which shows many questions
    asks only about those that were answered twice. `opened` reads the sheet as it stands.

    A choice in the form is carried out first: "3:mine" saves that answer over the one that the person saw,
    "3:other" drops it. `fresh` is the number of the save which they saw; a third window is asked about again.
    Raises: MalformedResponse, AttemptClosed and what else `save` raises.
    """
    chosen, keeps_mine = _choice(fields)
    seen = _fresh(fields, seq)
    clashing = []
    numbers = sorted({*sent.answers, *sent.flags, *sent.confidence})
    for number in numbers:
        if number == chosen and not keeps_mine:
            continue
        try:
            save(sent.only([number]), seen if number == chosen else seq)
        except errors.StaleAnswers:
            sheet = opened()
            if sheet.items[number - 1].answered:
                if any(sent.answers.get(number, {}).values()):
                    clashing.append(number)
            else:
                save(sent.only([number]), sheet.seq)
    return clashing


def page(
    sheet: Sheet,
    sent: Sent,
    clashing: list[int],
    *,
    seq: int,
    wanted: str,
    saved_at: datetime | None,
) -> Response:
    """The choice between two answers for each of these questions, with status 409."""
    mine = answers.typed(sheet, sent)
    clashes = [Clash(mine.items[number - 1], sheet.items[number - 1]) for number in clashing]
    return rendering.page(
        "quiz/conflict.html",
        status=409,
        sheet=sheet,
        clashes=clashes,
        fields=[field for clash in clashes for field in _hidden(clash.mine)],
        seq=seq,
        wanted=wanted,
        saved_at=saved_at,
    )


def _hidden(item: SheetItem) -> list[tuple[str, str]]:
    """An answer as hidden fields of a form."""
    fields = [(answers.ON_PAGE, str(item.number))]
    for name, values in answers.fields_of(item).items():
        field = f"q{item.number}" + ("" if name == "answer" else f"-{name}")
        fields += [(field, value) for value in values]
    if item.flagged:
        fields.append((f"flag-{item.number}", "yes"))
    if item.confidence is not None:
        fields.append((f"sure-{item.number}", item.confidence.value))
    return fields


def _choice(fields: Mapping[str, list[str]]) -> tuple[int, bool]:
    found = _KEEP.fullmatch(fields.get(KEEP, [""])[-1])
    return (0, False) if found is None else (int(found[1]), found[2] == "mine")


def _fresh(fields: Mapping[str, list[str]], seq: int) -> int:
    return answers.seq_of({answers.SEQ: fields[FRESH]}) if FRESH in fields else seq
