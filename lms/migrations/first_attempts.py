"""The second half of the first tables: what is made in an attempt and comes of it.

Like every migration it stays as it is: databases have been made with it.
"""

import sqlalchemy as sa
from alembic import op

from lms.db import base

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def make() -> None:
    """Make the tables that point at those of the first half."""
    op.create_table(
        "attempt",
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
        sa.CheckConstraint(
            "(submitted_at IS NULL) = (earned_numerator IS NULL)"
            " AND (submitted_at IS NULL) = (earned_denominator IS NULL)"
            " AND (submitted_at IS NULL) = (available_numerator IS NULL)"
            " AND (submitted_at IS NULL) = (available_denominator IS NULL)"
            " AND (submitted_at IS NULL) = (percent IS NULL)"
            " AND (submitted_at IS NULL) = (passed IS NULL)",
            name=op.f("ck_attempt_marked_when_submitted"),
        ),
        sa.CheckConstraint("length(id) >= 26 AND length(id) <= 26", name=op.f("ck_attempt_id_length")),
        sa.CheckConstraint(
            "length(quiz_slug) >= 1 AND length(quiz_slug) <= 100", name=op.f("ck_attempt_quiz_slug_length")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_attempt_number_counts")),
        sa.CheckConstraint("percent >= 0 AND percent <= 100", name=op.f("ck_attempt_percent_range")),
        sa.ForeignKeyConstraint(
            ["course_digest"],
            ["content_version.digest"],
            name=op.f("fk_attempt_course_digest_content_version"),
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_attempt_cycle_id_cycle"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_attempt_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["quiz_digest"], ["content_version.digest"], name=op.f("fk_attempt_quiz_digest_content_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint(
            "cycle_id", "quiz_slug", "number", name=op.f("uq_attempt_cycle_id_quiz_slug_number")
        ),
    )
    op.create_index(op.f("ix_attempt_course_digest"), "attempt", ["course_digest"], unique=False)
    op.create_index(op.f("ix_attempt_person_id"), "attempt", ["person_id"], unique=False)
    op.create_index(op.f("ix_attempt_quiz_digest"), "attempt", ["quiz_digest"], unique=False)
    op.create_index(
        "uq_attempt_open",
        "attempt",
        ["cycle_id", "quiz_slug"],
        unique=True,
        sqlite_where=sa.text("submitted_at IS NULL"),
        postgresql_where=sa.text("submitted_at IS NULL"),
    )
    op.create_table(
        "lesson_read",
        sa.Column("id", KEY, nullable=False),
        sa.Column("cycle_id", KEY, nullable=False),
        sa.Column("lesson_slug", sa.String(length=100), nullable=False),
        sa.Column("lesson_digest", sa.String(length=64), nullable=False),
        sa.Column("read_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "length(lesson_digest) >= 1 AND length(lesson_digest) <= 64",
            name=op.f("ck_lesson_read_lesson_digest_length"),
        ),
        sa.CheckConstraint(
            "length(lesson_slug) >= 1 AND length(lesson_slug) <= 100",
            name=op.f("ck_lesson_read_lesson_slug_length"),
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_lesson_read_cycle_id_cycle"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_read")),
        sa.UniqueConstraint("cycle_id", "lesson_slug", name=op.f("uq_lesson_read_cycle_id_lesson_slug")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "certificate",
        sa.Column("id", KEY, nullable=False),
        sa.Column("number", sa.String(length=23), nullable=False),
        sa.Column("cycle_id", KEY, nullable=True),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("attempt_id", sa.String(length=26), nullable=True),
        sa.Column("holder_name", sa.String(length=200), nullable=False),
        sa.Column("course_slug", sa.String(length=100), nullable=False),
        sa.Column("course_title", sa.Text(), nullable=False),
        sa.Column("course_version", sa.Text(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("passed_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("signatory", sa.Text(), nullable=False),
        sa.Column("verify_url", sa.Text(), nullable=False),
        sa.Column("issued_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "length(course_slug) >= 1 AND length(course_slug) <= 100",
            name=op.f("ck_certificate_course_slug_length"),
        ),
        sa.CheckConstraint(
            "length(holder_name) >= 1 AND length(holder_name) <= 200",
            name=op.f("ck_certificate_holder_name_length"),
        ),
        sa.CheckConstraint(
            "length(number) >= 23 AND length(number) <= 23", name=op.f("ck_certificate_number_length")
        ),
        sa.CheckConstraint("percent >= 0 AND percent <= 100", name=op.f("ck_certificate_percent_range")),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
            name=op.f("fk_certificate_attempt_id_attempt"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_certificate_cycle_id_cycle"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_certificate_person_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("cycle_id", name=op.f("uq_certificate_cycle_id")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_certificate_attempt_id"), "certificate", ["attempt_id"], unique=False)
    op.create_index(op.f("ix_certificate_person_id"), "certificate", ["person_id"], unique=False)
    op.create_table(
        "item_mark",
        sa.Column("attempt_id", sa.String(length=26), nullable=False),
        sa.Column("item_id", sa.String(length=100), nullable=False),
        sa.Column("earned_numerator", sa.BigInteger(), nullable=False),
        sa.Column("earned_denominator", sa.BigInteger(), nullable=False),
        sa.Column("available_numerator", sa.BigInteger(), nullable=False),
        sa.Column("available_denominator", sa.BigInteger(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "length(item_id) >= 1 AND length(item_id) <= 100", name=op.f("ck_item_mark_item_id_length")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_item_mark_attempt_id_attempt"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("attempt_id", "item_id", name=op.f("pk_item_mark")),
    )
    op.create_table(
        "response",
        sa.Column("attempt_id", sa.String(length=26), nullable=False),
        sa.Column("item_id", sa.String(length=100), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("saved_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "length(item_id) >= 1 AND length(item_id) <= 100", name=op.f("ck_response_item_id_length")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_response_attempt_id_attempt"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("attempt_id", "item_id", name=op.f("pk_response")),
    )
    op.create_table(
        "certificate_file",
        sa.Column("id", KEY, nullable=False),
        sa.Column("certificate_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('pdf')", name=op.f("ck_certificate_file_kind_known")),
        sa.CheckConstraint(
            "length(digest) >= 64 AND length(digest) <= 64", name=op.f("ck_certificate_file_digest_length")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_file_certificate_id_certificate"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_file")),
        sa.UniqueConstraint("certificate_id", "kind", name=op.f("uq_certificate_file_certificate_id_kind")),
        sqlite_autoincrement=True,
    )
