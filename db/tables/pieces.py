"""The tables of the second database, the same in a file and on a server.

A piece is cut into parts of one size, so that a large one is written and read without ever being
whole in the memory of the database, and some of it is read without the rest.
"""

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    event,
)
from sqlalchemy.schema import CreateSchema

from db.tables.base import metadata as office_metadata
from db.types import UtcDateTime

PART = 1 << 20
"""Bytes of each part but the last. Never changed: what is kept was cut so."""
SCHEMA = "documentos"
"""Where the tables are on an office's server."""
VERSION = 1
"""Of the tables in a file; on a server they follow the office's own (``db.versions``)."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables in one place.

    Attributes:
        piece: what is kept, and which centre has it whole, by the epoch of its feed.
        part: its bytes.
        page: what is shown of its pages; made from it.
    """

    metadata: MetaData
    piece: Table
    part: Table
    page: Table


def _tables(schema: str | None) -> Tables:
    metadata = MetaData(schema=schema, naming_convention=office_metadata.naming_convention)
    piece = Table(
        "piece",
        metadata,
        Column("sha256", String(64), primary_key=True),
        Column("media", String(40), nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("added_at", UtcDateTime, nullable=False),
        Column("sent_to", String(40), nullable=False),
    )
    Index("ix_piece_sent_to", piece.c.sent_to)
    part = Table(
        "part",
        metadata,
        Column("sha256", String(64), ForeignKey(piece.c.sha256), primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("content", LargeBinary, nullable=False),
    )
    page = Table(
        "page",
        metadata,
        Column("sha256", String(64), ForeignKey(piece.c.sha256), primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("width", Integer, nullable=False),
        Column("height", Integer, nullable=False),
        Column("angle", Float, nullable=False),
        Column("thumbnail", LargeBinary, nullable=False),
    )
    return Tables(metadata, piece, part, page)


IN_FILE = _tables(None)
ON_SERVER = _tables(SCHEMA)
# What is kept is compressed already: the server need not try.
_AS_IT_IS = (
    f"ALTER TABLE {SCHEMA}.part ALTER COLUMN content SET STORAGE EXTERNAL",
    f"ALTER TABLE {SCHEMA}.page ALTER COLUMN thumbnail SET STORAGE EXTERNAL",
)


def make_on_server(connection: Connection) -> None:
    """Make on an office's server what is missing of the schema and its tables."""
    connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
    ON_SERVER.metadata.create_all(connection)
    for statement in _AS_IT_IS:
        connection.exec_driver_sql(statement)


@event.listens_for(office_metadata, "after_create")
def _with_the_office(_target: MetaData, connection: Connection, **_: object) -> None:
    """On a server both are one database, made together (its migration 0006 makes it later)."""
    if connection.dialect.name == "postgresql":
        make_on_server(connection)
