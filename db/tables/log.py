"""The append-only log of operations."""

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
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

operation = Table(
    "operation",
    metadata,
    Column("sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("office_id", Uuid, nullable=False),
    Column("workstation", String(60), nullable=False),
    Column("aggregate", String(30), nullable=False),
    Column("aggregate_id", Uuid, nullable=False),
    Column("aggregate_version", Integer, nullable=False),
    Column("type", String(40), nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("actor_id", Uuid),
    Column("at", UtcDateTime, nullable=False),
    Column("payload", Text),
    Column("payload_hash", String(64), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
Index("ix_operation_aggregate_id", operation.c.aggregate_id)

LOG_TRIGGERS = (
    """CREATE TRIGGER operation_is_never_removed BEFORE DELETE ON operation
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
    """CREATE TRIGGER operation_is_never_rewritten BEFORE UPDATE ON operation
WHEN NEW.payload IS NOT NULL OR OLD.sequence <> NEW.sequence OR OLD.hash <> NEW.hash
  OR OLD.previous_hash <> NEW.previous_hash OR OLD.payload_hash <> NEW.payload_hash
  OR OLD.type <> NEW.type OR OLD.at <> NEW.at OR OLD.aggregate_id <> NEW.aggregate_id
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
)


KEEPING_ON_POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION keep_operation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  OLD.payload := NULL;
  IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN RETURN NEW; END IF;
  RAISE insufficient_privilege USING MESSAGE = 'the log is append-only';
END $$""",
    """CREATE OR REPLACE TRIGGER keep_operation BEFORE UPDATE OR DELETE ON operation
FOR EACH ROW EXECUTE FUNCTION keep_operation()""",
)
"""What PostgreSQL has of it, besides the rights of its roles (``db.office_server.rights``)."""


@event.listens_for(operation, "after_create")
def protect_log(target: Table, connection: Connection, **_: object) -> None:
    """Make the log append-only: of an entry nothing changes but a payload that is taken out."""
    on_sqlite = connection.dialect.name == "sqlite"
    for statement in LOG_TRIGGERS if on_sqlite else KEEPING_ON_POSTGRESQL:
        connection.exec_driver_sql(statement)
