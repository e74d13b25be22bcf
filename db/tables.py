"""The tables of an office's database, the same on SQLite and PostgreSQL.

The schema itself forbids what must never happen: a number issued twice, two turnos at one
counter, two open calls of one turno, a log entry rewritten.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    event,
    literal_column,
    text,
)

from db.types import Numbers, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

office = Table(
    "office",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", String(20), nullable=False, unique=True),
    Column("settings", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

counter = Table(
    "counter",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("services", Numbers, nullable=False),
    Column("has_kit", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("office_id", "number"),
)

staff = Table(
    "staff",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("username", String(60), nullable=False, unique=True),
    Column("full_name", String(120), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("pin_hash", Text, nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("failed_attempts", Integer, nullable=False),
    Column("locked_until", UtcDateTime),
    Column("version", Integer, nullable=False),
)

staff_role = Table(
    "staff_role",
    metadata,
    Column("staff_id", Uuid, ForeignKey("staff.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("role", String(20), nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("stand_in_for", Uuid, ForeignKey("staff.id")),
)

counter_session = Table(
    "counter_session",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("counter_id", Uuid, ForeignKey("counter.id"), nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("services", Numbers, nullable=False),
    Column("state", String(10), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("since", UtcDateTime),
    Column("break_reason", String(200), nullable=False),
    Column("closed_at", UtcDateTime),
    Column("version", Integer, nullable=False),
)
_session_open = text("state <> 'closed'")
Index(
    "uq_counter_session_open_counter",
    counter_session.c.counter_id,
    unique=True,
    sqlite_where=_session_open,
    postgresql_where=_session_open,
)
Index(
    "uq_counter_session_open_staff",
    counter_session.c.staff_id,
    unique=True,
    sqlite_where=_session_open,
    postgresql_where=_session_open,
)

person = Table(
    "person",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("document_type", String(10), nullable=False),
    Column("document", String(40), nullable=False),
    Column("name", String(120), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("email", String(120), nullable=False),
    Column("version", Integer, nullable=False),
)
_has_document = text("document <> ''")
Index(
    "uq_person_document",
    person.c.document_type,
    person.c.document,
    unique=True,
    sqlite_where=_has_document,
    postgresql_where=_has_document,
)

entity = Table(
    "entity",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ruc", String(13), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("esigef_code", String(20), nullable=False),
    Column("version", Integer, nullable=False),
)

# Words to search by: a range scan over them is as quick on a bare PostgreSQL as on SQLite.
person_term = Table(
    "person_term",
    metadata,
    Column("term", String(120), primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.id"), primary_key=True),
    sqlite_with_rowid=False,
)
Index("ix_person_term_person_id", person_term.c.person_id)

entity_term = Table(
    "entity_term",
    metadata,
    Column("term", String(120), primary_key=True),
    Column("entity_id", Uuid, ForeignKey("entity.id"), primary_key=True),
    sqlite_with_rowid=False,
)
Index("ix_entity_term_entity_id", entity_term.c.entity_id)

# The keys of a day begin with the day: the queries name it, and one database holds one office.
queue_day = Table(
    "queue_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), primary_key=True),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("priority_run", Integer, nullable=False),
    Column("version", Integer, nullable=False),
)
_day_open = text("closed_at IS NULL")
Index(
    "ix_queue_day_open",
    queue_day.c.day,
    sqlite_where=_day_open,
    postgresql_where=_day_open,
)

day_series = Table(
    "day_series",
    metadata,
    Column("day", Date, primary_key=True),
    Column("series", String(2), primary_key=True),
    Column("office_id", Uuid, primary_key=True),
    Column("last_number", Integer, nullable=False),
)

ticket = Table(
    "ticket",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("series", String(2), nullable=False),
    Column("number", Integer, nullable=False),
    Column("priority", Boolean, nullable=False),
    Column("services", Numbers, nullable=False),
    Column("attended", Numbers, nullable=False),
    Column("arrived_at", UtcDateTime, nullable=False),
    Column("queued_at", UtcDateTime, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("person_id", Uuid, ForeignKey("person.id")),
    Column("entity_id", Uuid, ForeignKey("entity.id")),
    Column("state", String(10), nullable=False),
    Column("counter_id", Uuid, ForeignKey("counter.id")),
    Column("reserved_for", Uuid, ForeignKey("counter.id")),
    Column("called_at", UtcDateTime),
    Column("last_called_at", UtcDateTime),
    Column("recalls", Integer, nullable=False),
    Column("serving_since", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("reason", String(500), nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("day", "series", "number", "office_id"),
)
_waiting = text("state = 'issued'")
Index(
    "ix_ticket_waiting",
    ticket.c.day,
    ticket.c.priority,
    ticket.c.position,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)
_at_counter = text("state IN ('called', 'serving')")
Index(
    "uq_ticket_at_counter",
    ticket.c.counter_id,
    unique=True,
    sqlite_where=_at_counter,
    postgresql_where=_at_counter,
)
Index("ix_ticket_person_id", ticket.c.person_id, ticket.c.day)

ticket_call = Table(
    "ticket_call",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("ticket_id", Uuid, ForeignKey("ticket.id"), nullable=False),
    Column("counter_id", Uuid, ForeignKey("counter.id"), nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("queued_at", UtcDateTime, nullable=False),
    Column("called_at", UtcDateTime, nullable=False),
    Column("last_called_at", UtcDateTime, nullable=False),
    Column("announced", BigInteger, nullable=False),
    Column("recalls", Integer, nullable=False),
    Column("out_of_turn", String(500), nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("ended_at", UtcDateTime),
)
_call_open = text("outcome = ''")
Index(
    "uq_ticket_call_open",
    ticket_call.c.ticket_id,
    unique=True,
    sqlite_where=_call_open,
    postgresql_where=_call_open,
)
Index("ix_ticket_call_day", ticket_call.c.day, ticket_call.c.announced)

approval = Table(
    "approval",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("asked_by", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("state", String(10), nullable=False),
    Column("answered_by", Uuid, ForeignKey("staff.id")),
    Column("answered_at", UtcDateTime),
    Column("answer", String(500), nullable=False),
    Column("version", Integer, nullable=False),
)
_pending = text("state = 'pending'")
Index(
    "ix_approval_pending",
    approval.c.asked_at,
    sqlite_where=_pending,
    postgresql_where=_pending,
)

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

# The same conditions as those of the partial indexes, written out: a planner cannot match an
# index's condition with a bound value.
IS_WAITING = ticket.c.state == literal_column("'issued'")
IS_AT_COUNTER = ticket.c.state.in_([literal_column("'called'"), literal_column("'serving'")])
SESSION_NOT_CLOSED = counter_session.c.state != literal_column("'closed'")
CALL_IS_OPEN = ticket_call.c.outcome == literal_column("''")
HAS_DOCUMENT = person.c.document != literal_column("''")
APPROVAL_IS_PENDING = approval.c.state == literal_column("'pending'")

#: Tables whose every change must be told by an operation in the same transaction.
SYNCHRONISED = frozenset(
    table.name
    for table in metadata.sorted_tables
    if table.name not in {"operation", "person_term", "entity_term", "day_series"}
)

LOG_TRIGGERS = (
    """CREATE TRIGGER operation_is_never_removed BEFORE DELETE ON operation
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
    """CREATE TRIGGER operation_is_never_rewritten BEFORE UPDATE ON operation
WHEN NEW.payload IS NOT NULL OR OLD.sequence <> NEW.sequence OR OLD.hash <> NEW.hash
  OR OLD.previous_hash <> NEW.previous_hash OR OLD.payload_hash <> NEW.payload_hash
  OR OLD.type <> NEW.type OR OLD.at <> NEW.at OR OLD.aggregate_id <> NEW.aggregate_id
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
)


@event.listens_for(operation, "after_create")
def protect_log(target: Table, connection: Connection, **_: object) -> None:
    """Make the log append-only; PostgreSQL does it with the rights of its roles."""
    if connection.dialect.name == "sqlite":
        for trigger in LOG_TRIGGERS:
            connection.exec_driver_sql(trigger)
