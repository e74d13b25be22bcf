"""The office, its counters and its staff."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    literal_column,
    text,
)

from db.tables.base import metadata
from db.types import Numbers, UtcDateTime

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
Index("ix_counter_session_day", counter_session.c.day)
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

# The same conditions as those of the partial indexes, written out: a planner cannot match an
# index's condition with a bound value.
SESSION_NOT_CLOSED = counter_session.c.state != literal_column("'closed'")
