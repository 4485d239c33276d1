"""Owns the versions of content that somebody was tested against, each kept for ever under its digest.

It must not know what the text means, nor which version is live: that is a matter of files.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, UtcDateTime, longest, one_of


class Kind(StrEnum):
    QUIZ = "quiz"
    COURSE = "course"
    CONVERSATION = "conversation"


class ContentVersion(Base):
    """`body` is the canonical JSON whose SHA-256 is `digest`. Rows are never changed and never deleted."""

    __tablename__ = "content_version"
    __table_args__ = (
        longest("digest", 64, least=64),
        longest("slug", 100, least=1),
        one_of("kind", Kind),
    )

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    slug: Mapped[str] = mapped_column(sa.String(100))
    body: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
