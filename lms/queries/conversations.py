"""Owns one moment of a conversation as it is shown: what has just happened, the scene, the choices, the end.

It must not know where choices are stored, nor the page around it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from lms.content import conversation_versions, render
from lms.domain import conversations
from lms.domain.conversations import LONGEST, Choice, Conversation, Level, Path, Scene


@dataclass(frozen=True, slots=True)
class OpenChoice:
    """Something to say or do now, as safe HTML; `value` is its place in the scene as written, from 1."""

    text: str
    value: int


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
    """Where somebody stands after `made` choices. `chose` and `consequence` are of the last, else empty.

    `chose`, `text` and `consequence` are safe HTML, `scene` is the digest of the scene. `debrief` is there
    at an ending, `too_long` after `LONGEST` choices; in both cases there is nothing to choose.
    """

    you_are: str
    they_are: str
    made: int
    chose: str
    consequence: str
    scene: str
    title: str
    text: str
    choices: tuple[OpenChoice, ...]
    debrief: Debriefed | None
    too_long: bool


def stage(pinned: Conversation, picks: Sequence[int], said: Conversation | None = None) -> Stage:
    """The moment after these choices, in the words of `said` if the conversation is told in others.

    Raises: MalformedResponse for a choice that a scene does not have.
    """
    conversation = pinned if said is None else said
    path = conversations.play(conversation, picks)
    last = path.choices[-1] if path.choices else None
    too_long = len(picks) >= LONGEST and not path.at.ending
    return Stage(
        you_are=conversation.you_are,
        they_are=conversation.they_are,
        made=len(picks),
        chose="" if last is None else render.inline(last.text),
        consequence=render.block(last.consequence) if last is not None and last.consequence else "",
        scene=conversation_versions.scene_digest(pinned.by_slug()[path.at.slug]),
        title=path.at.title,
        text=render.block(path.at.text),
        choices=() if too_long else in_order(conversation, path.at),
        debrief=_debrief(conversation, path) if path.at.ending else None,
        too_long=too_long,
    )


def in_order(conversation: Conversation, scene: Scene) -> tuple[OpenChoice, ...]:
    """The choices of a scene, mixed: authors tend to write the best one first. Everybody sees one order."""

    def place(at: int) -> bytes:
        return hashlib.sha256(f"{conversation.slug} {scene.slug} {at}".encode()).digest()

    order = sorted(range(len(scene.choices)), key=place)
    return tuple(OpenChoice(render.inline(scene.choices[at].text), at + 1) for at in order)


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
