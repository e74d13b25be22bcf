"""Notices of the supervisor to the counters."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Uuid, text

from db.tables.base import metadata
from db.types import UtcDateTime

notice = Table(
    "notice",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("counter_id", Uuid, ForeignKey("counter.id"), nullable=False),
    Column("text", String(300), nullable=False),
    Column("sent_by", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("read_by", Uuid, ForeignKey("staff.id")),
    Column("read_at", UtcDateTime),
    Column("version", Integer, nullable=False),
)
_unread = text("read_at IS NULL")
Index(
    "ix_notice_unread",
    notice.c.counter_id,
    notice.c.day,
    sqlite_where=_unread,
    postgresql_where=_unread,
)
Index("ix_notice_day", notice.c.day, notice.c.sent_at)
