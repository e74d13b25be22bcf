"""How Alembic reaches an office's database: through the connection that it is handed.

The connection is already inside one transaction, so that a change is whole or not there.
"""

from typing import Any, Literal

from alembic import context

from db.migrate import compared
from db.tables import metadata
from db.types import Numbers, UtcDateTime


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types by their names in a revision that is begun."""
    ours = kind == "type" and isinstance(item, (Numbers, UtcDateTime))
    return f"{type(item).__name__}()" if ours else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=render_item,
    include_name=compared,
    render_as_batch=True,  # SQLite changes a table by making it anew
)
context.run_migrations()
