"""What an office's server keeps besides the office: what opens its archives by the recovery code."""

from contextlib import closing
from typing import Any

import psycopg
from sqlalchemy import Engine

from db import postgres
from db.postgres import transaction, translate

_READ = "SELECT content FROM kept_slots WHERE id = 1"
_WRITE = (
    "INSERT INTO kept_slots (id, content) VALUES (1, %s)"
    " ON CONFLICT (id) DO UPDATE SET content = excluded.content"
)


def slots(engine: Engine) -> bytes | None:
    """Return the key slots kept there; None before the first start.

    Raises:
        KnownError: see ``db.postgres.transaction``.
    """
    with transaction(engine, reading=True) as driver:
        row = driver.execute(_READ).fetchone()
    return None if row is None else row[0].encode()


def keep_slots(engine: Engine, content: bytes) -> None:
    """Keep the key slots for every workstation of the office.

    It takes no turn among the office's writes, for it is done in the middle of the one that tells
    of it.

    Raises:
        KnownError: see ``db.postgres.translate``.
    """
    with closing(engine.raw_connection()) as pooled:
        driver: Any = pooled.dbapi_connection
        driver.limit = postgres.READ_SECONDS
        try:
            driver.execute(_WRITE, (content.decode(),))
        except psycopg.Error as exc:
            if driver.broken or driver.closed:
                pooled.invalidate()
            raise translate(exc) or exc from exc
