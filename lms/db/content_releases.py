"""Owns the rows of published content: files by digest, releases that name them, and drafts.

It must not know what a file means. Learners see the release with the highest number.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, Key, UtcDateTime, longest, one_of
from lms.domain.changes import Label

PATH_MOST = 200
NOTE_MOST = 1_000


class ContentFile(Base):
    """The bytes whose SHA-256 is `digest`. Rows are never changed."""

    __tablename__ = "content_file"
    __table_args__ = (
        longest("digest", 64, least=64),
        sa.CheckConstraint("size >= 0", name="size_range"),
    )

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)
    size: Mapped[int]


class ContentRelease(Base):
    """One state of everything: `manifest` is path -> digest, `generation` names it. Rows are never changed.

    `number` counts from 1 without a gap, so that two publications of the same moment cannot both succeed.
    `author_id` None = the platform followed the folder, the command line, or somebody who has left.
    """

    __tablename__ = "content_release"
    __table_args__ = (
        longest("note", NOTE_MOST),
        longest("generation", 64, least=64),
        one_of("label", Label),
        sa.CheckConstraint("number >= 1", name="number_range"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("content_release.id"), unique=True)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(sa.Text)
    label: Mapped[str] = mapped_column(sa.String(20))
    manifest: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    generation: Mapped[str] = mapped_column(sa.String(64))


class ContentDraft(Base):
    """A file that somebody is working on. `base_digest` is the live one it began from, None if it is new.

    `digest` None = the file is to be removed; `body` is empty then.
    """

    __tablename__ = "content_draft"
    __table_args__ = (
        longest("path", PATH_MOST, least=1),
        longest("digest", 64, least=64),
        longest("base_digest", 64, least=64),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    path: Mapped[str] = mapped_column(sa.String(PATH_MOST), unique=True)
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)
    digest: Mapped[str | None] = mapped_column(sa.String(64))
    base_digest: Mapped[str | None] = mapped_column(sa.String(64))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
