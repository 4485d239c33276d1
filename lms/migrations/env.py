"""Runs the migrations on the connection, and inside the transaction, that `upgrade` has opened.

It must not open either: on SQLite they would begin too late (BEGIN IMMEDIATE is `upgrade`'s).
"""

from alembic import context

from lms.db.base import every_table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=every_table(),
    render_as_batch=True,
    compare_type=True,
    # Alembic thinks that SQLite cannot undo a change of tables; with an explicit BEGIN it can.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
