"""Cases, and what was found of their requirements.

The schema forbids a number given twice and a second open case of one entity and subject.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ColumnClause,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    Uuid,
    literal_column,
    text,
)

from db.tables.base import metadata
from db.types import UtcDateTime

_OPEN = "state NOT IN ('closed', 'lapsed', 'withdrawn')"
_ENDED = "state IN ('closed', 'lapsed', 'withdrawn')"
_RARE = "state IN ('lapsed', 'withdrawn')"

case_file = Table(
    "case_file",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("number", String(40), nullable=False, unique=True),
    Column("service", Integer, nullable=False),
    Column("catalogue_version", Integer, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("sender", String(200), nullable=False),
    Column("ticket_id", Uuid, ForeignKey("ticket.id")),
    Column("reference", String(80), nullable=False),
    Column("bearer_id", Uuid, ForeignKey("person.id")),
    Column("beneficiary_id", Uuid, ForeignKey("person.id")),
    Column("signer_id", Uuid, ForeignKey("person.id")),
    Column("entity_id", Uuid, ForeignKey("entity.id")),
    Column("place", String(20), nullable=False),
    Column("topic", String(60), nullable=False),
    Column("system", String(120), nullable=False),
    Column("problem", String(200), nullable=False),
    Column("fields", Text, nullable=False),
    Column("apart", String(200), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("opened_by", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("submitted_at", UtcDateTime, nullable=False),
    Column("holder_id", Uuid, ForeignKey("staff.id")),
    Column("held_since", UtcDateTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("area", String(60), nullable=False),
    Column("submission", Integer, nullable=False),
    Column("clock_from", UtcDateTime),
    Column("due_at", UtcDateTime),
    Column("term_ends", Date),
    Column("attend_by", UtcDateTime, nullable=False),
    Column("steps", Text, nullable=False),
    Column("solution_type", String(20), nullable=False),
    Column("solution_detail", String(600), nullable=False),
    Column("solution_code", String(20), nullable=False),
    Column("conformity", String(20), nullable=False),
    Column("conformity_reason", String(200), nullable=False),
    Column("resolved_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("reopened", Integer, nullable=False),
    Column("unforeseen", Boolean, nullable=False),
    Column("reason", String(200), nullable=False),
    Column("version", Integer, nullable=False),
)
_open = text(_OPEN)
Index(
    "uq_case_file_open_subject",
    case_file.c.entity_id,
    case_file.c.subject,
    unique=True,
    sqlite_where=text(f"{_OPEN} AND entity_id IS NOT NULL"),
    postgresql_where=text(f"{_OPEN} AND entity_id IS NOT NULL"),
)
# Trays of open cases are counted and filtered by the index alone.
Index(
    "ix_case_file_mine",
    case_file.c.holder_id,
    case_file.c.attend_by,
    case_file.c.id,
    case_file.c.due_at,
    case_file.c.state,
    case_file.c.service,
    sqlite_where=_open,
    postgresql_where=_open,
)
Index(
    "ix_case_file_open",
    case_file.c.attend_by,
    case_file.c.id,
    case_file.c.due_at,
    case_file.c.state,
    case_file.c.service,
    sqlite_where=_open,
    postgresql_where=_open,
)
_returned = text("state = 'returned'")
Index(
    "ix_case_file_returned",
    case_file.c.term_ends,
    sqlite_where=_returned,
    postgresql_where=_returned,
)
# What has ended is read the newest first, its filters answered by the index itself.
_ended = text(_ENDED)
Index(
    "ix_case_file_ended_holder",
    case_file.c.holder_id,
    case_file.c.opened_at,
    case_file.c.id,
    case_file.c.service,
    case_file.c.state,
    sqlite_where=_ended,
    postgresql_where=_ended,
)
Index(
    "ix_case_file_ended_service",
    case_file.c.service,
    case_file.c.opened_at,
    case_file.c.id,
    case_file.c.holder_id,
    case_file.c.state,
    sqlite_where=_ended,
    postgresql_where=_ended,
)
_rare = text(_RARE)
Index(
    "ix_case_file_ended_rare",
    case_file.c.state,
    case_file.c.opened_at,
    case_file.c.id,
    case_file.c.holder_id,
    case_file.c.service,
    sqlite_where=_rare,
    postgresql_where=_rare,
)
Index("ix_case_file_opened", case_file.c.opened_at, case_file.c.id)
_answered = text("resolved_at IS NOT NULL AND due_at IS NOT NULL")
Index(
    "ix_case_file_answered",
    case_file.c.resolved_at,
    case_file.c.due_at,
    sqlite_where=_answered,
    postgresql_where=_answered,
)
Index("ix_case_file_ticket", case_file.c.ticket_id)
Index("ix_case_file_bearer", case_file.c.bearer_id, case_file.c.opened_at, case_file.c.id)
Index("ix_case_file_beneficiary", case_file.c.beneficiary_id, case_file.c.opened_at, case_file.c.id)
Index("ix_case_file_entity", case_file.c.entity_id, case_file.c.opened_at, case_file.c.id)

case_series = Table(
    "case_series",
    metadata,
    Column("year", Integer, primary_key=True),
    Column("office_id", Uuid, primary_key=True),
    Column("last_number", Integer, nullable=False),
)

case_finding = Table(
    "case_finding",
    metadata,
    Column("case_id", Uuid, ForeignKey("case_file.id"), primary_key=True),
    Column("submission", Integer, primary_key=True),
    Column("requirement", Integer, primary_key=True),
    Column("verdict", String(16), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("text", String(200), nullable=False),
    Column("place", String(120), nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)

case_return = Table(
    "case_return",
    metadata,
    Column("case_id", Uuid, ForeignKey("case_file.id"), primary_key=True),
    Column("submission", Integer, primary_key=True),
    Column("day", Date, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("service", Integer, nullable=False),
    Column("entity_id", Uuid, ForeignKey("entity.id")),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
)
Index("ix_case_return_day", case_return.c.day, case_return.c.at)
Index("ix_case_return_entity", case_return.c.entity_id, case_return.c.service, case_return.c.at)

# The same condition as that of the partial indexes, written out: a planner cannot match an
# index's condition with a bound value.
CASE_IS_OPEN: ColumnClause[bool] = literal_column(f"case_file.{_OPEN}")
CASE_HAS_ENDED: ColumnClause[bool] = literal_column(f"case_file.{_ENDED}")
CASE_RARELY_ENDS: ColumnClause[bool] = literal_column(f"case_file.{_RARE}")
CASE_IS_PROMISED: ColumnClause[bool] = literal_column(
    "case_file.state IN ('in_process', 'diagnosing', 'referred')"
)
CASE_IS_ANSWERED: ColumnClause[bool] = literal_column(
    "case_file.resolved_at IS NOT NULL AND case_file.due_at IS NOT NULL"
)
CASE_IS_RETURNED = case_file.c.state == literal_column("'returned'")
