"""The link with the centre: what was sent, what has to be, and what the centre told.

All of it belongs to the office, not to a workstation: whichever of them talks to the centre goes on
where another left off. Nothing is marked in an office that is linked to no centre.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    Uuid,
    event,
)

from db.tables.base import metadata
from db.types import UtcDateTime

#: At most one row.
centre_link = Table(
    "centre_link",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", String(300), nullable=False),
    Column("ca", Text, nullable=False),
    Column("sealing_key_id", String(80), nullable=False),
    Column("sealing_key", String(200), nullable=False),
    Column("feed_epoch", String(40), nullable=False),
    Column("feed_place", BigInteger, nullable=False),
    Column("backed_up_through", BigInteger, nullable=False),
    Column("offline_days", Integer, nullable=False),
    Column("linked_at", UtcDateTime, nullable=False),
    Column("last_push_at", UtcDateTime),
    Column("last_pull_at", UtcDateTime),
    Column("branch", Integer, nullable=False),
)

#: The places of the log that the centre has, as runs without a gap.
sent_run = Table(
    "sent_run",
    metadata,
    Column("first", BigInteger, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
)

#: The rows of synchronised tables that changed since they were sent. ``changes`` is counted from
#: some number by chance: a mark that was forgotten and made anew is not the one that was sent.
changed_row = Table(
    "changed_row",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("key", String(120), primary_key=True),
    Column("changes", Integer, nullable=False),
    sqlite_with_rowid=False,
)

#: What the centre refused, until somebody has seen to it.
refused_operation = Table(
    "refused_operation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("words", String(400), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

#: Operations of this office that another copy of its database wrote (docs/decisions).
other_branch = Table(
    "other_branch",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
)

#: People whom other offices know, by what they may be told of them.
known_person = Table(
    "known_person",
    metadata,
    Column("document_type", String(10), primary_key=True),
    Column("document", String(40), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("canonical", Uuid, nullable=False),
    Column("offices", String(200), nullable=False),
)

#: What waits for a person's decision, as the centre told it. ``resolved_at`` is when somebody of
#: this office answered, or the centre's closing; it is open until ``closed_at``.
pending_task = Table(
    "pending_task",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("owner_role", String(20), nullable=False),
    Column("office", String(120), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("words", String(600), nullable=False),
    Column("how", String(600), nullable=False),
    Column("subject", Text, nullable=False),
    Column("resolved_at", UtcDateTime),
    Column("resolved_by", String(120), nullable=False),
    Column("resolution", String(600), nullable=False),
    Column("closed_at", UtcDateTime),
)
Index("ix_pending_task_opened", pending_task.c.opened_at)

#: Which of two copies of an office's database is the one that counts. One row; whoever writes on
#: PostgreSQL locks it first, which also makes one order of the office's writes.
authority = Table(
    "authority",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    # The oldest schema whose programs may still work on this one.
    Column("usable_from", String(32), nullable=False),
    Column("contingency_from", UtcDateTime),
    Column("contingency_day", Date),
)


#: What opens the office's archives by its recovery code, on a server: at most one row, the content
#: of ``desktop.keys.slots``. It opens nothing without the code.
kept_slots = Table(
    "kept_slots",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("content", Text, nullable=False),
)


@event.listens_for(authority, "after_create")
def begin_authority(target: Table, connection: Connection, **_: object) -> None:
    """Enter the one row: the first copy of the office's database is the one that counts."""
    first = {"id": 1, "epoch": 1, "since": datetime(1970, 1, 1, tzinfo=UTC), "usable_from": "0004"}
    connection.execute(authority.insert().values(**first))


_MARK_ON_SQLITE = """CREATE TRIGGER IF NOT EXISTS mark_{table}_{what} AFTER {event} ON {table}
WHEN EXISTS (SELECT 1 FROM centre_link) BEGIN
  INSERT INTO changed_row (name, key, changes)
  VALUES ('{table}', {key}, abs(random() / 10000000000))
  ON CONFLICT (name, key) DO UPDATE SET changes = changes + 1;
END"""
_MARK_ON_POSTGRESQL = """CREATE OR REPLACE TRIGGER mark_{table} AFTER INSERT OR UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION mark_changed_row({keys})"""


def marks(table: Table) -> dict[str, tuple[str, ...]]:
    """Return what makes each change of ``table`` be marked, by dialect."""
    keys = [column.name for column in table.primary_key]
    made = []
    for what, row in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD")):
        key = " || '|' || ".join(f"{row}.{name}" for name in keys)
        made.append(
            _MARK_ON_SQLITE.format(table=table.name, what=what, event=what.upper(), key=key)
        )
    arguments = ", ".join(f"'{name}'" for name in keys)
    return {
        "sqlite": tuple(made),
        "postgresql": (_MARK_ON_POSTGRESQL.format(table=table.name, keys=arguments),),
    }


MARKING = """CREATE OR REPLACE FUNCTION mark_changed_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was jsonb;
  found text;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM centre_link) THEN RETURN NULL; END IF;
  IF TG_OP = 'DELETE' THEN was := to_jsonb(OLD); ELSE was := to_jsonb(NEW); END IF;
  SELECT string_agg(was ->> name, '|' ORDER BY place) INTO found
    FROM unnest(TG_ARGV) WITH ORDINALITY AS part(name, place);
  INSERT INTO changed_row (name, key, changes)
    VALUES (TG_TABLE_NAME, found, floor(random() * 900000000)::int)
    ON CONFLICT (name, key) DO UPDATE SET changes = changed_row.changes + 1;
  RETURN NULL;
END $$"""
"""What PostgreSQL's marks run."""

ANNOUNCING = (
    """CREATE OR REPLACE FUNCTION announce_operation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ventanilla', '');
  RETURN NULL;
END $$""",
    """CREATE OR REPLACE TRIGGER announce_operation AFTER INSERT ON operation
FOR EACH STATEMENT EXECUTE FUNCTION announce_operation()""",
)
"""What tells the other counters that something happened, on PostgreSQL."""


def mark_changes(synchronised: frozenset[str]) -> None:
    """Have every table of ``synchronised`` marked, and operations announced, when all are made."""

    @event.listens_for(metadata, "after_create")
    def make(
        target: object, connection: Connection, tables: Sequence[Table] = (), **_: object
    ) -> None:
        if not tables:
            return  # they were there already
        make_marks(connection, synchronised)

    @event.listens_for(metadata, "after_drop")
    def drop(target: object, connection: Connection, **_: object) -> None:
        if connection.dialect.name == "postgresql":
            for name in ("mark_changed_row", "announce_operation", "keep_operation"):
                connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}()")


def make_marks(connection: Connection, synchronised: frozenset[str]) -> None:
    """Make what marks and announces changes, where it is missing.

    A migration that makes a table of SQLite anew drops its triggers with the old one.
    """
    for statement in _making(connection.dialect.name, synchronised):
        connection.exec_driver_sql(statement.replace("%", "%%"))


def _making(dialect: str, synchronised: frozenset[str]) -> list[str]:
    tables = [table for table in metadata.sorted_tables if table.name in synchronised]
    made = [statement for table in tables for statement in marks(table)[dialect]]
    return [MARKING, *made, *ANNOUNCING] if dialect == "postgresql" else made
