"""Owns how answers travel: the names of form fields and the JSON that a script sends, read into plain values.

It must not know what a question asks; whether an answer fits it is for the service to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from lms.domain import errors
from lms.queries.sheets import Sheet, SheetItem, SheetRow

SEQ = "seq"
ON_PAGE = "on-page"
NEXT = "next"

Answers = dict[int, dict[str, list[str]]]

# Kinds of question with one field to write in.
_WRITTEN = ("short_text", "number", "reflection")

_FIELD = re.compile(r"q([1-9][0-9]{0,2})(?:-(row-[1-9][0-9]{0,2}))?")
_NAME = re.compile(r"answer|row-[1-9][0-9]{0,2}")
_NUMBER = re.compile(r"[1-9][0-9]{0,2}")
_SEQ = re.compile(r"[0-9]{1,9}")


def from_form(fields: Mapping[str, list[str]]) -> Answers:
    """The answers in a form. A question that the form says it shows is emptied if nothing of it came along.

    Raises: MalformedResponse.
    """
    answers: Answers = {_number(text): {} for text in fields.get(ON_PAGE, ())}
    for name, values in fields.items():
        found = _FIELD.fullmatch(name)
        if found is not None:
            answers.setdefault(int(found[1]), {})[found[2] or "answer"] = values
    return answers


# What JSON holds is only known once it was looked at, hence object.
def from_json(body: object) -> tuple[Answers, int]:
    """Answers and sequence in `{"seq": 3, "answers": {"1": {"answer": ["2"]}}}`.

    Raises: MalformedResponse.
    """
    match body:
        case {"seq": int(seq), "answers": dict(sent)} if not isinstance(seq, bool) and 0 <= seq < 10**9:
            return {_number(number): _fields(fields) for number, fields in sent.items()}, seq
        case _:
            raise errors.MalformedResponse("", "not the JSON that we take")


def _fields(fields: object) -> dict[str, list[str]]:
    if not isinstance(fields, dict):
        raise errors.MalformedResponse("", "fields must be an object")
    read: dict[str, list[str]] = {}
    for name, values in fields.items():
        if not (_NAME.fullmatch(name) and isinstance(values, list)):
            raise errors.MalformedResponse("", "not a field of a question")
        read[name] = [value for value in values if isinstance(value, str)]
        if len(read[name]) != len(values):
            raise errors.MalformedResponse("", "not a value that can be chosen or typed")
    return read


def seq_of(fields: Mapping[str, list[str]]) -> int:
    """The number of the save that the page was made from. Raises: MalformedResponse."""
    values = fields.get(SEQ, [])
    if len(values) != 1 or not _SEQ.fullmatch(values[0]):
        raise errors.MalformedResponse("", "no sequence number")
    return int(values[0])


def next_page(fields: Mapping[str, list[str]]) -> str:
    """What the form asks to see next: a question's number, "all" or "check"; the last one sent counts."""
    wanted = (fields.get(NEXT) or ["check"])[-1]
    return wanted if wanted == "all" or _NUMBER.fullmatch(wanted) else "check"


def shown_on(fields: Mapping[str, list[str]]) -> str:
    """The page that the form stood on: "all", or its question's number. Raises: MalformedResponse."""
    numbers = fields.get(ON_PAGE, [])
    return str(_number(numbers[0])) if len(numbers) == 1 else "all"


def typed(sheet: Sheet, answers: Answers) -> Sheet:
    """The sheet with what somebody has just sent in place of what was saved, so that they lose nothing."""
    return replace(
        sheet,
        items=tuple(
            _typed(item, answers[item.number]) if item.number in answers else item for item in sheet.items
        ),
    )


def _typed(item: SheetItem, fields: Mapping[str, list[str]]) -> SheetItem:
    sent = fields.get("answer", [])
    known = {option.value for option in item.options}
    rows = tuple(replace(row, chosen=_sent(item, row, fields)) for row in item.rows)
    return replace(
        item,
        chosen=frozenset(value for value in sent if value in known),
        rows=rows,
        text=sent[0] if sent and item.kind in _WRITTEN else "",
        open_rows=sum(1 for row in rows if row.chosen is None),
    )


def _sent(item: SheetItem, row: SheetRow, fields: Mapping[str, list[str]]) -> str | None:
    value = next(iter(fields.get(row.name, ())), "")
    choices = row.choices or item.choices
    if choices:
        return value if value in {choice.value for choice in choices} else None
    return value or None


# Also a key of JSON, which is text by its grammar.
def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise errors.MalformedResponse(text[:10], "not the number of a question")
    return int(text)
