"""Reminders that were sent, and who wants which messages."""

import sqlalchemy as sa
from alembic import op

from lms.db import base

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Written out here, so that a later change to the models cannot change what this migration makes.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reminder_sent",
        sa.Column("id", KEY, nullable=False),
        sa.Column("recipient_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("course_slug", sa.String(length=100), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("sent_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('window open', 'two weeks before', 'at expiry', 'to the manager')",
            name=op.f("ck_reminder_sent_kind_known"),
        ),
        sa.CheckConstraint(
            "length(course_slug) >= 1 AND length(course_slug) <= 100",
            name=op.f("ck_reminder_sent_course_slug_length"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reminder_sent_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"],
            ["person.id"],
            name=op.f("fk_reminder_sent_recipient_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_sent")),
        sa.UniqueConstraint(
            "recipient_id",
            "person_id",
            "course_slug",
            "last_day",
            "kind",
            name="uq_reminder_sent_once",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reminder_sent_person_id"), "reminder_sent", ["person_id"], unique=False)
    op.create_table(
        "mail_choice",
        sa.Column("person_id", KEY, nullable=False, autoincrement=False),
        sa.Column("secret", sa.String(length=43), nullable=False),
        sa.Column("stopped_at", base.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "length(secret) >= 32 AND length(secret) <= 43", name=op.f("ck_mail_choice_secret_length")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_choice_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mail_choice")),
        sa.UniqueConstraint("secret", name=op.f("uq_mail_choice_secret")),
    )
