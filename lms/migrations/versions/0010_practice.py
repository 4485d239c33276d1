"""Practice between refreshers: who takes part, what they remember, their sittings and answers."""

import sqlalchemy as sa
from alembic import op

from lms.db import base

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Written out here, so that a later change to the models cannot change what this migration makes.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNMARKED = "earned_numerator IS NULL"


def upgrade() -> None:
    op.create_table(
        "practice_member",
        sa.Column("person_id", KEY, autoincrement=False, nullable=False),
        sa.Column("joined_at", base.UtcDateTime(), nullable=False),
        sa.Column("left_at", base.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_practice_member_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_practice_member")),
    )
    op.create_table(
        "practice_card",
        sa.Column("person_id", KEY, autoincrement=False, nullable=False),
        sa.Column("course_slug", sa.String(length=100), nullable=False),
        sa.Column("objective_key", sa.String(length=64), nullable=False),
        sa.Column("stability", sa.Double(), nullable=False),
        sa.Column("difficulty", sa.Double(), nullable=False),
        sa.Column("reviewed_at", base.UtcDateTime(), nullable=False),
        sa.Column("due_at", base.UtcDateTime(), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "length(course_slug) >= 1 AND length(course_slug) <= 100",
            name=op.f("ck_practice_card_course_slug_length"),
        ),
        sa.CheckConstraint(
            "length(objective_key) >= 64 AND length(objective_key) <= 64",
            name=op.f("ck_practice_card_objective_key_length"),
        ),
        sa.CheckConstraint("stability > 0", name=op.f("ck_practice_card_stability_range")),
        sa.CheckConstraint(
            "difficulty >= 1 AND difficulty <= 10", name=op.f("ck_practice_card_difficulty_range")
        ),
        sa.CheckConstraint("reviews >= 1", name=op.f("ck_practice_card_reviews_count")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_practice_card_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "course_slug", "objective_key", name=op.f("pk_practice_card")),
    )
    op.create_table(
        "practice_sitting",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("started_at", base.UtcDateTime(), nullable=False),
        sa.Column("finished_at", base.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "length(id) >= 26 AND length(id) <= 26", name=op.f("ck_practice_sitting_id_length")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_practice_sitting_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_sitting")),
    )
    op.create_index("ix_practice_sitting_person", "practice_sitting", ["person_id", "started_at"])
    op.create_table(
        "practice_answer",
        sa.Column("sitting_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quiz_slug", sa.String(length=100), nullable=False),
        sa.Column("quiz_digest", sa.String(length=64), nullable=False),
        sa.Column("item_id", sa.String(length=100), nullable=False),
        sa.Column("course_slug", sa.String(length=100), nullable=False),
        sa.Column("objective_key", sa.String(length=64), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("confidence", sa.String(length=10), nullable=True),
        sa.Column("earned_numerator", sa.BigInteger(), nullable=True),
        sa.Column("earned_denominator", sa.BigInteger(), nullable=True),
        sa.Column("available_numerator", sa.BigInteger(), nullable=True),
        sa.Column("available_denominator", sa.BigInteger(), nullable=True),
        sa.Column("rating", sa.String(length=10), nullable=True),
        sa.Column("answered_at", base.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "length(quiz_slug) >= 1 AND length(quiz_slug) <= 100",
            name=op.f("ck_practice_answer_quiz_slug_length"),
        ),
        sa.CheckConstraint(
            "length(item_id) >= 1 AND length(item_id) <= 100",
            name=op.f("ck_practice_answer_item_id_length"),
        ),
        sa.CheckConstraint(
            "length(course_slug) >= 1 AND length(course_slug) <= 100",
            name=op.f("ck_practice_answer_course_slug_length"),
        ),
        sa.CheckConstraint(
            "length(objective_key) >= 64 AND length(objective_key) <= 64",
            name=op.f("ck_practice_answer_objective_key_length"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_practice_answer_number_counts")),
        sa.CheckConstraint(
            "confidence IN ('sure', 'fairly', 'guess')", name=op.f("ck_practice_answer_confidence_known")
        ),
        sa.CheckConstraint(
            "rating IN ('again', 'hard', 'good', 'easy')", name=op.f("ck_practice_answer_rating_known")
        ),
        sa.CheckConstraint(
            f"({UNMARKED}) = (earned_denominator IS NULL) AND ({UNMARKED}) = (available_numerator IS NULL)"
            f" AND ({UNMARKED}) = (available_denominator IS NULL) AND ({UNMARKED}) = (rating IS NULL)"
            f" AND ({UNMARKED}) = (answered_at IS NULL)",
            name=op.f("ck_practice_answer_marked_at_once"),
        ),
        sa.ForeignKeyConstraint(
            ["quiz_digest"],
            ["content_version.digest"],
            name=op.f("fk_practice_answer_quiz_digest_content_version"),
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["practice_sitting.id"],
            name=op.f("fk_practice_answer_sitting_id_practice_sitting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sitting_id", "number", name=op.f("pk_practice_answer")),
    )
    op.create_index(op.f("ix_practice_answer_quiz_digest"), "practice_answer", ["quiz_digest"])
    op.create_index(
        "ix_practice_answer_objective",
        "practice_answer",
        ["course_slug", "objective_key", "answered_at"],
    )
