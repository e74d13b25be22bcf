"""Electronic signatures for tests: authorities of their own, who has a certificate of them, lists of
what was revoked, a timestamp authority, and PDF signed by pyhanko itself.

Moments are fixed, so that every file is the same on any day: signed on ``SIGNED``, looked at on
``LOOKED``. Nobody's real certificate, name or cédula is among them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from asn1crypto import core, keys
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

SIGNED = datetime(2026, 5, 18, 14, 30, tzinfo=UTC)
LOOKED = datetime(2026, 5, 20, 15, 0, tzinfo=UTC)
FROM, UNTIL = datetime(2025, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
SECURITY_DATA = "1.3.6.1.4.1.37746.3"
"""Under it this authority keeps the signer's data (extension 1: cédula, 11: RUC)."""
CEDULA, RUC = "1710034065", "1760001550001"

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return a key, made once for all tests: it takes long."""
    return rsa.generate_private_key(65537, bits)


@dataclass(frozen=True, eq=False, slots=True)
class Party:
    """Who has a certificate, the key to it, and the certificates between it and its root."""

    key: Key
    certificate: x509.Certificate
    above: tuple[x509.Certificate, ...] = ()

    @property
    def der(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The certificate, as it is passed around in a file."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """Itself and what is above."""
        return (self.certificate, *self.above)


def authority(
    name: str,
    above: Party | None = None,
    *,
    begin: datetime = datetime(2016, 1, 1, tzinfo=UTC),
    end: datetime = datetime(2036, 1, 1, tzinfo=UTC),
) -> Party:
    """Return an authority, its own root or under another."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name)
    may = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    made = (
        _begun(subject, above.certificate.subject if above else subject, key, begin, end)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(may, critical=True)
    )
    signed = made.sign(above.key if above else key, SHA256())
    return Party(key, signed, () if above is None else above.chain)


def signer(
    above: Party,
    name: str = "CIFUENTES VELA ADRIANA",
    *,
    begin: datetime = FROM,
    end: datetime = UNTIL,
    data: Mapping[str, str] | None = None,
    inside: str = "extensions",
    subject: Sequence[tuple[x509.ObjectIdentifier, str]] = (),
    key: Key | None = None,
    may_sign: bool = True,
    purpose: x509.ObjectIdentifier | None = None,
    authority: bool = False,
) -> Party:
    """Return who has a certificate of an authority.

    Args:
        data: OID and text of what the authority says of its holder; a cédula of Security Data
            unless given.
        inside: ``extensions``, or ``names``: among the alternative names of the holder.
        subject: more of the holder's name.
        may_sign: the certificate is for signatures; else for something else.
        purpose: what it is for besides.
        authority: it says that it is an authority's.
    """
    key = key or ec.generate_private_key(ec.SECP256R1())
    whole = _name(name, *subject)
    made = _begun(whole, above.certificate.subject, key, begin, end)
    may = x509.KeyUsage(may_sign, may_sign, not may_sign, False, False, False, False, False, False)
    made = made.add_extension(may, critical=True)
    if authority:
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    if purpose is not None:
        made = made.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    made = made.add_extension(_WHERE_ASKED, critical=False)
    told = {f"{SECURITY_DATA}.1": CEDULA} if data is None else data
    if inside == "names" and told:
        others = [x509.OtherName(_oid(oid), _utf8(text)) for oid, text in told.items()]
        made = made.add_extension(x509.SubjectAlternativeName(others), critical=False)
    else:
        for oid, text in told.items():
            value = x509.UnrecognizedExtension(_oid(oid), _utf8(text))
            made = made.add_extension(value, critical=False)
    return Party(key, made.sign(above.key, SHA256()), above.chain)


def timestamper(above: Party, at: datetime) -> DummyTimeStamper:
    """Return a timestamp authority under another, whose clock stands at ``at``."""
    key = rsa_key()
    name = _name("Sello de tiempo de prueba")
    made = _begun(name, above.certificate.subject, key, FROM, UNTIL).add_extension(
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
    )
    party = Party(key, made.sign(above.key, SHA256()), above.chain)
    return DummyTimeStamper(_asn1(party.certificate), _key(key), _store(party), fixed_dt=at)


def crl(
    issuer: Party,
    revoked: Mapping[int, datetime] | None = None,
    *,
    made: datetime = LOOKED - _DAY,
    until: datetime = LOOKED + 30 * _DAY,
) -> bytes:
    """Return an authority's list of what it revoked: serial and moment of each."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(made)
        .next_update(until)
    )
    for serial, at in (revoked or {}).items():
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(issuer.key, SHA256()).public_bytes(Encoding.DER)


def answer(
    issuer: Party,
    party: Party,
    *,
    made: datetime = SIGNED,
    until: datetime = SIGNED + _DAY,
    revoked_at: datetime | None = None,
) -> bytes:
    """Return an authority's own answer (OCSP) on one certificate."""
    status = ocsp.OCSPCertStatus.GOOD if revoked_at is None else ocsp.OCSPCertStatus.REVOKED
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=party.certificate,
            issuer=issuer.certificate,
            algorithm=SHA256(),
            cert_status=status,
            this_update=made,
            next_update=until,
            revocation_time=revoked_at,
            revocation_reason=None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, issuer.certificate)
    )
    return builder.sign(issuer.key, SHA256()).public_bytes(Encoding.DER)


@dataclass(frozen=True, eq=False, slots=True)
class Proof:
    """What is put into the file with the signature (PAdES B-LT): roots, lists and answers."""

    roots: tuple[Party, ...]
    lists: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()


class _Signer(PdfSigner):
    """Signs at a moment that is told instead of the computer's."""

    at = SIGNED

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session

    def _enforce_certification_constraints(self, reader: object) -> None:
        """Sign whatever an earlier signature forbids, as a program does that does not care."""


def sign(
    pdf: bytes,
    party: Party,
    *,
    at: datetime = SIGNED,
    field: str = "Firma1",
    stamp: DummyTimeStamper | None = None,
    proof: Proof | None = None,
    pades: bool = True,
    digest: str = "sha256",
    certify: fields.MDPPerm | None = None,
    box: tuple[int, int, int, int] | None = None,
    password: str | None = None,
) -> bytes:
    """Return a PDF signed in one more revision of it, as FirmaEC does.

    Args:
        stamp: who proves the time (PAdES B-T).
        proof: what proves that the certificate was not revoked (PAdES B-LT).
        pades: else the older kind that Adobe made, which FirmaEC writes too.
        certify: what the signature allows afterwards.
        box: where it is shown on the first page; nowhere unless given.
        password: that opens it, where it is encrypted.
    """
    context = None
    if proof is not None:
        context = ValidationContext(
            trust_roots=[_asn1(root.certificate) for root in proof.roots],
            moment=at,
            crls=list(proof.lists),
            ocsps=[asn1_ocsp.OCSPResponse.load(one) for one in proof.answers],
            retroactive_revinfo=True,
        )
    meta = PdfSignatureMetadata(
        field_name=field,
        md_algorithm=digest,
        subfilter=fields.SigSeedSubFilter.PADES if pades else None,
        certify=certify is not None,
        docmdp_permissions=certify or fields.MDPPerm.FILL_FORMS,
        embed_validation_info=proof is not None,
        validation_context=context,
        signer_key_usage=set(),
    )
    own = _Signer(
        meta,
        SimpleSigner(_asn1(party.certificate), _key(party.key), _store(party)),
        timestamper=stamp,
        new_field_spec=fields.SigFieldSpec(field, box=box) if box else None,
    )
    own.at = at
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    if password is not None:
        writer.encrypt(password)
    made: BytesIO = own.sign_pdf(writer)
    return made.getvalue()


def stamp(pdf: bytes, by: DummyTimeStamper) -> bytes:
    """Return a PDF with a timestamp of the whole file (PAdES LTA)."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    made: BytesIO = PdfTimeStamper(by, "Sello").timestamp_pdf(writer, "sha256")
    return made.getvalue()


def with_answers(pdf: bytes, answers: Sequence[bytes]) -> bytes:
    """Return a signed PDF with answers on its certificates in it (DSS), added afterwards."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    streams = [writer.add_object(generic.StreamObject(stream_data=one)) for one in answers]
    store = {generic.pdf_name("/OCSPs"): generic.ArrayObject(streams)}
    writer.root[generic.pdf_name("/DSS")] = writer.add_object(generic.DictionaryObject(store))
    writer.update_root()
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def paper(words: str = "Solicito la creacion de un usuario.", pages: int = 1) -> bytes:
    """Return a small PDF that nobody signed, the same bytes for the same words."""
    from reportlab.pdfgen.canvas import Canvas

    target = BytesIO()
    canvas = Canvas(target, invariant=1)
    for number in range(pages):
        canvas.drawString(72, 720, f"{words} {number + 1}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


_WHERE_ASKED = x509.AuthorityInformationAccess(
    [
        x509.AccessDescription(
            AuthorityInformationAccessOID.OCSP,
            x509.UniformResourceIdentifier("http://ocsp.example"),
        )
    ]
)


def _name(common: str, *more: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    told = [(NameOID.COUNTRY_NAME, "EC"), *more, (NameOID.COMMON_NAME, common)]
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in told])


def _begun(
    subject: x509.Name, issuer: x509.Name, key: Key, begin: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
    )


def _oid(dotted: str) -> x509.ObjectIdentifier:
    return x509.ObjectIdentifier(dotted)


def _utf8(text: str) -> bytes:
    return bytes(core.UTF8String(text).dump())


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


def _key(key: Key) -> keys.PrivateKeyInfo:
    return keys.PrivateKeyInfo.load(
        key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    )


def _store(party: Party) -> SimpleCertificateStore:
    store = SimpleCertificateStore()
    for certificate in party.above:
        store.register(_asn1(certificate))
    return store
