"""A thousand offices at one centre: what a server process carries, and the feed's one counter.

The offices are real identities; each works as an office does, a push of an action or two and a
look at the feed in turns. How often they come is pressed as hard as the machine gives, and
compared with how often a thousand offices come at the busiest hour.
"""

import hashlib
import secrets
import statistics
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import perf_counter
from uuid import UUID

import httpx
import psycopg

from bench.centre import Batch, batches, cpu_seconds, push_raw, rss_mib, running_centre
from bench.figures import Figure, recorded, share
from db.central import feed
from db.central.database import CentralDatabase
from domain.ids import new_id
from tests.central.client import Log, Workstation
from tests.central.server import Centre

OFFICES = 1_000
SECONDS = 12.0
CLIENTS = 8
A_DAY = 1_000
"""Operations of an office's day: 150 turnos of six, and a few cases."""
HOURS, BUSIEST = 8, 2.0
"""Of a working day; the busiest hour has so many times the mean."""
ASK_EVERY = 30.0
"""Seconds between two looks of an office at the feed."""
NEEDED = OFFICES * (1 / ASK_EVERY + BUSIEST * A_DAY / (HOURS * 3600))
"""Requests a second of all offices in the busiest hour, where each operation comes by itself."""
FEED_WRITES = 400


@dataclass(slots=True)
class _Office:
    workstation: Workstation
    work: list[Batch]
    epoch: str = ""
    place: int = 0


def measure(folder: Path) -> Sequence[Figure]:
    """Let a thousand offices work, then press the feed's counter."""
    with (
        running_centre(folder) as (_, centre),
        httpx.Client(trust_env=False, limits=httpx.Limits(max_connections=CLIENTS)) as http,
    ):
        offices = _offices(centre, http)
        return [*_work(centre, offices), *_feed(centre)]


def _offices(centre: Centre, http: httpx.Client) -> list[_Office]:
    found = []
    with psycopg.connect(centre.connected) as link, link.cursor() as cursor:
        for number in range(OFFICES):
            office_id = new_id()
            one = Workstation(centre, http)
            one.token, one.nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
            one.id, one.office_id = new_id(), office_id
            cursor.execute(
                "INSERT INTO office (id, code, name, since) VALUES (%s, %s, %s, now())",
                [office_id, f"O{number}", f"Oficina {number}"],
            )
            cursor.execute(
                "INSERT INTO workstation (id, office_id, name, scope, token_hash, public_key,"
                " nonce, paired_at) VALUES (%s, %s, 'PC', 'office', %s, %s, %s, now())",
                [
                    one.id,
                    office_id,
                    hashlib.sha256(one.token.encode()).digest(),
                    one.key.public_key().public_bytes_raw(),
                    one.nonce,
                ],
            )
            found.append(_Office(one, batches(office_id, Log(office_id), 3, 4)[::-1]))
    return found


def _work(centre: Centre, offices: Sequence[_Office]) -> list[Figure]:
    used, memory = cpu_seconds(centre), rss_mib(centre.process.pid)
    until = perf_counter() + SECONDS
    taken: dict[str, list[float]] = {"push": [], "pull": []}

    def client(number: int) -> None:
        chance = Random(number)
        mine = offices[number::CLIENTS]  # an identity speaks for itself, one request at a time
        turn = 0
        while perf_counter() < until:
            one = chance.choice(mine)
            turn += 1
            what = "push" if turn % 2 and one.work else "pull"
            began = perf_counter()
            (_push if what == "push" else _pull)(one)
            taken[what].append(perf_counter() - began)

    began = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(client, range(CLIENTS)))
    seconds = perf_counter() - began
    requests = sum(map(len, taken.values()))
    cost = (cpu_seconds(centre) - used) / requests
    return [
        share("1000 offices: requests, one server process", requests / seconds, "1/s", NEEDED, 0.5),
        recorded("1000 offices: a request, the server process's time", 1000 * cost, "ms"),
        *(
            recorded(f"1000 offices: {what}, {words}", 1000 * value, "ms")
            for what, spent in taken.items()
            for words, value in (("usual", statistics.median(spent)), ("95 of 100", _most(spent)))
        ),
        recorded("1000 offices: memory gained", rss_mib(centre.process.pid) - memory, "MiB"),
    ]


def _push(one: _Office) -> None:
    push_raw(one.workstation, one.work.pop().body())


def _pull(one: _Office) -> None:
    answer = one.workstation.ask("GET", f"/v1/pull?epoch={one.epoch}&after={one.place}")
    answer.raise_for_status()
    told = answer.json()
    one.epoch, one.place = told["feed_epoch"], told["last"]


def _most(spent: Sequence[float]) -> float:
    return sorted(spent)[int(len(spent) * 0.95)]


def _feed(centre: Centre) -> list[Figure]:
    """Press the one row that every telling transaction locks last."""
    office_id: UUID = centre.known_office()
    database = CentralDatabase(centre.connected, CLIENTS)
    database.open()
    try:

        def tell(_number: int) -> None:
            for _ in range(FEED_WRITES // CLIENTS):
                with database.write() as link:
                    feed.append(link, [feed.Told(office_id, "task", {})], datetime.now(UTC))

        rate = _rate(tell)
    finally:
        database.close()
    return [recorded(f"1000 offices: feed, {CLIENTS} transactions at once", rate, "1/s")]


def _rate(work: Callable[[int], None]) -> float:
    began = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(work, range(CLIENTS)))
    return FEED_WRITES / (perf_counter() - began)
