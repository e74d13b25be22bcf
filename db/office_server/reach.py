"""How a workstation reaches its office's server, and whom it insists on meeting there.

A password and an office's data never cross a network in the open: a server that is not this very
computer has to prove by its certificate that it is the one named (``sslmode=verify-full``,
postgresql.org/docs/current/libpq-ssl.html).
"""

from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from domain.errors import ServerUntrusted, SettingsProblem


def words(**parts: object) -> str:
    """Return libpq's words for ``parts`` (``host``, ``port``, ``dbname``, ``user``); empty ones left out."""
    return make_conninfo("", **{name: str(value) for name, value in parts.items() if value})


def parts_of(conninfo: str) -> Mapping[str, str]:
    """Return what libpq's words say.

    Raises:
        SettingsProblem: they are none.
    """
    try:
        return {name: str(value) for name, value in conninfo_to_dict(conninfo).items()}
    except ProgrammingError as exc:
        raise SettingsProblem(
            "La configuración no dice bien cuál es el servidor de la oficina.",
            todo="Avise al administrador para que vuelva a unir este equipo.",
        ) from exc


def is_here(conninfo: str) -> bool:
    """Tell whether a server is this very computer: a socket, or the network that never leaves it."""
    parts = parts_of(conninfo)
    # A name that only leads here is still a name that somebody else could lead elsewhere.
    named = (parts.get(key, "").split(",") for key in ("host", "hostaddr"))
    return all(_is_here(host.strip()) for hosts in named for host in hosts)


def secured(conninfo: str, authority: Path) -> str:
    """Return the words with what proves the server, wherever the way to it could be listened to.

    Args:
        authority: the certificate of who vouches for the server, in PEM; need not exist for a
            server on this computer.

    Raises:
        ServerUntrusted: it is another computer, and there is nothing to know it by.
        SettingsProblem: they are not libpq's words.
    """
    if is_here(conninfo):
        return conninfo
    if not authority.is_file():
        raise ServerUntrusted(
            "Falta el certificado del servidor de la oficina.",
            todo="Avise al administrador para que vuelva a unir este equipo.",
        )
    return make_conninfo(
        conninfo, sslmode="verify-full", sslrootcert=str(authority), gssencmode="disable"
    )


def require_here(conninfo: str) -> None:
    """Insist that a server without a certificate to know it by is this very computer.

    Raises:
        ServerUntrusted: it is another.
    """
    if not is_here(conninfo):
        raise ServerUntrusted(
            "Para entrar desde otros equipos el servidor necesita un certificado.",
            kept="No se cambió nada.",
            todo="Indique con «--ca» el certificado de quien lo firma.",
        )


def acting_as(conninfo: str, role: str) -> str:
    """Return the words for a connection that works with the rights of ``role`` from the start.

    It waits as long as it takes: what works so prepares, moves or restores a whole database.
    """
    return make_conninfo(conninfo, options=f"-c role={role}")


def _is_here(host: str) -> bool:
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
