"""How a written answer is judged: a mark scheme, who may speak next, and when the matter is settled.

It must not know trainers by name, nor what the mark does to a grade.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from lms.domain.errors import JudgeRefused, MalformedPoints
from lms.domain.marking import Mark
from lms.domain.quizzes import Criterion, Reflection

# Without a scheme of its own a reflection is judged as a whole.
_AS_A_WHOLE = "The answer as a whole"
FEEDBACK_MOST = 5_000


class Step(StrEnum):
    """How far the judging of one answer has come."""

    WAITING = "waiting"
    SECOND = "second opinion"
    DIFFERS = "marks differ"
    SETTLED = "settled"


class Voice(StrEnum):
    """In which part a trainer speaks. `AGREED` is one of the first two taking over the other's marks."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    AGREED = "agreed"


@dataclass(frozen=True, slots=True)
class Said:
    """What one voice gave in this round; `judge_id` None is somebody who has left."""

    judge_id: int | None
    points: tuple[int, ...]


# What has been said in this round.
Round = Mapping[Voice, Said]


def scheme(item: Reflection) -> tuple[Criterion, ...]:
    """The lines that points are given for; never empty.

    The weight of an item with a scheme is the sum of its lines. Source: authoring format, table of kinds.
    """
    return item.look_for or (Criterion(_AS_A_WHOLE, item.marks),)


def available(item: Reflection) -> int:
    """How many marks there are."""
    return sum(line.marks for line in scheme(item))


def check_points(item: Reflection, points: Sequence[int]) -> None:
    """Return if these are points for each line of the scheme, none below 0 or above its marks.

    Raises: MalformedPoints.
    """
    lines = scheme(item)
    if len(points) != len(lines) or any(
        not 0 <= given <= line.marks for given, line in zip(points, lines, strict=False)
    ):
        raise MalformedPoints(item.id)


def mark(item: Reflection, points: Sequence[int]) -> Mark:
    """The mark for these points, one for each line of the scheme. Raises: MalformedPoints."""
    check_points(item, points)
    lines = scheme(item)
    told = ", ".join(f"{given} of {line.marks}" for given, line in zip(points, lines, strict=True))
    because = f"A trainer read this and gave {told}."
    if len(lines) > 1:
        because = f"A trainer read this and gave {told}: {sum(points)} of {available(item)} in all."
    return Mark(Fraction(sum(points)), Fraction(available(item)), because)


def next_voice(step: Step, said: Round, judge_id: int) -> Voice:
    """In which part this trainer would speak now.

    Raises: JudgeRefused if the answer is settled, or this trainer has had their say in this round.
    """
    if step is Step.SETTLED:
        raise JudgeRefused("This answer has been marked. Reopen it first if it has to be marked again.")
    if any(one.judge_id == judge_id for one in said.values()):
        raise JudgeRefused("You have marked this answer already. It needs another trainer now.")
    return {Step.WAITING: Voice.FIRST, Step.SECOND: Voice.SECOND, Step.DIFFERS: Voice.THIRD}[step]


def may_agree(step: Step, said: Round, judge_id: int) -> bool:
    """Whether this trainer is one of the two who differ, and so may take over the other's marks."""
    return step is Step.DIFFERS and any(one.judge_id == judge_id for one in said.values())


def other(said: Round, judge_id: int) -> Said:
    """What the other of the two who differ gave. Raises: JudgeRefused for somebody who is none of them."""
    for mine, theirs in ((Voice.FIRST, Voice.SECOND), (Voice.SECOND, Voice.FIRST)):
        if mine in said and theirs in said and said[mine].judge_id == judge_id:
            return said[theirs]
    raise JudgeRefused("Only the two trainers whose marks differ can agree on one of them.")


def step_after(voice: Voice, said: Round, *, second_wanted: bool) -> Step:
    """Where an answer stands once `voice` has spoken; `said` has what was said, `voice` included.

    Two opinions agree if they give the same points line by line.
    """
    match voice:
        case Voice.FIRST:
            return Step.SECOND if second_wanted else Step.SETTLED
        case Voice.SECOND:
            same = said[Voice.FIRST].points == said[Voice.SECOND].points
            return Step.SETTLED if same else Step.DIFFERS
        case Voice.THIRD | Voice.AGREED:
            return Step.SETTLED
