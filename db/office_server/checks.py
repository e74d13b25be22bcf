"""Whether a server is one an office can rely on, told in words, each with what to change.

What counts: what was answered "done" survives a power cut (``fsync``, ``full_page_writes``,
``synchronous_commit``; postgresql.org/docs/current/runtime-config-wal.html); nobody listens on the
way; every counter finds a place.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg import Connection

LEAST_VERSION = 15
CONNECTIONS_EACH = 8
"""A program keeps at most so many: what it works with, what it hears by, what it links by."""
_FEW_PLACES = 6
_CLOCKS_APART = timedelta(seconds=60)
_SETTINGS = "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)"
_ASKED = (
    "server_version_num",
    "fsync",
    "full_page_writes",
    "synchronous_commit",
    "max_connections",
    "superuser_reserved_connections",
)
_COPIES = "SELECT count(*) FROM pg_stat_replication"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at.

    Attributes:
        todo: what to change; empty where it is well.
        stops: nothing is to be kept there as it is.
    """

    words: str
    todo: str = ""
    stops: bool = False


def look(connection: Connection[Any], now: Callable[[], datetime] | None = None) -> list[Finding]:
    """Look at a server.

    Args:
        connection: to any of its databases, by any login.
        now: this computer's clock.

    Raises:
        psycopg.Error: it cannot be asked.
    """
    found = {name: str(value) for name, value in connection.execute(_SETTINGS, (list(_ASKED),))}
    return [
        _version(int(found["server_version_num"])),
        _way(connection),
        _durable(found),
        _places(found),
        _clock(connection, (now or _now)()),
        _followers(connection),
    ]


def _version(number: int) -> Finding:
    major = number // 10_000
    if major < LEAST_VERSION:
        return Finding(
            f"PostgreSQL es la versión {major}.",
            f"Instale la {LEAST_VERSION} o una posterior.",
            stops=True,
        )
    return Finding(f"PostgreSQL {major}.{number % 10_000}.")


def _way(connection: Connection[Any]) -> Finding:
    if connection.pgconn.ssl_in_use:
        return Finding("La conexión va cifrada y el servidor demostró ser el nombrado.")
    return Finding("La conexión no sale de este equipo.")


def _durable(found: Mapping[str, str]) -> Finding:
    wrong = [
        name for name in ("fsync", "full_page_writes", "synchronous_commit") if found[name] == "off"
    ]
    if wrong:
        listed = " y ".join(f"{name} = on" for name in wrong)
        return Finding(
            "Un corte de luz perdería turnos que ya se dieron por guardados.",
            f"Ponga {listed} en postgresql.conf y reinicie PostgreSQL.",
            stops=True,
        )
    if found["synchronous_commit"] == "local":
        return Finding(
            "Lo guardado no espera a la copia del servidor.",
            "Ponga synchronous_commit = on en postgresql.conf si la oficina tiene una copia.",
        )
    return Finding("Lo que se da por guardado sobrevive a un corte de luz.")


def _places(found: Mapping[str, str]) -> Finding:
    free = int(found["max_connections"]) - int(found["superuser_reserved_connections"])
    programs = free // CONNECTIONS_EACH
    if programs < _FEW_PLACES:
        return Finding(
            f"Solo caben {programs} equipos a la vez.",
            "Aumente max_connections en postgresql.conf (100 alcanza para 12 equipos).",
        )
    return Finding(f"Caben {programs} equipos a la vez.")


def _clock(connection: Connection[Any], now: datetime) -> Finding:
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    there: datetime = row[0]
    apart = abs(there.astimezone(UTC) - now)
    if apart > _CLOCKS_APART:
        minutes = max(1, round(apart.total_seconds() / 60))
        return Finding(
            f"El reloj del servidor y el de este equipo difieren en {minutes} min.",
            "Ponga en hora los dos y active la hora automática.",
        )
    return Finding("El reloj del servidor y el de este equipo coinciden.")


def _followers(connection: Connection[Any]) -> Finding:
    row = connection.execute(_COPIES).fetchone()
    if row is not None and row[0]:
        return Finding("Otro servidor sigue a este y puede reemplazarlo.")
    return Finding(
        "Ningún otro servidor sigue a este.",
        "Si el equipo del servidor se daña, solo quedan las copias de seguridad: prepare un segundo.",
    )


def _now() -> datetime:
    return datetime.now(UTC)
