"""The days of the queue, the turnos and their calls."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    literal_column,
    text,
)

from db.tables.base import metadata
from db.types import Numbers, UtcDateTime

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

# The same conditions as those of the partial indexes, written out: a planner cannot match an
# index's condition with a bound value.
IS_WAITING = ticket.c.state == literal_column("'issued'")
IS_AT_COUNTER = ticket.c.state.in_([literal_column("'called'"), literal_column("'serving'")])
CALL_IS_OPEN = ticket_call.c.outcome == literal_column("''")
