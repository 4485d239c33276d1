"""Owns the rows of people and their teams. It must not know how a person proves who they are."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db.base import Base, Key, UtcDateTime, longest, one_of
from lms.domain.permissions import Role


class Team(Base):
    """Who people report with."""

    __tablename__ = "team"
    __table_args__ = (longest("name", 200, least=1), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200), unique=True)


class Person(Base):
    """Somebody with an account. `sign_in_folded` is `sign_in_name` folded in Python, which both databases
    would do differently; `password_hash` None = cannot sign in with a password. `language` is the one they
    read content in where it is translated, None = as it was written.
    """

    __tablename__ = "person"
    __table_args__ = (
        longest("name", 200, least=1),
        longest("sign_in_name", 254, least=1),
        longest("sign_in_folded", 600, least=1),
        longest("password_hash", 300),
        one_of("role", Role),
        longest("language", 10, least=2),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    sign_in_name: Mapped[str] = mapped_column(sa.String(254))
    sign_in_folded: Mapped[str] = mapped_column(sa.String(600), unique=True)
    role: Mapped[str] = mapped_column(sa.String(20))
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("team.id", ondelete="SET NULL"), index=True)
    password_hash: Mapped[str | None] = mapped_column(sa.String(300))
    language: Mapped[str | None] = mapped_column(sa.String(10))
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
