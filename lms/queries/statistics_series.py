"""Owns how the versions of a quiz become series: a question goes on while it means the same.

It must not know attempts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from lms.domain import drawing, fingerprints, likeness
from lms.domain.fingerprints import Weight
from lms.domain.quizzes import (
    GapFill,
    Item,
    Matching,
    MultipleResponse,
    Number,
    Ordering,
    Quiz,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)
from lms.domain.responses import (
    ChoiceResponse,
    ChoicesResponse,
    GapsResponse,
    PairsResponse,
    Response,
)

KINDS: dict[type[Item], str] = {
    SingleChoice: "single choice",
    MultipleResponse: "multiple response",
    TrueFalse: "true or false",
    Matching: "matching",
    Ordering: "ordering",
    GapFill: "gaps",
    ShortText: "short text",
    Number: "number",
    Reflection: "reflection",
    Scale: "scale",
}


@dataclass(frozen=True, slots=True)
class Series:
    """One meaning of an item: `item` as its newest version has it, `number` of `of` meanings.

    `answers` is what can be chosen, as Markdown, with `right` for each; empty where answers are typed or put
    in order. `ticks` says that they are options, of which every one should be chosen now and then.
    """

    item: Item
    number: int
    since: datetime
    wordings: int = 0
    of: int = 1
    current: bool = False
    drawn: bool = False

    @property
    def kind(self) -> str:
        return KINDS[type(self.item)]

    @property
    def ticks(self) -> bool:
        return isinstance(self.item, SingleChoice | TrueFalse | MultipleResponse)

    @property
    def answers(self) -> tuple[str, ...]:
        return tuple(text for text, _ in answers(self.item))

    @property
    def right(self) -> tuple[bool | None, ...]:
        return tuple(right for _, right in answers(self.item))


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item of one version belongs: its series, its place in the file, and where each of its
    answers stands among those of the series (one that is gone is missing).

    `corrected` is the item that its answers were marked by since, if they were marked anew.
    """

    series: int
    order: int
    item: Item
    answers: dict[int, int]
    corrected: Item | None = None


@dataclass(frozen=True, slots=True)
class History:
    """All series of a quiz, and digest of a version (or what an attempt's items mean by its corrections) ->
    item -> its place. `order` are the ids of all items, those of the newest version first and in its order;
    `digests` the versions, the oldest first.

    `asks_confidence` says whether any version asked how sure people are."""

    series: tuple[Series, ...]
    places: dict[str, dict[str, Place]] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()
    asks_confidence: bool = False


def history(versions: Sequence[tuple[str, datetime, Quiz]]) -> History:
    """The series of a quiz from its versions, the oldest first."""
    series: list[Series] = []
    current: dict[str, int] = {}
    belongs: list[dict[str, int]] = []
    for _, since, quiz in versions:
        places = {}
        for item in quiz.items:
            at = current.get(item.id)
            weights = (
                ()
                if at is None
                else [change.weight for change in fingerprints.compare(series[at].item, item)]
            )
            if at is None or Weight.MEANING in weights:
                number = 1 if at is None else series[at].number + 1
                current[item.id] = len(series)
                series.append(Series(item, number, since))
            else:
                worded = Weight.WORDING in weights or Weight.SLIP in weights
                series[at] = replace(series[at], item=item, wordings=series[at].wordings + worded)
            places[item.id] = current[item.id]
        belongs.append(places)
    if not versions:
        return History(())
    newest = versions[-1][2]
    drawn = _drawn([quiz for _, _, quiz in versions])
    series = [
        replace(
            one,
            of=series[current[one.item.id]].number,
            current=belongs[-1].get(one.item.id) == at,
            drawn=one.item.id in drawn,
        )
        for at, one in enumerate(series)
    ]
    return History(
        tuple(series),
        {
            digest: {
                item.id: Place(places[item.id], order, item, _moved(item, series[places[item.id]].item))
                for order, item in enumerate(quiz.items)
            }
            for (digest, _, quiz), places in zip(versions, belongs, strict=True)
        },
        tuple(dict.fromkeys([*(item.id for item in newest.items), *current])),
        tuple(digest for digest, _, _ in versions),
        any(quiz.asks_confidence for _, _, quiz in versions),
    )


def with_corrections(
    found: History, meanings: Iterable[tuple[str, str, tuple[tuple[str, str], ...]]]
) -> History:
    """The history with places for attempts that were marked anew: a name, their version, and each corrected
    item with the version that it was marked by. They belong to the series of the corrected question."""
    places = dict(found.places)
    for name, digest, corrections in meanings:
        own = dict(found.places[digest])
        for item_id, by in corrections:
            before, after = own[item_id], found.places[by][item_id]
            answers_now = _moved(before.item, found.series[after.series].item)
            own[item_id] = Place(after.series, before.order, before.item, answers_now, after.item)
        places[name] = own
    return replace(found, places=places)


def _drawn(quizzes: Sequence[Quiz]) -> frozenset[str]:
    """The items that some version drew at random."""
    found: set[str] = set()
    for quiz in quizzes:
        parts = drawing.parts(quiz)
        if parts is None:
            found.update(item.id for item in quiz.items)
        else:
            found.update(item.id for items, count in parts if count < len(items) for item in items)
    return frozenset(found)


def _moved(old: Item, new: Item) -> dict[int, int]:
    """Where the answers of an older version stand in the newest one, by their words."""
    if old is new:
        return {at: at for at in range(len(answers(new)))}
    return likeness.match([text for text, _ in answers(old)], [text for text, _ in answers(new)])


def answers(item: Item) -> tuple[tuple[str, bool | None], ...]:
    """What can be chosen in an item, and whether it is right."""
    match item:
        case SingleChoice() | TrueFalse() | MultipleResponse():
            return tuple((option.text, option.correct) for option in item.options)
        case Matching():
            return tuple(
                (f"{pair.left} – {right}", right == pair.right)
                for pair in item.pairs
                for right in item.rights
            )
        case GapFill():
            return tuple(
                (f"Gap {number}: {choice}", choice in gap.accepted)
                for number, gap in enumerate(item.gaps, start=1)
                for choice in gap.choices
            )
        case Ordering() | ShortText() | Number() | Reflection() | Scale():
            return ()
        case _:
            assert_never(item)


def chosen(item: Item, response: Response) -> tuple[int, ...]:
    """Which of the `answers` of an item a response chose."""
    match response:
        case ChoiceResponse():
            return () if response.choice is None else (response.choice,)
        case ChoicesResponse():
            return tuple(sorted(response.choices))
        case PairsResponse():
            wide = len(item.rights) if isinstance(item, Matching) else 0
            return tuple(row * wide + right for row, right in enumerate(response.rights) if right is not None)
        case GapsResponse():
            return _gaps(item, response.texts)
        case _:
            return ()


def _gaps(item: Item, texts: Sequence[str]) -> tuple[int, ...]:
    found: list[int] = []
    start = 0
    for gap, text in zip(item.gaps if isinstance(item, GapFill) else (), texts, strict=False):
        if text in gap.choices:
            found.append(start + gap.choices.index(text))
        start += len(gap.choices)
    return tuple(found)
