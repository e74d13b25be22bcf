"""A maker of readers, for tests: an authority of its own and the certificates it gives."""

import base64
import functools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.tls import Authority, authority

_DAY = timedelta(days=1)


@functools.cache
def reader_key() -> rsa.RSAPrivateKey:
    """The key of the reader; made once, it takes a while."""
    return rsa.generate_private_key(65537, 2048)


def base64url(raw: bytes) -> str:
    """Return bytes as tokens write them."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Maker:
    """A maker: its authority, one below it, and what both sign."""

    def __init__(self) -> None:
        self.root = authority("Fabricante de prueba")
        key = ec.generate_private_key(ec.SECP256R1())
        between = _begun("Lectores de prueba", self.root, key.public_key(), -_DAY, _DAY)
        between = between.add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        self.between = Authority(key, between.sign(self.root.key, SHA256()))

    def chain(
        self,
        *,
        begins: timedelta = -_DAY,
        ends: timedelta = _DAY,
        key: rsa.RSAPrivateKey | None = None,
        signer: Authority | None = None,
    ) -> list[x509.Certificate]:
        """Return the certificate of a reader, and the one between it and the root."""
        by = signer or self.between
        public = (key or reader_key()).public_key()
        leaf = _begun("Lector 1", by, public, begins, ends).sign(by.key, SHA256())
        return [leaf, self.between.certificate]

    def self_signed(self) -> list[x509.Certificate]:
        """Return a certificate that only the reader itself vouches for."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Lector 1")])
        begun = _begun("Lector 1", None, reader_key().public_key(), -_DAY, _DAY)
        return [begun.issuer_name(name).sign(reader_key(), SHA256())]

    def taken_back(self, certificate: x509.Certificate) -> bytes:
        """Return the list of what was revoked, with that certificate on it."""
        now = datetime.now(UTC)
        one = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number)
        return (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.between.certificate.subject)
            .last_update(now - _DAY)
            .next_update(now + _DAY)
            .add_revoked_certificate(one.revocation_date(now - _DAY).build())
            .sign(self.between.key, SHA256())
            .public_bytes(Encoding.PEM)
        )


def _begun(
    name: str,
    issuer: Authority | None,
    key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey,
    begins: timedelta,
    ends: timedelta,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    begun = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begins)
        .not_valid_after(now + ends)
    )
    return begun if issuer is None else begun.issuer_name(issuer.certificate.subject)


def token(
    payload: dict[str, Any] | bytes, chain: list[x509.Certificate], *, alg: str = "RS256"
) -> str:
    """Return a payload as the reader signs it."""
    beside = [base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in chain]
    header = {"alg": alg, "typ": "JWT", "x5c": beside}
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    signed = f"{base64url(json.dumps(header).encode())}.{base64url(raw)}"
    signature = reader_key().sign(signed.encode(), padding.PKCS1v15(), SHA256())
    return f"{signed}.{base64url(signature)}"
