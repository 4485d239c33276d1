"""Requirements with versions of their terms, leave and exemptions, campaigns, and what renews what."""

import sqlalchemy as sa
from alembic import op

from lms.db import base

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Written out here, so that a later change to the models cannot change what this migration makes.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "requirement",
        sa.Column("id", KEY, nullable=False),
        sa.Column("course_slug", sa.String(length=100), nullable=False),
        sa.Column("group_key", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("team_id", KEY, nullable=True),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("created_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "audience IN ('everybody', 'team', 'role')", name=op.f("ck_requirement_audience_known")
        ),
        sa.CheckConstraint(
            "role IN ('learner', 'trainer', 'manager', 'administrator')",
            name=op.f("ck_requirement_role_known"),
        ),
        sa.CheckConstraint(
            "length(course_slug) >= 1 AND length(course_slug) <= 100",
            name=op.f("ck_requirement_course_slug_length"),
        ),
        sa.CheckConstraint(
            "length(group_key) >= 1 AND length(group_key) <= 40", name=op.f("ck_requirement_group_key_length")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_requirement_team_id_team"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement")),
        sa.UniqueConstraint("course_slug", "group_key", name=op.f("uq_requirement_course_slug_group_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_requirement_team_id"), "requirement", ["team_id"], unique=False)
    op.create_table(
        "absence",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("course_slug", sa.String(length=100), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("made_by", KEY, nullable=True),
        sa.Column("made_at", base.UtcDateTime(), nullable=False),
        sa.Column("ended_by", KEY, nullable=True),
        sa.Column("ended_at", base.UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('leave', 'exempt')", name=op.f("ck_absence_kind_known")),
        sa.CheckConstraint(
            "length(course_slug) >= 1 AND length(course_slug) <= 100",
            name=op.f("ck_absence_course_slug_length"),
        ),
        sa.CheckConstraint(
            "length(reason) >= 1 AND length(reason) <= 500", name=op.f("ck_absence_reason_length")
        ),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_absence_days_in_order")),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["person.id"], name=op.f("fk_absence_ended_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_absence_made_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_absence_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_absence_ended_by"), "absence", ["ended_by"], unique=False)
    op.create_index(op.f("ix_absence_made_by"), "absence", ["made_by"], unique=False)
    op.create_index(op.f("ix_absence_person_id"), "absence", ["person_id"], unique=False)
    op.create_table(
        "campaign",
        sa.Column("id", KEY, nullable=False),
        sa.Column("course_slug", sa.String(length=100), nullable=False),
        sa.Column("release_number", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_by", KEY, nullable=True),
        sa.Column("made_at", base.UtcDateTime(), nullable=False),
        sa.Column("signed_by", KEY, nullable=True),
        sa.Column("signed_name", sa.String(length=200), nullable=True),
        sa.Column("signed_at", base.UtcDateTime(), nullable=True),
        sa.Column("effective_at", base.UtcDateTime(), nullable=True),
        sa.Column("undone_by", KEY, nullable=True),
        sa.Column("undone_at", base.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(signed_at IS NULL) = (effective_at IS NULL)", name=op.f("ck_campaign_effective_when_signed")
        ),
        sa.CheckConstraint(
            "(signed_at IS NULL) = (signed_name IS NULL)", name=op.f("ck_campaign_named_when_signed")
        ),
        sa.CheckConstraint(
            "length(course_slug) >= 1 AND length(course_slug) <= 100",
            name=op.f("ck_campaign_course_slug_length"),
        ),
        sa.CheckConstraint("length(note) <= 1000", name=op.f("ck_campaign_note_length")),
        sa.CheckConstraint(
            "length(signed_name) >= 1 AND length(signed_name) <= 200",
            name=op.f("ck_campaign_signed_name_length"),
        ),
        sa.CheckConstraint("release_number >= 1", name=op.f("ck_campaign_release_number_counts")),
        sa.CheckConstraint(
            "undone_at IS NULL OR signed_at IS NOT NULL", name=op.f("ck_campaign_undone_after_signed")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_campaign_made_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["person.id"], name=op.f("fk_campaign_signed_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["person.id"], name=op.f("fk_campaign_undone_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_campaign_made_by"), "campaign", ["made_by"], unique=False)
    op.create_index(op.f("ix_campaign_signed_by"), "campaign", ["signed_by"], unique=False)
    op.create_index(op.f("ix_campaign_undone_by"), "campaign", ["undone_by"], unique=False)
    op.create_table(
        "requirement_version",
        sa.Column("id", KEY, nullable=False),
        sa.Column("requirement_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", base.UtcDateTime(), nullable=False),
        sa.Column("author_id", KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("fixed_on", sa.Date(), nullable=True),
        sa.Column("valid_months", sa.Integer(), nullable=True),
        sa.Column("window_months", sa.Integer(), nullable=True),
        sa.Column("window_days", sa.Integer(), nullable=True),
        sa.Column("least_months", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=20), nullable=True),
        sa.CheckConstraint(
            "basis IN ('completion', 'expiry', 'fixed date')", name=op.f("ck_requirement_version_basis_known")
        ),
        sa.CheckConstraint(
            "path IN ('short quiz', 'final quiz', 'whole course')",
            name=op.f("ck_requirement_version_path_known"),
        ),
        sa.CheckConstraint(
            "due_days >= 0 AND due_days <= 36500", name=op.f("ck_requirement_version_due_days_range")
        ),
        sa.CheckConstraint("length(reason) <= 500", name=op.f("ck_requirement_version_reason_length")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_requirement_version_number_counts")),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
            name=op.f("fk_requirement_version_author_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"],
            ["requirement.id"],
            name=op.f("fk_requirement_version_requirement_id_requirement"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement_version")),
        sa.UniqueConstraint(
            "requirement_id", "number", name=op.f("uq_requirement_version_requirement_id_number")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_requirement_version_author_id"), "requirement_version", ["author_id"], unique=False
    )
    op.create_table(
        "campaign_person",
        sa.Column("campaign_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_campaign_person_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_campaign_person_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "person_id", name=op.f("pk_campaign_person")),
    )
    op.create_index(op.f("ix_campaign_person_person_id"), "campaign_person", ["person_id"], unique=False)
    op.create_table(
        "renewal",
        sa.Column("cycle_id", KEY, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("path", sa.String(length=20), nullable=False),
        sa.Column("renews_until", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("requirement_version_id", KEY, nullable=True),
        sa.Column("campaign_id", KEY, nullable=True),
        sa.CheckConstraint("kind IN ('first', 'refresher', 'campaign')", name=op.f("ck_renewal_kind_known")),
        sa.CheckConstraint(
            "path IN ('short quiz', 'final quiz', 'whole course')", name=op.f("ck_renewal_path_known")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_renewal_campaign_id_campaign"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_renewal_cycle_id_cycle"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["requirement_version_id"],
            ["requirement_version.id"],
            name=op.f("fk_renewal_requirement_version_id_requirement_version"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("cycle_id", name=op.f("pk_renewal")),
    )
    op.create_index(op.f("ix_renewal_campaign_id"), "renewal", ["campaign_id"], unique=False)
    op.create_index(
        op.f("ix_renewal_requirement_version_id"), "renewal", ["requirement_version_id"], unique=False
    )
    op.create_table(
        "refresher_draw",
        sa.Column("attempt_id", sa.String(length=26), nullable=False),
        sa.Column("quiz_digest", sa.String(length=64), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "length(attempt_id) >= 26 AND length(attempt_id) <= 26",
            name=op.f("ck_refresher_draw_attempt_id_length"),
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
            name=op.f("fk_refresher_draw_attempt_id_attempt"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["quiz_digest"],
            ["content_version.digest"],
            name=op.f("fk_refresher_draw_quiz_digest_content_version"),
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_refresher_draw")),
    )
    op.create_index(op.f("ix_refresher_draw_quiz_digest"), "refresher_draw", ["quiz_digest"], unique=False)
    op.create_table(
        "succession",
        sa.Column("certificate_id", KEY, autoincrement=False, nullable=False),
        sa.Column("predecessor_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_succession_certificate_id_certificate"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["predecessor_id"],
            ["certificate.id"],
            name=op.f("fk_succession_predecessor_id_certificate"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_succession")),
    )
    op.create_index(op.f("ix_succession_predecessor_id"), "succession", ["predecessor_id"], unique=False)
