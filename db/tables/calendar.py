"""The exceptions to the calendar."""

from sqlalchemy import Boolean, Column, Date, String, Table, Uuid

from db.tables.base import metadata

decreed_day = Table(
    "decreed_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("place", String(20), primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("working", Boolean, nullable=False),
    Column("reason", String(200), nullable=False),
)
