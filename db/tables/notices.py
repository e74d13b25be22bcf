"""Notices of the supervisor to the counters."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Uuid

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
Index("ix_notice_day", notice.c.day, notice.c.sent_at)
