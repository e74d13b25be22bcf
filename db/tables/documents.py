"""Received files, the documents in them, and messages to applicants. All of it came with 0.6.

The bytes of the files are in a second database (``db.pieces``).
"""

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
    literal_column,
    text,
)

from db.tables.base import metadata
from db.types import UtcDateTime

_SINCE = {"since": "0006"}

received_file = Table(
    "received_file",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("name", String(120), nullable=False),
    Column("media", String(40), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("source", String(10), nullable=False),
    Column("added_by", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("signature", String(20), nullable=False),
    Column("signature_report", Text, nullable=False),
    Column("version", Integer, nullable=False),
    info=_SINCE,
)

document = Table(
    "document",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("sha256", String(64), ForeignKey("received_file.sha256"), nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("case_id", Uuid, ForeignKey("case_file.id")),
    Column("requirement", Integer, nullable=False),
    Column("submission", Integer, nullable=False),
    Column("form", String(24), nullable=False),
    Column("by_code", Boolean, nullable=False),
    Column("letter", String(60), nullable=False),
    Column("letter_on", Date),
    Column("filed_by", Uuid, ForeignKey("staff.id")),
    Column("filed_at", UtcDateTime),
    Column("reason", String(200), nullable=False),
    Column("replaces", Uuid),
    Column("version", Integer, nullable=False),
    info=_SINCE,
)
_filed = text("state = 'filed'")
Index(
    "uq_document_filed",
    document.c.case_id,
    document.c.requirement,
    document.c.sha256,
    document.c.first,
    unique=True,
    sqlite_where=_filed,
    postgresql_where=_filed,
)
_tray = text("state = 'tray'")
Index("ix_document_tray", document.c.id, sqlite_where=_tray, postgresql_where=_tray)
Index("ix_document_case", document.c.case_id, document.c.requirement)
Index("ix_document_file", document.c.sha256, document.c.first)
Index(
    "ix_document_filed_at",
    document.c.filed_at,
    sqlite_where=_filed,
    postgresql_where=_filed,
)

mail = Table(
    "mail",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("recipient", String(200), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("body", Text, nullable=False),
    Column("message_id", String(200), nullable=False),
    Column("made_by", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("case_id", Uuid, ForeignKey("case_file.id")),
    Column("attachment", String(64), nullable=False),
    Column("attachment_name", String(120), nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("tried_at", UtcDateTime),
    Column("sender", String(120), nullable=False),
    Column("words", String(300), nullable=False),
    Column("version", Integer, nullable=False),
    info=_SINCE,
)
_open = text("state IN ('waiting', 'sending', 'failed', 'unknown')")
Index("ix_mail_open", mail.c.made_at, sqlite_where=_open, postgresql_where=_open)
Index("ix_mail_case", mail.c.case_id, mail.c.made_at)
Index("ix_mail_made_at", mail.c.made_at)

# The conditions of the partial indexes, written out: a planner cannot match them with a bound value.
DOCUMENT_IS_FILED = document.c.state == literal_column("'filed'")
DOCUMENT_IS_IN_TRAY = document.c.state == literal_column("'tray'")
MAIL_IS_OPEN = mail.c.state.in_(
    [literal_column(f"'{state}'") for state in ("waiting", "sending", "failed", "unknown")]
)
