"""The centre: what it takes in against bare inserts, a long backlog, and an office with nothing new.

A real server in a process of its own over a real PostgreSQL; the office is a real one too where a
backlog is drained. Both ways of taking in end in the same tables, indexes and commits.
"""

import gzip
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

import httpx
import psycopg
from psycopg.types.json import Jsonb

from bench.figures import Figure, recorded, share
from bench.server import server
from domain.ids import new_id
from domain.operations import Operation
from tests.central.client import Log, Workstation, plain, pushed
from tests.central.server import Centre, Databases

BATCH = 500
BATCHES = 12
ROUNDS = 2
LEAST = 0.5
PULLS = 200
_TURNO = ("ticket_issued", "ticket_called", "ticket_arrived", "ticket_served")
_TICK = os.sysconf("SC_CLK_TCK")


def measure(folder: Path) -> Sequence[Figure]:
    """Measure taking in, then an idle office."""
    with running_centre(folder) as (databases, centre), httpx.Client(trust_env=False) as http:
        return [*_taking_in(databases, centre, http), *_idle(centre, http)]


@contextmanager
def running_centre(folder: Path, *options: str) -> Iterator[tuple[Databases, Centre]]:
    """Run a centre over a PostgreSQL on the disk of ``folder``; nobody is asked to wait."""
    with server(folder) as there:
        databases = Databases(there.connected())
        with databases.centre(
            "--per-workstation", "100000", "--per-address", "100000", *options
        ) as centre:
            yield databases, centre


def paired(centre: Centre, http: httpx.Client) -> Workstation:
    """Return the workstation of a new office."""
    workstation = Workstation(centre, http)
    answer = workstation.pair(centre.code(centre.known_office()))
    answer.raise_for_status()
    return workstation


@dataclass(frozen=True, slots=True)
class Batch:
    """Operations and what came of them, as they are sent."""

    operations: list[Operation]
    rows: list[dict[str, Any]]

    def body(self) -> bytes:
        """Return them as an office sends them."""
        return gzip.compress(json.dumps(pushed(self.operations, self.rows)).encode(), 6)


def batches(office_id: UUID, log: Log, count: int, size: int = BATCH) -> list[Batch]:
    """Return the working life of an office: turnos issued, called, arrived and served."""
    made = []
    turno = 0
    for _ in range(count):
        operations: list[Operation] = []
        rows: list[dict[str, Any]] = []
        for _ in range(max(1, size // len(_TURNO))):
            turno += 1
            ticket = new_id()
            for version, type_ in enumerate(_TURNO, 1):
                operations.append(
                    log.add(
                        type_,
                        aggregate_id=ticket,
                        aggregate_version=version,
                        code=f"A-{turno:03d}",
                        services=[6],
                        counter=str(office_id),
                    )
                )
            rows += _rows(office_id, ticket, turno)
        made.append(Batch(operations, rows))
    return made


def _rows(office_id: UUID, ticket: UUID, number: int) -> list[dict[str, Any]]:
    at, call = datetime.now(UTC).isoformat(), new_id()
    return [
        {
            "table": "ticket",
            "key": str(ticket),
            "row": {
                "id": str(ticket), "office_id": str(office_id), "day": at[:10], "series": "A",
                "number": number, "priority": False, "services": [6], "attended": [6],
                "arrived_at": at, "queued_at": at, "position": number, "person_id": None,
                "entity_id": None, "state": "served", "counter_id": str(office_id),
                "reserved_for": None, "called_at": at, "last_called_at": at, "recalls": 0,
                "serving_since": at, "finished_at": at, "reason": "Consulta breve", "version": 4,
            },
        },
        {
            "table": "ticket_call",
            "key": str(call),
            "row": {
                "id": str(call), "office_id": str(office_id), "day": at[:10],
                "ticket_id": str(ticket), "counter_id": str(office_id), "staff_id": str(office_id),
                "queued_at": at, "called_at": at, "last_called_at": at, "announced": number,
                "recalls": 0, "out_of_turn": "", "outcome": "arrived", "ended_at": at,
            },
        },
    ]  # fmt: skip


# ------------------------------------------------------------------------------- taking in


def _taking_in(databases: Databases, centre: Centre, http: httpx.Client) -> list[Figure]:
    workstation = paired(centre, http)
    assert workstation.office_id is not None
    ours = batches(workstation.office_id, Log(workstation.office_id), ROUNDS * BATCHES + 1)[::-1]
    spent = {"ours": 0.0, "arrays": 0.0, "text": 0.0}
    by_hand: dict[str, tuple[UUID, list[Batch]]] = {}
    for way in ("arrays", "text"):
        office = new_id()
        by_hand[way] = office, batches(office, Log(office), ROUNDS * BATCHES + 1)[::-1]
    name = databases.fresh()
    with psycopg.connect(psycopg.conninfo.make_conninfo(centre.connected, dbname=name)) as link:
        push_raw(workstation, ours.pop().body())  # the first of each prepares what is prepared
        for way, (office, made) in by_hand.items():
            _WAYS[way](link, office, made.pop())
        for _ in range(ROUNDS):
            bodies = [ours.pop().body() for _ in range(BATCHES)]
            began = perf_counter()
            for body in bodies:
                push_raw(workstation, body)
            spent["ours"] += perf_counter() - began
            for way, (office, made) in by_hand.items():
                began = perf_counter()
                for _ in range(BATCHES):
                    _WAYS[way](link, office, made.pop())
                spent[way] += perf_counter() - began
    rates = {which: ROUNDS * BATCHES * BATCH / seconds for which, seconds in spent.items()}
    size = centre.rows(
        "SELECT pg_total_relation_size('operation') AS operations,"
        " pg_total_relation_size('row_image') AS images,"
        " (SELECT count(*) FROM operation) AS log, (SELECT count(*) FROM row_image) AS kept"
    )[0]
    return [
        share("centre: push, 500 at a time", rates["ours"], "op/s", rates["arrays"], LEAST),
        recorded("centre: bare inserts by one text", rates["text"], "op/s"),
        recorded("centre: an operation on disk", size["operations"] / size["log"], "bytes"),
        recorded("centre: a row on disk", size["images"] / size["kept"], "bytes"),
    ]


def push_raw(workstation: Workstation, body: bytes) -> dict[str, Any]:
    """Send a body made before, and insist that all of it was taken."""
    answer = workstation.ask(
        "POST",
        "/v1/push",
        raw=body,
        extra={"Content-Type": "application/json", "Content-Encoding": "gzip"},
    )
    told: dict[str, Any] = answer.json()
    if answer.status_code != 200 or told["quarantined"]:
        raise RuntimeError(f"{answer.status_code}: {answer.text[:300]}")
    return told


_COLUMNS = (
    "id", "sequence", "workstation", "aggregate", "aggregate_id", "aggregate_version", "type",
    "schema_version", "actor_id", "at", "payload", "payload_hash", "previous_hash", "hash",
)  # fmt: skip
_TYPES = (
    "uuid", "bigint", "text", "text", "uuid", "int", "text", "int", "uuid", "timestamptz", "text",
    "text", "text", "text",
)  # fmt: skip
_NAMES = ", ".join(_COLUMNS)
_INTO = f"""INSERT INTO operation (office_id, {_NAMES}, received_at, state)
SELECT %s, {_NAMES}, now(), 'applied' FROM """
_CONFLICT = " ON CONFLICT DO NOTHING"
_BY_ARRAYS = (
    f"{_INTO} unnest({', '.join(f'%s::{kind}[]' for kind in _TYPES)}) AS sent({_NAMES}){_CONFLICT}"
)
_TYPED = ", ".join(f"{name} {kind}" for name, kind in zip(_COLUMNS, _TYPES, strict=True))
_BY_TEXT = f"{_INTO} json_to_recordset(%s::json) AS sent({_TYPED}){_CONFLICT}"
_ROWS_INTO = """INSERT INTO row_image (office_id, table_name, key, row, epoch, as_of, at)
SELECT %s, name, key, row, 1, %s, now() FROM """
_ROWS_CONFLICT = """ ON CONFLICT (office_id, table_name, key) DO UPDATE
SET row = excluded.row, epoch = excluded.epoch, as_of = excluded.as_of, at = excluded.at"""
_ROWS_BY_ARRAYS = (
    f"{_ROWS_INTO} unnest(%s::text[], %s::text[], %s::jsonb[]) AS sent(name, key, row)"
    f"{_ROWS_CONFLICT}"
)
_ROWS_BY_TEXT = (
    f'{_ROWS_INTO} json_to_recordset(%s::json) AS sent("table" text, key text, row jsonb)'
    f"{_ROWS_CONFLICT}"
).replace("SELECT %s, name", 'SELECT %s, "table"')


def _insert_arrays(link: psycopg.Connection[Any], office_id: UUID, batch: Batch) -> None:
    """Store a batch by a parameter for each column, and ask nothing."""
    operations = batch.operations
    columns = [[getattr(op, name) for op in operations] for name in _COLUMNS]
    link.execute(_BY_ARRAYS, [office_id, *columns])
    rows = [
        [row["table"] for row in batch.rows],
        [row["key"] for row in batch.rows],
        [Jsonb(row["row"]) for row in batch.rows],
    ]
    link.execute(_ROWS_BY_ARRAYS, [office_id, operations[-1].sequence, *rows])
    link.commit()


def _insert_text(link: psycopg.Connection[Any], office_id: UUID, batch: Batch) -> None:
    """Store a batch as the centre does, by one text, and ask nothing."""
    link.execute(_BY_TEXT, [office_id, json.dumps([plain(op) for op in batch.operations])])
    sequence = batch.operations[-1].sequence
    link.execute(_ROWS_BY_TEXT, [office_id, sequence, json.dumps(batch.rows)])
    link.commit()


_WAYS = {"arrays": _insert_arrays, "text": _insert_text}


# ------------------------------------------------------------------------------- an idle office


def _idle(centre: Centre, http: httpx.Client) -> list[Figure]:
    workstation = paired(centre, http)
    first = workstation.ask("GET", "/v1/pull?epoch=&after=0")
    first.raise_for_status()
    told = first.json()
    target = f"/v1/pull?epoch={told['feed_epoch']}&after={told['last']}"
    workstation.ask("GET", target)
    wire, began = 0, cpu_seconds(centre)
    for _ in range(PULLS):
        answer = workstation.ask("GET", target)
        answer.raise_for_status()
        wire += _bytes(answer)
    return [
        recorded("centre: an idle pull, both ways", wire / PULLS, "bytes"),
        recorded(
            "centre: an idle pull, the server's time",
            1000 * (cpu_seconds(centre) - began) / PULLS,
            "ms",
        ),
    ]


def _bytes(answer: httpx.Response) -> int:
    sent = answer.request
    heads = sum(
        len(name) + len(value) + 4
        for message in (sent, answer)
        for name, value in message.headers.raw
    )
    return heads + len(sent.method) + len(sent.url.raw_path) + len(answer.content) + 30


def cpu_seconds(centre: Centre) -> float:
    """Return what the server's process has used so far."""
    fields = Path(f"/proc/{centre.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def rss_mib(pid: int) -> float:
    """Return what a process holds in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
