"""An independent checker of the queue: only what the database holds and what people were told.

It shares no code with the program: plain SQL, and its own reading of the hash chain.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """What a process was told: a number issued, or one called to its place."""

    what: str
    code: str
    place: int = -1


@dataclass(frozen=True, slots=True)
class Faults:
    """What was found wrong.

    Attributes:
        others: gaps in the numbers, told but not kept, kept but not told, two turnos at a
            counter, a chain that does not hold.
    """

    duplicate_numbers: int
    double_calls: int
    others: int

    def __add__(self, more: "Faults") -> "Faults":
        return Faults(
            self.duplicate_numbers + more.duplicate_numbers,
            self.double_calls + more.double_calls,
            self.others + more.others,
        )


def faults(connection: Any, told: Iterable[Told]) -> Faults:
    """Check one day's database, of which all but the first turno was issued to ``told``."""
    said = list(told)
    with closing(connection):
        tickets = connection.execute(
            "SELECT id, series, number FROM ticket ORDER BY number"
        ).fetchall()
        calls = connection.execute(
            "SELECT ticket_id, counter_id, called_at FROM ticket_call"
        ).fetchall()
        at_counters = connection.execute(
            "SELECT count(*) FROM ticket WHERE state IN ('called', 'serving')"
            " GROUP BY counter_id HAVING count(*) > 1"
        ).fetchall()
        operations = connection.execute(
            "SELECT id, office_id, workstation, sequence, aggregate, aggregate_id,"
            " aggregate_version, type, schema_version, actor_id, at, payload, payload_hash,"
            " previous_hash, hash FROM operation ORDER BY sequence"
        ).fetchall()
    codes = {key: f"{series}-{number:03d}" for key, series, number in tickets}
    kept_numbers = Counter(codes.values())
    issued = Counter(one.code for one in said if one.what == "issued")
    called = Counter(one.code for one in said if one.what == "called")
    kept_calls = Counter(codes[ticket] for ticket, _, _ in calls)
    kept_by_hand = kept_numbers - Counter({"A-001": 1})
    numbers = sorted({number for _, _, number in tickets})
    others = (
        len(set(issued) ^ set(kept_by_hand))
        + len(set(called) ^ set(kept_calls))
        + len(set(range(1, len(numbers) + 1)) ^ set(numbers))
        + len(at_counters)
        + _broken(operations)
    )
    return Faults(
        max(_repeated(kept_numbers), _repeated(issued)),
        max(_repeated(kept_calls), _repeated(called)),
        others,
    )


def _repeated(counted: Counter[str]) -> int:
    return sum(times - 1 for times in counted.values())


def _broken(operations: Iterable[tuple[Any, ...]]) -> int:
    """Count the entries that do not follow the one before or do not hold their own hash."""
    broken, expected, before = 0, 1, "0" * 64
    for row in operations:
        key, office, station, sequence, aggregate, of, version, kind, schema, actor, at = row[:11]
        payload, payload_hash, previous, digest = row[11:]
        header = [
            _dashed(key),
            _dashed(office),
            station,
            sequence,
            aggregate,
            _dashed(of),
            version,
            kind,
            schema,
            None if actor is None else _dashed(actor),
            _iso(at),
            payload_hash,
            previous,
        ]
        text = json.dumps(header, separators=(",", ":"), ensure_ascii=False)
        sound = (
            sequence == expected
            and previous == before
            and hashlib.sha256(payload.encode()).hexdigest() == payload_hash
            and hashlib.sha256(text.encode()).hexdigest() == digest
        )
        broken += not sound
        expected, before = sequence + 1, digest
    return broken


def _dashed(key: str | UUID) -> str:
    return str(key if isinstance(key, UUID) else UUID(key))


def _iso(at: int | datetime) -> str:
    """Write a moment as the chain has it: the embedded database keeps microseconds since 1970."""
    moment = _EPOCH + timedelta(microseconds=at) if isinstance(at, int) else at.astimezone(UTC)
    return moment.isoformat()
