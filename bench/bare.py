"""The same transactions by hand on the bare driver: the limit of what the use cases can reach.

Same reads, same hashes, same writes, and nothing else: no checks, no objects.
"""

import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from uuid_utils import uuid7

from db.engine import connect


class Bare:
    """One process on its own connection.

    Args:
        path: the database, made by ``bench.office``.
        locked: take the write lock before reading, as the program does. False is the negative
            control: reads outside the transaction, which begins with the first write (what
            Python's driver does by itself).
    """

    def __init__(
        self,
        path: Path | str,
        key: bytes,
        office: UUID,
        staff: UUID,
        counter: UUID,
        day: str,
        *,
        locked: bool = True,
    ) -> None:
        self.connection = self._connect(path, key)
        self._office, self._staff, self._counter = office.hex, staff.hex, counter.hex
        self._office_text, self._counter_text = str(office), str(counter)
        self._staff_text = str(staff)
        self._day = day
        self._locked = locked

    @staticmethod
    def _connect(path: Any, key: bytes) -> Any:
        return connect(path, key)

    def _execute(self, statement: str, values: Sequence[Any] = ()) -> Any:
        return self.connection.execute(statement, values)

    def _lock(self) -> None:
        self._execute("BEGIN IMMEDIATE")

    _begin_without_lock = _lock  # the first write takes it

    @staticmethod
    def _moment(microseconds: int) -> Any:
        """Return a moment as it is stored."""
        return microseconds

    def issue(self, service: int) -> str:
        """Issue a turno and return its code."""
        run = self._begin()
        run("SELECT queue_day.* FROM queue_day WHERE day = ?", (self._day,)).fetchone()
        (last,) = run(
            "SELECT last_number FROM day_series WHERE day = ? AND series = 'A'", (self._day,)
        ).fetchone()
        number = last + 1
        head = self._head()
        run(
            "SELECT count(*) FROM ticket WHERE day = ? AND state = 'issued'", (self._day,)
        ).fetchone()
        self._begin_late()
        run(
            "UPDATE day_series SET last_number = ? WHERE day = ? AND series = 'A'",
            (number, self._day),
        )
        key, now = uuid7(), time.time_ns() // 1000
        payload = {
            "day": self._day,
            "series": "A",
            "number": number,
            "services": [service],
            "priority": False,
            "person": None,
            "entity": None,
        }
        at = self._moment(now)
        position, _ = self._tell(head, str(key), 1, "ticket_issued", payload, now)
        run(
            "INSERT INTO ticket (id, office_id, day, series, number, priority, services, attended,"
            " arrived_at, queued_at, position, state, recalls, reason, version)"
            " VALUES (?, ?, ?, 'A', ?, FALSE, ?, '', ?, ?, ?, 'issued', 0, '', 1)",
            (key.hex, self._office, self._day, number, str(service), at, at, position),
        )
        run("COMMIT")
        return f"A-{number:03d}"

    def finish_and_call(self, *, free: bool) -> str | None:
        """End what is at the counter (unless it is ``free``) and call the next; return its code."""
        run = self._begin()
        self._session()
        current = self._at_counter()
        head = self._head()
        if not free and self._locked:
            head = self._finish(current, head)
            self._at_counter()
        run("SELECT queue_day.* FROM queue_day WHERE day = ?", (self._day,)).fetchone()
        waiting = (
            "SELECT id, series, number, priority, services, attended, position, reserved_for"
            " FROM ticket WHERE day = ? AND state = 'issued' AND priority = ? AND position > 0"
            " ORDER BY position LIMIT 10"
        )
        first = run(waiting, (self._day, False)).fetchone()
        run(waiting, (self._day, True)).fetchone()
        if first is None:
            run("COMMIT" if self._locked else "SELECT 1")
            return None
        version, queued = run(
            "SELECT ticket.*, version, queued_at FROM ticket WHERE id = ?", (first[0],)
        ).fetchone()[-2:]
        self._begin_late()
        if not free and not self._locked and current is not None:
            head = self._finish(current, head)
        code, now = f"{first[1]}-{first[2]:03d}", time.time_ns() // 1000
        payload = {"code": code, "counter": self._counter_text}
        announced, _ = self._tell(
            head, _dashed(first[0]), version + 1, "ticket_called", payload, now
        )
        at = self._moment(now)
        run(
            "UPDATE ticket SET state = 'called', counter_id = ?, called_at = ?,"
            " last_called_at = ?, recalls = 0, reason = '', version = ?"
            " WHERE id = ? AND version = ?",
            (self._counter, at, at, version + 1, first[0], version),
        )
        run(
            "INSERT INTO ticket_call (id, office_id, day, ticket_id, counter_id, staff_id,"
            " queued_at, called_at, last_called_at, announced, recalls, out_of_turn, outcome)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', '')",
            (
                uuid7().hex,
                self._office,
                self._day,
                first[0],
                self._counter,
                self._staff,
                queued,
                at,
                at,
                announced,
            ),
        )
        run(
            "UPDATE queue_day SET priority_run = 0, version = version + 1"
            " WHERE day = ? AND priority_run <> 0",
            (self._day,),
        )
        run("COMMIT")
        return code

    def finish(self) -> None:
        """End the attention."""
        run = self._begin()
        self._session()
        current = self._at_counter()
        head = self._head()
        if current is None and not self._locked:
            return  # another process took it away: a fault for the checker to find
        self._begin_late()
        self._finish(current, head)
        run("COMMIT")

    def arrived(self) -> None:
        """Begin the attention."""
        run = self._begin()
        self._session()
        current = self._at_counter()
        head = self._head()
        if current is None and not self._locked:
            return
        self._begin_late()
        key, version, series, number = current
        now = time.time_ns() // 1000
        payload = {"code": f"{series}-{number:03d}"}
        self._tell(head, _dashed(key), version + 1, "ticket_arrived", payload, now)
        run(
            "UPDATE ticket SET state = 'serving', serving_since = ?, version = ?"
            " WHERE id = ? AND version = ?",
            (self._moment(now), version + 1, key, version),
        )
        (call,) = run(
            "SELECT ticket_call.*, id FROM ticket_call WHERE ticket_id = ? AND outcome = ''",
            (key,),
        ).fetchone()[-1:]
        run(
            "UPDATE ticket_call SET outcome = 'arrived', ended_at = ? WHERE id = ?",
            (self._moment(now), call),
        )
        run("COMMIT")

    def _begin(self) -> Any:
        run = self._execute
        if self._locked:
            self._lock()
        run("SELECT version FROM staff WHERE id = ? AND active IS TRUE", (self._staff,)).fetchone()
        run("SELECT id, version FROM office").fetchone()
        return run

    def _begin_late(self) -> None:
        if not self._locked:
            self._begin_without_lock()

    def _session(self) -> None:
        self._execute(
            "SELECT * FROM counter_session WHERE staff_id = ? AND state <> 'closed'",
            (self._staff,),
        ).fetchone()

    def _at_counter(self) -> Any:
        row = self._execute(
            "SELECT ticket.*, id, version, series, number FROM ticket"
            " WHERE counter_id = ? AND state IN ('called', 'serving')",
            (self._counter,),
        ).fetchone()
        return None if row is None else row[-4:]

    def _head(self) -> tuple[int, str]:
        head: tuple[int, str] = self._execute(
            "SELECT sequence, hash FROM operation ORDER BY sequence DESC LIMIT 1"
        ).fetchone()
        return head

    def _finish(self, current: Any, head: tuple[int, str]) -> tuple[int, str]:
        key, version, series, number = current
        now = time.time_ns() // 1000
        payload = {"code": f"{series}-{number:03d}", "attended": [6]}
        head = self._tell(head, _dashed(key), version + 1, "ticket_served", payload, now)
        self._execute(
            "UPDATE ticket SET state = 'served', attended = services, finished_at = ?,"
            " version = ? WHERE id = ? AND version = ?",
            (self._moment(now), version + 1, key, version),
        )
        # A day that was closed meanwhile would be counted again.
        self._execute("SELECT closed_day.* FROM closed_day WHERE day = ?", (self._day,)).fetchone()
        return head

    def _tell(
        self,
        head: tuple[int, str],
        key: str,
        version: int,
        kind: str,
        payload: Any,
        now: int,
        aggregate: str = "ticket",
    ) -> tuple[int, str]:
        text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        payload_hash = hashlib.sha256(text.encode()).hexdigest()
        sequence, operation = head[0] + 1, uuid7()
        header = json.dumps(
            [
                str(operation),
                self._office_text,
                "PC-1",
                sequence,
                aggregate,
                key,
                version,
                kind,
                1,
                self._staff_text,
                _iso(now),
                payload_hash,
                head[1],
            ],
            separators=(",", ":"),
            ensure_ascii=False,
        )
        digest = hashlib.sha256(header.encode()).hexdigest()
        self._execute(
            "INSERT INTO operation (sequence, id, office_id, workstation, aggregate, aggregate_id,"
            " aggregate_version, type, schema_version, actor_id, at, payload, payload_hash,"
            " previous_hash, hash)"
            " VALUES (?, ?, ?, 'PC-1', ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)",
            (
                sequence,
                operation.hex,
                self._office,
                aggregate,
                key.replace("-", ""),
                version,
                kind,
                self._staff,
                self._moment(now),
                text,
                payload_hash,
                head[1],
                digest,
            ),
        )
        return sequence, digest


def _iso(microseconds: int) -> str:
    moment = time.gmtime(microseconds // 1_000_000)
    rest = microseconds % 1_000_000
    fraction = f".{rest:06d}" if rest else ""
    return time.strftime("%Y-%m-%dT%H:%M:%S", moment) + fraction + "+00:00"


def _dashed(key: str | UUID) -> str:
    if isinstance(key, UUID):
        return str(key)
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
