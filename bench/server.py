"""Issue and call on PostgreSQL by 1, 4 and 16 counters, beside bare psycopg (``bench.rates``)."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.bare_server import BareServer
from bench.figures import Figure
from bench.rates import rates
from db import postgres
from tools.postgres import Postgres, running

ROUNDS = 2


def measure(folder: Path) -> Sequence[Figure]:
    """Measure the rates on a server of its own."""
    with server(folder) as there:
        return rates(
            "queue on a server", lambda name: new_database(there, name), BareServer, ROUNDS
        )


@contextmanager
def server(folder: Path, settings: Sequence[str] = ()) -> Iterator[Postgres]:
    """Run a server on the disk of ``folder`` that keeps what it was told through a power cut."""
    with tempfile.TemporaryDirectory(dir=folder) as there:
        Path(there).chmod(0o711)  # the server may be run by another than who measures
        with running(Path(there) / "pg", settings=settings) as found:
            yield found


def new_database(there: Postgres, name: str) -> str:
    """Make an empty database and return what to connect with."""
    with postgres.connect(there.connected()) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return there.connected(name)
