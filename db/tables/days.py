"""What is kept of closed days, counted, so that nobody counts their turnos again.

Worked out from the turnos, calls and cases of the day in the transaction that closes it.
"""

from sqlalchemy import BigInteger, Column, Date, Float, ForeignKey, Integer, String, Table, Uuid

from db.tables.base import metadata

closed_day = Table(
    "closed_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("issued", Integer, nullable=False),
    Column("served", Integer, nullable=False),
    Column("cancelled", Integer, nullable=False),
    Column("expired", Integer, nullable=False),
    Column("no_shows", Integer, nullable=False),
    Column("rejoined", Integer, nullable=False),
    Column("out_of_turn_calls", Integer, nullable=False),
    Column("wait_usual", Float),
    Column("wait_most", Float),
    Column("attention_usual", Float),
    Column("attention_most", Float),
    Column("cases_opened", Integer, nullable=False),
    Column("cases_in_process", Integer, nullable=False),
    Column("cases_returned", Integer, nullable=False),
    Column("cases_answered", Integer, nullable=False),
    Column("cases_on_time", Integer, nullable=False),
)

closed_day_slot = Table(
    "closed_day_slot",
    metadata,
    Column("day", Date, primary_key=True),
    Column("slot", Integer, primary_key=True),
    Column("service", Integer, primary_key=True),
    Column("office_id", Uuid, primary_key=True),
    Column("arrivals", Integer, nullable=False),
    Column("served", Integer, nullable=False),
)

closed_day_minutes = Table(
    "closed_day_minutes",
    metadata,
    Column("day", Date, primary_key=True),
    Column("measure", String(10), primary_key=True),
    Column("service", Integer, primary_key=True),
    Column("minutes", Integer, primary_key=True),
    Column("office_id", Uuid, primary_key=True),
    Column("count", Integer, nullable=False),
)
