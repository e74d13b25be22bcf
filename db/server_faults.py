"""The failures of the office's server, and of the way to it, in words."""

import re

import psycopg
from psycopg import errors
from sqlalchemy.exc import TimeoutError as PoolEmpty

from domain.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseUnreachable,
    DiskFull,
    KnownError,
    ServerLost,
    ServerRefused,
    ServerUntrusted,
)

_Words = tuple[str, str] | None
"""What happened and what to do, where the server is not this computer's disk."""

_TOO_MANY = (
    "El servidor de la oficina atiende a demasiados equipos a la vez.",
    "Espere un momento e intente de nuevo. Si se repite, avise al administrador.",
)
_ASK = "Avise al administrador: hay que revisar el disco del servidor."
_DISK = ("No queda espacio en el servidor de la oficina.", _ASK)
_UNREADABLE = ("El servidor de la oficina no puede leer ni guardar sus datos.", _ASK)
_DAMAGED = (
    "Los datos de la oficina en el servidor están dañados o incompletos.",
    "Intente otra vez. Si se repite, avise al administrador.",
)
_KNOWN: tuple[tuple[type[psycopg.Error], type[KnownError], _Words], ...] = (
    (errors.LockNotAvailable, DatabaseBusy, None),
    (errors.QueryCanceled, DatabaseBusy, None),
    (errors.DeadlockDetected, DatabaseBusy, None),
    (errors.TooManyConnections, DatabaseBusy, _TOO_MANY),
    (errors.DiskFull, DiskFull, _DISK),
    (errors.InsufficientPrivilege, ServerRefused, None),
    (errors.InvalidAuthorizationSpecification, ServerRefused, None),
    (errors.InvalidCatalogName, ServerRefused, None),
    (errors.UndefinedTable, DatabaseDamaged, _DAMAGED),
    (errors.UndefinedColumn, DatabaseDamaged, _DAMAGED),
    (errors.DataCorrupted, DatabaseDamaged, _DAMAGED),
    (errors.IndexCorrupted, DatabaseDamaged, _DAMAGED),
    (errors.IoError, DatabaseUnreachable, _UNREADABLE),
    (errors.IdleInTransactionSessionTimeout, ServerLost, None),
    (errors.OperatorIntervention, ServerLost, None),  # 57P01 … 57P05: stopping, starting, dropped
)

#: A connection that is refused has no code, only words: the server's, in its language, or libpq's.
_SAID: tuple[tuple[re.Pattern[str], type[KnownError], _Words], ...] = (
    (
        re.compile(
            "too many c|slots are reserved|demasiad[oa]s (clientes|conexiones)|conexiones restantes"
        ),
        DatabaseBusy,
        _TOO_MANY,
    ),
    (
        re.compile(
            "authentication failed|autentificación .*falló|no password supplied|pg_hba.conf"
            '|(role|database) "[^"]*" does not exist|no existe (el rol|la base)'
            "|not permitted to log in|no se le permite conectarse|permission denied|permiso denegado"
        ),
        ServerRefused,
        None,
    ),
    (
        # Of TLS only what is said while it begins: a cut tells of SSL too.
        re.compile(
            "certificate|certificado|not support SSL|no soporta SSL|unsupported protocol|signature failure"
        ),
        ServerUntrusted,
        None,
    ),
)


def translate(exc: BaseException | None) -> KnownError | None:
    """Return the words for a failure of the server or of the way to it; None when it is a bug.

    Args:
        exc: what the driver raised; causes are looked at too.
    """
    while exc is not None:
        if isinstance(exc, KnownError):
            return exc
        if isinstance(exc, psycopg.Error):
            return _known(exc)
        if isinstance(exc, PoolEmpty):  # every connection waits for an answer already
            return DatabaseBusy()
        exc = getattr(exc, "orig", None) or exc.__cause__
    return None


def is_gone(exc: psycopg.Error) -> bool:
    """Tell whether the server ended the connection with this error, whether or not it is seen yet."""
    return exc.diag.severity_nonlocalized in {"FATAL", "PANIC"}


def _known(exc: psycopg.Error) -> KnownError | None:
    for kind, known, words in _KNOWN:
        if isinstance(exc, kind):
            return _in(known, words)
    if not isinstance(exc, psycopg.OperationalError):
        return None
    if exc.sqlstate is not None:
        # Class 53 is a lack of something at the server; 58 what lies below it.
        if exc.sqlstate.startswith(("08", "57", "58")) or is_gone(exc):
            return ServerLost()
        return DatabaseBusy() if exc.sqlstate.startswith("53") else None
    said = str(exc)
    for phrases, known, words in _SAID:
        if phrases.search(said):
            return _in(known, words)
    return ServerLost()


def _in(known: type[KnownError], words: _Words) -> KnownError:
    return known() if words is None else known(words[0], todo=words[1])
