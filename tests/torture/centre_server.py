"""The centre that is tortured: a server over a database of its own, either of which is killed."""

import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from psycopg.conninfo import make_conninfo

from db.central.administration import DATABASE, make_database
from db.central.administration import SERVER as LOGIN
from tests.central.server import ROOT, Centre, serving
from tests.ports import free_port
from tests.torture.book import ServerBook
from tests.torture.server import Server, opened

_BACKUP = "respaldo"
_TRIES = 5
_UNLIMITED = ("--per-workstation", "10000", "--per-address", "10000")


class CentreServer:
    """The centre.

    Args:
        database: the server of its database.
        folder: where its sealing key is.
    """

    def __init__(self, database: Server, folder: Path) -> None:
        self.database = database
        self._key = folder / "sellado.pub"
        public = X25519PrivateKey.generate().public_key().public_bytes_raw()
        self._key.write_text(json.dumps({"id": "1", "public": b64encode(public).decode()}))
        outside = database.connected("postgres")
        self.port = free_port()
        self._administered = make_database(outside, DATABASE)
        self._connected = make_conninfo(outside, dbname=DATABASE, user=LOGIN)
        self._held = ExitStack()
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Begin to serve; again where its database had just died too."""
        options = (*_UNLIMITED, "--sealing-key", str(self._key))
        for left in reversed(range(_TRIES)):
            try:
                _, self._process = self._held.enter_context(
                    serving(self._connected, *options, port=self.port)
                )
            except AssertionError:
                if not left:
                    raise
            else:
                return

    def kill(self) -> None:
        """End it at once, whatever it was doing."""
        if self._process is not None:
            self._process.kill()
        self.close()

    def close(self) -> None:
        """End it."""
        self._held.close()
        self._process = None

    def book(self, spoil: str = "") -> ServerBook:
        """Open its database for the checker, or as it would be if something were done to it."""
        return opened(self._administered, spoil)

    def back_up(self) -> None:
        """Keep a copy of its database as it is now."""
        self.kill()
        with self._outside() as link:
            link.execute(f"DROP DATABASE IF EXISTS {_BACKUP}")
            link.execute(f"CREATE DATABASE {_BACKUP} TEMPLATE {DATABASE}")

    def restore(self) -> None:
        """Put the copy in the place of its database, and begin another epoch, as one has to."""
        self.kill()
        with self._outside() as link:
            link.execute(f"DROP DATABASE {DATABASE}")
            link.execute(f"ALTER DATABASE {_BACKUP} RENAME TO {DATABASE}")
        subprocess.run(
            [sys.executable, "-m", "central", "restore-epoch"],
            cwd=ROOT,
            env={**os.environ, "VENTANILLA_CENTRO_BASE": self._administered},
            stdout=subprocess.DEVNULL,
            check=True,
        )

    @contextmanager
    def _outside(self) -> Iterator[psycopg.Connection[Any]]:
        """Give a connection besides its database, in which nobody is any more."""
        with psycopg.connect(self.database.connected("postgres"), autocommit=True) as link:
            link.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
                [DATABASE],
            )
            yield link

    def code(self, office: str | None = None) -> str:
        """Make a pairing code, for an office that the centre knows or for a new one."""
        return self.served().code(None if office is None else UUID(office))

    def served(self) -> Centre:
        """Return the centre as other tests know it."""
        assert self._process is not None
        return Centre(f"http://127.0.0.1:{self.port}", self._administered, self._process)
