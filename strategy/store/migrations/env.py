"""How Alembic reaches the database: over the connection, and in the transaction, of whoever runs the steps."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"], render_as_batch=True, transaction_per_migration=False
)
with context.begin_transaction():
    context.run_migrations()
