"""Published content: files by digest, releases, drafts."""

import sqlalchemy as sa
from alembic import op

from lms.db import base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Written out here, so that a later change to the models cannot change what this migration makes.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "content_file",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "length(digest) >= 64 AND length(digest) <= 64", name=op.f("ck_content_file_digest_length")
        ),
        sa.CheckConstraint("size >= 0", name=op.f("ck_content_file_size_range")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_content_file")),
    )
    op.create_table(
        "content_release",
        sa.Column("id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parent_id", KEY, nullable=True),
        sa.Column("author_id", KEY, nullable=True),
        sa.Column("made_at", base.UtcDateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("generation", sa.String(length=64), nullable=False),
        sa.CheckConstraint("length(note) <= 1000", name=op.f("ck_content_release_note_length")),
        sa.CheckConstraint(
            "length(generation) >= 64 AND length(generation) <= 64",
            name=op.f("ck_content_release_generation_length"),
        ),
        sa.CheckConstraint(
            "label IN ('typo', 'clarification', 'substantive')", name=op.f("ck_content_release_label_known")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_content_release_number_range")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["content_release.id"], name=op.f("fk_content_release_parent_id_content_release")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
            name=op.f("fk_content_release_author_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_release")),
        sa.UniqueConstraint("number", name=op.f("uq_content_release_number")),
        sa.UniqueConstraint("parent_id", name=op.f("uq_content_release_parent_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_content_release_author_id"), "content_release", ["author_id"], unique=False)
    op.create_table(
        "content_draft",
        sa.Column("id", KEY, nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("base_digest", sa.String(length=64), nullable=True),
        sa.Column("author_id", KEY, nullable=True),
        sa.Column("saved_at", base.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "length(path) >= 1 AND length(path) <= 200", name=op.f("ck_content_draft_path_length")
        ),
        sa.CheckConstraint(
            "length(digest) >= 64 AND length(digest) <= 64", name=op.f("ck_content_draft_digest_length")
        ),
        sa.CheckConstraint(
            "length(base_digest) >= 64 AND length(base_digest) <= 64",
            name=op.f("ck_content_draft_base_digest_length"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_content_draft_author_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_draft")),
        sa.UniqueConstraint("path", name=op.f("uq_content_draft_path")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_content_draft_author_id"), "content_draft", ["author_id"], unique=False)
