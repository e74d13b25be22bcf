"""Which program of an office on a server talks to the centre."""

import time
from collections.abc import Iterator
from threading import Event

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


def until_taken(election: ServerElection) -> None:
    """Take the place that was given back: the server lets go of it a little later."""
    deadline = time.monotonic() + 60
    while not election.take():
        assert time.monotonic() < deadline
        Event().wait(0.02)


def test_one_at_a_time(engines: tuple[Engine, Engine]) -> None:
    first, second = (ServerElection(engine) for engine in engines)
    until_taken(first)
    assert first.take()
    assert not second.take()
    assert not second.take()
    first.release()
    first.release()
    until_taken(second)
    assert not first.take()
    second.release()


def test_who_lost_the_connection_lost_the_place(
    engines: tuple[Engine, Engine], postgres_server: str
) -> None:
    first, second = (ServerElection(engine) for engine in engines)
    until_taken(first)
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        # Until it has ended: the lock is its own as long as it lives.
        admin.execute(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_locks WHERE locktype = 'advisory'"
        )
    assert second.take()
    assert not first.take()
    second.release()
    until_taken(first)
    first.release()


def test_a_server_that_is_away_is_told_in_words() -> None:
    engine = open_engine("host=127.0.0.1 port=9 dbname=x user=x")
    with pytest.raises(KnownError):
        ServerElection(engine).take()
    engine.dispose()
