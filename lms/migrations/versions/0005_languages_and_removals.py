"""The language somebody reads in, and drafts that remove a file."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("language", sa.String(length=10), nullable=True))
        table.create_check_constraint(
            op.f("ck_person_language_length"), "length(language) >= 2 AND length(language) <= 10"
        )
    with op.batch_alter_table("content_draft") as table:
        table.alter_column("digest", existing_type=sa.String(length=64), nullable=True)
