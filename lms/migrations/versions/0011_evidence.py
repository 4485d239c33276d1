"""Workshops and observed practice, which certificates rest on."""

import sqlalchemy as sa
from alembic import op

from lms.db import base

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Written out here, so that a later change to the models cannot change what this migration makes.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _length(column: str, most: int, least: int = 0) -> sa.CheckConstraint:
    lower = f"length({column}) >= {least} AND " if least else ""
    return sa.CheckConstraint(f"{lower}length({column}) <= {most}", name=op.f(f"ck_evidence_{column}_length"))


def _person(column: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["person.id"], name=op.f(f"fk_evidence_{column}_person"), ondelete=ondelete
    )


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("course_slug", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("witness", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_by", KEY, nullable=True),
        sa.Column("made_at", base.UtcDateTime(), nullable=False),
        sa.Column("removed_by", KEY, nullable=True),
        sa.Column("removed_at", base.UtcDateTime(), nullable=True),
        sa.Column("removed_because", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('workshop', 'observed practice')", name=op.f("ck_evidence_kind_known")),
        _length("course_slug", 100, 1),
        _length("title", 200, 1),
        _length("witness", 200, 1),
        _length("note", 500),
        _length("removed_because", 500),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_because = '')", name=op.f("ck_evidence_removed_with_reason")
        ),
        _person("person_id", "CASCADE"),
        _person("made_by", "SET NULL"),
        _person("removed_by", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sqlite_autoincrement=True,
    )
    for column in ("person_id", "made_by", "removed_by"):
        op.create_index(op.f(f"ix_evidence_{column}"), "evidence", [column], unique=False)
