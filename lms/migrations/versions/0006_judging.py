"""Conversations that were played, written answers that were judged, questions that were corrected."""

import sqlalchemy as sa
from alembic import op

from lms.db import base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Written out here, so that a later change to the models cannot change what this migration makes.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDS = sa.text("undone_at IS NULL")
WAITS = sa.text("waits_for_trainer")


def upgrade() -> None:
    with op.batch_alter_table("content_version", copy_from=_content_version()) as table:
        table.drop_constraint(op.f("ck_content_version_kind_known"), type_="check")
        table.create_check_constraint(
            op.f("ck_content_version_kind_known"), "kind IN ('quiz', 'course', 'conversation')"
        )
    op.create_table(
        "remark",
        sa.Column("id", KEY, nullable=False),
        sa.Column("quiz_slug", sa.String(length=100), nullable=False),
        sa.Column("item_id", sa.String(length=100), nullable=False),
        sa.Column("quiz_digest", sa.String(length=64), nullable=False),
        sa.Column("item_digest", sa.String(length=64), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("preview", sa.String(length=64), nullable=False),
        sa.Column("made_by", KEY, nullable=True),
        sa.Column("made_at", base.UtcDateTime(), nullable=False),
        sa.Column("undone_by", KEY, nullable=True),
        sa.Column("undone_at", base.UtcDateTime(), nullable=True),
        sa.Column("undone_because", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("decision IN ('mistake', 'new question')", name=op.f("ck_remark_decision_known")),
        sa.CheckConstraint(
            "length(item_digest) >= 64 AND length(item_digest) <= 64",
            name=op.f("ck_remark_item_digest_length"),
        ),
        sa.CheckConstraint(
            "length(item_id) >= 1 AND length(item_id) <= 100", name=op.f("ck_remark_item_id_length")
        ),
        sa.CheckConstraint(
            "length(preview) >= 64 AND length(preview) <= 64", name=op.f("ck_remark_preview_length")
        ),
        sa.CheckConstraint(
            "length(quiz_slug) >= 1 AND length(quiz_slug) <= 100", name=op.f("ck_remark_quiz_slug_length")
        ),
        sa.CheckConstraint(
            "length(reason) >= 1 AND length(reason) <= 2000", name=op.f("ck_remark_reason_length")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_remark_made_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["quiz_digest"], ["content_version.digest"], name=op.f("fk_remark_quiz_digest_content_version")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["person.id"], name=op.f("fk_remark_undone_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_remark_made_by"), "remark", ["made_by"], unique=False)
    op.create_index(op.f("ix_remark_quiz_digest"), "remark", ["quiz_digest"], unique=False)
    op.create_index(op.f("ix_remark_undone_by"), "remark", ["undone_by"], unique=False)
    op.create_index(
        "uq_remark_standing",
        "remark",
        ["quiz_slug", "item_id", "preview"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_table(
        "play",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("cycle_id", KEY, nullable=True),
        sa.Column("course_slug", sa.String(length=100), nullable=False),
        sa.Column("lesson_slug", sa.String(length=100), nullable=False),
        sa.Column("conversation_digest", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", base.UtcDateTime(), nullable=False),
        sa.Column("finished_at", base.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "length(course_slug) >= 1 AND length(course_slug) <= 100", name=op.f("ck_play_course_slug_length")
        ),
        sa.CheckConstraint("length(id) >= 26 AND length(id) <= 26", name=op.f("ck_play_id_length")),
        sa.CheckConstraint(
            "length(lesson_slug) >= 1 AND length(lesson_slug) <= 100", name=op.f("ck_play_lesson_slug_length")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_play_number_counts")),
        sa.ForeignKeyConstraint(
            ["conversation_digest"],
            ["content_version.digest"],
            name=op.f("fk_play_conversation_digest_content_version"),
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_play_cycle_id_cycle"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_play_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_play")),
        sa.UniqueConstraint(
            "person_id",
            "course_slug",
            "lesson_slug",
            "number",
            name=op.f("uq_play_person_id_course_slug_lesson_slug_number"),
        ),
    )
    op.create_index(op.f("ix_play_conversation_digest"), "play", ["conversation_digest"], unique=False)
    op.create_index(op.f("ix_play_cycle_id"), "play", ["cycle_id"], unique=False)
    op.create_index("ix_play_finished", "play", ["course_slug", "lesson_slug", "finished_at"], unique=False)
    op.create_table(
        "judging",
        sa.Column("attempt_id", sa.String(length=26), nullable=False),
        sa.Column("item_id", sa.String(length=100), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("taken_by", KEY, nullable=True),
        sa.Column("taken_at", base.UtcDateTime(), nullable=True),
        sa.Column("settled_at", base.UtcDateTime(), nullable=True),
        sa.Column("reopened_because", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (step <> 'settled')", name=op.f("ck_judging_settled_once")
        ),
        sa.CheckConstraint(
            "step IN ('waiting', 'second opinion', 'marks differ', 'settled')",
            name=op.f("ck_judging_step_known"),
        ),
        sa.CheckConstraint(
            "length(item_id) >= 1 AND length(item_id) <= 100", name=op.f("ck_judging_item_id_length")
        ),
        sa.CheckConstraint("round >= 1", name=op.f("ck_judging_round_counts")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_judging_attempt_id_attempt"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["person.id"], name=op.f("fk_judging_taken_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("attempt_id", "item_id", name=op.f("pk_judging")),
    )
    op.create_index("ix_judging_step", "judging", ["step"], unique=False)
    op.create_index(op.f("ix_judging_taken_by"), "judging", ["taken_by"], unique=False)
    op.create_table(
        "play_choice",
        sa.Column("play_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scene_slug", sa.Text(), nullable=False),
        sa.Column("scene_digest", sa.String(length=64), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=False),
        sa.Column("chosen_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint("choice >= 0", name=op.f("ck_play_choice_choice_range")),
        sa.CheckConstraint(
            "length(scene_digest) >= 64 AND length(scene_digest) <= 64",
            name=op.f("ck_play_choice_scene_digest_length"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_play_choice_number_counts")),
        sa.ForeignKeyConstraint(
            ["play_id"], ["play.id"], name=op.f("fk_play_choice_play_id_play"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("play_id", "number", name=op.f("pk_play_choice")),
    )
    op.create_table(
        "remarked_mark",
        sa.Column("remark_id", KEY, autoincrement=False, nullable=False),
        sa.Column("attempt_id", sa.String(length=26), nullable=False),
        sa.Column("old_earned_numerator", sa.BigInteger(), nullable=False),
        sa.Column("old_earned_denominator", sa.BigInteger(), nullable=False),
        sa.Column("old_available_numerator", sa.BigInteger(), nullable=False),
        sa.Column("old_available_denominator", sa.BigInteger(), nullable=False),
        sa.Column("old_because", sa.Text(), nullable=False),
        sa.Column("old_percent", sa.Integer(), nullable=True),
        sa.Column("old_passed", sa.Boolean(), nullable=True),
        sa.Column("new_earned_numerator", sa.BigInteger(), nullable=False),
        sa.Column("new_earned_denominator", sa.BigInteger(), nullable=False),
        sa.Column("new_available_numerator", sa.BigInteger(), nullable=False),
        sa.Column("new_available_denominator", sa.BigInteger(), nullable=False),
        sa.Column("new_because", sa.Text(), nullable=False),
        sa.Column("new_percent", sa.Integer(), nullable=True),
        sa.Column("new_passed", sa.Boolean(), nullable=True),
        sa.Column("certificate_number", sa.String(length=23), nullable=True),
        sa.CheckConstraint(
            "length(certificate_number) >= 23 AND length(certificate_number) <= 23",
            name=op.f("ck_remarked_mark_certificate_number_length"),
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
            name=op.f("fk_remarked_mark_attempt_id_attempt"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["remark_id"], ["remark.id"], name=op.f("fk_remarked_mark_remark_id_remark"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("remark_id", "attempt_id", name=op.f("pk_remarked_mark")),
    )
    op.create_index(op.f("ix_remarked_mark_attempt_id"), "remarked_mark", ["attempt_id"], unique=False)
    op.create_table(
        "self_mark",
        sa.Column("id", KEY, nullable=False),
        sa.Column("attempt_id", sa.String(length=26), nullable=False),
        sa.Column("item_id", sa.String(length=100), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("made_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "length(item_id) >= 1 AND length(item_id) <= 100", name=op.f("ck_self_mark_item_id_length")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_self_mark_attempt_id_attempt"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_mark")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_self_mark_attempt_id_item_id", "self_mark", ["attempt_id", "item_id"], unique=False)
    op.create_table(
        "judgement",
        sa.Column("id", KEY, nullable=False),
        sa.Column("attempt_id", sa.String(length=26), nullable=False),
        sa.Column("item_id", sa.String(length=100), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("voice", sa.String(length=20), nullable=False),
        sa.Column("judge_id", KEY, nullable=True),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("earned", sa.Integer(), nullable=False),
        sa.Column("available", sa.Integer(), nullable=False),
        sa.Column("feedback", sa.Text(), nullable=False),
        sa.Column("made_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "voice IN ('first', 'second', 'third', 'agreed')", name=op.f("ck_judgement_voice_known")
        ),
        sa.CheckConstraint("earned >= 0 AND earned <= available", name=op.f("ck_judgement_earned_range")),
        sa.CheckConstraint("round >= 1", name=op.f("ck_judgement_round_counts")),
        sa.ForeignKeyConstraint(
            ["attempt_id", "item_id"],
            ["judging.attempt_id", "judging.item_id"],
            name=op.f("fk_judgement_attempt_id_item_id_judging"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["judge_id"], ["person.id"], name=op.f("fk_judgement_judge_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
        sa.UniqueConstraint(
            "attempt_id",
            "item_id",
            "round",
            "voice",
            name=op.f("uq_judgement_attempt_id_item_id_round_voice"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_judgement_judge_id"), "judgement", ["judge_id"], unique=False)
    op.create_index(
        "ix_attempt_waiting",
        "attempt",
        ["submitted_at"],
        unique=False,
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )


def _content_version() -> sa.Table:
    """The table as it is before its rule changes: SQLite has to make it anew, and cannot tell its checks."""
    return sa.Table(
        "content_version",
        sa.MetaData(),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('quiz', 'course')", name="ck_content_version_kind_known"),
        sa.CheckConstraint(
            "length(digest) >= 64 AND length(digest) <= 64", name="ck_content_version_digest_length"
        ),
        sa.CheckConstraint(
            "length(slug) >= 1 AND length(slug) <= 100", name="ck_content_version_slug_length"
        ),
        sa.PrimaryKeyConstraint("digest", name="pk_content_version"),
    )
