"""Hearing, on a connection of its own, what happens in the office, and whether its server is there.

A trigger announces each transaction that writes an operation (``db.tables.link.ANNOUNCING``). Who
hears it reads what changed; what is announced while nobody listens is found by the poll, and by the
reading that follows each new connection.
"""

import logging
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Any

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from db.postgres import authority_of, check_epoch, doubts_of, settle_doubts
from db.server_faults import translate
from domain.errors import KnownError, OldAuthority

KEEPALIVE_SECONDS = 5.0
"""After how long without a word the server is asked whether it is there."""
ANSWER_SECONDS = 3.0
"""How long that answer is waited for."""
_LOOK_SECONDS = 0.25
"""How often it is looked whether to end; nothing is sent for it."""
_SHORTEST, _LONGEST = 0.25, 2.0
_IS_ASIDE = "SELECT current_setting('transaction_read_only')::bool"  # so is a copy that follows

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ServerState:
    """Whether the office's server is there.

    Attributes:
        trouble: why it is not; None while it is.
        since: since when, by the clock of this computer.
    """

    trouble: KnownError | None
    since: datetime


class Listening:
    """Listens until it is stopped, and connects again whenever it must.

    Args:
        engine: from ``db.postgres.open_engine``.
        heard: called when something happened, or may have; from a thread of its own.
        seen: called when the server is found there, or away; from that thread too.
    """

    def __init__(
        self, engine: Engine, heard: Callable[[], None], seen: Callable[[ServerState], None]
    ) -> None:
        self._engine, self._heard, self._seen = engine, heard, seen
        self._ending = Event()
        self._state: ServerState | None = None
        self._epoch = 0
        self._thread = Thread(target=self._run, name="listening", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """End; what waits for a server that does not answer ends by itself a little later."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(timeout=1)

    def _run(self) -> None:
        pause = _SHORTEST
        while not self._ending.is_set():
            began = time.monotonic()
            try:
                self._listen()
            except (psycopg.Error, SQLAlchemyError, KnownError) as exc:
                trouble = translate(exc)
                if trouble is None:
                    raise
                self._tell(trouble)
            pause = _SHORTEST if time.monotonic() - began > _LONGEST else min(pause * 2, _LONGEST)
            self._ending.wait(pause * random.uniform(0.5, 1.5))

    def _listen(self) -> None:
        pooled = self._engine.raw_connection()
        pooled.detach()  # the pool makes another in its place
        driver: Any = pooled.dbapi_connection
        try:
            driver.limit = ANSWER_SECONDS
            driver.execute("LISTEN ventanilla")
            self._look(driver)
            self._epoch = authority_of(self._engine).epoch
            self._tell(None)
            self._heard()
            spoke = time.monotonic()
            while not self._ending.is_set():
                self._settle()
                if list(driver.notifies(timeout=_LOOK_SECONDS, stop_after=1)):
                    self._heard()
                elif time.monotonic() - spoke <= KEEPALIVE_SECONDS:
                    continue
                self._look(driver)
                self._meet()
                spoke = time.monotonic()
        finally:
            pooled.close()

    def _look(self, driver: Any) -> None:
        """Insist that it still is the server that counts: a replaced one may go on answering."""
        check_epoch(self._engine, driver)
        (aside,) = driver.execute(_IS_ASIDE).fetchone()
        if aside:
            raise OldAuthority

    def _meet(self) -> None:
        """Tell again of a server that became the one that counts while it was listened to."""
        epoch = authority_of(self._engine).epoch
        if epoch != self._epoch and self._state is not None:
            self._epoch = epoch
            self._seen(self._state)

    def _settle(self) -> None:
        """Find out what is in doubt; where it cannot be yet, the next turn asks again."""
        if doubts_of(self._engine):
            with suppress(KnownError):
                settle_doubts(self._engine)

    def _tell(self, trouble: KnownError | None) -> None:
        before = self._state
        if before is not None and type(before.trouble) is type(trouble):
            return
        self._state = ServerState(trouble, datetime.now(UTC))
        if trouble is None:
            _log.info("the office's server is there")
        else:
            _log.info("the office's server is away: %s", type(trouble).__name__)
        self._seen(self._state)
