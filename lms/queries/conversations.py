"""Owns one moment of a conversation that somebody plays: what has just happened, the scene, the choices.

The whole way is in its address, so nothing is read or stored. It must not know the page around it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from lms.content import render
from lms.domain import conversations
from lms.domain.conversations import Choice, Conversation, Level, Path, Scene

# So many choices fit into one address; trainers' conversations end long before.
LONGEST = 40
_WAY = re.compile(rf"[1-9][0-9]?(?:-[1-9][0-9]?){{0,{LONGEST - 1}}}")


@dataclass(frozen=True, slots=True)
class OpenChoice:
    """Something to say or do now, as safe HTML, and the way that is gone by choosing it."""

    text: str
    way: str


@dataclass(frozen=True, slots=True)
class Step:
    """One choice that was made; `text` is safe HTML, both booleans say whether it was high."""

    number: int
    scene: str
    text: str
    support: bool
    challenge: bool


@dataclass(frozen=True, slots=True)
class Debriefed:
    """What is said at an ending. `intro` and `part` are safe HTML; `leaning` and `counts` are words.

    After a choice that was not safe both say so first.
    """

    intro: str
    part: str
    leaning: str
    counts: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where somebody stands. `chose` and `consequence` are of the last choice, empty before the first.

    `chose`, `text` and `consequence` are safe HTML. `debrief` is there at an ending, `too_long`
    after `LONGEST` choices; in both cases there is nothing to choose.
    """

    you_are: str
    they_are: str
    chose: str
    consequence: str
    title: str
    text: str
    choices: tuple[OpenChoice, ...]
    back: str | None
    debrief: Debriefed | None
    too_long: bool


def picks_of(way: str) -> tuple[int, ...] | None:
    """The choices in an address such as "2-1-3", from 0; none for "", None for what is no way at all."""
    if not way:
        return ()
    return tuple(int(one) - 1 for one in way.split("-")) if _WAY.fullmatch(way) else None


def stage(conversation: Conversation, picks: Sequence[int]) -> Stage:
    """The moment after these choices. Raises: MalformedResponse for a choice that a scene does not have."""
    path = conversations.play(conversation, picks)
    last = path.choices[-1] if path.choices else None
    too_long = len(picks) >= LONGEST and not path.at.ending
    return Stage(
        you_are=conversation.you_are,
        they_are=conversation.they_are,
        chose="" if last is None else render.inline(last.text),
        consequence=render.block(last.consequence) if last is not None and last.consequence else "",
        title=path.at.title,
        text=render.block(path.at.text),
        choices=() if too_long else _choices(conversation, path.at, picks),
        back=_way(picks[:-1]) if picks else None,
        debrief=_debrief(conversation, path) if path.at.ending else None,
        too_long=too_long,
    )


def _choices(conversation: Conversation, scene: Scene, picks: Sequence[int]) -> tuple[OpenChoice, ...]:
    """The choices of a scene, mixed: authors tend to write the best one first. Everybody sees one order."""

    def place(at: int) -> bytes:
        return hashlib.sha256(f"{conversation.slug} {scene.slug} {at}".encode()).digest()

    order = sorted(range(len(scene.choices)), key=place)
    return tuple(OpenChoice(render.inline(scene.choices[at].text), _way([*picks, at])) for at in order)


def _way(picks: Sequence[int]) -> str:
    return "-".join(str(pick + 1) for pick in picks)


def _debrief(conversation: Conversation, path: Path) -> Debriefed:
    support, challenge = conversations.corner_of(path.choices)
    part = conversations.debrief_for(conversation, path.choices)
    dangers = [choice.danger for choice in path.choices if choice.danger]
    if dangers:
        part = "\n\n".join((_safety_first(dangers), part)).strip()
    return Debriefed(
        intro=render.block(conversation.debrief.intro) if conversation.debrief.intro else "",
        part=render.block(part) if part else "",
        leaning=_not_safe(len(dangers)) if dangers else f"Mostly {support} support, {challenge} challenge",
        counts=_counts(path.choices),
        steps=tuple(
            Step(
                number,
                scene.title,
                render.inline(choice.text),
                choice.support is Level.HIGH,
                choice.challenge is Level.HIGH,
            )
            for number, (scene, choice) in enumerate(zip(path.scenes, path.choices, strict=True), start=1)
        ),
    )


def _not_safe(count: int) -> str:
    return "One of your choices was not safe" if count == 1 else f"{count} of your choices were not safe"


def _safety_first(dangers: Sequence[str]) -> str:
    """What comes before any result, as Markdown."""
    again = "Safety comes before any result. Play again and find a way without it."
    return "\n".join((again, "", *(f"- {' '.join(danger.split())}" for danger in dict.fromkeys(dangers))))


def _counts(choices: Sequence[Choice]) -> str:
    support = sum(choice.support is Level.HIGH for choice in choices)
    challenge = sum(choice.challenge is Level.HIGH for choice in choices)
    made = f"{len(choices)} choice" + ("" if len(choices) == 1 else "s")
    return f"You made {made}: {support} with high support, {challenge} with high challenge."
