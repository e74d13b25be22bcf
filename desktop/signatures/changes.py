"""Whether a signed PDF is still what was signed: nothing changed in it, nothing unsigned added to it.

Source: ISO 32000-2, 12.8.1 (what a signature covers) and 12.8.2.2 (what it lets change); ETSI EN
319 142-1, 5.4 and 5.5 (what may follow: timestamps, and proofs of validity).
"""

from pyhanko.pdf_utils.xref import XRefSectionType
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DiffResult,
    DocInfoRule,
    DSSCompareRule,
    FormUpdatingRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
)

POLICY = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),
        DocInfoRule().as_qualified(ModificationLevel.LTA_UPDATES),
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        DSSCompareRule().as_qualified(ModificationLevel.LTA_UPDATES),
        MetadataUpdateRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=FormUpdatingRule([SigFieldCreationRule(), SigFieldModificationRule()]),
)
"""What may follow a signature: more signatures, timestamps, and what proves them later. No field
filled in afterwards, which pyhanko's own policy lets pass."""

_CONTENT = "Su contenido no es el que se firmó."
_ADDED = "Después de la firma se añadió o cambió algo que nadie firmó."
_FORBIDDEN = "La firma no permitía ningún cambio posterior."
_PART = "La firma no cubre todo el documento."
_HYBRID = (XRefSectionType.HYBRID_MAIN, XRefSectionType.HYBRID_STREAM)
_NOTHING = b"\0\t\n\f\r "


def changed(one: EmbeddedPdfSignature, status: PdfSignatureStatus, data: bytes, last: int) -> str:
    """Return what is not as it was when it was signed, in words; empty where nothing is.

    Args:
        one: the signature.
        status: what pyhanko found of it, by ``POLICY``.
        data: the file.
        last: the last revision of the file that somebody signed or stamped.
    """
    if not status.intact:
        return _CONTENT
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return _PART
    if not _fills_its_gap(one, data):
        return _PART
    if not isinstance(status.diff_result, DiffResult):
        return _ADDED
    if not status.docmdp_ok:
        return _FORBIDDEN
    level = status.diff_result.modification_level
    if one.signed_revision >= last and level > ModificationLevel.LTA_UPDATES:
        return _ADDED  # a place for a signature that nobody put there, but which is seen
    return _ADDED if _ambiguous(one, status, data) else ""


def _fills_its_gap(one: EmbeddedPdfSignature, data: bytes) -> bool:
    """Tell whether what the signature leaves out is the signature itself and nothing else."""
    _begin, first, second, _length = (int(number) for number in one.byte_range)
    gap = data[first:second]
    try:
        return gap[:1] == b"<" and bytes.fromhex(gap[1:-1].decode("ascii")) == one.pkcs7_content
    except ValueError:
        return False


def _ambiguous(one: EmbeddedPdfSignature, status: PdfSignatureStatus, data: bytes) -> bool:
    """Tell whether something follows that one program would read and another would not."""
    xrefs = one.reader.xrefs
    later = range(one.signed_revision + 1, xrefs.total_revisions)
    if any(xrefs.get_xref_container_info(n).xref_section_type in _HYBRID for n in later):
        return True
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    end = int(one.byte_range[2]) + int(one.byte_range[3])
    return not whole and not later and bool(data[end:].strip(_NOTHING))
