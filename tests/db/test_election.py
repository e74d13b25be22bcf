"""Which program of an office on a server talks to the centre."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine

from db.election import ServerElection
from db.postgres import open_engine
from domain.errors import KnownError


@pytest.fixture
def engines(postgres_server: str) -> Iterator[tuple[Engine, Engine]]:
    """Two programs at one server."""
    both = open_engine(postgres_server), open_engine(postgres_server)
    yield both
    for one in both:
        one.dispose()


def test_one_at_a_time(engines: tuple[Engine, Engine]) -> None:
    first, second = (ServerElection(engine) for engine in engines)
    assert first.take()
    assert first.take()
    assert not second.take()
    assert not second.take()
    first.release()
    first.release()
    assert second.take()
    assert not first.take()
    second.release()


def test_who_lost_the_connection_lost_the_place(
    engines: tuple[Engine, Engine], postgres_server: str
) -> None:
    first, second = (ServerElection(engine) for engine in engines)
    assert first.take()
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
    assert second.take()
    assert not first.take()
    second.release()
    assert first.take()
    first.release()


def test_a_server_that_is_away_is_told_in_words() -> None:
    engine = open_engine("host=127.0.0.1 port=9 dbname=x user=x")
    with pytest.raises(KnownError):
        ServerElection(engine).take()
    engine.dispose()
