"""Deadlines, receipts, waiting marks and late answers of attempts; adjustments of people."""

import sqlalchemy as sa
from alembic import op

from lms.db import base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Written out here, so that a later change to the models cannot change what this migration makes.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("submitted_at IS NULL")
UNGRADED = "(submitted_at IS NULL OR waits_for_trainer)"
GRADE = (
    "earned_numerator",
    "earned_denominator",
    "available_numerator",
    "available_denominator",
    "percent",
    "passed",
)


def upgrade() -> None:
    op.create_table(
        "adjustment",
        sa.Column("person_id", KEY, autoincrement=False, nullable=False),
        sa.Column("extra_time_percent", sa.Integer(), nullable=False),
        sa.Column("no_limit", sa.Boolean(), nullable=False),
        sa.Column("one_question_a_page", sa.Boolean(), nullable=False),
        sa.Column("larger_type", sa.Boolean(), nullable=False),
        sa.Column("set_by", KEY, nullable=True),
        sa.Column("set_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "extra_time_percent >= 0 AND extra_time_percent <= 400",
            name=op.f("ck_adjustment_extra_time_range"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_adjustment_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["set_by"], ["person.id"], name=op.f("fk_adjustment_set_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_adjustment")),
    )
    op.create_index(op.f("ix_adjustment_set_by"), "adjustment", ["set_by"], unique=False)
    op.create_table(
        "late_response",
        sa.Column("attempt_id", sa.String(length=26), nullable=False),
        sa.Column("item_id", sa.String(length=100), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("saved_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "length(item_id) >= 1 AND length(item_id) <= 100", name=op.f("ck_late_response_item_id_length")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
            name=op.f("fk_late_response_attempt_id_attempt"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attempt_id", "item_id", name=op.f("pk_late_response")),
    )
    for column in _new_columns_of_attempts():
        op.add_column("attempt", column)
    # Until today the only way to close an attempt was to hand it in.
    op.execute("UPDATE attempt SET closed_by = 'handed in' WHERE submitted_at IS NOT NULL")
    with op.batch_alter_table("attempt", copy_from=_attempt()) as table:
        table.drop_constraint(op.f("ck_attempt_marked_when_submitted"), type_="check")
        table.create_check_constraint(
            op.f("ck_attempt_graded_when_marked"),
            " AND ".join(f"{UNGRADED} = ({column} IS NULL)" for column in GRADE),
        )
        table.create_check_constraint(
            op.f("ck_attempt_closed_once"),
            "(submitted_at IS NULL) = (closed_by IS NULL)"
            " AND (submitted_at IS NOT NULL OR NOT waits_for_trainer)",
        )
        table.create_check_constraint(
            op.f("ck_attempt_closed_by_known"), "closed_by IN ('handed in', 'time up')"
        )
        table.create_check_constraint(op.f("ck_attempt_receipt_code_length"), "length(receipt_code) <= 20")
        table.create_check_constraint(
            op.f("ck_attempt_answers_digest_length"),
            "length(answers_digest) >= 64 AND length(answers_digest) <= 64",
        )
    op.create_index(
        "ix_attempt_running_out", "attempt", ["deadline_at"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    with op.batch_alter_table("response", copy_from=_response()) as table:
        table.add_column(sa.Column("flagged", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("confidence", sa.String(length=10), nullable=True))
        table.create_check_constraint(
            op.f("ck_response_confidence_known"), "confidence IN ('sure', 'fairly', 'guess')"
        )


def _new_columns_of_attempts() -> list[sa.Column[object]]:
    return [
        sa.Column("deadline_at", base.UtcDateTime(), nullable=True),
        sa.Column("closed_by", sa.String(length=20), nullable=True),
        sa.Column("receipt_code", sa.String(length=20), nullable=True),
        sa.Column("answers_digest", sa.String(length=64), nullable=True),
        sa.Column("waits_for_trainer", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("counts", sa.Boolean(), server_default=sa.true(), nullable=False),
    ]


def _attempt() -> sa.Table:
    """The table as it is before its rules change: SQLite has to make it anew, and cannot tell its checks."""
    return sa.Table(
        "attempt",
        sa.MetaData(),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("cycle_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("quiz_slug", sa.String(length=100), nullable=False),
        sa.Column("quiz_digest", sa.String(length=64), nullable=False),
        sa.Column("course_digest", sa.String(length=64), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", base.UtcDateTime(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("saved_at", base.UtcDateTime(), nullable=True),
        sa.Column("submitted_at", base.UtcDateTime(), nullable=True),
        sa.Column("earned_numerator", sa.BigInteger(), nullable=True),
        sa.Column("earned_denominator", sa.BigInteger(), nullable=True),
        sa.Column("available_numerator", sa.BigInteger(), nullable=True),
        sa.Column("available_denominator", sa.BigInteger(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        *_new_columns_of_attempts(),
        sa.CheckConstraint(
            " AND ".join(f"(submitted_at IS NULL) = ({column} IS NULL)" for column in GRADE),
            name="ck_attempt_marked_when_submitted",
        ),
        sa.CheckConstraint("length(id) >= 26 AND length(id) <= 26", name="ck_attempt_id_length"),
        sa.CheckConstraint(
            "length(quiz_slug) >= 1 AND length(quiz_slug) <= 100", name="ck_attempt_quiz_slug_length"
        ),
        sa.CheckConstraint("number >= 1", name="ck_attempt_number_counts"),
        sa.CheckConstraint("percent >= 0 AND percent <= 100", name="ck_attempt_percent_range"),
        sa.ForeignKeyConstraint(
            ["course_digest"], ["content_version.digest"], name="fk_attempt_course_digest_content_version"
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name="fk_attempt_cycle_id_cycle", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_attempt_person_id_person", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["quiz_digest"], ["content_version.digest"], name="fk_attempt_quiz_digest_content_version"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
        sa.UniqueConstraint("cycle_id", "quiz_slug", "number", name="uq_attempt_cycle_id_quiz_slug_number"),
        sa.Index("ix_attempt_course_digest", "course_digest"),
        sa.Index("ix_attempt_person_id", "person_id"),
        sa.Index("ix_attempt_quiz_digest", "quiz_digest"),
        sa.Index(
            "uq_attempt_open",
            "cycle_id",
            "quiz_slug",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )


def _response() -> sa.Table:
    return sa.Table(
        "response",
        sa.MetaData(),
        sa.Column("attempt_id", sa.String(length=26), nullable=False),
        sa.Column("item_id", sa.String(length=100), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("saved_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "length(item_id) >= 1 AND length(item_id) <= 100", name="ck_response_item_id_length"
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name="fk_response_attempt_id_attempt", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("attempt_id", "item_id", name="pk_response"),
    )
