"""The bank of solutions, and the words to find them by."""

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    event,
    literal_column,
    text,
)

from db.tables.base import metadata
from db.types import UtcDateTime

solution = Table(
    "solution",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("type", String(12), nullable=False),
    Column("topic", String(60), nullable=False),
    Column("system", String(60), nullable=False),
    Column("title", String(120), nullable=False),
    Column("text", String(600), nullable=False),
    Column("state", String(10), nullable=False),
    Column("proposed_by", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("case_id", Uuid, ForeignKey("case_file.id")),
    Column("reviewed_by", Uuid, ForeignKey("staff.id")),
    Column("reviewed_at", UtcDateTime),
    Column("reason", String(200), nullable=False),
    Column("uses", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("number", "office_id"),
)
_proposed = text("state = 'proposed'")
Index(
    "ix_solution_pending",
    solution.c.number,
    sqlite_where=_proposed,
    postgresql_where=_proposed,
)
Index("ix_solution_state", solution.c.state, solution.c.number)
Index("ix_solution_uses", solution.c.state, solution.c.uses, solution.c.number)
# What found solutions are put in order by, without their texts.
Index("ix_solution_ranked", solution.c.number, solution.c.topic, solution.c.system, solution.c.uses)

# Both hold the keys of ``domain.text.search_key``, never what was typed. SQLite's is contentless:
# the words are found there and the rows in ``solution``, whose number is the rowid.
SOLUTION_SEARCH = {
    "sqlite": (
        """CREATE VIRTUAL TABLE solution_fts USING fts5(title, text, topic, system,
content='', contentless_delete=1, tokenize='ascii', prefix='1 2 3')""",
    ),
    "postgresql": (
        "CREATE TABLE solution_fts (number INTEGER PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX ix_solution_fts_words ON solution_fts USING gin (words)",
    ),
}
"""What makes the table to search solutions in, by dialect; migrations run the same."""
DROP_SOLUTION_SEARCH = "DROP TABLE IF EXISTS solution_fts"
"""What takes it away, on both."""


@event.listens_for(solution, "after_create")
def make_search(target: Table, connection: Connection, **_: object) -> None:
    """Make the table to search in, which is none that SQLAlchemy knows."""
    for statement in SOLUTION_SEARCH[connection.dialect.name]:
        connection.exec_driver_sql(statement)


@event.listens_for(solution, "before_drop")
def drop_search(target: Table, connection: Connection, **_: object) -> None:
    """Take it away with the solutions."""
    connection.exec_driver_sql(DROP_SOLUTION_SEARCH)


# The same conditions as those of the partial indexes, written out: a planner cannot match an
# index's condition with a bound value.
SOLUTION_IS_PENDING = solution.c.state == literal_column("'proposed'")
SOLUTION_IS_APPROVED = solution.c.state == literal_column("'approved'")
