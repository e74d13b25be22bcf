"""Bringing the centre's database to the schema of this program: whole or not at all."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, text

HEAD = "0002"
"""The last revision of this program."""

_FOLDER = Path(__file__).parents[1] / "migrations" / "central"
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7303014201)")


def engine_of(connected: str) -> Engine:
    """Return what Alembic and the comparison of schemas work with; the server uses none.

    Args:
        connected: what to connect with, as libpq has it.
    """
    import psycopg

    return create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(connected))


def configured(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration, working on ``connection``."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def prepare(connected: str) -> None:
    """Bring a new or older database to ``HEAD``, in one transaction."""
    engine = engine_of(connected)
    try:
        with engine.begin() as connection:
            connection.execute(_ONE_AT_A_TIME)
            command.upgrade(configured(connection), "head")
    finally:
        engine.dispose()
