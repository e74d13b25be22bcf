"""The authorities whose electronic signatures this computer accepts: certificates in a folder.

Beside them lie their revocation lists. What is put there by hand is read as well as what the
program put there; what cannot be read is told by its name, and never stands in the way.

Source: the folder is the administrator's choice; Ecuador's accredited authorities are ARCOTEL's to
name, and none comes with the program.
"""

from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from desktop.ports.trust import Authority, RevocationList, Trusted
from desktop.usecases.signature_checks import Trust
from domain.errors import InvalidInput, NotFound
from domain.files import in_words, replace_file
from domain.text import search_key

CERTIFICATES, LISTS = (".pem", ".crt", ".cer"), ".crl"
LARGEST_CERTIFICATE = 1 << 20
LARGEST_LIST = 32 << 20
"""Bytes; the largest list of an authority of Ecuador has some megabytes."""
MOST_FILES = 200
_PEM = b"-----BEGIN CERTIFICATE-----"
_TEXT_LIMIT = 200


class CertificateFolder:
    """The folder (``desktop.ports.trust.Certificates``)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> Trusted:
        """Return what lies in it, by name; never raises, nor asks that there be a folder."""
        authorities: dict[str, Authority] = {}
        lists: list[RevocationList] = []
        unread: list[str] = []
        for path in _files(self._folder):
            try:
                for found in self.read(path):
                    if isinstance(found, Authority):
                        authorities.setdefault(found.fingerprint, found)
                    else:
                        lists.append(found)
            except InvalidInput:
                unread.append(path.name)
        named = sorted(authorities.values(), key=lambda one: (search_key(one.name), one.file))
        return Trusted(tuple(named), tuple(lists), tuple(unread))

    def trust(self) -> Trust:
        """Return what signatures are checked by; never raises."""
        found = self.all()
        return Trust([one.der for one in found.authorities], [one.der for one in found.lists])

    def read(self, path: Path) -> tuple[Authority | RevocationList, ...]:
        """Return what a file holds: authorities, or one revocation list.

        Raises:
            InvalidInput: neither, or the certificate of somebody who is no authority.
        """
        is_list = path.suffix.lower() == LISTS
        most = LARGEST_LIST if is_list else LARGEST_CERTIFICATE
        try:
            with path.open("rb") as file:
                data = file.read(most + 1)
            if len(data) > most:
                raise ValueError("too large")
            if is_list:
                return (_list(path.name, data),)
            many = _PEM in data
            made = x509.load_pem_x509_certificates(data) if many else [_der(data)]
            return tuple(_authority(path.name, one) for one in made)
        except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as exc:
            raise InvalidInput(
                "El archivo no es un certificado ni una lista de revocación.",
                todo="Pida a la autoridad su certificado raíz o su lista (CRL).",
            ) from exc

    def add(self, found: Authority | RevocationList) -> None:
        """Accept an authority, or keep its list in the place of an older one.

        Raises:
            InvalidInput: the list that is kept is newer.
            DiskFull, DatabaseReadOnly, DatabaseUnreachable: nothing changed.
        """
        if isinstance(found, Authority):
            target = f"{_stem(found.name)}-{found.fingerprint[:8]}.cer"
        else:
            target = f"{_stem(found.authority)}-revocados{LISTS}"
            if any(one.file == target and one.made > found.made for one in self.all().lists):
                raise InvalidInput("Ya hay una lista más reciente de esa autoridad.")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self._folder / target, found.der)
        except OSError as exc:
            raise in_words(exc) from exc

    def remove(self, file: str) -> None:
        """Accept no longer what a file holds.

        Raises:
            NotFound: there is none of that name.
            DiskFull, DatabaseReadOnly, DatabaseUnreachable: nothing changed.
        """
        if file not in {path.name for path in _files(self._folder)}:
            raise NotFound("Ese certificado ya no está en este equipo.")
        try:
            (self._folder / file).unlink()
        except OSError as exc:
            raise in_words(exc) from exc


def _files(folder: Path) -> Iterator[Path]:
    wanted = {*CERTIFICATES, LISTS}
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix.lower() in wanted)
    except OSError:
        return
    yield from (path for path in found[:MOST_FILES] if path.is_file())


def _stem(name: str) -> str:
    return search_key(name).replace(" ", "-")[:60].strip("-") or "autoridad"


def _der(data: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(data)


def _authority(file: str, certificate: x509.Certificate) -> Authority:
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
        is_authority = constraints.value.ca
    except x509.ExtensionNotFound:
        is_authority = False
    if not is_authority:
        raise InvalidInput(
            "Ese certificado es de una persona o de un servicio, no de una autoridad.",
            todo="Pida el certificado raíz de la autoridad que lo emitió.",
        )
    root = certificate.issuer == certificate.subject
    return Authority(
        file,
        _name(certificate.subject),
        "" if root else _name(certificate.issuer),
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
        certificate.fingerprint(SHA256()).hex(),
        certificate.public_bytes(Encoding.DER),
    )


def _list(file: str, data: bytes) -> RevocationList:
    pem = data.lstrip().startswith(b"-----BEGIN")
    found = x509.load_pem_x509_crl(data) if pem else x509.load_der_x509_crl(data)
    return RevocationList(
        file,
        _name(found.issuer),
        found.last_update_utc,
        found.next_update_utc,
        found.public_bytes(Encoding.DER),
    )


def _name(name: x509.Name) -> str:
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        for attribute in name.get_attributes_for_oid(oid):
            shown = "".join(char for char in str(attribute.value) if char.isprintable()).strip()
            if shown:
                return shown[:_TEXT_LIMIT]
    return "Autoridad sin nombre"
