"""When the machine that an attempt began on had been started: tells whether its clock was set since."""

from alembic import op

from lms.db import base

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Attempts of before go by the clock alone: nobody noted this when they began. The checks come with their
    # columns, in words that both databases know, so that SQLite need not make the table anew.
    instant = base.UtcDateTime().compile(op.get_bind().dialect)
    op.execute(
        "ALTER TABLE attempt ADD COLUMN machine VARCHAR(40) CONSTRAINT ck_attempt_machine_length"
        " CHECK (length(machine) >= 1 AND length(machine) <= 40)"
    )
    op.execute(
        f"ALTER TABLE attempt ADD COLUMN booted_at {instant} CONSTRAINT ck_attempt_boot_whole"
        " CHECK ((machine IS NULL) = (booted_at IS NULL))"
    )
