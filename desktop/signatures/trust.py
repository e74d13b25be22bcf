"""Whether a certificate was given by somebody who is trusted, and held when it was used.

Sources: RFC 5280 (certificates, revocation lists), RFC 6960 (answers on one certificate), ETSI EN
319 102-1, 5.2 (in which order, and what proves what).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.validation import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import RevokedError, ValidationError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import (
    NO_REVOCATION,
    REQUIRE_REVINFO,
    CertRevTrustPolicy,
    FreshnessReqType,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.validate import async_validate_path

from desktop.signatures.holder import name_of
from domain.signatures import SignatureState

_SOFT = RevocationCheckingRule.CHECK_IF_DECLARED_SOFT
UNCHECKED = CertRevTrustPolicy(NO_REVOCATION)
"""Whoever gave it, revoked or not."""
IF_KNOWN = CertRevTrustPolicy(RevocationCheckingPolicy(_SOFT, _SOFT), retroactive_revinfo=True)
"""Not if it is known to be revoked."""
_PROVEN = CertRevTrustPolicy(REQUIRE_REVINFO, retroactive_revinfo=True)
_EVER_LISTED = CertRevTrustPolicy(
    # Whoever was once listed as revoked is so, however old the list is.
    RevocationCheckingPolicy(
        RevocationCheckingRule.CRL_OR_OCSP_REQUIRED, RevocationCheckingRule.NO_CHECK
    ),
    freshness=timedelta(days=365 * 100),
    freshness_req_type=FreshnessReqType.MAX_DIFF_REVOCATION_VALIDATION,
)

_OTHER_PURPOSES = frozenset({"server_auth", "time_stamping", "ocsp_signing", "code_signing"})
_WEAK = (
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
)
_UNTRUSTED = "La autoridad que emitió el certificado no está entre las que acepta este equipo."
_AUTHORITY_ENDED = "La autoridad que emitió el certificado ya estaba vencida."
_NO_LIST = "Falta la lista de revocación de {}."
_OLD_LIST = "La lista de revocación que hay no alcanza a la fecha de la firma."
_REVOKED_SINCE = "Se revocó después; un sello de tiempo prueba que la firma es anterior."


@dataclass(frozen=True, slots=True)
class Standing:
    """What a certificate comes to: a state, more words, and when it was revoked, if it was."""

    state: SignatureState
    words: str = ""
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What certificates are judged by.

    Attributes:
        anchors: roots that are trusted.
        others: certificates that may stand between, from the file or from this computer.
        lists, answers: what is known of revocations.
        at: the moment of checking.
    """

    anchors: tuple[x509.Certificate, ...]
    others: tuple[x509.Certificate, ...]
    lists: tuple[crl.CertificateList, ...]
    answers: tuple[ocsp.OCSPResponse, ...]
    at: datetime

    def context(self, moment: datetime, policy: CertRevTrustPolicy) -> ValidationContext:
        """Return a judgement as of a moment."""
        return ValidationContext(
            trust_roots=list(self.anchors),
            other_certs=self.others,
            moment=moment,
            crls=self.lists,
            ocsps=self.answers,
            revinfo_policy=policy,
        )

    def while_held(self, certificate: x509.Certificate) -> "Evidence":
        """Return it without what was issued after a certificate's end, which may leave it out.

        Source: RFC 5280, 3.3: a list need not name what has expired.
        """
        end = certificate.not_valid_after
        return replace(
            self,
            lists=tuple(
                one for one in self.lists if one.issuer != certificate.issuer or _issued(one) <= end
            ),
            answers=tuple(one for one in self.answers if _answered(one) <= end),
        )


def gather(
    reader: PdfFileReader, anchors: Sequence[bytes], revocations: Sequence[bytes], at: datetime
) -> Evidence:
    """Collect who is trusted and what is known of revocations; what is damaged is passed over.

    Of the authorities handed over, roots are trusted; one under another only fills the gap where
    a file does not bring it.
    """
    given = list(_each(x509.Certificate, anchors))
    roots = tuple(one for one in given if one.issuer == one.subject)
    between = [one for one in given if one.issuer != one.subject]
    between += _each(x509.Certificate, _kept(reader, "/Certs"))
    lists = tuple(_each(crl.CertificateList, (*revocations, *_kept(reader, "/CRLs"))))
    answers = tuple(
        one
        for one in _each(ocsp.OCSPResponse, _kept(reader, "/OCSPs"))
        if one["response_status"].native == "successful"
    )
    return Evidence(roots, tuple(between), lists, answers, at)


def distrusted(certificate: x509.Certificate, status: PdfSignatureStatus) -> Standing | None:
    """Return why a certificate is not that of a person whom somebody trusted vouches for."""
    problem = status.trust_problem_indic
    if problem in _WEAK:
        return Standing(SignatureState.WEAK)
    if problem is not None or status.validation_path is None:
        if status.error_time_horizon is not None:
            return Standing(SignatureState.EXPIRED, _AUTHORITY_ENDED)
        return Standing(SignatureState.UNKNOWN_ISSUER, _UNTRUSTED)
    return None if _may_sign(certificate) else Standing(SignatureState.UNSUITABLE)


async def standing(
    path: ValidationPath, evidence: Evidence, moment: datetime, *, proven: bool
) -> Standing:
    """Return whether a certificate held when it was used.

    Args:
        path: the certificate and who vouches for it, up to whom is trusted.
        evidence: what it is judged by.
        moment: when it was used.
        proven: a timestamp proves that moment; else it is only declared, and who lost the
            certificate could have declared any.
    """
    certificate = path.last
    between = tuple(path.iter_certs(include_root=False))  # they sign the lists of what they revoked
    evidence = replace(evidence, others=(*evidence.others, *between))
    revoked_at = await _revoked_at(path, evidence)
    if revoked_at is not None and not (proven and moment < revoked_at):
        return Standing(SignatureState.REVOKED, revoked_at=revoked_at)
    if moment < certificate.not_valid_before:
        return Standing(SignatureState.NOT_YET_VALID)
    if moment > certificate.not_valid_after:
        return Standing(SignatureState.EXPIRED)
    known = evidence.while_held(certificate)
    try:
        await async_validate_path(known.context(moment, _PROVEN), path)
    except ValidationError:
        return Standing(SignatureState.REVOCATION_UNKNOWN, _lacking(path, known))
    words = _REVOKED_SINCE if revoked_at is not None else ""
    return Standing(SignatureState.VALID, words, revoked_at)


async def _revoked_at(path: ValidationPath, evidence: Evidence) -> datetime | None:
    """Return when the certificate, or one above it, was revoked, if any list or answer says so."""
    certificates = list(path.iter_certs(include_root=False))
    while certificates:
        end = min(one.not_valid_after for one in certificates)
        context = evidence.context(min(evidence.at, end), _EVER_LISTED)
        *above, last = certificates
        try:
            await async_validate_path(context, ValidationPath(path.trust_anchor, above, last))
        except RevokedError as error:
            if not error.is_side_validation:
                moment: datetime = error.revocation_dt
                return moment
        except ValidationError:
            pass  # nothing is known of it
        certificates = above
    return None


def _lacking(path: ValidationPath, evidence: Evidence) -> str:
    have = {one.issuer.hashable for one in evidence.lists}
    issuers = [one.issuer for one in path.iter_certs(include_root=False)]
    missing = [name_of(issuer) for issuer in issuers if issuer.hashable not in have]
    return _NO_LIST.format(", ".join(missing)) if missing else _OLD_LIST


def _may_sign(certificate: x509.Certificate) -> bool:
    """Tell whether a certificate is for a person's signatures (RFC 5280, 4.2.1.3 and 4.2.1.12)."""
    use, purposes = certificate.key_usage_value, certificate.extended_key_usage_value
    if certificate.ca:
        return False
    if use is not None and not {"digital_signature", "non_repudiation"} & use.native:
        return False
    return purposes is None or not set(purposes.native) <= _OTHER_PURPOSES


def _issued(one: crl.CertificateList) -> datetime:
    moment: datetime = one["tbs_cert_list"]["this_update"].native
    return moment


def _answered(one: ocsp.OCSPResponse) -> datetime:
    moment: datetime = one.response_data["produced_at"].native
    return moment


def _kept(reader: PdfFileReader, what: str) -> list[bytes]:
    """Return what the file keeps to be checked by (ETSI EN 319 142-1, 5.4.2.2, ``/DSS``)."""
    found: list[bytes] = []
    with suppress(PdfError, ValueError, KeyError, TypeError, AttributeError):
        for one in reader.root["/DSS"][what]:
            raw: bytes = one.get_object().data
            found.append(raw)  # each by itself: one that is damaged only ends it
    return found


def _each(kind: Any, raws: Iterable[bytes]) -> Iterator[Any]:
    for raw in raws:
        with suppress(ValueError, TypeError):
            yield kind.load(raw, strict=True)
