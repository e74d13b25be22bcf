"""The people who come, the bodies they come for, and the words to find them by."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Uuid,
    literal_column,
    text,
)

from db.tables.base import metadata

person = Table(
    "person",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("document_type", String(10), nullable=False),
    Column("document", String(40), nullable=False),
    Column("name", String(120), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("email", String(120), nullable=False),
    Column("version", Integer, nullable=False),
)
_has_document = text("document <> ''")
Index(
    "uq_person_document",
    person.c.document_type,
    person.c.document,
    unique=True,
    sqlite_where=_has_document,
    postgresql_where=_has_document,
)

entity = Table(
    "entity",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ruc", String(13), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("esigef_code", String(20), nullable=False),
    Column("version", Integer, nullable=False),
)

# Words to search by: a range scan over them is as quick on a bare PostgreSQL as on SQLite.
person_term = Table(
    "person_term",
    metadata,
    Column("term", String(120), primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.id"), primary_key=True),
    sqlite_with_rowid=False,
)
Index("ix_person_term_person_id", person_term.c.person_id)

entity_term = Table(
    "entity_term",
    metadata,
    Column("term", String(120), primary_key=True),
    Column("entity_id", Uuid, ForeignKey("entity.id"), primary_key=True),
    sqlite_with_rowid=False,
)
Index("ix_entity_term_entity_id", entity_term.c.entity_id)

# The same conditions as those of the partial indexes, written out: a planner cannot match an
# index's condition with a bound value.
HAS_DOCUMENT = person.c.document != literal_column("''")
