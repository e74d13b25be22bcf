"""Who signed an answer, and whether that may be believed.

An answer is a JSON Web Signature (RFC 7515) of one kind only: RS256, with the certificates of its
signer beside it (``x5c``). They must lead to one of the makers' certificates that the
administrator put in a folder of this computer. What the header says of algorithms is only
compared, never followed (docs/decisions/0108).
"""

import base64
import binascii
import json
import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from desktop.drivers.sbi import words
from desktop.ports.kit import ReaderProtocol

_log = logging.getLogger(__name__)
_MOST_CERTIFICATES = 5
_DEEPEST = 4
_SMALLEST_KEY = 2048
_LARGEST_FILE = 1 << 20
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*={0,2}\Z")


@dataclass(frozen=True, slots=True)
class Signed:
    """What a trusted reader signed.

    Attributes:
        payload: what was signed.
        certificate: SHA-256 of the certificate that signed, in hex.
    """

    payload: bytes
    certificate: str


@dataclass(frozen=True, slots=True)
class Trust:
    """The makers' certificates of this computer, and what they took back."""

    folder: Path
    anchors: Sequence[x509.Certificate]
    revoked: Sequence[x509.CertificateRevocationList]

    def verified(self, token: str, now: datetime) -> Signed:
        """Return what was signed.

        Raises:
            ReaderUntrusted: the signature, or who signed, cannot be trusted.
            ReaderProtocol: it is no such token at all.
        """
        parts = token.split(".")
        if len(parts) != 3:
            raise ReaderProtocol
        header, payload, signature = map(from_base64url, parts)
        chain = _certificates(header)
        if not self.anchors:
            raise words.no_anchors(str(self.folder))
        leaf = chain[0]
        key = leaf.public_key()
        if not isinstance(key, rsa.RSAPublicKey) or key.key_size < _SMALLEST_KEY:
            raise words.bad_signature()
        try:
            key.verify(signature, f"{parts[0]}.{parts[1]}".encode(), padding.PKCS1v15(), SHA256())
        except InvalidSignature:
            raise words.bad_signature() from None
        self._check_chain(leaf, chain[1:], now)
        return Signed(payload, leaf.fingerprint(SHA256()).hex())

    def _check_chain(
        self, leaf: x509.Certificate, between: list[x509.Certificate], now: datetime
    ) -> None:
        if now > leaf.not_valid_after_utc:
            raise words.expired()
        if now < leaf.not_valid_before_utc:
            raise words.not_yet()
        verifier = (
            PolicyBuilder()
            .store(Store(list(self.anchors)))
            .time(now)
            .max_chain_depth(_DEEPEST)
            .extension_policies(ca_policy=_AUTHORITY, ee_policy=_READER)
            .build_client_verifier()
        )
        try:
            chain = verifier.verify(leaf, between).chain
        except VerificationError:
            raise words.unknown_maker() from None
        for one, issuer in pairwise(chain):
            if self._taken_back(one, issuer):
                raise words.revoked()

    def _taken_back(self, one: x509.Certificate, issuer: x509.Certificate) -> bool:
        key = issuer.public_key()
        return any(
            listed.issuer == one.issuer
            and listed.get_revoked_certificate_by_serial_number(one.serial_number) is not None
            and isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey)
            and listed.is_signature_valid(key)
            for listed in self.revoked
        )


def load(folder: Path) -> Trust:
    """Return the certificates (``.pem``, ``.crt``, ``.cer``) and revocations (``.crl``) there.

    A file that is neither is told in the log and left out; no folder is an empty one.
    """
    anchors: list[x509.Certificate] = []
    revoked: list[x509.CertificateRevocationList] = []
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            match file.suffix.lower():
                case ".pem" | ".crt" | ".cer":
                    anchors += _anchors(_read(file))
                case ".crl":
                    revoked.append(_revocations(_read(file)))
        except (OSError, ValueError):
            _log.warning("a certificate of readers cannot be used: %s", file.name)
    return Trust(folder, anchors, revoked)


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_LARGEST_FILE)


def _anchors(raw: bytes) -> Iterable[x509.Certificate]:
    if b"-----BEGIN" in raw:
        return x509.load_pem_x509_certificates(raw)
    return [x509.load_der_x509_certificate(raw)]


def _revocations(raw: bytes) -> x509.CertificateRevocationList:
    return x509.load_pem_x509_crl(raw) if b"-----BEGIN" in raw else x509.load_der_x509_crl(raw)


# ------------------------------------------------------------------------------ the token
def from_base64url(text: str) -> bytes:
    """Return what was written in base64url, with or without its padding. Raises ReaderProtocol."""
    if not _BASE64URL.match(text):
        raise ReaderProtocol
    try:
        return base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        raise ReaderProtocol from None


def read_json(raw: bytes | str) -> Any:
    """Return what JSON says. Raises ReaderProtocol."""
    try:
        return json.loads(raw, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise ReaderProtocol from None


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _certificates(header: bytes) -> list[x509.Certificate]:
    says = read_json(header)
    if not isinstance(says, dict) or says.get("alg") != "RS256" or "crit" in says:
        raise words.bad_signature()
    beside = says.get("x5c")
    if not isinstance(beside, list) or not 1 <= len(beside) <= _MOST_CERTIFICATES:
        raise words.bad_signature()
    try:
        return [
            x509.load_der_x509_certificate(base64.b64decode(one, validate=True)) for one in beside
        ]
    except (ValueError, TypeError):
        raise words.bad_signature() from None


# ------------------------------------------------------------------------------ the chain
def _must_be_authority(
    _policy: Policy, _certificate: x509.Certificate, found: x509.BasicConstraints
) -> None:
    if not found.ca:
        raise ValueError("not an authority")


def _must_sign_certificates(
    _policy: Policy, _certificate: x509.Certificate, found: x509.KeyUsage | None
) -> None:
    if found is not None and not found.key_cert_sign:
        raise ValueError("may not sign certificates")


def _must_sign(
    _policy: Policy, _certificate: x509.Certificate, found: x509.KeyUsage | None
) -> None:
    if found is not None and not found.digital_signature:
        raise ValueError("may not sign")


# Readers' certificates are no web servers': they need no name of a host, and no purpose of the web.
_AUTHORITY = (
    ExtensionPolicy.permit_all()
    .require_present(x509.BasicConstraints, Criticality.AGNOSTIC, _must_be_authority)
    .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _must_sign_certificates)
)
_READER = ExtensionPolicy.permit_all().may_be_present(
    x509.KeyUsage, Criticality.AGNOSTIC, _must_sign
)
