"""The electronic signatures of a PDF, checked: who, by whose word, when, and what came afterwards.

Runs in the process that reads files from outside (``desktop.scanning``), never in the program, and
asks nothing of the network: whom to trust and what was revoked is handed over or lies in the file.

Sources: ISO 32000-2, 12.8; ETSI EN 319 142-1 (PAdES) and EN 319 102-1 (how one is checked);
RFC 5280, 6960 and 3161; ``docs/decisions/0119``.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from io import BytesIO
from itertools import islice

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    SignatureCoverageLevel,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.generic_cms import (
    extract_tst_data_iter,
    message_imprint_checker,
    validate_tst_signed_data,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import TimestampSignatureStatus

from desktop.signatures.changes import POLICY, changed
from desktop.signatures.holder import holder_of, name_of
from desktop.signatures.trust import IF_KNOWN, UNCHECKED, Evidence, distrusted, gather, standing
from domain.signatures import Signature, SignatureReport, SignatureState, may_be_signed

MOST_SIGNATURES = 50
"""More in one file are not looked at: nobody signs so, and each takes its time."""
_AHEAD = timedelta(days=1)
"""So far ahead of ours the clock of who signed may be; beyond, it is not believed."""
_ECUADOR = timezone(timedelta(hours=-5))
"""A date without a zone was written by a clock of here (ISO 32000-1, 7.9.4 leaves it open)."""
_WEAK_KINDS = ("/adbe.x509.rsa_sha1", "/adbe.pkcs7.sha1")
_ANY_USE = KeyUsageConstraints(key_usage=set())  # looked at by ``trust``, with words of its own

_BY_ITS_DATE = (
    SignatureState.VALID,
    SignatureState.REVOCATION_UNKNOWN,
    SignatureState.REVOKED,
)

_TOO_MANY = "El archivo dice tener demasiadas firmas."
_DAMAGED = "La firma o el archivo están dañados."
_UNPROVEN = "La fecha es la que declara quien firmó; no la prueba un sello de tiempo."
_FUTURE = "Declara una fecha que aún no llega; se comprobó a la de hoy."

# pyhanko tells its log whom a certificate names.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


def check(
    data: bytes, anchors: Sequence[bytes], revocations: Sequence[bytes], at: datetime
) -> SignatureReport:
    """Return what the electronic signatures of a PDF come to; never raises for what is in it.

    Args:
        data: the file.
        anchors: certificates (DER) of the authorities that are trusted; nobody else is.
        revocations: revocation lists (CRL, DER) besides those in the file.
        at: the moment of checking, aware.
    """
    if not may_be_signed(data):
        return SignatureReport((), at)
    try:
        found = asyncio.run(_check_all(data, anchors, revocations, at))
    except Exception:  # noqa: BLE001  what is in the file may break any part of what reads it
        found = (_unreadable(_DAMAGED),)
    return SignatureReport(found, at)


async def _check_all(
    data: bytes, anchors: Sequence[bytes], revocations: Sequence[bytes], at: datetime
) -> tuple[Signature, ...]:
    # Not strictly: Word's files, the most usual ones, are written in two ways at once.
    reader = PdfFileReader(BytesIO(data), strict=False)
    if reader.encrypted:
        reader.decrypt(b"")
    fields = list(islice(enumerate_sig_fields(reader, filled_status=True), MOST_SIGNATURES + 1))
    if len(fields) > MOST_SIGNATURES:
        return (_unreadable(_TOO_MANY),)
    evidence = gather(reader, anchors, revocations, at)
    signed: list[EmbeddedPdfSignature] = []
    stamps: list[EmbeddedPdfSignature] = []
    broken: list[Signature] = []
    for name, _value, field in fields:
        try:
            one = EmbeddedPdfSignature(reader, field, name)
        except Exception:  # noqa: BLE001  one that is broken does not hide the others
            broken.append(_unreadable(_DAMAGED))
            continue
        (stamps if one.sig_object_type == "/DocTimeStamp" else signed).append(one)
    signed.sort(key=lambda one: one.signed_revision)
    proofs = [proof for one in stamps if (proof := await _covered(one, evidence)) is not None]
    last = max(
        (*(one.signed_revision for one in signed), *(number for number, _ in proofs)), default=0
    )
    checked = []
    for one in signed:
        by_file = min((t for number, t in proofs if number >= one.signed_revision), default=None)
        try:
            checked.append(await _check_one(one, evidence, data, by_file, last))
        except Exception:  # noqa: BLE001  as above
            checked.append(_unreadable(_DAMAGED))
    return (*checked, *broken)


async def _check_one(
    one: EmbeddedPdfSignature,
    evidence: Evidence,
    data: bytes,
    by_file: datetime | None,
    last: int,
) -> Signature:
    """Return what one signature comes to.

    Args:
        by_file: the moment that a timestamp of the whole file proves.
        last: the last revision of the file that somebody signed or stamped.
    """
    certificate: x509.Certificate = one.signer_cert
    begin, end = certificate.not_valid_before, certificate.not_valid_after
    by_own = await _stamped_at(one, evidence)
    proven = min((moment for moment in (by_own, by_file) if moment is not None), default=None)
    claimed = _declared(one)
    future = proven is None and claimed is not None and claimed > evidence.at + _AHEAD
    moment = proven or (None if future else claimed) or evidence.at
    holder = holder_of(certificate)
    signature = Signature(
        SignatureState.WEAK,
        holder.name,
        holder.document,
        holder.ruc,
        holder.organisation,
        name_of(certificate.issuer),
        format(certificate.serial_number, "X"),
        proven or claimed,
        proven is not None,
        begin,
        end,
        begin <= evidence.at <= end,
    )
    if one.sig_object.get("/SubFilter") in _WEAK_KINDS:
        return signature
    status = await async_validate_pdf_signature(
        one,
        # Within the certificate's own time, so that who gave it is told from whether it held.
        evidence.context(min(max(moment, begin), end), UNCHECKED),
        evidence.context(moment, IF_KNOWN),
        diff_policy=POLICY,
        key_usage_settings=_ANY_USE,
    )
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    signature = replace(signature, covers_all=whole)
    if why := changed(one, status, data, last):
        return replace(signature, state=SignatureState.ALTERED, detail=why)
    if not status.valid:
        return replace(signature, state=SignatureState.UNREADABLE, detail=_DAMAGED)
    found = distrusted(certificate, status)
    if found is None:
        assert status.validation_path is not None
        found = await standing(status.validation_path, evidence, moment, proven=proven is not None)
    words = [found.words]
    if future:
        words.append(_FUTURE)
    elif proven is None and found.state in _BY_ITS_DATE:
        words.append(_UNPROVEN)
    return replace(
        signature,
        state=found.state,
        revoked_at=found.revoked_at,
        valid_now=signature.valid_now and found.revoked_at is None,
        detail=" ".join(word for word in words if word),
    )


def _declared(one: EmbeddedPdfSignature) -> datetime | None:
    """Return the moment that the signer's computer declares, if it does."""
    moment = one.self_reported_timestamp
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=_ECUADOR)


async def _stamped_at(one: EmbeddedPdfSignature, evidence: Evidence) -> datetime | None:
    """Return the moment that a timestamp beside the signature proves, if it holds."""
    proven: list[datetime] = []
    with suppress(Exception):  # a stamp that cannot be read proves nothing
        for stamp in extract_tst_data_iter(one.signer_info, signed=False):
            moment = stamp["encap_content_info"]["content"].parsed["gen_time"].native
            context = evidence.context(moment, IF_KNOWN)
            imprint = message_imprint_checker(one.signer_info)
            told = await validate_tst_signed_data(stamp, context, imprint)
            if TimestampSignatureStatus(**told).trusted:
                proven.append(moment)
    return min(proven, default=None)


async def _covered(stamp: EmbeddedPdfSignature, evidence: Evidence) -> tuple[int, datetime] | None:
    """Return the revision that a timestamp of the file covers, and its moment, if it holds."""
    with suppress(Exception):  # as above
        content = stamp.signed_data["encap_content_info"]["content"]
        moment: datetime = content.parsed["gen_time"].native
        context = evidence.context(moment, IF_KNOWN)
        status = await async_validate_pdf_timestamp(stamp, context, skip_diff=True)
        if status.trusted and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION:
            return stamp.signed_revision, moment
    return None


def _unreadable(words: str) -> Signature:
    return Signature(SignatureState.UNREADABLE, detail=words)
