"""Owns reading what somebody played, and what share of colleagues chose each way.

Shares are whole percents of at least `FEWEST` people, each with their first finished play, so that they speak
of a group and of nobody in it. It must not know how a scene is played.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import conversation_versions, render
from lms.content.spoken import Spoken, Tongue
from lms.db.plays import Play, PlayChoice
from lms.domain import conversations as rules
from lms.domain import errors
from lms.domain.conversations import Path
from lms.queries import conversations, pinned
from lms.queries.conversations import Stage

# Below this many people nothing is said about what others chose.
FEWEST = 10
_ID = re.compile(r"[0-9a-z]{26}")


@dataclass(frozen=True, slots=True)
class ChoiceShare:
    """How often one choice of a scene was made. `text` is safe HTML, `percent` is 0 to 100."""

    text: str
    percent: int
    own: bool


@dataclass(frozen=True, slots=True)
class SceneShares:
    """What people chose in one scene of the way; no `choices` where fewer than `FEWEST` people chose."""

    title: str
    choices: tuple[ChoiceShare, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A play after `stage.made` of its `stored` choices. `colleagues` is there at the end of a finished play.

    None for `colleagues` while the play is not finished or too few have finished theirs.
    """

    play_id: str
    number: int
    course_slug: str
    lesson_slug: str
    title: str
    said: Tongue | None
    started_at: datetime
    finished_at: datetime | None
    stored: int
    stage: Stage
    colleagues: tuple[SceneShares, ...] | None

    @property
    def is_newest(self) -> bool:
        return self.stage.made == self.stored


@dataclass(frozen=True, slots=True)
class PlayLine:
    """One play in a list. `leaning` are the words of its corner, empty while it is not finished."""

    play_id: str
    number: int
    started_at: datetime
    finished_at: datetime | None
    made: int
    leaning: str


def moment(
    session: Session, *, person_id: int, play_id: str, made: int | None = None, spoken: Spoken | None = None
) -> Moment:
    """A person's own play after `made` choices (None = all that are stored). At most four statements.

    `spoken` gives it the words of a language, where the conversation of the play is translated.

    Raises: UnknownPlay (somebody else's as well, and for more choices than there are).
    """
    row = None
    if _ID.fullmatch(play_id):
        row = session.execute(
            sa.select(
                Play.number,
                Play.course_slug,
                Play.lesson_slug,
                Play.conversation_digest,
                Play.started_at,
                Play.finished_at,
            ).where(Play.id == play_id, Play.person_id == person_id)
        ).one_or_none()
    if row is None:
        raise errors.UnknownPlay(play_id)
    picks = list(
        session.scalars(
            sa.select(PlayChoice.choice).where(PlayChoice.play_id == play_id).order_by(PlayChoice.number)
        )
    )
    shown = len(picks) if made is None else made
    if not 1 <= shown <= len(picks):
        raise errors.UnknownPlay(play_id)
    conversation = pinned.conversation(session, row.conversation_digest)
    place = (row.course_slug, row.lesson_slug)
    said = conversation if spoken is None else spoken.conversation(*place, conversation)
    colleagues = None
    if row.finished_at is not None and shown == len(picks):
        path = rules.play(conversation, picks)
        told = rules.play(said, picks)
        colleagues = _colleagues(session, place, path, told, picks)
    return Moment(
        play_id=play_id,
        number=row.number,
        course_slug=row.course_slug,
        lesson_slug=row.lesson_slug,
        title=said.title,
        said=None if spoken is None else spoken.played(*place, conversation),
        started_at=row.started_at,
        finished_at=row.finished_at,
        stored=len(picks),
        stage=conversations.stage(conversation, picks[:shown], said),
        colleagues=colleagues,
    )


def own(session: Session, *, person_id: int, course: str, lesson: str) -> tuple[PlayLine, ...]:
    """A person's plays of one conversation, the newest first.

    One statement, and one for each version that this process has not seen.
    """
    rows = session.execute(
        sa.select(
            Play.id,
            Play.number,
            Play.conversation_digest,
            Play.started_at,
            Play.finished_at,
            PlayChoice.choice,
        )
        .join(PlayChoice, PlayChoice.play_id == Play.id)
        .where(Play.person_id == person_id, Play.course_slug == course, Play.lesson_slug == lesson)
        .order_by(Play.number.desc(), PlayChoice.number)
    ).all()
    picks: dict[str, list[int]] = {}
    heads = {}
    for row in rows:
        heads[row.id] = row
        picks.setdefault(row.id, []).append(row.choice)
    lines = []
    for play_id, row in heads.items():
        leaning = ""
        if row.finished_at is not None:
            path = rules.play(pinned.conversation(session, row.conversation_digest), picks[play_id])
            support, challenge = rules.corner_of(path.choices)
            leaning = f"Mostly {support} support, {challenge} challenge"
        made = len(picks[play_id])
        lines.append(PlayLine(play_id, row.number, row.started_at, row.finished_at, made, leaning))
    return tuple(lines)


def _colleagues(
    session: Session, place: tuple[str, str], path: Path, told: Path, picks: Sequence[int]
) -> tuple[SceneShares, ...] | None:
    """What people chose in the scenes of this way, each scene once; None if too few have finished at all.

    `told` is the same way in the words that are shown.
    """
    digests = [conversation_versions.scene_digest(scene) for scene in path.scenes]
    people, counts = _count(session, *place, set(digests))
    if people < FEWEST:
        return None
    shown: dict[str, SceneShares] = {}
    for scene, digest, pick in zip(told.scenes, digests, picks, strict=True):
        found = counts.get(digest, {})
        total = sum(found.values())
        choices: tuple[ChoiceShare, ...] = ()
        if total >= FEWEST:
            percents = _percents([found.get(at, 0) for at in range(len(scene.choices))])
            choices = tuple(
                ChoiceShare(render.inline(choice.text), percent, at == pick)
                for at, (choice, percent) in enumerate(zip(scene.choices, percents, strict=True))
            )
        shown.setdefault(digest, SceneShares(scene.title, choices))
    return tuple(shown.values())


def _percents(counts: Sequence[int]) -> list[int]:
    """Whole percents that add up to 100: the largest remainders are rounded up."""
    total = sum(counts)
    whole = [count * 100 // total for count in counts]
    by_rest = sorted(range(len(counts)), key=lambda at: (-(counts[at] * 100 % total), at))
    for at in by_rest[: 100 - sum(whole)]:
        whole[at] += 1
    return whole


def _count(
    session: Session, course: str, lesson: str, digests: set[str]
) -> tuple[int, Mapping[str, Mapping[int, int]]]:
    """How many people have finished, and by scene how many of them made each choice.

    Of each person the first finished play counts, and in it the first time they came to a scene.
    """
    order = sa.func.row_number().over(partition_by=Play.person_id, order_by=(Play.finished_at, Play.number))
    ranked = (
        sa.select(Play.id, order.label("place"))
        .where(Play.course_slug == course, Play.lesson_slug == lesson, Play.finished_at.is_not(None))
        .subquery()
    )
    first = sa.select(ranked.c.id).where(ranked.c.place == 1).subquery()
    visit = (
        sa.select(
            PlayChoice.scene_digest,
            PlayChoice.choice,
            sa.func.row_number()
            .over(partition_by=(PlayChoice.play_id, PlayChoice.scene_digest), order_by=PlayChoice.number)
            .label("visit"),
        )
        .join(first, first.c.id == PlayChoice.play_id)
        .where(PlayChoice.scene_digest.in_(digests))
        .subquery()
    )
    people = sa.select(sa.func.count()).select_from(first).scalar_subquery()
    rows = session.execute(
        sa.select(
            people.label("people"), visit.c.scene_digest, visit.c.choice, sa.func.count().label("times")
        )
        .where(visit.c.visit == 1)
        .group_by(visit.c.scene_digest, visit.c.choice)
    ).all()
    counts: dict[str, dict[int, int]] = {}
    for row in rows:
        counts.setdefault(row.scene_digest, {})[row.choice] = row.times
    return (rows[0].people if rows else 0), counts
