"""The versions of the catalogue."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, Uuid

from db.tables.base import metadata
from db.types import UtcDateTime

catalogue_version = Table(
    "catalogue_version",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("published_by", Uuid, ForeignKey("staff.id")),
    Column("reason", String(200), nullable=False),
)
