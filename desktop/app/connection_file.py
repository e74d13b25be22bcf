"""What joins a computer to its office's server: one file, made where the server is administered."""

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.x509 import load_pem_x509_certificates

from db.office_server import filling, reach
from desktop import settings
from desktop.app import authority, office_server
from desktop.app.whereabouts import database_of, files_of, is_there, put_aside
from desktop.keys import slots
from desktop.paths import Places
from desktop.ports import KeyStore
from desktop.settings import Settings
from domain.errors import InvalidInput, KnownError, NewerVersion
from domain.files import in_words

FORMAT = "ventanilla-conexion"
VERSION = 1
SUFFIX = ".ventanilla"
_LARGEST = 200_000
_PASSWORD_LETTERS = 64


class HasOwnOffice(KnownError):
    """This computer has an office's data of its own."""

    what = "Este equipo tiene los datos de una oficina propia."
    kept = "No se cambió nada."
    todo = (
        "Para llevarlos al servidor use «ventanilla office move». Para dejarlos a un lado, sin"
        " borrarlos, repita la orden con «--put-aside»."
    )


@dataclass(frozen=True, slots=True)
class ConnectionFile:
    """The way of one computer into its office's server.

    Attributes:
        workstation: the computer's name at the server.
        server: in libpq's words, without the password.
        password: of its login: 32 random bytes in hexadecimal.
        certificate: of who vouches for the server, in PEM; empty for one on this very computer.
    """

    workstation: str
    server: str
    password: str = field(repr=False)
    certificate: str

    def write(self, folder: Path) -> Path:
        """Write the file, for this account's eyes only, over none that is there.

        Raises:
            InvalidInput: there is one of that name.
            DiskFull, DatabaseReadOnly, DatabaseUnreachable: the folder refused.
        """
        kept = "".join(char for char in self.workstation if char.isalnum() or char in "-_ ")
        path = folder / f"{kept.strip() or 'equipo'}{SUFFIX}"
        body = {
            "format": FORMAT,
            "version": VERSION,
            "workstation": self.workstation,
            "server": self.server,
            "password": self.password,
            "certificate": self.certificate,
        }
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(json.dumps(body, indent=1, ensure_ascii=False) + "\n")
        except FileExistsError as exc:
            raise InvalidInput(
                f"Ya existe «{path}».", todo="Muévalo o elija otra carpeta."
            ) from exc
        except OSError as exc:
            raise in_words(exc) from exc
        return path

    def keep(self, places: Places, store: KeyStore) -> bool:
        """Keep certificate and password on this computer; tell whether the keyring took it.

        Raises:
            KnownError: the folder or the keyring refused.
        """
        places.prepare()
        office_server.keep_authority(places, self.certificate)
        return office_server.keep_password(places, self.server, self.password, store)


def read(path: Path) -> ConnectionFile:
    """Read a file as ``ConnectionFile.write`` made it.

    Raises:
        InvalidInput: it is none, or damaged.
        NewerVersion: a later program made it.
    """
    try:
        with path.open("rb") as file:
            body = json.loads(file.read(_LARGEST))
        if body["format"] != FORMAT:
            raise ValueError("another format")
        if body["version"] > VERSION:
            raise NewerVersion
        names = ("workstation", "server", "password", "certificate")
        found = ConnectionFile(*(str(body[name]) for name in names))
        bytes.fromhex(found.password)
        if len(found.password) != _PASSWORD_LETTERS or "\x00" in found.server:
            raise ValueError("not its password")
        settings.check("server", found.server)
        reach.parts_of(found.server)
    except OSError as exc:
        raise InvalidInput(f"No se puede leer «{path}».") from exc
    except NewerVersion:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, KnownError) as exc:
        raise InvalidInput(
            f"«{path.name}» no es un archivo de conexión, o está dañado.",
            todo="Pida otro a quien administra el servidor.",
        ) from exc
    return found


def certificate_of(path: Path | None) -> str:
    """Return the text of a certificate; empty for none.

    Raises:
        InvalidInput: it is none.
    """
    if path is None:
        return ""
    try:
        content = path.read_bytes()[:_LARGEST]
        load_pem_x509_certificates(content)
        return content.decode("ascii")
    except (OSError, ValueError) as exc:
        raise InvalidInput(
            f"«{path}» no es un certificado.", todo="Indique el archivo .pem de la autoridad."
        ) from exc


def join(
    places: Places, store: KeyStore, connection: ConnectionFile, *, aside: bool = False
) -> Settings:
    """Join this computer to its office's server, once it was seen to work; erases nothing.

    Args:
        aside: an office that this computer has of its own is put aside.

    Raises:
        HasOwnOffice: it has one, and is not to put it aside.
        KnownError: the server cannot be worked with; nothing was changed.
    """
    now = datetime.now(UTC)
    chosen = settings.load(places.settings, now).settings
    database = database_of(places, chosen)
    own = not chosen.server and is_there(database)
    if own and not aside:
        raise HasOwnOffice
    office = _tried(connection)
    if office != chosen.office_id:
        authority.forget(places)
    connection.keep(places, store)
    if own:
        put_aside((*files_of(database), *slots.copies(database)), now)
    return settings.change(
        places.settings,
        now,
        server=connection.server,
        office_id=office,
        workstation=chosen.workstation or connection.workstation,
    )


def _tried(connection: ConnectionFile) -> str:
    """Connect as this computer would, and return the office's id; empty before the first start."""
    handle, name = tempfile.mkstemp(prefix="ventanilla-", suffix=".pem")
    certificate = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(connection.certificate)
        if not connection.certificate:
            certificate.unlink()
        engine = office_server.try_out(
            reach.secured(connection.server, certificate), connection.password
        )
        try:
            office_server.require_schema(engine)
            office = filling.office_of(engine)
        finally:
            engine.dispose()
    finally:
        with suppress(FileNotFoundError):
            certificate.unlink()
    return str(office) if office is not None else ""
