"""What a branching conversation is: scenes, the choices between them, and what a way through adds up to.

Texts are Markdown as the trainer wrote it; that every choice leads to a scene of its own conversation is
checked where files are read. This module must not know who plays, or how it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import product

from lms.domain.errors import MalformedResponse

# How far a way may lean to one side while corners are looked for, and how many choices are followed in all:
# trainers' conversations stay far below, and a file that was made to be slow stops here.
WIDEST = 64
EFFORT = 100_000
# So many choices one play may have: a ring of scenes ends somewhere, and trainers' conversations long before.
LONGEST = 40


# The label is part of what people read, so it is written in their language.
NOT_SAFE = ("Not safe", "Ddim yn ddiogel")
_NOT_SAFE = re.compile(rf"^\s*\*\*\s*(?:{'|'.join(NOT_SAFE)})\s*(?::\s*\*\*|\*\*\s*:)(.*)$", re.I | re.M)


class Level(StrEnum):
    HIGH = "high"
    LOW = "low"


# Support, then challenge: a corner of the window.
Corner = tuple[Level, Level]
CORNERS: tuple[Corner, ...] = tuple(product(Level, Level))


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to say or do. `to` is the slug of the scene it leads to; `consequence` is shown first."""

    text: str
    to: str
    support: Level
    challenge: Level
    consequence: str = ""

    @property
    def danger(self) -> str:
        """Why the choice is not safe, Markdown behind the label of its consequence; empty for a safe one."""
        found = _NOT_SAFE.search(self.consequence)
        return "" if found is None else found[1].strip() or self.consequence


@dataclass(frozen=True, slots=True)
class Scene:
    """A moment of the story. An ending has no choices, every other scene has at least one."""

    slug: str
    title: str
    text: str
    choices: tuple[Choice, ...] = ()
    ending: bool = False


@dataclass(frozen=True, slots=True)
class Debrief:
    """What is said afterwards: `intro` to everyone, a part to those whose choices lean to its corner."""

    intro: str
    parts: Mapping[Corner, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Everybody starts in the first scene, which is not an ending. `minutes` is the author's estimate."""

    slug: str
    title: str
    minutes: int
    scenes: tuple[Scene, ...]
    debrief: Debrief
    you_are: str = ""
    they_are: str = ""
    intro: str = ""

    def by_slug(self) -> dict[str, Scene]:
        return {scene.slug: scene for scene in self.scenes}


@dataclass(frozen=True, slots=True)
class Path:
    """A way through: the scenes in which something was chosen, what was chosen there, where that led."""

    scenes: tuple[Scene, ...]
    choices: tuple[Choice, ...]
    at: Scene


def in_words_of(base: Conversation, own: Conversation) -> Conversation:
    """A conversation in the words of its translation: where each choice leads and what it counts as stay.

    One with other scenes or choices is none of its words, and the conversation stays as it is.
    """
    if shape(base) != shape(own):
        return base
    scenes = tuple(
        replace(
            scene, title=said.title, text=said.text, choices=tuple(map(_said, scene.choices, said.choices))
        )
        for scene, said in zip(base.scenes, own.scenes, strict=True)
    )
    debrief = Debrief(
        own.debrief.intro or base.debrief.intro, {**base.debrief.parts, **_written(own.debrief.parts)}
    )
    return replace(
        base,
        title=own.title or base.title,
        scenes=scenes,
        debrief=debrief,
        you_are=own.you_are or base.you_are,
        they_are=own.they_are or base.they_are,
        intro=own.intro or base.intro,
    )


def shape(conversation: Conversation) -> list[list[tuple[int, str, str]]]:
    """Where each choice of each scene leads and what it counts as, whatever the words."""
    places = {scene.slug: at for at, scene in enumerate(conversation.scenes)}
    return [
        [(places[choice.to], choice.support, choice.challenge) for choice in scene.choices]
        for scene in conversation.scenes
    ]


def _said(choice: Choice, own: Choice) -> Choice:
    """A choice in other words. That one is not safe is never lost in translation."""
    told = own.consequence if bool(own.danger) == bool(choice.danger) else choice.consequence
    return replace(choice, text=own.text, consequence=told)


def _written(parts: Mapping[Corner, str]) -> dict[Corner, str]:
    return {corner: text for corner, text in parts.items() if text}


def play(conversation: Conversation, picks: Sequence[int]) -> Path:
    """Follow choices from the first scene on; a pick is the place of a choice in its scene, from 0.

    Raises: MalformedResponse, with the slug of the scene, for a choice that the scene does not have.
    """
    by_slug, at = conversation.by_slug(), conversation.scenes[0]
    scenes: list[Scene] = []
    for pick in picks:
        if not 0 <= pick < len(at.choices):
            raise MalformedResponse(at.slug, f"choice {pick} of {len(at.choices)}")
        scenes.append(at)
        at = by_slug[at.choices[pick].to]
    choices = (scene.choices[pick] for scene, pick in zip(scenes, picks, strict=True))
    return Path(tuple(scenes), tuple(choices), at)


def shares(choices: Sequence[Choice]) -> tuple[Fraction, Fraction]:
    """The part of the choices with high support, and with high challenge. Nothing chosen is nothing high."""
    support = sum(choice.support is Level.HIGH for choice in choices)
    challenge = sum(choice.challenge is Level.HIGH for choice in choices)
    return Fraction(support, len(choices) or 1), Fraction(challenge, len(choices) or 1)


def corner_of(choices: Sequence[Choice]) -> Corner:
    """Where the choices lean: half or more counts as high."""
    support, challenge = (Level.HIGH if share >= Fraction(1, 2) else Level.LOW for share in shares(choices))
    return support, challenge


def debrief_for(conversation: Conversation, choices: Sequence[Choice]) -> str:
    """The part of the debrief for these choices, empty if the author wrote none for their corner.

    A way through a choice that is not safe is never told that it was high in both.
    """
    if corner_of(choices) == (Level.HIGH, Level.HIGH) and any(choice.danger for choice in choices):
        return ""
    return conversation.debrief.parts.get(corner_of(choices), "")


def reachable(conversation: Conversation, start: str) -> frozenset[str]:
    """Slugs of the scenes to which choices can lead from the scene `start` on, itself included."""
    after = {scene.slug: [choice.to for choice in scene.choices] for scene in conversation.scenes}
    return _spread([start], after)


def trapped(conversation: Conversation) -> frozenset[str]:
    """Slugs of the scenes from which no ending can be reached, whatever is chosen."""
    before: dict[str, list[str]] = {scene.slug: [] for scene in conversation.scenes}
    for scene in conversation.scenes:
        for choice in scene.choices:
            before[choice.to].append(scene.slug)
    return frozenset(before) - _spread([scene.slug for scene in conversation.scenes if scene.ending], before)


def _spread(starts: list[str], leads_to: Mapping[str, list[str]]) -> frozenset[str]:
    seen, waiting = set(starts), list(starts)
    for slug in waiting:
        new = set(leads_to[slug]) - seen
        seen |= new
        waiting += new
    return frozenset(seen)


def reachable_corners(conversation: Conversation) -> frozenset[Corner]:
    """The corners to which the choices of somebody who comes to an ending can lean.

    For each scene it keeps where highs less lows can stand on arrival, support by challenge, as the bits of
    a square of `side` by `side` places: neither the number of ways nor a ring of scenes matters. A corner
    that is found can be reached; one may be missed beyond WIDEST or EFFORT.
    """
    lean = min(2 * len(conversation.scenes) + 8, WIDEST)
    # One empty place on each edge catches what leans too far.
    side = 2 * lean + 3
    ranges = {Level.HIGH: range(lean + 1, side - 1), Level.LOW: range(1, lean + 1)}
    rows = {level: sum(1 << at for at in ranges[level]) for level in Level}
    corners = {(up, on): sum(rows[on] << side * at for at in ranges[up]) for up, on in CORNERS}
    by_slug, inside, left, ends = conversation.by_slug(), sum(corners.values()), EFFORT, 0
    seen = {conversation.scenes[0].slug: 1 << (lean + 1) * (side + 1)}
    fresh = dict(seen)
    while fresh and left > 0:
        arrived: dict[str, int] = {}
        for slug, places in fresh.items():
            ends |= places if by_slug[slug].ending else 0
            for choice in by_slug[slug].choices:
                step = side if choice.support is Level.HIGH else -side
                step += 1 if choice.challenge is Level.HIGH else -1
                moved = places << step if step > 0 else places >> -step
                new = moved & inside & ~seen.get(choice.to, 0)
                seen[choice.to] = seen.get(choice.to, 0) | new
                arrived[choice.to] = arrived.get(choice.to, 0) | new
                left -= 1
        fresh = {slug: places for slug, places in arrived.items() if places}
    return frozenset(corner for corner, places in corners.items() if ends & places)


def best_comes_first(conversation: Conversation) -> bool:
    """Whether in two scenes or more the first choice is a best one, and in none a worse one.

    The best choices of a scene have the most highs; a scene whose choices are all as good says nothing.
    """
    telling: list[bool] = []
    for scene in conversation.scenes:
        highs = [(choice.support, choice.challenge).count(Level.HIGH) for choice in scene.choices]
        telling += [highs[0] == max(highs)] if len(set(highs)) > 1 else []
    return len(telling) > 1 and all(telling)
