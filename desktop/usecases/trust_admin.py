"""Whose electronic signatures this computer accepts, as the administrator decides it.

What is accepted decides what passes as signed: each change is told with the certificate's
fingerprint, which is public.
"""

from pathlib import Path

from desktop.ports.trust import Authority, Certificates, RevocationList, Trusted
from desktop.usecases.desk import Desk, Step, begin
from domain.staff import Action, Actor


def view(desk: Desk, actor: Actor, certificates: Certificates) -> Trusted:
    """Return whom this computer accepts. Raises NotAllowed."""
    _require(desk, actor)
    return certificates.all()


def look(
    desk: Desk, actor: Actor, certificates: Certificates, path: Path
) -> tuple[Authority | RevocationList, ...]:
    """Return what a file holds, to be looked at before it is accepted.

    Raises:
        NotAllowed: not an administrator.
        InvalidInput: it holds neither an authority nor a revocation list.
    """
    _require(desk, actor)
    return certificates.read(path)


def accept(
    desk: Desk, actor: Actor, certificates: Certificates, found: Authority | RevocationList
) -> None:
    """Accept an authority from now on, or what it revoked.

    Raises:
        NotAllowed: not an administrator.
        InvalidInput: a newer list of that authority is kept already.
        DiskFull, DatabaseReadOnly, DatabaseUnreachable: nothing changed.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        certificates.add(found)
        if isinstance(found, Authority):
            _tell(step, "authority_accepted", found.fingerprint)
        else:
            _tell(step, "revocations_updated", found.authority)


def drop(desk: Desk, actor: Actor, certificates: Certificates, file: str) -> None:
    """Accept no longer what a file holds; what was checked by it stays as it was found.

    Raises:
        NotAllowed: not an administrator.
        NotFound: there is none of that name.
        DiskFull, DatabaseReadOnly, DatabaseUnreachable: nothing changed.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        gone = [one for one in certificates.all().authorities if one.file == file]
        certificates.remove(file)
        for one in gone:
            _tell(step, "authority_dropped", one.fingerprint)


def _require(desk: Desk, actor: Actor) -> None:
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.ADMINISTER)


def _tell(step: Step, type_: str, which: str) -> None:
    office = step.unit.offices.office()
    step.tell("office", office.id, office.version, type_, {"which": which})
