"""The office's data on its server, as this computer reaches them.

The settings name the server; the certificate that proves it is a file beside them; the password of
this computer's login is in the account's keyring, or in a file that only the account may read
where it has none: a television starts without anybody to unlock a keyring. It can be taken away at
the server, which the key of an embedded database cannot.
"""

import getpass
from contextlib import suppress
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import Engine

from db import migrate, postgres, versions
from db.office_server import kept, reach
from db.office_server.rights import Roles
from desktop import keys
from desktop.app import authority
from desktop.keys import slots
from desktop.keys.stores import KeyFile
from desktop.paths import Places
from desktop.ports import KeyStore
from desktop.settings import Settings
from domain.errors import (
    KeyFileDamaged,
    KeyStoreUnavailable,
    KnownError,
    RecoveryCodeNeeded,
)
from domain.files import in_words, replace_file

_AUTHORITY_FILE = "servidor.pem"


class ServerLoginMissing(KnownError):
    """This account of the computer does not have the login of the office's server."""

    what = "Esta cuenta de usuario todavía no está unida al servidor de la oficina."
    kept = "Los datos de la oficina están en el servidor."
    todo = "Desbloquee su llavero, o pida al administrador que una esta cuenta al servidor."


class ServerNotPrepared(KnownError):
    """The server has no database of an office."""

    what = "El servidor todavía no tiene preparada la base de datos de la oficina."
    todo = "Pida al administrador que la prepare."


class ServerOlder(KnownError):
    """The office's database is of an earlier program."""

    what = "Los datos de la oficina son de una versión anterior de Ventanilla."
    kept = "No se ha cambiado nada en ellos."
    todo = "Trabaje con la versión anterior hasta el cierre; entonces se actualizan."


def conninfo(places: Places, chosen: Settings) -> str:
    """Return what to connect to the office's server with, without its password.

    Raises:
        ServerUntrusted, SettingsProblem: see ``db.office_server.reach.secured``.
    """
    return reach.secured(chosen.server, authority_file(places))


def authority_file(places: Places) -> Path:
    """Return where the certificate is of who vouches for the server."""
    return places.data / _AUTHORITY_FILE


def password(places: Places, chosen: Settings, store: KeyStore) -> str:
    """Return the password of this computer's login.

    Raises:
        ServerLoginMissing: this account does not have it.
    """
    name = _login_id(chosen.server)
    found = None
    with suppress(KeyStoreUnavailable):
        found = store.load(name)
    found = found or _file(places).load(name)
    if found is None:
        raise ServerLoginMissing
    return found.hex()


def keep_password(places: Places, server: str, secret: str, store: KeyStore) -> bool:
    """Keep the password for this account; tell whether its keyring took it.

    Raises:
        KeyStoreUnavailable: not even the folder of the data takes it.
        KnownError: the folder refused.
    """
    name = _login_id(server)
    try:
        store.save(name, bytes.fromhex(secret))
    except KeyStoreUnavailable:
        _file(places).save(name, bytes.fromhex(secret))
        return False
    return True


def keep_authority(places: Places, certificate: str) -> None:
    """Keep the certificate of who vouches for the server; none for one on this computer.

    Raises:
        DiskFull, DatabaseReadOnly, DatabaseUnreachable: the folder refused.
    """
    try:
        if certificate:
            replace_file(authority_file(places), certificate.encode())
    except OSError as exc:
        raise in_words(exc) from exc


def open_engine(places: Places, chosen: Settings, store: KeyStore) -> Engine:
    """Return an engine over the office's database; dispose of it at the end.

    Raises:
        ServerLoginMissing, ServerUntrusted, SettingsProblem: see each.
    """
    known = authority.remembered(places)
    return postgres.open_engine(conninfo(places, chosen), password(places, chosen, store), known)


def try_out(asked: str, secret: str) -> Engine:
    """Return an engine by libpq's words and a password, of which nothing is remembered."""
    return postgres.open_engine(asked, secret)


def owner_conninfo(asked: str) -> str:
    """Return the words to work as the owner with. Raises SettingsProblem."""
    return reach.acting_as(asked, Roles(reach.parts_of(asked).get("dbname", "")).owner)


def require_schema(engine: Engine) -> None:
    """Insist that the server's database is one this program works with.

    Raises:
        ServerNotPrepared, ServerOlder, DatabaseNewer: it is not.
        KnownError: the server does not answer, or refuses.
    """
    schema = migrate.schema_of(engine)
    if not schema:
        raise ServerNotPrepared
    # A newer one was asked whether this program may work on it when it was connected to.
    if schema < migrate.OFFICE.head and schema not in versions.USABLE:
        raise ServerOlder


def follow_slots(engine: Engine, database: Path) -> None:
    """Bring this computer's copy of the office's key slots to what the server keeps.

    Where the server keeps none yet (a first start, or a move, that was cut), it is given them.

    Raises:
        KnownError: the server or the folder refused.
    """
    there = kept.slots(engine)
    if there is None:
        share_slots(engine, database)
        return
    with suppress(KeyFileDamaged):
        if slots.to_bytes(slots.read(database)) == there:
            return
    slots.write(database, slots.from_bytes(there))


def share_slots(engine: Engine, database: Path) -> None:
    """Give the server this computer's key slots, for every computer of the office.

    Raises:
        KnownError: the server refused.
    """
    with suppress(KeyFileDamaged):
        kept.keep_slots(engine, slots.to_bytes(slots.read(database)))


def archive_key(database: Path, store: KeyStore) -> bytes:
    """Return the key of the office's archives; empty where this account does not have it."""
    try:
        return keys.open_key(database, store)
    except (RecoveryCodeNeeded, KeyStoreUnavailable, KeyFileDamaged):
        return b""


def _login_id(server: str) -> UUID:
    """Name a login in every keyring: by its database and user, for a server may change its address."""
    parts = reach.parts_of(server)
    return uuid5(NAMESPACE_OID, f"ventanilla/{parts.get('dbname', '')}/{parts.get('user', '')}")


def _file(places: Places) -> KeyFile:
    account = "".join(char for char in getpass.getuser() if char.isalnum() or char in "-_.")
    return KeyFile(places.data / f"servidor-{account}.clave")
