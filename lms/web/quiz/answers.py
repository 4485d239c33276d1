"""Owns how answers travel: the names of form fields and the JSON that a script sends, read into plain values.

It must not know what a question asks; whether an answer fits it is for the service to say.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from lms.domain import errors
from lms.domain.quizzes import Confidence
from lms.queries.sheets import Sheet, SheetItem, SheetRow

SEQ = "seq"
ON_PAGE = "on-page"
NEXT = "next"
LEAVE = "leave"

Answers = dict[int, dict[str, list[str]]]

# Kinds of question with one field to write in.
_WRITTEN = ("short_text", "number", "reflection")

_FIELD = re.compile(r"q([1-9][0-9]{0,2})(?:-(row-[1-9][0-9]{0,2}))?")
_BESIDE = re.compile(r"(flag|sure)-([1-9][0-9]{0,2})")
_NAME = re.compile(r"answer|row-[1-9][0-9]{0,2}")
_NUMBER = re.compile(r"[1-9][0-9]{0,2}")
_SEQ = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Sent:
    """What came for some questions, each by its number: the fields of the answer, the flag, how sure."""

    answers: Answers = field(default_factory=dict)
    flags: dict[int, bool] = field(default_factory=dict)
    confidence: dict[int, Confidence | None] = field(default_factory=dict)

    def only(self, numbers: Collection[int]) -> Sent:
        """The part that is about these questions."""
        return Sent(
            {number: fields for number, fields in self.answers.items() if number in numbers},
            {number: flag for number, flag in self.flags.items() if number in numbers},
            {number: sure for number, sure in self.confidence.items() if number in numbers},
        )


def from_form(fields: Mapping[str, list[str]]) -> Sent:
    """What a form holds.

    A question that it says it shows is emptied, and its flag taken down, if nothing of it came along.

    Raises: MalformedResponse.
    """
    shown = [_number(text) for text in fields.get(ON_PAGE, ())]
    sent = Sent({number: {} for number in shown}, dict.fromkeys(shown, False))
    for name, values in fields.items():
        found = _FIELD.fullmatch(name)
        if found is not None:
            sent.answers.setdefault(int(found[1]), {})[found[2] or "answer"] = values
        beside = _BESIDE.fullmatch(name)
        if beside is not None and beside[1] == "flag":
            sent.flags[int(beside[2])] = True
        elif beside is not None:
            sent.confidence[int(beside[2])] = _sure(values[-1])
    return sent


# What JSON holds is only known once it was looked at, hence object.
def from_json(body: object) -> tuple[Sent, int]:
    """What a script sends: `{"seq": 3, "answers": {"1": {"answer": ["2"]}}, "flags": {"1": true},
    "confidence": {"1": "sure"}}`, the last two if they changed.

    Raises: MalformedResponse.
    """
    match body:
        case {"seq": int(seq), "answers": dict(sent), **more} if (
            not isinstance(seq, bool) and 0 <= seq < 10**9
        ):
            return Sent(
                {_number(number): _fields(fields) for number, fields in sent.items()},
                {_number(number): _flag(flag) for number, flag in _object(more.get("flags", {})).items()},
                {
                    _number(number): _sure(sure)
                    for number, sure in _object(more.get("confidence", {})).items()
                },
            ), seq
        case _:
            raise errors.MalformedResponse("", "not the JSON that we take")


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise errors.MalformedResponse("", "not an object")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise errors.MalformedResponse("", "a flag is up or down")
    return value


def _sure(value: object) -> Confidence | None:
    if value == "":
        return None
    for sure in Confidence:
        if sure.value == value:
            return sure
    raise errors.MalformedResponse("", "not a way to be sure")


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


def seq_to_hold(fields: Mapping[str, list[str]]) -> int | None:
    """The same of a form that hands in. Without a number nothing can be stale: whoever hands in all at once
    has opened no page twice.
    """
    return seq_of(fields) if SEQ in fields else None


def next_page(fields: Mapping[str, list[str]]) -> str:
    """What the form asks to see next: a question's number, "all", "leave" or "check"; the last counts."""
    wanted = (fields.get(NEXT) or ["check"])[-1]
    return wanted if wanted in ("all", LEAVE) or _NUMBER.fullmatch(wanted) else "check"


def shown_on(fields: Mapping[str, list[str]]) -> str:
    """The page that the form stood on: "all", or its question's number. Raises: MalformedResponse."""
    numbers = fields.get(ON_PAGE, [])
    return str(_number(numbers[0])) if len(numbers) == 1 else "all"


def typed(sheet: Sheet, sent: Sent) -> Sheet:
    """The sheet with what somebody has just sent in place of what was saved, so that they lose nothing."""
    return replace(sheet, items=tuple(_with(item, sent) for item in sheet.items))


def fields_of(item: SheetItem) -> dict[str, list[str]]:
    """What a form of this question would send, as a script sends and gets it; empty fields are left out."""
    if item.rows:
        return {row.name: [row.chosen] for row in item.rows if row.chosen}
    given = [item.text] if item.text else sorted(item.chosen, key=int)
    return {"answer": given} if given else {}


def _with(item: SheetItem, sent: Sent) -> SheetItem:
    made = item
    if item.number in sent.answers:
        made = _typed(made, sent.answers[item.number])
    if item.number in sent.confidence:
        made = replace(made, confidence=sent.confidence[item.number])
    return replace(made, flagged=sent.flags.get(item.number, made.flagged))


def _typed(item: SheetItem, fields: Mapping[str, list[str]]) -> SheetItem:
    sent = fields.get("answer", [])
    known = {option.value for option in item.options}
    rows = tuple(replace(row, chosen=_sent(item, row, fields)) for row in item.rows)
    chosen = frozenset(value for value in sent if value in known)
    text = sent[0] if sent and item.kind in _WRITTEN else ""
    return replace(
        item,
        chosen=chosen,
        rows=rows,
        text=text,
        answered=bool(chosen or text or any(row.chosen for row in rows)),
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
