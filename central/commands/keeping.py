"""Keys and backups: what must outlive the server."""

import argparse
import base64
import hashlib
import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from central.commands.base import Failure, administered, working
from central.rejudging import rejudge
from db.central import feed, offices, upkeep, workstations
from db.central.database import without_password


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what these commands take."""
    key = commands.add_parser("sealing-key", help="crear la clave de sellado del ministerio")
    key.add_argument("file", type=Path, help="clave privada; la pública queda al lado, .pub")
    key.set_defaults(run=make_sealing_key)
    backup = commands.add_parser("backup", help="respaldar la base y comprobar el respaldo")
    backup.add_argument("folder", type=Path, help="carpeta donde se guarda")
    backup.add_argument("--programs", type=Path, help="carpeta de pg_dump y pg_restore")
    backup.set_defaults(run=back_up)
    commands.add_parser(
        "restore-epoch", help="después de restaurar un respaldo: empezar otra época"
    ).set_defaults(run=begin_epoch)
    commands.add_parser(
        "recheck", help="después de actualizar: revisar lo que el centro no conocía"
    ).set_defaults(run=recheck)


def make_sealing_key(told: argparse.Namespace) -> None:
    """Make an X25519 key: its private half is the ministry's to keep away from the server."""
    key = X25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    name = hashlib.sha256(public).hexdigest()[:16]
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        _write_new(told.file, private, 0o600)
        told_public = {"id": name, "public": base64.b64encode(public).decode()}
        _write_new(Path(f"{told.file}.pub"), json.dumps(told_public).encode() + b"\n", 0o644)
    except FileExistsError as exc:
        raise Failure("Ya hay una clave con ese nombre: no se toca.") from exc
    except OSError as exc:
        raise Failure(f"No se puede guardar la clave: {exc}") from exc
    print(f"Clave {name}. Guarde «{told.file}» fuera de este servidor, con copia.")


def _write_new(path: Path, content: bytes, mode: int) -> None:
    """Write a file that must not be there yet, so that no key is ever written over."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def back_up(told: argparse.Namespace) -> None:
    """Dump the database, check what was written, and only then tell the offices that it is kept.

    What each office may forget is what was there before the dump began: that is in it for sure.
    """
    connected = administered(told)
    with working(connected) as work:
        heads = upkeep.heads(work.link)
    now = datetime.now(UTC)
    target = told.folder / f"centro-{now:%Y%m%dT%H%M%SZ}.dump"
    partial = target.with_suffix(".partial")
    bare, secret = without_password(connected)
    dumped = ("pg_dump", "--format=custom", "--no-password", f"--file={partial}", bare)
    try:
        told.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _run(told.programs, *dumped, PGPASSWORD=secret)
        _run(told.programs, "pg_restore", "--list", str(partial))
        partial.chmod(0o600)
        sha256 = _settled(partial)
        partial.replace(target)
    except OSError as exc:
        raise Failure(f"No se pudo respaldar: {exc}") from exc
    finally:
        partial.unlink(missing_ok=True)
    with working(connected) as work:
        for office_id, sequence in heads.items():
            offices.mark_backed_up(work.link, office_id, sequence)
        upkeep.note_backup(
            work.link, at=work.now, file=target.name, sha256=sha256, offices=len(heads)
        )
    print(f"Respaldo comprobado: {target} (SHA-256 {sha256}).")


def _run(folder: Path | None, program: str, *arguments: str, **more: str) -> None:
    command = [str(folder / program) if folder else program, *arguments]
    # A password goes by the environment: a command line can be seen by everybody.
    environment = os.environ | {name: value for name, value in more.items() if value}
    done = subprocess.run(
        command, capture_output=True, text=True, errors="replace", check=False, env=environment
    )
    if done.returncode:
        raise Failure(f"No se pudo respaldar: {done.stderr.strip()[-300:]}")


def _settled(path: Path) -> str:
    """Return the SHA-256 of a file that is on the disk and not only on its way there."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(2**20):
            digest.update(part)
        os.fsync(file.fileno())
    return digest.hexdigest()


def begin_epoch(told: argparse.Namespace) -> None:
    """Begin another epoch: what was told and received since the backup is lost here."""
    with working(administered(told)) as work:
        feed.begin_epoch(work.link, uuid4().hex)
        workstations.forget_nonces(work.link)
    print("Listo: las oficinas vuelven a ofrecer todo lo que guardan.")


def recheck(told: argparse.Namespace) -> None:
    """Take in what the centre did not know before it was brought up to date."""
    with working(administered(told)) as work:
        taken = rejudge(work)
    print(f"Operaciones recibidas después de revisar: {taken}.")
