"""Owns the rows of conversations that people play, and of each choice they made. It must not know a scene."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, UtcDateTime, longest


class Play(Base):
    """One way through a conversation, pinned by digest. `finished_at` None = no ending was reached (yet).

    A person may play as often as they like: `number` counts from 1, and older plays stay as they are.
    `cycle_id` is the round of the course in which it was begun, None if there was none.
    """

    __tablename__ = "play"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "course_slug", "lesson_slug", "number"),
        # What colleagues chose is counted over the finished plays of one conversation.
        sa.Index("ix_play_finished", "course_slug", "lesson_slug", "finished_at"),
        longest("id", 26, least=26),
        longest("course_slug", 100, least=1),
        longest("lesson_slug", 100, least=1),
        sa.CheckConstraint("number >= 1", name="number_counts"),
    )

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    cycle_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cycle.id", ondelete="SET NULL"), index=True)
    course_slug: Mapped[str] = mapped_column(sa.String(100))
    lesson_slug: Mapped[str] = mapped_column(sa.String(100))
    conversation_digest: Mapped[str] = mapped_column(sa.ForeignKey("content_version.digest"), index=True)
    number: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PlayChoice(Base):
    """The choice of one step, from 1: which scene, which text of it (`scene_digest`), and `choice` from 0."""

    __tablename__ = "play_choice"
    __table_args__ = (
        longest("scene_digest", 64, least=64),
        sa.CheckConstraint("number >= 1", name="number_counts"),
        sa.CheckConstraint("choice >= 0", name="choice_range"),
    )

    play_id: Mapped[str] = mapped_column(sa.ForeignKey("play.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    scene_slug: Mapped[str] = mapped_column(sa.Text)
    scene_digest: Mapped[str] = mapped_column(sa.String(64))
    choice: Mapped[int]
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)
