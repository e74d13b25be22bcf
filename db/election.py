"""Which program of an office on a server talks to the centre: whoever holds its advisory lock.

On a connection of its own: the server lets go of the lock with the connection, however it ends.
"""

from typing import Any

import psycopg
from sqlalchemy import Engine

from db import postgres
from db.postgres import authority_of, translate

_KEY = 0x56454E54  # "VENT": any number that no other program of this database uses
_TAKE = "SELECT pg_try_advisory_lock(%s)"
_STILL = "SELECT 1"


class ServerElection:
    """The place of the one program that talks to the centre.

    Args:
        engine: over the office's database on a server.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._held: Any = None

    def take(self) -> bool:
        """Take the place, or make sure that it is still held; tell that it is another's.

        Raises:
            KnownError: the server cannot be asked.
        """
        try:
            if self._held is not None and self._held.epoch < authority_of(self._engine).epoch:
                self.release()  # another server took the place of the one that gave it
            if self._held is not None:
                try:
                    self._held.execute(_STILL)
                    return True
                except psycopg.Error:
                    self.release()
            return self._try()
        except Exception as exc:
            raise translate(exc) or exc from exc

    def _try(self) -> bool:
        pooled = self._engine.raw_connection()
        pooled.detach()
        driver: Any = pooled.dbapi_connection
        driver.limit = postgres.READ_SECONDS
        try:
            if driver.execute(_TAKE, (_KEY,)).fetchone()[0]:
                self._held = driver
                return True
        finally:
            if self._held is not driver:
                driver.close()
        return False

    def release(self) -> None:
        """Let go of the place."""
        held, self._held = self._held, None
        if held is not None:
            held.close()
