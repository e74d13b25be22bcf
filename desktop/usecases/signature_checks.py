"""The electronic signatures of what came in: looked at when it comes, and again when asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from desktop.ports.scanning import PaperReader, UnreadableFile
from desktop.usecases.desk import Desk, begin
from desktop.usecases.shelf import Shelf
from domain.errors import KnownError, NotFound
from domain.signatures import Signature, SignatureReport, SignatureState, may_be_signed
from domain.staff import Action, Actor

_PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom a computer trusts: authorities and their revocation lists, DER."""

    authorities: Sequence[bytes] = field(default=(), repr=False)
    revocations: Sequence[bytes] = field(default=(), repr=False)


def report_for(
    reader: PaperReader, trust: Callable[[], Trust], data: bytes, media: str, at: datetime
) -> SignatureReport:
    """Return what the electronic signatures of a file come to; never fails.

    Args:
        reader: reads files from outside.
        trust: asked only where there may be a signature.
        data, media: the file and what it is.
        at: the moment of checking.
    """
    if media != _PDF or not may_be_signed(data):
        return SignatureReport((), at)
    trusted = trust()
    try:
        return reader.signatures(data, trusted.authorities, trusted.revocations)
    except UnreadableFile:  # it broke whoever read it, or took too long
        return SignatureReport((Signature(SignatureState.UNREADABLE),), at)
    except KnownError:  # not the file's fault: it can be looked at again
        return SignatureReport()


def check_file(desk: Desk, actor: Actor, shelf: Shelf, sha256: str) -> SignatureReport:
    """Look at the signatures of a file again: an authority or a revocation list came since.

    Args:
        desk: the workstation.
        actor: who asks.
        shelf: where the file is, and who checks it.
        sha256: of the file.

    Raises:
        NotFound: no such file came in.
        DatabaseDamaged: the file is not what it was.
        Stale: somebody changed what is kept of it meanwhile.
        NotAllowed: as its name says.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.FILE_DOCUMENTS)
        file = unit.documents.file(sha256)
    if file is None:
        raise NotFound("Ese archivo no está en esta oficina.")
    report = shelf.check(shelf.pieces.get(sha256), file.media)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.FILE_DOCUMENTS)
        checked = replace(
            file,
            signature=report.state,
            signature_report=report.to_text(),
            version=file.version + 1,
        )
        unit.documents.save_file(checked)
        step.tell(
            "received_file",
            file.office_id,
            checked.version,
            "signature_checked",
            {"sha256": sha256, "state": report.state.value},
        )
    return report
