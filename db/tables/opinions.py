"""What the office asks after an attention, and the box of what people said today.

Both came with 0.7; what is gathered from the box is in ``db.tables.service``.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, Uuid

from db.tables.base import metadata

_SINCE = {"since": "0007"}

#: No row where nobody changed it.
survey_rules = Table(
    "survey_rules",
    metadata,
    Column("office_id", Uuid, ForeignKey("office.id"), primary_key=True),
    Column("is_on", Boolean, nullable=False),
    Column("question", String(160), nullable=False),
    Column("thanks", String(160), nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("on_receipt", Boolean, nullable=False),
    Column("code_days", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    info=_SINCE,
)

#: What came in today: questions, answers, suggestions. Nothing of it travels, is told or has a
#: moment, and without row numbers it lies by its random ids: docs/decisions/0129.
opinion_box = Table(
    "opinion_box",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("code_hash", String(64), nullable=False),
    Column("body", Text, nullable=False),
    info=_SINCE,
    sqlite_with_rowid=False,
)
Index("ix_opinion_box_code", opinion_box.c.code_hash)
