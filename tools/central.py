"""The centre, to try out: ``make central``.

A PostgreSQL of the development package and the real server over it, ended together by Ctrl+C. Its
data are kept; it needs no root and no network but this computer's.
"""

import argparse
import ipaddress
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from central.__main__ import main as central
from central.commands.base import ENVIRONMENT
from db.central.administration import DATABASE
from tools.postgres import running

OFFICES = (("UIO", "Quito"), ("GYE", "Guayaquil"), ("CUE", "Cuenca"))
_VALIDITY = timedelta(days=1)


def main() -> int:
    """Run the database and the server until Ctrl+C; return the exit status."""
    parser = argparse.ArgumentParser(prog="make central", description="El centro, para probarlo.")
    parser.add_argument("--folder", type=Path, default=_folder(), help="donde quedan sus datos")
    parser.add_argument("--port", type=int, default=8443)
    parser.add_argument("--tls", action="store_true", help="con un certificado propio de prueba")
    told = parser.parse_args()
    folder: Path = told.folder.resolve()
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    with running(folder / "postgresql") as postgres:
        os.environ[ENVIRONMENT] = postgres.connected()
        if central(["init"]):
            return 1
        os.environ[ENVIRONMENT] = postgres.connected(DATABASE)
        key = folder / "sellado.pem"
        if not key.exists() and central(["sealing-key", str(key)]):
            return 1
        options = ["--port", str(told.port), "--sealing-key", f"{key}.pub"]
        if told.tls:
            options += _certified(folder)
        with _server(options) as (server, address), _searching(key):
            print(f"\nEl centro atiende en {address}")
            trusted = f" --ca {folder / 'ca.pem'}" if told.tls else ""
            print(f"Para enlazar una oficina: ventanilla link {address}{trusted}\n")
            for code, name in OFFICES:
                central(["code", code, "--minutes", str(int(_VALIDITY.total_seconds() // 60))])
                print(f"   ({name})")
            print("\nCtrl+C para terminar. Los datos quedan en", folder, flush=True)
            server.wait()
    return 0


def _folder() -> Path:
    # Root's server runs as nobody, who may not go through everybody's home.
    if os.geteuid() == 0:
        return Path("/var/lib/ventanilla-centro")
    return Path.home() / ".local/share/ventanilla-centro"


@contextmanager
def _server(options: list[str]) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Run the server; SIGINT and SIGTERM end it, and then this program."""
    with subprocess.Popen(
        [sys.executable, "-m", "central", "serve", *options], stdout=subprocess.PIPE, text=True
    ) as server:

        def end(_number: int, _frame: object) -> None:
            server.terminate()

        signal.signal(signal.SIGINT, end)
        signal.signal(signal.SIGTERM, end)
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            if address:
                yield server, address
            else:
                raise SystemExit(server.wait())
        finally:
            server.terminate()


@contextmanager
def _searching(key: Path) -> Iterator[None]:
    """Run the worker that opens captures and searches them, beside the server."""
    with subprocess.Popen(
        [sys.executable, "-m", "central", "biometrics", "--key", str(key)]
    ) as worker:
        try:
            yield
        finally:
            worker.terminate()


def _certified(folder: Path) -> list[str]:
    """Make a certificate of our own for trying out, once, and return the options that use it."""
    ca, certificate, key = folder / "ca.pem", folder / "centro.pem", folder / "centro.key"
    if not certificate.exists():
        made, authority = _authority()
        server = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        names: list[x509.GeneralName] = [
            x509.DNSName("localhost"),
            x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
        ]
        leaf = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]))
            .issuer_name(authority.subject)
            .public_key(server.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=90))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(made.public_key()),
                critical=False,
            )
            .sign(made, hashes.SHA256())
        )
        _keep(key, server)
        ca.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
        certificate.write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
    fingerprint = x509.load_pem_x509_certificate(ca.read_bytes()).fingerprint(hashes.SHA256())
    print(f"Certificado de prueba {ca}\n   SHA-256 {fingerprint.hex(':').upper()}")
    return ["--certificate", str(certificate), "--key", str(key), "--ca", str(ca)]


def _authority() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Make who signs the server's certificate; its key is not kept."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ventanilla, centro de prueba")])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=True, crl_sign=True,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=90))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def _keep(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


if __name__ == "__main__":
    sys.exit(main())
