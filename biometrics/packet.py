"""The packet of one capture: its pictures, signed and sealed in the moment they are confirmed.

A packet tells which enrolment it is of, and never whose: the name and the document travel apart.
Outside is the seal (HPKE, RFC 9180, base mode, to an X25519 key; its info names the office and the
enrolment, so that a packet opens as no other's). Inside is the workstation's Ed25519 signature,
and what it signs: a ZIP without compression of WSQ prints, the photograph, and ``manifest.json``.
The signature is checked before anything of the ZIP is read.

Source: design notes of the biometric kit, "Protection"; docs/decisions/0109.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.errors import KnownError
from domain.fingers import Finger

if TYPE_CHECKING:
    from cryptography.hazmat.primitives import hpke

FORMAT = "ventanilla-huellas"
VERSION = 1
LARGEST = 16 * 1024 * 1024
"""Bytes of a packet: forty prints and eleven photographs are under a fourth of it."""
_MOST_FILES = 64
_MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 64 * 1024
_SIGNATURE = 64
_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest of a ZIP; the same packet gives the same bytes


class PacketError(KnownError):
    """A packet cannot be used."""

    what = "El paquete de huellas no se puede usar."
    kept = "No se guardó nada de él."
    todo = "La captura debe repetirse."


class PacketUnopened(PacketError):
    """It does not open: another key, another enrolment or office, or it was changed."""

    what = (
        "El paquete de huellas no se abre: es de otra clave o de otro enrolamiento, o fue alterado."
    )


class PacketUnsigned(PacketError):
    """None of the workstations that were asked about signed it."""

    what = "El paquete de huellas no lleva la firma de un equipo conocido."


class PacketDamaged(PacketError):
    """It is signed, and not what a packet holds."""

    what = "El paquete de huellas está dañado."


@dataclass(frozen=True, slots=True)
class Impression:
    """One impression of a finger.

    Attributes:
        quality: NFIQ 2, 0 to 100.
        wsq: the picture; ``biometrics.interchange`` reads it.
    """

    finger: Finger
    quality: int
    wsq: bytes = field(repr=False)
    ppi: int = 500


@dataclass(frozen=True, slots=True)
class Packet:
    """What a packet holds.

    Attributes:
        workstation: as its operations are signed.
        captured_at: UTC.
        reader, serial: model and serial number.
        photo: JPEG; empty where there is none.
        evidence: photographs of fingers that are left out, JPEG.
    """

    enrolment_id: UUID
    office_id: UUID
    workstation: str
    captured_at: datetime
    reader: str
    serial: str
    impressions: tuple[Impression, ...]
    photo: bytes = field(default=b"", repr=False)
    evidence: tuple[tuple[Finger, bytes], ...] = field(default=(), repr=False)


def digest(sealed: bytes) -> str:
    """Return what names a sealed packet: its SHA-256, hex."""
    return hashlib.sha256(sealed).hexdigest()


def pack(packet: Packet) -> bytes:
    """Return the ZIP of a packet; the same packet gives the same bytes."""
    files: dict[str, bytes] = {}
    prints = []
    for number, one in enumerate(packet.impressions):
        name = f"{one.finger:02d}-{number:02d}.wsq"
        files[name] = one.wsq
        prints.append(
            {"finger": int(one.finger), "quality": one.quality, "ppi": one.ppi, "file": name}
        )
    evidence = []
    for finger, photo in packet.evidence:
        name = f"{finger:02d}.jpg"
        files[name] = photo
        evidence.append({"finger": int(finger), "file": name})
    if packet.photo:
        files["photo.jpg"] = packet.photo
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "enrolment": str(packet.enrolment_id),
        "office": str(packet.office_id),
        "workstation": packet.workstation,
        "captured_at": packet.captured_at.isoformat(),
        "reader": packet.reader,
        "serial": packet.serial,
        "prints": prints,
        "evidence": evidence,
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(
            zipfile.ZipInfo(_MANIFEST, _DAY),
            json.dumps(manifest, separators=(",", ":"), sort_keys=True),
        )
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _DAY), data)
    return kept.getvalue()


def seal(packet: Packet, signing_key: bytes, public_key: bytes) -> bytes:
    """Return a packet signed and sealed; some milliseconds.

    Args:
        signing_key: the workstation's private Ed25519 key, 32 bytes.
        public_key: the X25519 key of who may open it, 32 bytes.

    Raises:
        PacketError: it is too large.
        ValueError: ``public_key`` is no X25519 key.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    content = pack(packet)
    bound = _bound(packet.office_id, packet.enrolment_id)
    key = Ed25519PrivateKey.from_private_bytes(signing_key)
    return _sealed(key.sign(_to_sign(bound, content)) + content, public_key, bound)


def reseal(
    sealed: bytes, private_key: bytes, public_key: bytes, office_id: UUID, enrolment_id: UUID
) -> bytes:
    """Return a packet sealed to another key, its signature as it was.

    Raises:
        PacketUnopened: ``private_key`` does not open it.
    """
    bound = _bound(office_id, enrolment_id)
    return _sealed(_unsealed(sealed, private_key, bound), public_key, bound)


def open_packet(
    sealed: bytes,
    private_key: bytes,
    verify_keys: Collection[bytes],
    office_id: UUID,
    enrolment_id: UUID,
) -> Packet:
    """Return what a sealed packet holds, once it is proved whose it is.

    Args:
        private_key: the X25519 key it was sealed to, 32 bytes.
        verify_keys: public Ed25519 keys of the office's workstations.
        office_id, enrolment_id: of which it must be.

    Raises:
        PacketUnopened, PacketUnsigned, PacketDamaged: as their names say.
    """
    bound = _bound(office_id, enrolment_id)
    signed = _unsealed(sealed, private_key, bound)
    signature, content = signed[:_SIGNATURE], signed[_SIGNATURE:]
    _require_signature(signature, _to_sign(bound, content), verify_keys)
    try:
        packet = _read(content)
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,  # a date, an id or a finger that is none; text that is no UTF-8
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
        RuntimeError,  # encrypted
        EOFError,
    ) as exc:
        raise PacketDamaged from exc
    if (packet.office_id, packet.enrolment_id) != (office_id, enrolment_id):
        raise PacketDamaged
    return packet


# ------------------------------------------------------------------------------- inside


def _bound(office_id: UUID, enrolment_id: UUID) -> bytes:
    return b"|".join((FORMAT.encode(), bytes([VERSION]), office_id.bytes, enrolment_id.bytes))


def _to_sign(bound: bytes, content: bytes) -> bytes:
    # Its hash, so that asking several keys costs the same whatever the size.
    return b"firma|" + bound + hashlib.sha256(content).digest()


def _sealed(signed: bytes, public_key: bytes, bound: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    if len(signed) > LARGEST:
        raise PacketError("La captura es demasiado grande para enviarla.")
    return _suite().encrypt(signed, X25519PublicKey.from_public_bytes(public_key), info=bound)


def _unsealed(sealed: bytes, private_key: bytes, bound: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    if len(sealed) > LARGEST + 1024:
        raise PacketUnopened
    key = X25519PrivateKey.from_private_bytes(private_key)
    try:
        return _suite().decrypt(sealed, key, info=bound)
    except (InvalidTag, ValueError) as exc:
        raise PacketUnopened from exc


def _suite() -> "hpke.Suite":
    from cryptography.hazmat.primitives import hpke

    return hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def _require_signature(signature: bytes, signed: bytes, keys: Collection[bytes]) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    for key in keys:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)
        except (InvalidSignature, ValueError):
            continue
        return
    raise PacketUnsigned


def _read(content: bytes) -> Packet:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        listed = archive.infolist()
        _require_plain(listed, len(content))
        manifest: Any = json.loads(archive.read(_MANIFEST))
        if (manifest["format"], manifest["version"]) != (FORMAT, VERSION):
            raise PacketDamaged
        hashes: Mapping[str, str] = manifest["sha256"]
        files = {one.filename: archive.read(one) for one in listed if one.filename != _MANIFEST}
    if {name: hashlib.sha256(data).hexdigest() for name, data in files.items()} != hashes:
        raise PacketDamaged
    return Packet(
        UUID(manifest["enrolment"]),
        UUID(manifest["office"]),
        str(manifest["workstation"]),
        _moment(manifest["captured_at"]),
        str(manifest["reader"]),
        str(manifest["serial"]),
        tuple(
            Impression(
                Finger(one["finger"]), int(one["quality"]), files[one["file"]], int(one["ppi"])
            )
            for one in manifest["prints"]
        ),
        files.get("photo.jpg", b""),
        tuple((Finger(one["finger"]), files[one["file"]]) for one in manifest["evidence"]),
    )


def _require_plain(listed: list[zipfile.ZipInfo], size: int) -> None:
    """Insist on files that are stored as they are, each once. Raises PacketDamaged."""
    names = {one.filename for one in listed}
    if len(listed) > _MOST_FILES or len(names) != len(listed) or _MANIFEST not in names:
        raise PacketDamaged
    if any(one.compress_type != zipfile.ZIP_STORED for one in listed):
        raise PacketDamaged
    if sum(one.file_size for one in listed) > size:
        raise PacketDamaged
    if any(one.filename == _MANIFEST and one.file_size > _LARGEST_MANIFEST for one in listed):
        raise PacketDamaged


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise PacketDamaged
    return moment
