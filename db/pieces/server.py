"""The second database of an office on a server: a schema of its own in the office's database.

A piece is no change of the office until a row mentions it, so keeping one takes no turn among the
office's writes: no counter waits for somebody who keeps a file of 64 MB.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine

from db import postgres
from db.errors import FailureHidden
from db.pieces.store import WORDS_ON_SERVER, Elsewhere, SqlPieces
from db.statements import Statements
from domain.errors import NotOnThisData, OldAuthority

_SINCE = "0006"
_BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED"
_IDLE = f"SET LOCAL idle_in_transaction_session_timeout = {postgres.IDLE_MS}"


def pieces(engine: Engine, elsewhere: Elsewhere | None = None, *, ready: bool = True) -> SqlPieces:
    """Return the second database of the office on a server.

    Args:
        engine: over the office's database.
        elsewhere: see ``SqlPieces``.
        ready: insist that it is one to work in; it is not while an office is brought there.
    """

    @contextmanager
    def begin(reading: bool) -> Iterator[Statements]:
        chosen = (
            postgres.transaction(engine, reading=True) if reading else _writing(engine, ready=ready)
        )
        with chosen as driver:
            _require(driver)
            yield Statements(driver, engine.dialect)

    return SqlPieces(begin, WORDS_ON_SERVER, elsewhere)


def _require(driver: Any) -> None:
    if driver.schema < _SINCE:
        raise NotOnThisData(
            "Los documentos se podrán usar cuando los datos de la oficina estén actualizados."
        )


@contextmanager
def _writing(engine: Engine, *, ready: bool) -> Iterator[Any]:
    """Yield a connection inside a transaction that keeps no counter waiting.

    Where the connection is lost at its end, that it may have been kept does no harm: it is kept
    once, however often.
    """
    try:
        with closing(engine.raw_connection()) as pooled:
            driver: Any = pooled.dbapi_connection
            try:
                driver.limit = postgres.WRITE_SECONDS
                driver.execute(_BEGIN, prepare=False)
                driver.execute(_IDLE, prepare=False)
                if ready:
                    postgres.check_epoch(engine, driver)
                try:
                    yield driver
                except BaseException:
                    with suppress(psycopg.Error):
                        driver.execute("ROLLBACK")
                    raise
                if driver.execute("COMMIT", prepare=False).statusmessage != "COMMIT":
                    raise FailureHidden("a statement failed and its transaction went on")
            finally:
                if driver.closed or driver.info.transaction_status != TransactionStatus.IDLE:
                    pooled.invalidate()
                else:
                    driver.limit = None
    except errors.ReadOnlySqlTransaction as exc:
        raise OldAuthority from exc
    except Exception as exc:
        known = postgres.translate(exc)
        if known is None or known is exc:
            raise
        raise known from exc
