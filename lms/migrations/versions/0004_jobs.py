"""Work that was given up, and the slots of periodic work."""

import sqlalchemy as sa
from alembic import op

from lms.db import base

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Written out here, so that a later change to the models cannot change what this migration makes.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("given_up", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "job_slot",
        sa.Column("id", KEY, nullable=False),
        sa.Column("job", sa.String(length=50), nullable=False),
        sa.Column("slot", sa.String(length=50), nullable=False),
        sa.Column("begun_at", base.UtcDateTime(), nullable=False),
        sa.Column("done_at", base.UtcDateTime(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint("length(job) >= 1 AND length(job) <= 50", name=op.f("ck_job_slot_job_length")),
        sa.CheckConstraint("length(slot) >= 1 AND length(slot) <= 50", name=op.f("ck_job_slot_slot_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_slot")),
        sa.UniqueConstraint("job", "slot", name=op.f("uq_job_slot_job_slot")),
        sqlite_autoincrement=True,
    )
