"""The first tables: people, sign-ins, enrolments, pinned content, attempts, certificates, audit, outbox."""

import sqlalchemy as sa
from alembic import op

from lms.db import base
from lms.migrations import first_attempts

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Written out here, so that a later change to the models cannot change what this migration makes.
KEY = first_attempts.KEY


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("at", base.UtcDateTime(), nullable=False),
        sa.Column("actor_id", KEY, nullable=True),
        sa.Column("action", sa.String(length=50), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "length(action) >= 1 AND length(action) <= 50", name=op.f("ck_audit_action_length")
        ),
        sa.CheckConstraint(
            "length(subject) >= 1 AND length(subject) <= 200", name=op.f("ck_audit_subject_length")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject"], unique=False)
    op.create_table(
        "content_version",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('quiz', 'course')", name=op.f("ck_content_version_kind_known")),
        sa.CheckConstraint(
            "length(digest) >= 64 AND length(digest) <= 64", name=op.f("ck_content_version_digest_length")
        ),
        sa.CheckConstraint(
            "length(slug) >= 1 AND length(slug) <= 100", name=op.f("ck_content_version_slug_length")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_content_version")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("due_at", base.UtcDateTime(), nullable=False),
        sa.Column("lease_until", base.UtcDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done_at", base.UtcDateTime(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint("length(key) >= 1 AND length(key) <= 200", name=op.f("ck_outbox_key_length")),
        sa.CheckConstraint("length(kind) >= 1 AND length(kind) <= 50", name=op.f("ck_outbox_kind_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account_key", sa.String(length=64), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "length(account_key) >= 64 AND length(account_key) <= 64",
            name=op.f("ck_sign_in_failure_account_key_length"),
        ),
        sa.CheckConstraint(
            "length(address_key) >= 64 AND length(address_key) <= 64",
            name=op.f("ck_sign_in_failure_address_key_length"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_sign_in_failure_account_key_at"), "sign_in_failure", ["account_key", "at"], unique=False
    )
    op.create_index(
        op.f("ix_sign_in_failure_address_key_at"), "sign_in_failure", ["address_key", "at"], unique=False
    )
    op.create_index(op.f("ix_sign_in_failure_at"), "sign_in_failure", ["at"], unique=False)
    op.create_table(
        "team",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.CheckConstraint("length(name) >= 1 AND length(name) <= 200", name=op.f("ck_team_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "person",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sign_in_name", sa.String(length=254), nullable=False),
        sa.Column("sign_in_folded", sa.String(length=600), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("team_id", KEY, nullable=True),
        sa.Column("password_hash", sa.String(length=300), nullable=True),
        sa.Column("disabled_at", base.UtcDateTime(), nullable=True),
        sa.Column("created_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "role IN ('learner', 'trainer', 'manager', 'administrator')", name=op.f("ck_person_role_known")
        ),
        sa.CheckConstraint("length(name) >= 1 AND length(name) <= 200", name=op.f("ck_person_name_length")),
        sa.CheckConstraint("length(password_hash) <= 300", name=op.f("ck_person_password_hash_length")),
        sa.CheckConstraint(
            "length(sign_in_folded) >= 1 AND length(sign_in_folded) <= 600",
            name=op.f("ck_person_sign_in_folded_length"),
        ),
        sa.CheckConstraint(
            "length(sign_in_name) >= 1 AND length(sign_in_name) <= 254",
            name=op.f("ck_person_sign_in_name_length"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_person_team_id_team"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("sign_in_folded", name=op.f("uq_person_sign_in_folded")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_person_team_id"), "person", ["team_id"], unique=False)
    op.create_table(
        "enrolment",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("course_slug", sa.String(length=100), nullable=False),
        sa.Column("created_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "length(course_slug) >= 1 AND length(course_slug) <= 100",
            name=op.f("ck_enrolment_course_slug_length"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("person_id", "course_slug", name=op.f("uq_enrolment_person_id_course_slug")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sign_in",
        sa.Column("id", KEY, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("created_at", base.UtcDateTime(), nullable=False),
        sa.Column("seen_at", base.UtcDateTime(), nullable=False),
        sa.Column("ends_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "length(token_hash) >= 64 AND length(token_hash) <= 64", name=op.f("ck_sign_in_token_hash_length")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sign_in_ends_at"), "sign_in", ["ends_at"], unique=False)
    op.create_index(op.f("ix_sign_in_person_id"), "sign_in", ["person_id"], unique=False)
    op.create_table(
        "cycle",
        sa.Column("id", KEY, nullable=False),
        sa.Column("enrolment_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opened_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_cycle_number_counts")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_cycle_enrolment_id_enrolment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle")),
        sa.UniqueConstraint("enrolment_id", "number", name=op.f("uq_cycle_enrolment_id_number")),
        sqlite_autoincrement=True,
    )
    first_attempts.make()
