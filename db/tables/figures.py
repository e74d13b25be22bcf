"""What happened to cases, and the days counted by service, channel, counter and specialist.

All of it came with 0.7. ``figure_day`` and ``figure_ranked`` travel to the centre, which gives
them to supervisors of other offices (``known_figure_day``, ``known_figure_ranked``).
"""

from typing import Any

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
    Text,
    Uuid,
    text,
)

from db.tables.base import metadata
from db.types import UtcDateTime
from domain.figures.facts import COUNTED, OF_ENTITIES

_SINCE = {"since": "0007"}

case_event = Table(
    "case_event",
    metadata,
    Column("case_id", Uuid, ForeignKey("case_file.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("first", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("service", Integer, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("entity_id", Uuid),
    Column("ticket_id", Uuid),
    Column("clock_from", UtcDateTime),
    Column("due_at", UtcDateTime),
    Column("detail", String(60), nullable=False),
    info=_SINCE,
)
Index("ix_case_event_at", case_event.c.at, case_event.c.kind)
_closing = text("kind = 'case_closed' AND first")
Index(
    "ix_case_event_closing",
    case_event.c.at,
    case_event.c.service,
    sqlite_where=_closing,
    postgresql_where=_closing,
)


def _key() -> tuple[Column[Any], ...]:
    return (
        Column("service", Integer, primary_key=True, autoincrement=False),
        Column("channel", String(20), primary_key=True),
        Column("counter", Integer, primary_key=True, autoincrement=False),
        Column("staff", String(36), primary_key=True),
    )


def _counted() -> tuple[Column[Any], ...]:
    return (
        *(Column(name, Integer, nullable=False) for name in COUNTED),
        Column("waits", Text, nullable=False),
        Column("attentions", Text, nullable=False),
    )


figure_day = Table(
    "figure_day",
    metadata,
    Column("day", Date, primary_key=True),
    *_key(),
    *_counted(),
    info=_SINCE,
)

figure_ranked = Table(
    "figure_ranked",
    metadata,
    Column("day", Date, primary_key=True),
    Column("what", String(10), primary_key=True),
    Column("service", Integer, primary_key=True, autoincrement=False),
    Column("key", String(120), primary_key=True),
    Column("count", Integer, nullable=False),
    info=_SINCE,
)

figure_month = Table(
    "figure_month",
    metadata,
    Column("month", Date, primary_key=True),
    Column("office_id", Uuid, primary_key=True),
    *_key(),
    *_counted(),
    info=_SINCE,
)


def _of_entity() -> tuple[Column[Any], ...]:
    return (
        Column("entity_id", Uuid, primary_key=True),
        Column("service", Integer, primary_key=True, autoincrement=False),
        *(Column(name, Integer, nullable=False) for name in OF_ENTITIES),
    )


figure_entity_day = Table(
    "figure_entity_day",
    metadata,
    Column("day", Date, primary_key=True),
    *_of_entity(),
    info=_SINCE,
)

figure_entity = Table(
    "figure_entity",
    metadata,
    Column("month", Date, primary_key=True),
    *_of_entity(),
    info=_SINCE,
)

#: Days that are to be counted, or counted again.
figure_due = Table("figure_due", metadata, Column("day", Date, primary_key=True), info=_SINCE)

#: At most one row: the place of the log up to which ``figure_due`` is known.
figure_state = Table(
    "figure_state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    info=_SINCE,
)

known_office = Table(
    "known_office",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", String(20), nullable=False),
    Column("name", String(120), nullable=False),
    # Until when the centre had heard of it, by this computer's clock, and what it then had.
    Column("heard_at", UtcDateTime),
    # -1: not all of it is here yet. Of the office's authority, and of what it had still to count.
    Column("head", BigInteger, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("due", Integer, nullable=False),
    Column("first_day", Date),
    Column("last_day", Date),
    # Names of its staff, by id: JSON.
    Column("names", Text, nullable=False),
    info=_SINCE,
)

known_figure_day = Table(
    "known_figure_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("office_id", Uuid, primary_key=True),
    *_key(),
    *_counted(),
    info=_SINCE,
)

known_figure_ranked = Table(
    "known_figure_ranked",
    metadata,
    Column("day", Date, primary_key=True),
    Column("office_id", Uuid, primary_key=True),
    Column("what", String(10), primary_key=True),
    Column("service", Integer, primary_key=True, autoincrement=False),
    Column("key", String(120), primary_key=True),
    Column("count", Integer, nullable=False),
    info=_SINCE,
)
