"""The copy of an office's database that follows it, and making that copy the one that counts.

PostgreSQL's streaming replication (postgresql.org/docs/current/warm-standby.html). Promoting raises
the epoch of ``authority``: whoever has met it never works on the old server again, should it come
back. One that answers is set aside first, and the copy takes in all it has.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import psycopg

from db.postgres import connect, open_engine, translate
from db.unit_of_work import SqlUnits
from domain.errors import KnownError
from domain.operations import Operation

CATCH_UP_SECONDS = 60.0
"""How long the copy may take to take in what the old server still had."""
_LOOK_EVERY = 0.1

_FOLLOWS = "SELECT pg_is_in_recovery()"
_RECEIVING = "SELECT count(*) > 0 FROM pg_stat_wal_receiver WHERE status = 'streaming'"
_REPLAYED_AT = "SELECT pg_last_xact_replay_timestamp()"
_LAST = "SELECT sequence, at FROM operation ORDER BY sequence DESC LIMIT 1"
_EPOCH = "SELECT epoch FROM authority WHERE id = 1"
_OFFICE = "SELECT settings::json ->> 'name' FROM office"
_TIMELINE = "SELECT ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int"
_PROMOTED_ON = (
    "SELECT coalesce(max((payload::json ->> 'timeline')::int), 1) FROM operation"
    " WHERE type = 'authority_promoted'"
)
_SET_ASIDE = (
    "ALTER SYSTEM SET default_transaction_read_only = on",
    "SELECT pg_reload_conf()",
)
_END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
)
_IS_ASIDE = "SHOW default_transaction_read_only"
_WRITTEN = "SELECT pg_current_wal_flush_lsn()::text"
_HAS_UP_TO = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"
_WAITS_FOR_COPIES = "SHOW synchronous_standby_names"
_WAIT_FOR_NONE = (
    "ALTER SYSTEM SET synchronous_standby_names = ''",
    "SELECT pg_reload_conf()",
)
_PROMOTE = "SELECT pg_promote(true, 60)"
_HASH = "SELECT hash FROM operation WHERE sequence = %s"
_COLUMNS = ", ".join(field.name for field in fields(Operation))
_AFTER = f"SELECT {_COLUMNS} FROM operation WHERE sequence > %s ORDER BY sequence"  # noqa: S608 - our own columns
_WAIT_FOR_ALL = (
    "ALTER SYSTEM SET synchronous_standby_names = '*'",
    "SELECT pg_reload_conf()",
)
_FOLLOWERS = (
    "SELECT application_name, coalesce(host(client_addr), ''), state, sync_state,"
    " pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint,"
    " extract(epoch FROM coalesce(replay_lag, interval '0'))::float"
    " FROM pg_stat_replication ORDER BY application_name"
)


class NotACopy(KnownError):
    """The server named does not follow another one."""

    what = "Este servidor no es la copia de otro: ya recibe el trabajo de la oficina."
    kept = "No se cambió nada."
    todo = "Ejecute la orden en la copia, o indique su dirección con --standby."


class OldStillWorks(KnownError):
    """The old server answers, but the copy could not take in all it has."""

    what = "El servidor anterior responde, pero la copia no recibió todo lo que tiene."
    kept = "El servidor anterior quedó apartado; la copia aún no lo reemplaza."
    todo = "Revise la red entre los dos y repita; o repita sin nombrar al servidor anterior."


class NotPromoted(KnownError):
    """The copy did not become a server within a minute."""

    what = "La copia no terminó de convertirse en servidor."
    kept = "No se perdió nada de lo que tenía."
    todo = "Revise el registro de PostgreSQL en ese equipo y repita la orden."


class StillFollows(KnownError):
    """The server that the copy follows is at work, and was not named to be set aside."""

    what = "La copia sigue recibiendo del servidor actual, que está trabajando."
    kept = "No se cambió nada."
    todo = "Nómbrelo con --old para apartarlo primero, o apáguelo y repita."


class OtherOffice(KnownError):
    """The two servers do not hold the same office."""

    what = "Los dos servidores no tienen los datos de la misma oficina."
    kept = "No se cambió nada."
    todo = "Revise las direcciones."


@dataclass(frozen=True, slots=True)
class Look:
    """What a server says of itself.

    Attributes:
        office: its name.
        follows: it is the copy of another server; ``receiving`` that one reaches it now.
        epoch: of its database.
        last: place of the last operation that it has, ``last_at`` its time.
        replayed_at: when what it took in last was done; None for one that follows nobody.
        begun: it was promoted, and its epoch not raised yet.
    """

    office: str
    follows: bool
    receiving: bool
    epoch: int
    last: int
    last_at: datetime | None
    replayed_at: datetime | None
    begun: bool


@dataclass(frozen=True, slots=True)
class Follower:
    """A copy that follows a server.

    Attributes:
        in_step: what is told as done is in the copy too (a synchronous one).
        behind: bytes that it has not taken in; ``seconds`` that it lags.
    """

    name: str
    address: str
    state: str
    in_step: bool
    behind: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Promoted:
    """What promoting did: the new epoch, and the place of the log where it is told."""

    epoch: int
    sequence: int


def look(conninfo: str, password: str = "") -> Look:
    """Return what a server says of itself.

    Args:
        conninfo: libpq's words for one server, with the rights of an administrator.

    Raises:
        KnownError: it cannot be asked (``db.postgres.translate``).
    """
    with _asked(conninfo, password) as server:
        follows = bool(_value(server, _FOLLOWS))
        last = server.execute(_LAST).fetchone()
        return Look(
            office=_value(server, _OFFICE) or "",
            follows=follows,
            receiving=follows and bool(_value(server, _RECEIVING)),
            epoch=_value(server, _EPOCH),
            last=0 if last is None else last[0],
            last_at=None if last is None else last[1],
            replayed_at=_value(server, _REPLAYED_AT) if follows else None,
            begun=not follows and _value(server, _TIMELINE) > _value(server, _PROMOTED_ON),
        )


def followers(conninfo: str, password: str = "") -> list[Follower]:
    """Return the copies that follow a server now.

    Raises:
        KnownError: it cannot be asked.
    """
    with _asked(conninfo, password) as server:
        return [
            Follower(name, address, state, sync in ("sync", "quorum"), behind or 0, seconds)
            for name, address, state, sync, behind, seconds in server.execute(_FOLLOWERS)
        ]


def wait_for_copies(conninfo: str, password: str = "", *, wait: bool) -> None:
    """Have a server tell nothing as done before a copy has it too, or no longer wait for that.

    With ``wait`` nothing is done while no copy follows.

    Raises:
        KnownError: it cannot be reached, or does not obey.
    """
    with _asked(conninfo, password) as server:
        for statement in _WAIT_FOR_ALL if wait else _WAIT_FOR_NONE:
            server.execute(statement)


def set_aside(conninfo: str, password: str = "") -> str:
    """Let a server take no more work, also after it is started again; return how far it wrote.

    Raises:
        KnownError: it cannot be reached, or does not obey.
    """
    with _asked(conninfo, password) as server:
        for statement in _SET_ASIDE:
            server.execute(statement)
    # A new connection: what it is told now holds for every other one too.
    deadline = time.monotonic() + CATCH_UP_SECONDS
    while True:
        with _asked(conninfo, password) as server:
            if _value(server, _IS_ASIDE) == "on":
                server.execute(_END_OTHERS)
                written: str = _value(server, _WRITTEN)
                return written
        if time.monotonic() > deadline:
            raise OldStillWorks
        time.sleep(_LOOK_EVERY)


def take_in(conninfo: str, password: str, written: str) -> None:
    """Wait until a copy has all that the old server wrote.

    Args:
        written: from ``set_aside``.

    Raises:
        OldStillWorks: it does not get it within ``CATCH_UP_SECONDS``.
    """
    deadline = time.monotonic() + CATCH_UP_SECONDS
    with _asked(conninfo, password) as server:
        while not _value(server, _HAS_UP_TO, written):
            if time.monotonic() > deadline:
                raise OldStillWorks
            time.sleep(_LOOK_EVERY)


def promote(
    conninfo: str, password: str, *, workstation: str, now: datetime, why: dict[str, object]
) -> Promoted:
    """Make a copy the server that counts. Cut anywhere, it is done by doing it again.

    Args:
        workstation: where it is done, as the log names it.
        why: told in the log besides: by whom, what was known of the old one.

    Raises:
        NotACopy: it follows nobody, and was promoted already.
        NotPromoted: it did not become a server in time.
        KnownError: it cannot be reached.
    """
    with _asked(conninfo, password) as server:
        if _value(server, _FOLLOWS):
            if not _value(server, _PROMOTE):
                raise NotPromoted
        elif _value(server, _TIMELINE) <= _value(server, _PROMOTED_ON):
            raise NotACopy
        timeline = _value(server, _TIMELINE)
        if _value(server, _WAITS_FOR_COPIES):
            # It came with the copy. Nobody follows this server yet: nothing would ever be done.
            for statement in _WAIT_FOR_NONE:
                server.execute(statement)
    engine = open_engine(conninfo, password, pool=1)
    try:
        with SqlUnits(engine, workstation).write() as unit:
            epoch = unit.authority.standing().epoch + 1
            sequence = unit.log.append(
                "authority",
                unit.offices.office().id,
                epoch,
                "authority_promoted",
                {**why, "epoch": epoch, "timeline": timeline},
                actor_id=None,
                at=now,
            )
            unit.authority.take_over(epoch, now)
    finally:
        engine.dispose()
    return Promoted(epoch, sequence)


def lost_operations(old: str, new: str, password: str = "") -> list[Operation]:
    """Return the operations that the old server has and the new one does not.

    Where a chain has the same hash at a place, all before it is the same: the place where the two
    part is found by halving.

    Args:
        old, new: libpq's words for each.

    Raises:
        OtherOffice: they have not even the first operation in common.
        KnownError: one of them cannot be asked.
    """
    with _asked(old, password) as before, _asked(new, password) as after:
        low, high = 0, min(_last(before), _last(after))
        while low < high:
            middle = (low + high + 1) // 2
            if _value(before, _HASH, middle) == _value(after, _HASH, middle):
                low = middle
            else:
                high = middle - 1
        if low == 0 and _last(before) and _last(after):
            raise OtherOffice
        return [Operation(*row) for row in before.execute(_AFTER, (low,))]


def _last(server: psycopg.Connection[Any]) -> int:
    row = server.execute(_LAST).fetchone()
    return 0 if row is None else row[0]


def _value(server: psycopg.Connection[Any], statement: str, *values: object) -> Any:
    row = server.execute(statement, values or None).fetchone()
    return None if row is None else row[0]


@contextmanager
def _asked(conninfo: str, password: str) -> Iterator[psycopg.Connection[Any]]:
    """Yield a bare connection in autocommit; what fails is told in words."""
    try:
        with connect(conninfo, password) as server:
            yield server
    except psycopg.Error as exc:
        known = translate(exc)
        if known is None:
            raise
        raise known from exc
