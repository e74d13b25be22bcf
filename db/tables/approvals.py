"""Requests for a supervisor's leave."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Uuid,
    literal_column,
    text,
)

from db.tables.base import metadata
from db.types import UtcDateTime

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

# The same conditions as those of the partial indexes, written out: a planner cannot match an
# index's condition with a bound value.
APPROVAL_IS_PENDING = approval.c.state == literal_column("'pending'")
