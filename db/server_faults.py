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

_TOO_MANY = ("El servidor de la oficina atiende a demasiados equipos a la vez.",)
_DISK = ("No queda espacio en el servidor de la oficina.",)
_UNREADABLE = ("El servidor de la oficina no puede leer ni guardar sus datos.",)
_DAMAGED = ("Los datos de la oficina en el servidor están dañados o incompletos.",)
_KNOWN: tuple[tuple[type[psycopg.Error], type[KnownError], tuple[str, ...]], ...] = (
    (errors.LockNotAvailable, DatabaseBusy, ()),
    (errors.QueryCanceled, DatabaseBusy, ()),
    (errors.DeadlockDetected, DatabaseBusy, ()),
    (errors.TooManyConnections, DatabaseBusy, _TOO_MANY),
    (errors.DiskFull, DiskFull, _DISK),
    (errors.InsufficientPrivilege, ServerRefused, ()),
    (errors.InvalidAuthorizationSpecification, ServerRefused, ()),
    (errors.InvalidCatalogName, ServerRefused, ()),
    (errors.UndefinedTable, DatabaseDamaged, _DAMAGED),
    (errors.UndefinedColumn, DatabaseDamaged, _DAMAGED),
    (errors.DataCorrupted, DatabaseDamaged, _DAMAGED),
    (errors.IndexCorrupted, DatabaseDamaged, _DAMAGED),
    (errors.IoError, DatabaseUnreachable, _UNREADABLE),
    (errors.IdleInTransactionSessionTimeout, ServerLost, ()),
    (errors.OperatorIntervention, ServerLost, ()),  # 57P01 … 57P05: stopping, starting, dropped
)

#: A connection that is refused has no code, only words: the server's, in its language, or libpq's.
_SAID: tuple[tuple[re.Pattern[str], type[KnownError], tuple[str, ...]], ...] = (
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
        (),
    ),
    (
        # Of TLS only what is said while it begins: a cut tells of SSL too.
        re.compile("certificate|certificado|not support SSL|no soporta SSL|unsupported protocol"),
        ServerUntrusted,
        (),
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
    for kind, known, what in _KNOWN:
        if isinstance(exc, kind):
            return known(*what)
    if not isinstance(exc, psycopg.OperationalError):
        return None
    if exc.sqlstate is not None:
        # Class 53 is a lack of something at the server; 58 what lies below it.
        if exc.sqlstate.startswith(("08", "57", "58")) or is_gone(exc):
            return ServerLost()
        return DatabaseBusy() if exc.sqlstate.startswith("53") else None
    said = str(exc)
    for words, known, what in _SAID:
        if words.search(said):
            return known(*what)
    return ServerLost()
