"""Owns playing a conversation: each choice is stored once, with the text it was made on.

A play goes on in the conversation as it was when it began. It must not know how a scene looks, nor what
others chose.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import conversation_versions, versions
from lms.content.library import Library
from lms.db import inserts
from lms.db.content_versions import ContentVersion, Kind
from lms.db.enrolments import Cycle, Enrolment
from lms.db.people import Person
from lms.db.plays import Play, PlayChoice
from lms.db.unit_of_work import unit_of_work
from lms.domain import conversations, errors
from lms.domain.conversations import LONGEST, Conversation
from lms.queries import pinned

_ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_ID_LENGTH = 26


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a play stands: `number` choices are stored. `kept` = another choice was there already."""

    play_id: str
    number: int
    kept: bool = False


def start(
    session: Session,
    library: Library,
    *,
    person_id: int,
    course: str,
    lesson: str,
    scene: str,
    choice: int,
    now: datetime,
) -> Moved:
    """Begin a play with the first choice (its place in the scene, from 0). Older plays stay as they are.

    `scene` is the digest of the first scene as the page showed it. The same choice sent twice, or again from
    a page that the browser went back to, is the same play as long as nothing has followed it.

    Raises: UnknownLesson, ConversationChanged, MalformedResponse.
    """
    found = library.conversation(course, lesson)
    if conversation_versions.scene_digest(found.scenes[0]) != scene:
        raise errors.ConversationChanged
    conversations.play(found, [choice])
    body = conversation_versions.canonical(found)
    digest = versions.digest(body)
    with unit_of_work(session):
        # Whoever begins holds their own row, so that a double click counts once.
        session.execute(sa.select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
        newest = session.execute(
            sa.select(Play.id, Play.number, Play.conversation_digest)
            .where(Play.person_id == person_id, Play.course_slug == course, Play.lesson_slug == lesson)
            .order_by(Play.number.desc())
            .limit(1)
        ).one_or_none()
        if newest is not None and newest.conversation_digest == digest:
            made = _picks(session, newest.id)
            if made == [choice]:
                return Moved(newest.id, 1)
        row = {
            "digest": digest,
            "kind": Kind.CONVERSATION.value,
            "slug": lesson,
            "body": body,
            "created_at": now,
        }
        inserts.add_once(session, ContentVersion, row, ContentVersion.digest)
        play_id = "".join(secrets.choice(_ID_LETTERS) for _ in range(_ID_LENGTH))
        session.add(
            Play(
                id=play_id,
                person_id=person_id,
                cycle_id=_cycle(session, person_id, course),
                course_slug=course,
                lesson_slug=lesson,
                conversation_digest=digest,
                number=1 if newest is None else newest.number + 1,
                started_at=now,
            )
        )
        session.flush()
        _add(session, play_id, found, [], choice, now)
    return Moved(play_id, 1)


def choose(
    session: Session, *, person_id: int, play_id: str, number: int, choice: int, now: datetime
) -> Moved:
    """Store choice `number` (from 1) of a play; the last one of a way finishes the play.

    A choice that is there already stays: sending it again changes nothing, and sending another one only says
    so (`kept`). To choose otherwise one plays again.

    Raises: UnknownPlay (somebody else's as well), MalformedResponse.
    """
    with unit_of_work(session):
        digest = session.execute(
            sa.select(Play.conversation_digest)
            .where(Play.id == play_id, Play.person_id == person_id)
            .with_for_update(key_share=True)
        ).scalar_one_or_none()
        if digest is None:
            raise errors.UnknownPlay(play_id)
        conversation = pinned.conversation(session, digest)
        made = _picks(session, play_id)
        if 1 <= number <= len(made):
            if made[number - 1] == choice:
                return Moved(play_id, number)
            return Moved(play_id, len(made), kept=True)
        if number != len(made) + 1 or len(made) >= LONGEST:
            raise errors.MalformedResponse(play_id, f"choice {number} after {len(made)}")
        _add(session, play_id, conversation, made, choice, now)
    return Moved(play_id, number)


def _add(
    session: Session, play_id: str, conversation: Conversation, made: list[int], choice: int, now: datetime
) -> None:
    """Raises: MalformedResponse for a choice that the scene does not have."""
    path = conversations.play(conversation, [*made, choice])
    scene = path.scenes[-1]
    session.add(
        PlayChoice(
            play_id=play_id,
            number=len(made) + 1,
            scene_slug=scene.slug,
            scene_digest=conversation_versions.scene_digest(scene),
            choice=choice,
            chosen_at=now,
        )
    )
    if path.at.ending:
        session.execute(
            sa.update(Play)
            .where(Play.id == play_id, Play.finished_at.is_(None))
            .values(finished_at=now)
            .execution_options(synchronize_session=False)
        )


def _picks(session: Session, play_id: str) -> list[int]:
    query = sa.select(PlayChoice.choice).where(PlayChoice.play_id == play_id).order_by(PlayChoice.number)
    return list(session.scalars(query))


def _cycle(session: Session, person_id: int, course: str) -> int | None:
    """The newest cycle of the course, if there is one: playing alone begins none."""
    return session.execute(
        sa.select(Cycle.id)
        .join(Enrolment, Enrolment.id == Cycle.enrolment_id)
        .where(Enrolment.person_id == person_id, Enrolment.course_slug == course)
        .order_by(Cycle.number.desc())
        .limit(1)
    ).scalar_one_or_none()
