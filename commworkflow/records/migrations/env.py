"""Alembic's entry: runs the migrations on the connection it is handed, never on one of its own."""

from alembic import context

from commworkflow.records import tables

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=tables.Base.metadata, transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
