"""Signing keys, signed files and corrections of certificates, wallet links, recognition of others."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import conv

from lms.db import base

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Written out here, so that a later change to the models cannot change what this migration makes.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# The table as it was: SQLite makes it anew to change a rule, and cannot say which rules it had.
CERTIFICATE_FILE = sa.Table(
    "certificate_file",
    sa.MetaData(naming_convention=base.NAMING),
    sa.Column("id", KEY, primary_key=True),
    sa.Column(
        "certificate_id",
        KEY,
        sa.ForeignKey(
            "certificate.id", name="fk_certificate_file_certificate_id_certificate", ondelete="CASCADE"
        ),
        nullable=False,
    ),
    sa.Column("kind", sa.String(length=20), nullable=False),
    sa.Column("body", sa.LargeBinary(), nullable=False),
    sa.Column("digest", sa.String(length=64), nullable=False),
    sa.Column("created_at", base.UtcDateTime(), nullable=False),
    sa.CheckConstraint("kind IN ('pdf')", name=conv("ck_certificate_file_kind_known")),
    sa.CheckConstraint(
        "length(digest) >= 64 AND length(digest) <= 64", name=conv("ck_certificate_file_digest_length")
    ),
    sa.UniqueConstraint("certificate_id", "kind", name=conv("uq_certificate_file_certificate_id_kind")),
    sqlite_autoincrement=True,
)


def upgrade() -> None:
    with op.batch_alter_table(
        "certificate_file", copy_from=CERTIFICATE_FILE, table_kwargs={"sqlite_autoincrement": True}
    ) as table:
        table.drop_constraint(op.f("ck_certificate_file_kind_known"), type_="check")
        table.create_check_constraint(
            op.f("ck_certificate_file_kind_known"), "kind IN ('pdf', 'json', 'jwt')"
        )
        table.add_column(sa.Column("key_name", sa.String(length=60), nullable=True))
        table.create_check_constraint(op.f("ck_certificate_file_key_name_length"), "length(key_name) <= 60")
    op.create_index(op.f("ix_certificate_file_digest"), "certificate_file", ["digest"], unique=False)
    op.create_index(op.f("ix_certificate_file_key_name"), "certificate_file", ["key_name"], unique=False)
    op.create_table(
        "signing_key",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("public", sa.String(length=300), nullable=False),
        sa.Column("created_at", base.UtcDateTime(), nullable=False),
        sa.Column("retired_at", base.UtcDateTime(), nullable=True),
        sa.Column("revoked_at", base.UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('ed25519', 'es256')", name=op.f("ck_signing_key_kind_known")),
        sa.CheckConstraint(
            "length(name) >= 1 AND length(name) <= 60", name=op.f("ck_signing_key_name_length")
        ),
        sa.CheckConstraint(
            "length(public) >= 1 AND length(public) <= 300", name=op.f("ck_signing_key_public_length")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("name", name=op.f("uq_signing_key_name")),
        sa.UniqueConstraint("public", name=op.f("uq_signing_key_public")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "status_list",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("signed_changes", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("key_name", sa.String(length=60), nullable=True),
        sa.CheckConstraint("length(key_name) <= 60", name=op.f("ck_status_list_key_name_length")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_status_list_number_counts")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_status_list")),
    )
    op.create_table(
        "trusted_issuer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("did", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "length(did) >= 9 AND length(did) <= 300", name=op.f("ck_trusted_issuer_did_length")
        ),
        sa.CheckConstraint(
            "length(name) >= 1 AND length(name) <= 200", name=op.f("ck_trusted_issuer_name_length")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trusted_issuer")),
        sa.UniqueConstraint("did", name=op.f("uq_trusted_issuer_did")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "wallet_link",
        sa.Column("id", KEY, nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("created_at", base.UtcDateTime(), nullable=False),
        sa.Column("ends_at", base.UtcDateTime(), nullable=False),
        sa.Column("used_at", base.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "length(secret_hash) >= 64 AND length(secret_hash) <= 64",
            name=op.f("ck_wallet_link_secret_hash_length"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wallet_link")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_wallet_link_secret_hash")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "recognition_rule",
        sa.Column("id", KEY, nullable=False),
        sa.Column("course_slug", sa.String(length=100), nullable=False),
        sa.Column("matches", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("months_old", sa.Integer(), nullable=True),
        sa.Column("valid_months", sa.Integer(), nullable=True),
        sa.Column("confirmer_id", KEY, nullable=True),
        sa.Column("needs_confirmation", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "decision IN ('accept', 'accept if recent', 'refresher', 'refuse')",
            name=op.f("ck_recognition_rule_decision_known"),
        ),
        sa.CheckConstraint(
            "length(course_slug) >= 1 AND length(course_slug) <= 100",
            name=op.f("ck_recognition_rule_course_slug_length"),
        ),
        sa.CheckConstraint("length(matches) <= 1000", name=op.f("ck_recognition_rule_matches_length")),
        sa.CheckConstraint(
            "months_old >= 1 AND months_old <= 120", name=op.f("ck_recognition_rule_months_old_range")
        ),
        sa.CheckConstraint(
            "valid_months >= 1 AND valid_months <= 120", name=op.f("ck_recognition_rule_valid_months_range")
        ),
        sa.ForeignKeyConstraint(
            ["confirmer_id"],
            ["person.id"],
            name=op.f("fk_recognition_rule_confirmer_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition_rule")),
        sa.UniqueConstraint("course_slug", name=op.f("uq_recognition_rule_course_slug")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_recognition_rule_confirmer_id"), "recognition_rule", ["confirmer_id"], unique=False
    )
    op.create_table(
        "recognition",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("course_slug", sa.String(length=100), nullable=False),
        sa.Column("cycle_id", KEY, nullable=True),
        sa.Column("issuer_did", sa.String(length=300), nullable=False),
        sa.Column("issuer_name", sa.String(length=200), nullable=False),
        sa.Column("credential_id", sa.String(length=500), nullable=False),
        sa.Column("credential_digest", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("holder_name", sa.String(length=200), nullable=False),
        sa.Column("passed_on", sa.Date(), nullable=False),
        sa.Column("theirs_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("asked_at", base.UtcDateTime(), nullable=False),
        sa.Column("decided_at", base.UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("confirmer_id", KEY, nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'recognised', 'needs refresher', 'refused')",
            name=op.f("ck_recognition_state_known"),
        ),
        sa.CheckConstraint(
            "length(course_slug) >= 1 AND length(course_slug) <= 100",
            name=op.f("ck_recognition_course_slug_length"),
        ),
        sa.CheckConstraint(
            "length(credential_digest) >= 64 AND length(credential_digest) <= 64",
            name=op.f("ck_recognition_credential_digest_length"),
        ),
        sa.CheckConstraint("length(credential_id) <= 500", name=op.f("ck_recognition_credential_id_length")),
        sa.CheckConstraint("length(holder_name) <= 200", name=op.f("ck_recognition_holder_name_length")),
        sa.CheckConstraint(
            "length(issuer_did) >= 1 AND length(issuer_did) <= 300",
            name=op.f("ck_recognition_issuer_did_length"),
        ),
        sa.CheckConstraint(
            "length(issuer_name) >= 1 AND length(issuer_name) <= 200",
            name=op.f("ck_recognition_issuer_name_length"),
        ),
        sa.CheckConstraint("length(title) <= 500", name=op.f("ck_recognition_title_length")),
        sa.CheckConstraint("length(why) <= 500", name=op.f("ck_recognition_why_length")),
        sa.ForeignKeyConstraint(
            ["confirmer_id"],
            ["person.id"],
            name=op.f("fk_recognition_confirmer_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_recognition_cycle_id_cycle"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["person.id"],
            name=op.f("fk_recognition_decided_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recognition_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition")),
        sa.UniqueConstraint(
            "person_id",
            "course_slug",
            "credential_digest",
            name=op.f("uq_recognition_person_id_course_slug_credential_digest"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_recognition_confirmer_id"), "recognition", ["confirmer_id"], unique=False)
    op.create_index(op.f("ix_recognition_cycle_id"), "recognition", ["cycle_id"], unique=False)
    op.create_index(op.f("ix_recognition_decided_by_id"), "recognition", ["decided_by_id"], unique=False)
    op.create_table(
        "certificate_correction",
        sa.Column("certificate_id", KEY, autoincrement=False, nullable=False),
        sa.Column("revoked_at", base.UtcDateTime(), nullable=True),
        sa.Column("revoked_for", sa.String(length=40), nullable=True),
        sa.Column("superseded_at", base.UtcDateTime(), nullable=True),
        sa.Column("successor_id", KEY, nullable=True),
        sa.Column("erased_at", base.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "revoked_for IN ('issued by mistake', 'rules not kept', "
            "'asked for by the holder', 'record corrected')",
            name=op.f("ck_certificate_correction_revoked_for_known"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_correction_certificate_id_certificate"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_correction_successor_id_certificate"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_certificate_correction")),
    )
    op.create_index(
        op.f("ix_certificate_correction_successor_id"),
        "certificate_correction",
        ["successor_id"],
        unique=False,
    )
    op.create_table(
        "certificate_recipient",
        sa.Column("certificate_id", KEY, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("hashed", sa.String(length=100), nullable=False),
        sa.CheckConstraint(
            "kind IN ('emailAddress', 'userName')", name=op.f("ck_certificate_recipient_kind_known")
        ),
        sa.CheckConstraint(
            "length(hashed) >= 1 AND length(hashed) <= 100",
            name=op.f("ck_certificate_recipient_hashed_length"),
        ),
        sa.CheckConstraint(
            "length(salt) >= 16 AND length(salt) <= 64", name=op.f("ck_certificate_recipient_salt_length")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_recipient_certificate_id_certificate"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_certificate_recipient")),
    )
