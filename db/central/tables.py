"""The tables of the centre, on PostgreSQL 15 or later.

``office_id`` leads every key of what offices send, so that these tables can be divided by office.
Operations are only ever added; of a row the last image is kept.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from db.tables.base import metadata as _office

metadata = MetaData(naming_convention=_office.naming_convention)
_Moment = DateTime(timezone=True)


def _no_text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default=text("''"))


#: ``id`` is what the office itself has; ``head_*`` is how far its chain reaches without a gap.
office = Table(
    "office",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("since", _Moment, nullable=False),
    Column("head_sequence", BigInteger, nullable=False, server_default=text("0")),
    _no_text("head_hash"),
    _no_text("schema"),
    Column("epoch", Integer, nullable=False, server_default=text("0")),
    Column("forked_at", BigInteger),
    Column("data_at", _Moment),
    Column("backed_up_through", BigInteger, nullable=False, server_default=text("0")),
)

#: ``nonce`` is the last one given (empty: the next one is taken as it comes, after the centre was
#: restored); ``used`` holds the last requests, each as ``nonce request``.
workstation = Table(
    "workstation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid),
    Column("name", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("nonce", Text, nullable=False),
    _no_text("previous_nonce"),
    Column("previous_request", Uuid),
    Column("used", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    _no_text("program"),
    Column("paired_at", _Moment, nullable=False),
    Column("last_seen", _Moment),
    Column("revoked_at", _Moment),
    Column("cloned_at", _Moment),
)
Index("ix_workstation_office", workstation.c.office_id)

#: Only the hash of a code. Without an office it is for one that the centre does not know yet.
pairing_code = Table(
    "pairing_code",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("office_id", Uuid),
    _no_text("office_code"),
    Column("scope", Text, nullable=False),
    Column("made_at", _Moment, nullable=False),
    Column("expires_at", _Moment, nullable=False),
    Column("used_at", _Moment),
    Column("workstation_id", Uuid),
)

#: ``state``: applied, quarantined (``reason`` and ``body``: as it was sent), or waiting behind one
#: of the same aggregate that is quarantined.
operation = Table(
    "operation",
    metadata,
    Column("office_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("workstation", Text, nullable=False),
    Column("aggregate", Text, nullable=False),
    Column("aggregate_id", Uuid, nullable=False),
    Column("aggregate_version", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("actor_id", Uuid),
    Column("at", _Moment, nullable=False),
    Column("payload", Text),
    Column("payload_hash", Text, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("received_at", _Moment, nullable=False),
    Column("state", Text, nullable=False),
    _no_text("reason"),
    _no_text("body"),
)
Index("ix_operation_sequence", operation.c.office_id, operation.c.sequence)
_not_applied = text("state <> 'applied'")
Index(
    "ix_operation_not_applied",
    operation.c.office_id,
    operation.c.aggregate_id,
    operation.c.sequence,
    postgresql_where=_not_applied,
)

#: ``row`` is null where the office has no such row any more; ``as_of`` is the place of the
#: office's log at which it was read, ``epoch`` its authority's.
row_image = Table(
    "row_image",
    metadata,
    Column("office_id", Uuid, primary_key=True),
    Column("table_name", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("row", JSONB(none_as_null=True)),
    Column("epoch", Integer, nullable=False),
    Column("as_of", BigInteger, nullable=False),
    Column("at", _Moment, nullable=False),
)
Index(
    "ix_row_image_day",
    row_image.c.office_id,
    text("(row ->> 'day')"),
    row_image.c.table_name,
    postgresql_where=text("row ? 'day'"),
)
_case = "table_name = 'case_file'"
for _name, _column, _which in (
    ("opened", "opened_at", _case),
    ("resolved", "resolved_at", f"{_case} AND row ->> 'resolved_at' IS NOT NULL"),
    ("due", "due_at", f"{_case} AND row ->> 'state' IN ('in_process', 'diagnosing', 'referred')"),
    ("found", "case_id", "table_name = 'case_finding'"),
    ("returned", "case_id", "table_name = 'case_return'"),
    ("returned_entity", "entity_id", "table_name = 'case_return'"),
):
    Index(
        f"ix_row_image_{_name}",
        row_image.c.office_id,
        text(f"(row ->> '{_column}')"),
        postgresql_where=text(_which),
    )
Index(
    "ix_row_image_document",
    row_image.c.row["document"].astext,
    row_image.c.row["document_type"].astext,
    postgresql_where=text("table_name = 'person'"),
)
Index(
    "ix_row_image_ticket_person",
    row_image.c.row["person_id"].astext,
    postgresql_where=text("table_name = 'ticket'"),
)

#: What the centre tells, to one office or to all. Its places have no gaps (``feed_state``).
feed = Table(
    "feed",
    metadata,
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("office_id", Uuid),
    Column("kind", Text, nullable=False),
    Column("at", _Moment, nullable=False),
    Column("body", JSONB, nullable=False),
)
Index("ix_feed_office", feed.c.office_id, feed.c.place)

#: One row, locked last by every transaction that adds to the feed: what has a lower place was
#: committed before.
feed_state = Table(
    "feed_state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("epoch", Text, nullable=False),
    Column("last", BigInteger, nullable=False),
)

#: What waits for a person. Without an office it is the centre's own.
task = Table(
    "task",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid),
    Column("kind", Text, nullable=False),
    Column("owner_role", Text, nullable=False),
    Column("opened_at", _Moment, nullable=False),
    Column("words", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("subject", JSONB, nullable=False),
    Column("resolved_at", _Moment),
    _no_text("resolved_by"),
    _no_text("resolution"),
)
Index("ix_task_office", task.c.office_id, task.c.opened_at)
Index(
    "ix_task_person",
    task.c.subject["canonical"].astext,
    postgresql_where=text("resolved_at IS NULL"),
)

catalogue_version = Table(
    "catalogue_version",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("published_at", _Moment, nullable=False),
)

#: One person by document, and the person each office knows as that one. ``answered``: the names
#: of which somebody said whether they are one person's.
identity = Table(
    "identity",
    metadata,
    Column("canonical", Uuid, primary_key=True),
    Column("document_type", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("standing", Text, nullable=False, server_default=text("'single'")),
    Column("answered", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("answered_same", Boolean),
)
Index("uq_identity_document", identity.c.document_type, identity.c.document, unique=True)

identity_member = Table(
    "identity_member",
    metadata,
    Column("office_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("canonical", Uuid, nullable=False),
)
Index("ix_identity_member_canonical", identity_member.c.canonical)

#: What only so many may hold in an entity (``domain.seats``): who asked for it and what came of it.
seat = Table(
    "seat",
    metadata,
    Column("request_id", Uuid, primary_key=True),
    Column("office_id", Uuid, nullable=False),
    Column("operation_id", Uuid, nullable=False),
    Column("entity_ruc", Text, nullable=False),
    Column("seat", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("document_type", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", _Moment, nullable=False),
)
Index(
    "uq_seat_active",
    seat.c.entity_ruc,
    seat.c.seat,
    unique=True,
    postgresql_where=text("state = 'active'"),
)

file = Table(
    "file",
    metadata,
    Column("office_id", Uuid, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("at", _Moment, nullable=False),
)

file_piece = Table(
    "file_piece",
    metadata,
    Column("office_id", Uuid, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("start", BigInteger, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)

#: Who looked at what another office keeps of a person.
access_log = Table(
    "access_log",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", _Moment, nullable=False),
    Column("office_id", Uuid),
    Column("workstation_id", Uuid, nullable=False),
    Column("staff_id", Uuid),
    Column("what", Text, nullable=False),
    Column("subject", Text, nullable=False),
)
Index("ix_access_log_subject", access_log.c.subject, access_log.c.at)

#: Finished backups, each with what was in it.
backup_mark = Table(
    "backup_mark",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", _Moment, nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("offices", Integer, nullable=False),
    Column("operations", BigInteger, nullable=False),
)

#: The keys that workstations sign captures with, as their office told.
signing_key = Table(
    "signing_key",
    metadata,
    Column("office_id", Uuid, primary_key=True),
    Column("workstation", Text, primary_key=True),
    Column("public_key", LargeBinary, primary_key=True),
    Column("at", _Moment, nullable=False),
)

#: A capture that an office told of; the sealed packet itself is a ``file``. ``state``: ``waiting``,
#: or what came of it (``central.enrolments``). ``attempts`` counts beginnings that were cut.
enrolment_packet = Table(
    "enrolment_packet",
    metadata,
    Column("office_id", Uuid, primary_key=True),
    Column("enrolment_id", Uuid, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("workstation", Text, nullable=False),
    Column("announced_at", _Moment, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("state", Text, nullable=False),
    _no_text("words"),
    Column("done_at", _Moment),
)
Index(
    "ix_enrolment_packet_waiting",
    enrolment_packet.c.announced_at,
    postgresql_where=text("state = 'waiting'"),
)

#: What is searched of an enrolment, sealed with a key that is not in this database. Who it is
#: stands elsewhere (``identity_member``). Places are given one after another, under a lock, and
#: never twice: what is deleted stays as an empty row at a place of its own.
biometric_template = Table(
    "biometric_template",
    metadata,
    Column("office_id", Uuid, primary_key=True),
    Column("enrolment_id", Uuid, primary_key=True),
    Column("place", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("at", _Moment, nullable=False),
)
Index("ix_biometric_template_place", biometric_template.c.place)

#: Fingers of one enrolment that are like another's: a person decides on each.
biometric_hit = Table(
    "biometric_hit",
    metadata,
    Column("office_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("enrolment_id", Uuid, nullable=False),
    Column("other_office_id", Uuid, nullable=False),
    Column("other_enrolment_id", Uuid, nullable=False),
    Column("finger", Integer, nullable=False),
    Column("other_finger", Integer, nullable=False),
    Column("score", Integer, nullable=False),
    Column("task_id", Uuid, nullable=False),
    Column("at", _Moment, nullable=False),
)
Index("ix_biometric_hit_task", biometric_hit.c.task_id)

#: Every look of a person at a biometric record.
biometric_look = Table(
    "biometric_look",
    metadata,
    Column("office_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("enrolment_id", Uuid, nullable=False),
    Column("by", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("at", _Moment, nullable=False),
)
Index("ix_biometric_look_enrolment", biometric_look.c.office_id, biometric_look.c.enrolment_id)
