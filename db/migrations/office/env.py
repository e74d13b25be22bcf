"""How Alembic reaches an office's database: through the connection that it is handed.

The connection is already inside one transaction, so that a change is whole or not there.
"""

from alembic import context

from db.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
)
context.run_migrations()
