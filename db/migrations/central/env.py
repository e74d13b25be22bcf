"""How Alembic reaches the database of the centre: through the connection that it is handed.

The connection is already inside one transaction, so that a change is whole or not there.
"""

from alembic import context

from db.central.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
