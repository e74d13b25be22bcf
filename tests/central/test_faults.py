"""What fails beside the server: its database, its disk, whoever is slow, whoever asks too often."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

import httpx
import psycopg
import pytest
import uvicorn
from psycopg import sql
from uvicorn.server import ServerState

from central import serving
from central.limits import Rates
from central.metrics import Metrics
from central.refusals import Refused
from tests.central.client import Log, Workstation
from tests.central.conftest import Paired
from tests.central.server import Centre


def push(workstation: Workstation, log: Log) -> httpx.Response:
    return workstation.push(log.many(3))


@contextmanager
def refusing(centre: Centre, state: LiteralString) -> Iterator[None]:
    """Let the database refuse every operation, as ``state`` (SQLSTATE) tells."""
    centre.run(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN RAISE EXCEPTION SQLSTATE '{state}'; END $$"
    )
    centre.run("CREATE TRIGGER refuse BEFORE INSERT ON operation EXECUTE FUNCTION refuse()")
    try:
        yield
    finally:
        centre.run("DROP TRIGGER refuse ON operation")
        centre.run("DROP FUNCTION refuse")


@pytest.mark.parametrize("state", ["53100", "57014", "40P01"])  # disk full, took too long, deadlock
def test_what_the_database_could_do_later_is_to_be_tried_again(
    centre: Centre, paired: Paired, state: LiteralString
) -> None:
    workstation = paired()
    assert workstation.office_id is not None
    log = Log(workstation.office_id)
    sent = log.many(3)
    nonce = workstation.nonce
    with refusing(centre, state):
        refused = workstation.push(sent)
    assert (refused.status_code, refused.json()["error"]) == (503, "unavailable")
    assert int(refused.headers["Retry-After"]) >= 1
    assert workstation.nonce == nonce
    assert workstation.push(sent).json()["accepted"] == [1, 2, 3]


def test_a_database_that_is_away_is_told_and_found_again(centre: Centre, paired: Paired) -> None:
    workstation = paired()
    assert workstation.office_id is not None
    with psycopg.connect(centre.connected) as link:
        name = link.info.dbname
    elsewhere = psycopg.conninfo.make_conninfo(centre.connected, dbname="postgres")
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(elsewhere, autocommit=True) as admin:
        admin.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        try:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            health = httpx.get(f"{centre.address}/v1/health", trust_env=False, timeout=60)
            assert (health.status_code, health.json()["database"]) == (503, "unavailable")
        finally:
            admin.execute(allow.format(sql.Identifier(name), sql.SQL("true")))
    # The pool tries again by itself, later and later.
    answers = (push(workstation, Log(workstation.office_id)).status_code for _ in range(30))
    assert next(status for status in answers if status != 503) == 200


def test_metrics_are_prometheus_text_without_anybodys_data(centre: Centre, paired: Paired) -> None:
    workstation = paired()
    workstation.ask("GET", "/v1/people/cedula/1710034065?staff=" + str(workstation.id))
    text = httpx.get(f"{centre.address}/v1/metrics", trust_env=False, timeout=60).text
    assert "ventanilla_database_up 1" in text
    assert 'route="/v1/people/{document_type}/{document}"' in text
    assert "1710034065" not in text
    assert workstation.token not in text
    for line in text.splitlines():
        assert line.startswith("# ") or line.rpartition(" ")[2].replace(".", "").lstrip("-")


def test_counts_are_added_up_by_route() -> None:
    metrics = Metrics()
    metrics.answered("GET", "/v1/pull", 200, 0.02)
    metrics.answered("BREW", "/v1/pull", 405, 30.0)
    metrics.operations(accepted=3, quarantined=0)
    text = metrics.text({"offices": 3})
    assert 'requests_total{method="OTHER",route="/v1/pull",status="405"} 1' in text
    assert 'request_seconds_bucket{route="/v1/pull",le="0.025"} 1' in text
    assert 'request_seconds_bucket{route="/v1/pull",le="+Inf"} 2' in text
    assert 'operations_total{outcome="accepted"} 3' in text
    assert "ventanilla_offices 3" in text


def test_who_asks_too_often_waits_for_a_while() -> None:
    now = 0.0
    rates = Rates(rate=2, burst=3, clock=lambda: now)
    for _ in range(3):
        rates.take("a")
    with pytest.raises(Refused) as refused:
        rates.take("a")
    assert (refused.value.status, refused.value.retry_after) == (429, 1)
    rates.take("b")  # another's is another matter
    now = 0.5
    rates.take("a")
    with pytest.raises(Refused):
        rates.require("a")


def test_a_connection_that_says_nothing_or_half_a_word_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(serving, "_HEAD_SECONDS", 0.05)

    async def answer(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": json.dumps("yes").encode()})  # type: ignore[operator]

    async def tried(first: bytes) -> bytes:
        config = uvicorn.Config(answer, log_config=None, timeout_keep_alive=1)
        state = ServerState()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: serving.PatientProtocol(config, state, {}), "127.0.0.1", 0
        )
        async with server:
            host, port = server.sockets[0].getsockname()[:2]
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(first)
            told = await asyncio.wait_for(reader.read(), 60)
            writer.close()
            return told

    whole = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    assert asyncio.run(tried(b"")) == b""
    assert asyncio.run(tried(whole[:20])) == b""
    # What comes whole, however late on a busy machine, is answered first.
    monkeypatch.setattr(serving, "_HEAD_SECONDS", 60)
    told = asyncio.run(tried(whole + whole[:10]))  # one that was answered, and half of another
    assert told.startswith(b"HTTP/1.1 200")
