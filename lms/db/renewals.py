"""Owns the rows that say why a cycle was opened, what a certificate took the place of, and why questions
were drawn. Each stands beside the row that it speaks of, which stays as it was.

It must not know when a renewal is due.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, longest, one_of
from lms.domain.refreshers import Path


class CycleKind(StrEnum):
    """What opened a cycle: a requirement for the first time, an end that comes near, or a campaign."""

    FIRST = "first"
    REFRESHER = "refresher"
    CAMPAIGN = "campaign"


class Renewal(Base):
    """Why a cycle was opened and by when it is due; a cycle that somebody opened by starting has none.

    `renews_until` is the last valid day of what it renews (NULL = does not end, or nothing), `path` the way
    that was open at the time.
    """

    __tablename__ = "renewal"
    __table_args__ = (one_of("kind", CycleKind), one_of("path", Path))

    cycle_id: Mapped[int] = mapped_column(
        sa.ForeignKey("cycle.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str] = mapped_column(sa.String(20))
    path: Mapped[str] = mapped_column(sa.String(20))
    renews_until: Mapped[date | None]
    due_on: Mapped[date | None]
    requirement_version_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("requirement_version.id", ondelete="SET NULL"), index=True
    )
    campaign_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("campaign.id", ondelete="SET NULL"), index=True
    )


class Succession(Base):
    """A certificate and the one that it renewed. It outlives the person, as certificates do."""

    __tablename__ = "succession"

    certificate_id: Mapped[int] = mapped_column(
        sa.ForeignKey("certificate.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    predecessor_id: Mapped[int] = mapped_column(
        sa.ForeignKey("certificate.id", ondelete="CASCADE"), index=True
    )


class RefresherDraw(Base):
    """Why each question of a short refresher was drawn: "changed", "wrong" or "rest", by item.

    The attempt pins the questions that were drawn; `quiz_digest` is the whole quiz they were drawn from.
    """

    __tablename__ = "refresher_draw"
    __table_args__ = (longest("attempt_id", 26, least=26),)

    attempt_id: Mapped[str] = mapped_column(sa.ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    quiz_digest: Mapped[str] = mapped_column(sa.ForeignKey("content_version.digest"), index=True)
    reasons: Mapped[dict[str, str]] = mapped_column(sa.JSON)
