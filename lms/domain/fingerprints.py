"""What a change of one item amounts to: nothing, its looks, its wording, or its meaning.

Marks and statistics hang on the answer: an item whose meaning changed begins a new series. Options have no
ids; they are matched by text, then by place. It must not know quizzes, nor who changed anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from lms.domain import likeness
from lms.domain.comparing import fold
from lms.domain.quizzes import (
    GapFill,
    Item,
    Matching,
    MultipleResponse,
    Number,
    Option,
    Ordering,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)


class Weight(IntEnum):
    """How much a change matters, the least first."""

    COSMETIC = 1
    SLIP = 2
    WORDING = 3
    MEANING = 4


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One thing about an item that is different; `words` goes on from the name of the question."""

    weight: Weight
    words: str


def compare(old: Item, new: Item) -> tuple[ItemChange, ...]:
    """Everything that is different, the weightiest first; empty if the items are equal."""
    if old == new:
        return ()
    if type(old) is not type(new):
        return (ItemChange(Weight.MEANING, "is now another kind of question"),)
    found = [
        *_wording("question", old.text, new.text),
        *_wording("text under it", old.body, new.body),
        *_wording("explanation", old.why, new.why),
        *_wording("hint", old.hint, new.hint),
        *_key(old, new),
    ]
    if old.marks != new.marks:
        found.append(ItemChange(Weight.MEANING, f"now gives {_marks(new.marks)} instead of {old.marks}"))
    if (old.tags, old.difficulty, old.objective) != (new.tags, new.difficulty, new.objective):
        found.append(ItemChange(Weight.COSMETIC, "has other tags, difficulty or objective"))
    # What is different and has no words of its own is the order of things or how they are shown.
    if not found and old.retired_on == new.retired_on:
        found.append(ItemChange(Weight.COSMETIC, "is arranged differently"))
    return tuple(sorted(found, key=lambda change: -change.weight))


def _marks(marks: int) -> str:
    return "1 mark" if marks == 1 else f"{marks} marks"


def _wording(what: str, old: str, new: str) -> list[ItemChange]:
    if old == new:
        return []
    if likeness.same_words(old, new):
        return [ItemChange(Weight.COSMETIC, f"has other spacing or punctuation in the {what}")]
    if not old or not new:
        return [ItemChange(Weight.WORDING, f"{'has a new' if new else 'lost its'} {what}")]
    if likeness.is_slip(old, new):
        return [ItemChange(Weight.SLIP, f"has a corrected spelling in the {what}")]
    return [ItemChange(Weight.WORDING, f"has other words in the {what}")]


def _meaning(words: str) -> ItemChange:
    return ItemChange(Weight.MEANING, words)


def _key(old: Item, new: Item) -> list[ItemChange]:
    """What is different in options and keys; both items are of one kind."""
    match old, new:
        case SingleChoice(), SingleChoice():
            return _options(old.options, new.options)
        case TrueFalse(), TrueFalse():
            return _options(old.options, new.options)
        case MultipleResponse(), MultipleResponse():
            marking = [_meaning("is marked by another rule")] if old.marking is not new.marking else []
            return _options(old.options, new.options) + marking
        case Matching(), Matching():
            return _pairs(old, new)
        case Ordering(), Ordering():
            marking = [_meaning("is marked by another rule")] if old.marking is not new.marking else []
            return _steps(old.steps, new.steps) + marking
        case GapFill(), GapFill():
            return _gaps(old, new)
        case ShortText(), ShortText():
            return [_meaning("accepts other answers")] if _set(old.accept) != _set(new.accept) else []
        case Number(), Number():
            same = (old.low, old.high, fold(old.unit)) == (new.low, new.high, fold(new.unit))
            return [] if same else [_meaning("has another number as its answer")]
        case Reflection(), Reflection():
            return _reflection(old, new)
        case Scale(), Scale():
            return _lists("choices", old.choices, new.choices) + _lists(
                "statements", old.statements, new.statements
            )
    return []


def _set(texts: Sequence[str]) -> frozenset[str]:
    return frozenset(fold(text) for text in texts)


def _options(old: Sequence[Option], new: Sequence[Option]) -> list[ItemChange]:
    pairs = likeness.match([option.text for option in old], [option.text for option in new])
    found: list[ItemChange] = []
    if len(pairs) < len(new):
        found.append(_meaning("has an answer that was not there before"))
    if len(pairs) < len(old):
        found.append(_meaning("lost an answer"))
    for before, after in ((old[at], new[place]) for at, place in pairs.items()):
        if before.correct is not after.correct:
            right = "right" if after.correct else "not right"
            found.append(_meaning(f"now has “{after.text}” as {right}"))
        elif before.share != after.share:
            found.append(_meaning(f"gives another part of the marks for “{after.text}”"))
        found += _wording("answers", before.text, after.text)
        for one, two in ((before.feedback, after.feedback), (before.if_missed, after.if_missed)):
            found += _wording("feedback", one, two)
    return _once(found)


def _pairs(old: Matching, new: Matching) -> list[ItemChange]:
    lefts = likeness.match([pair.left for pair in old.pairs], [pair.left for pair in new.pairs])
    rights = likeness.match(old.rights, new.rights)
    if len(lefts) < max(len(old.pairs), len(new.pairs)) or len(old.spares) != len(new.spares):
        return [_meaning("has other pairs")]
    if any(rights.get(at) != place for at, place in lefts.items()):
        return [_meaning("has other pairs")]
    found: list[ItemChange] = []
    for at, place in lefts.items():
        found += _wording("pairs", old.pairs[at].left, new.pairs[place].left)
        found += _wording("pairs", old.pairs[at].right, new.pairs[place].right)
    if _set(old.spares) != _set(new.spares):
        found.append(ItemChange(Weight.WORDING, "has other words in the answers that fit nothing"))
    return _once(found)


def _steps(old: Sequence[str], new: Sequence[str]) -> list[ItemChange]:
    pairs = likeness.match(old, new)
    if len(pairs) < max(len(old), len(new)):
        return [_meaning("has other steps")]
    if any(at != place for at, place in pairs.items()):
        return [_meaning("has another right order")]
    return _once([change for at in pairs for change in _wording("steps", old[at], new[at])])


def _gaps(old: GapFill, new: GapFill) -> list[ItemChange]:
    if len(old.gaps) != len(new.gaps):
        return [_meaning("has another number of gaps")]
    found: list[ItemChange] = []
    for before, after in zip(old.gaps, new.gaps, strict=True):
        if _set(before.accepted) != _set(after.accepted):
            found.append(_meaning("accepts other answers in a gap"))
        elif _set(before.choices) != _set(after.choices):
            found.append(_meaning("offers other choices in a gap"))
    for one, two in zip(old.pieces, new.pieces, strict=True):
        found += _wording("text around the gaps", one, two)
    return _once(found)


def _reflection(old: Reflection, new: Reflection) -> list[ItemChange]:
    found = [] if old.marked_by is new.marked_by else [_meaning("is judged by somebody else")]
    if [line.marks for line in old.look_for] != [line.marks for line in new.look_for]:
        found.append(_meaning("has another mark scheme"))
    else:
        for one, two in zip(old.look_for, new.look_for, strict=True):
            found += _wording("mark scheme", one.text, two.text)
    return _once(found + _wording("model answer", old.model_answer, new.model_answer))


def _lists(what: str, old: Sequence[str], new: Sequence[str]) -> list[ItemChange]:
    if len(old) != len(new):
        return [_meaning(f"has another number of {what}")]
    pairs = zip(old, new, strict=True)
    return _once([change for one, two in pairs for change in _wording(what, one, two)])


def _once(changes: Sequence[ItemChange]) -> list[ItemChange]:
    return list(dict.fromkeys(changes))
