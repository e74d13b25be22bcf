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
    bare_office = new_id()
    bare = batches(bare_office, Log(bare_office), ROUNDS * BATCHES + 1)[::-1]
    spent = {"ours": 0.0, "bare": 0.0}
    name = databases.fresh()
    connected = psycopg.conninfo.make_conninfo(centre.connected, dbname=name)
    with psycopg.connect(connected) as link:
        push_raw(workstation, ours.pop().body())  # the first of each prepares what is prepared
        _insert(link, bare_office, bare.pop())
        for _ in range(ROUNDS):
            bodies = [ours.pop().body() for _ in range(BATCHES)]
            began = perf_counter()
            for body in bodies:
                push_raw(workstation, body)
            spent["ours"] += perf_counter() - began
            chosen = [bare.pop() for _ in range(BATCHES)]
            began = perf_counter()
            for batch in chosen:
                _insert(link, bare_office, batch)
            spent["bare"] += perf_counter() - began
    rates = {which: ROUNDS * BATCHES * BATCH / seconds for which, seconds in spent.items()}
    size = centre.rows(
        "SELECT pg_total_relation_size('operation') AS operations,"
        " pg_total_relation_size('row_image') AS images,"
        " (SELECT count(*) FROM operation) AS log, (SELECT count(*) FROM row_image) AS kept"
    )[0]
    return [
        share("centre: push, 500 at a time", rates["ours"], "op/s", rates["bare"], LEAST),
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


_OPERATIONS = """INSERT INTO operation (office_id, id, sequence, workstation, aggregate,
  aggregate_id, aggregate_version, type, schema_version, actor_id, at, payload, payload_hash,
  previous_hash, hash, received_at, state)
SELECT office_id, id, sequence, workstation, aggregate, aggregate_id, aggregate_version, type,
  schema_version, actor_id, at, payload, payload_hash, previous_hash, hash, now(), 'applied'
FROM json_to_recordset(%s::json) AS sent(office_id uuid, id uuid, sequence bigint,
  workstation text, aggregate text, aggregate_id uuid, aggregate_version int, type text,
  schema_version int, actor_id uuid, at timestamptz, payload text, payload_hash text,
  previous_hash text, hash text) ON CONFLICT DO NOTHING"""
_IMAGES = """INSERT INTO row_image (office_id, table_name, key, row, epoch, as_of, at)
SELECT %s, "table", key, row, 1, %s, now()
FROM json_to_recordset(%s::json) AS sent("table" text, key text, row jsonb)
ON CONFLICT (office_id, table_name, key) DO UPDATE
SET row = excluded.row, epoch = excluded.epoch, as_of = excluded.as_of, at = excluded.at"""


def _insert(link: psycopg.Connection[Any], office_id: UUID, batch: Batch) -> None:
    """Store a batch as the centre does: the quickest way that was found, and no questions."""
    link.execute(_OPERATIONS, [json.dumps([plain(op) for op in batch.operations])])
    sequence = batch.operations[-1].sequence
    link.execute(_IMAGES, [office_id, sequence, json.dumps(batch.rows)])
    link.commit()


# ------------------------------------------------------------------------------- an idle office


def _idle(centre: Centre, http: httpx.Client) -> list[Figure]:
    workstation = paired(centre, http)
    told = workstation.ask("GET", "/v1/pull?epoch=&after=0").json()
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
