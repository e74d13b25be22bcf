"""Enrolments, authorisers, what was lent to entities, and the sealed packets.

The schema itself forbids two active authorisers of one entity, two changes of one entity under
way, and two enrolments of one person for the same role in one case. All of it came with 0.5.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Uuid,
    literal_column,
    text,
)

from db.tables.base import metadata
from db.types import UtcDateTime

_SINCE = {"since": "0005"}

enrolment_rules = Table(
    "enrolment_rules",
    metadata,
    Column("office_id", Uuid, ForeignKey("office.id"), primary_key=True),
    Column("fingers", String(40), nullable=False),
    Column("minimum", Integer, nullable=False),
    Column("two_people", Boolean, nullable=False),
    Column("most_unsent", Integer, nullable=False),
    Column("retention_years", Integer, nullable=False),
    Column("legal_basis", String(400), nullable=False),
    Column("notice", Text, nullable=False),
    Column("version", Integer, nullable=False),
    info=_SINCE,
)

enrolment = Table(
    "enrolment",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("case_id", Uuid, ForeignKey("case_file.id"), nullable=False),
    Column("entity_id", Uuid, ForeignKey("entity.id"), nullable=False),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("role", String(10), nullable=False),
    Column("requested_by", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("method", String(12), nullable=False),
    Column("validated_by", Uuid, ForeignKey("staff.id")),
    Column("validated_at", UtcDateTime),
    Column("notice_by", Uuid, ForeignKey("staff.id")),
    Column("notice_at", UtcDateTime),
    Column("basis", String(400), nullable=False),
    Column("notice", Text, nullable=False),
    Column("captured_by", Uuid, ForeignKey("staff.id")),
    Column("captured_at", UtcDateTime),
    Column("summary", Text, nullable=False),
    Column("packet", String(64), nullable=False),
    Column("check_state", String(10), nullable=False),
    Column("check_words", String(600), nullable=False),
    Column("checked_at", UtcDateTime),
    Column("checked_by", String(120), nullable=False),
    Column("configured_by", Uuid, ForeignKey("staff.id")),
    Column("configured_at", UtcDateTime),
    Column("payment_pc_id", Uuid),
    Column("notified_by", Uuid, ForeignKey("staff.id")),
    Column("notified_at", UtcDateTime),
    Column("ods_installed", Boolean, nullable=False),
    Column("delete_after", Date),
    Column("reason", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    info=_SINCE,
)
_not_withdrawn = text("state <> 'withdrawn'")
Index(
    "uq_enrolment_case_role",
    enrolment.c.case_id,
    enrolment.c.role,
    unique=True,
    sqlite_where=_not_withdrawn,
    postgresql_where=_not_withdrawn,
)
_open = text("state NOT IN ('closed', 'withdrawn')")
Index(
    "ix_enrolment_open",
    enrolment.c.requested_at,
    sqlite_where=_open,
    postgresql_where=_open,
)
Index("ix_enrolment_case", enrolment.c.case_id)
_ending = text("delete_after IS NOT NULL")
Index(
    "ix_enrolment_delete_after",
    enrolment.c.delete_after,
    sqlite_where=_ending,
    postgresql_where=_ending,
)
Index("ix_enrolment_person", enrolment.c.person_id, enrolment.c.requested_at)
Index("ix_enrolment_entity", enrolment.c.entity_id, enrolment.c.requested_at)

authoriser = Table(
    "authoriser",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("entity_id", Uuid, ForeignKey("entity.id"), nullable=False),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("role", String(10), nullable=False),
    Column("enrolment_id", Uuid, nullable=False),
    Column("state", String(20), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("holding", Uuid),
    Column("version", Integer, nullable=False),
    info=_SINCE,
)
_active = text("state = 'active'")
Index(
    "uq_authoriser_active",
    authoriser.c.entity_id,
    unique=True,
    sqlite_where=_active,
    postgresql_where=_active,
)
Index("ix_authoriser_entity", authoriser.c.entity_id, authoriser.c.since)

authoriser_change = Table(
    "authoriser_change",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("entity_id", Uuid, ForeignKey("entity.id"), nullable=False),
    Column("activates", Uuid),
    Column("replaces", Uuid),
    Column("reason", String(12), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("asked_by", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("case_id", Uuid),
    Column("absence_id", Uuid),
    Column("state", String(12), nullable=False),
    Column("decided_at", UtcDateTime),
    Column("words", String(600), nullable=False),
    Column("version", Integer, nullable=False),
    info=_SINCE,
)
_waiting = text("state = 'waiting'")
Index(
    "uq_authoriser_change_waiting",
    authoriser_change.c.entity_id,
    unique=True,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)
_programmed = text("state = 'programmed'")
Index(
    "ix_authoriser_change_due",
    authoriser_change.c.starts_on,
    sqlite_where=_programmed,
    postgresql_where=_programmed,
)
Index("ix_authoriser_change_entity", authoriser_change.c.entity_id, authoriser_change.c.asked_at)

absence = Table(
    "absence",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("entity_id", Uuid, ForeignKey("entity.id"), nullable=False),
    Column("case_id", Uuid),
    Column("absent", Uuid, nullable=False),
    Column("stand_in", Uuid),
    Column("kind", String(10), nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date),
    Column("signer_id", Uuid),
    Column("state", String(12), nullable=False),
    Column("first_last", Date),
    Column("ended_on", Date),
    Column("version", Integer, nullable=False),
    info=_SINCE,
)
_absence_open = text("state IN ('programmed', 'waiting', 'in_force')")
Index(
    "ix_absence_open",
    absence.c.last,
    sqlite_where=_absence_open,
    postgresql_where=_absence_open,
)
Index("ix_absence_entity", absence.c.entity_id, absence.c.first)
Index("ix_absence_case", absence.c.case_id)

loan_contract = Table(
    "loan_contract",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("entity_id", Uuid, ForeignKey("entity.id"), nullable=False),
    Column("number", String(40), nullable=False),
    Column("signed_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    info=_SINCE,
)
Index("ix_loan_contract_entity", loan_contract.c.entity_id)

kit = Table(
    "kit",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("entity_id", Uuid, ForeignKey("entity.id"), nullable=False),
    Column("contract_id", Uuid, nullable=False),
    Column("model", String(60), nullable=False),
    Column("serial", String(60), nullable=False),
    Column("delivery_record", String(40), nullable=False),
    Column("delivered_on", Date),
    Column("returned_on", Date),
    Column("version", Integer, nullable=False),
    info=_SINCE,
)
Index("ix_kit_entity", kit.c.entity_id)

payment_pc = Table(
    "payment_pc",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office_id", Uuid, ForeignKey("office.id"), nullable=False),
    Column("entity_id", Uuid, ForeignKey("entity.id"), nullable=False),
    Column("name", String(60), nullable=False),
    Column("serial", String(60), nullable=False),
    Column("place", String(120), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    info=_SINCE,
)
Index("ix_payment_pc_entity", payment_pc.c.entity_id)

#: Sealed captures of this office, until a finished backup of the centre holds them.
sealed_packet = Table(
    "sealed_packet",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("enrolment_id", Uuid, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("sent_at", UtcDateTime),
    info=_SINCE,
)
_unsent = text("sent_at IS NULL")
Index(
    "ix_sealed_packet_unsent",
    sealed_packet.c.made_at,
    sqlite_where=_unsent,
    postgresql_where=_unsent,
)

#: What a stand-alone office searches for somebody enrolled twice, sealed with its own key.
gallery_entry = Table(
    "gallery_entry",
    metadata,
    Column("enrolment_id", Uuid, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    info=_SINCE,
)

#: Who is active of an entity as the centre tells of every office: not of this one's making.
known_authoriser = Table(
    "known_authoriser",
    metadata,
    Column("request", Uuid, primary_key=True),
    Column("entity_ruc", String(13), nullable=False),
    Column("role", String(10), nullable=False),
    Column("document_type", String(10), nullable=False),
    Column("document", String(40), nullable=False),
    Column("name", String(120), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    info=_SINCE,
)
Index("ix_known_authoriser_ruc", known_authoriser.c.entity_ruc)

# The conditions of the partial indexes, written out: a planner cannot match them with a bound value.
ENROLMENT_IS_OPEN = enrolment.c.state.not_in(
    [literal_column("'closed'"), literal_column("'withdrawn'")]
)
CHANGE_IS_PROGRAMMED = authoriser_change.c.state == literal_column("'programmed'")
CHANGE_WAITS = authoriser_change.c.state == literal_column("'waiting'")
ABSENCE_IS_OPEN = absence.c.state.in_(
    [literal_column("'programmed'"), literal_column("'waiting'"), literal_column("'in_force'")]
)
