"""What a person does with documents: file, move, replace, put back, discard, split, number.

Everything is told in the log; a look at a document is too (LOPDP: who saw a person's papers).
"""

from datetime import date
from uuid import UUID

from desktop.ports.scanning import Stamp
from desktop.usecases.desk import Desk, Step, begin, clean_reason
from desktop.usecases.intake import has_requirement, tell_filed
from desktop.usecases.shelf import Shelf
from domain.documents import AlreadyReceived, Document, DocumentState
from domain.errors import NotFound
from domain.ids import new_id
from domain.letters import check_letter_date, clean_letter_number
from domain.staff import Action, Actor

STAMP_TITLE = "FIEL COPIA DEL ORIGINAL"


def file(desk: Desk, actor: Actor, document_id: UUID, case_id: UUID, requirement: int) -> Document:
    """File a document of the tray, or one that lies elsewhere, under a requirement of a case.

    Raises:
        WrongDocumentState: somebody replaced or discarded it meanwhile.
        AlreadyReceived: the same pages lie there already.
        NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.FILE_DOCUMENTS)
        document = unit.documents.get(document_id)
        case = unit.cases.get(case_id)
        if not has_requirement(desk, step, case, requirement):
            raise NotFound(f"El trámite {case.number} no tiene el requisito {requirement}.")
        _require_free(step, document, case_id, requirement)
        moved = document.state is DocumentState.FILED
        filed = document.filed(
            case_id,
            requirement,
            case.submission,
            by=actor.staff_id,
            at=step.now,
            by_code=False,
        )
        if moved:
            payload: dict[str, object] = {
                "case": str(case_id),
                "requirement": requirement,
                "from_case": str(document.case_id),
                "from_requirement": document.requirement,
            }
            _tell(step, filed, "document_moved", payload)
        else:
            tell_filed(step, filed)
        unit.documents.save(filed)
        return filed


def put_back(desk: Desk, actor: Actor, document_id: UUID) -> Document:
    """Put a document that was filed wrongly into the tray.

    Raises:
        WrongDocumentState, NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.FILE_DOCUMENTS)
        document = unit.documents.get(document_id)
        back = document.put_back()
        payload: dict[str, object] = {
            "from_case": str(document.case_id),
            "from_requirement": document.requirement,
        }
        _tell(step, back, "document_put_back", payload)
        unit.documents.save(back)
        return back


def replace_with(desk: Desk, actor: Actor, old_id: UUID, new_id_: UUID, reason: str) -> Document:
    """Put a document in the place of a filed one, which stays in the history.

    Raises:
        InvalidInput: there is no reason.
        WrongDocumentState, AlreadyReceived, NotFound, NotAllowed: as their names say.
    """
    words = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.FILE_DOCUMENTS)
        old = unit.documents.get(old_id)
        gone = old.replaced(words)
        assert old.case_id is not None
        new = unit.documents.get(new_id_)
        _require_free(step, new, old.case_id, old.requirement, leaving=old.id)
        case = unit.cases.get(old.case_id)
        filed = new.filed(
            case.id,
            old.requirement,
            case.submission,
            by=actor.staff_id,
            at=step.now,
            by_code=False,
        ).in_place_of(old.id)
        _tell(step, gone, "document_replaced", {"by": str(filed.id), "reason": words})
        unit.documents.save(gone)
        tell_filed(step, filed)
        unit.documents.save(filed)
        return filed


def discard(desk: Desk, actor: Actor, document_id: UUID, reason: str) -> Document:
    """Take a document that belongs nowhere out of the tray; its file is kept.

    Raises:
        InvalidInput: there is no reason.
        WrongDocumentState, NotFound, NotAllowed: as their names say.
    """
    words = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.DISCARD_DOCUMENTS)
        gone = unit.documents.get(document_id).discarded(words)
        _tell(step, gone, "document_discarded", {"reason": words})
        unit.documents.save(gone)
        return gone


def split_at(desk: Desk, actor: Actor, document_id: UUID, page: int) -> tuple[Document, Document]:
    """Make two documents of one in the tray: up to ``page`` of its file, and the rest.

    Raises:
        InvalidInput: nothing would follow.
        WrongDocumentState, NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.FILE_DOCUMENTS)
        first, rest = unit.documents.get(document_id).split(page, new_id())
        _tell(step, first, "document_split", {"at": page, "rest": str(rest.id)})
        unit.documents.save(first)
        unit.documents.add(rest)
        return first, rest


def note_letter(
    desk: Desk, actor: Actor, document_id: UUID, number: str, on: date | None
) -> Document:
    """Note the Quipux number and date of an *oficio*; an empty number takes both away.

    Raises:
        InvalidInput: the number is not written like one, or the day is still to come.
        WrongDocumentState, NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.FILE_DOCUMENTS)
        clean = clean_letter_number(number) if number.strip() else ""
        day = check_letter_date(on, step.day) if on is not None and clean else None
        noted = unit.documents.get(document_id).with_letter(clean, day)
        payload: dict[str, object] = {
            "letter": clean,
            "on": None if day is None else day.isoformat(),
        }
        _tell(step, noted, "letter_noted", payload)
        unit.documents.save(noted)
        return noted


def look(desk: Desk, actor: Actor, document_id: UUID) -> Document:
    """Record that somebody looks at a document, before it is shown.

    Raises:
        NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SEE_DOCUMENTS)
        document = unit.documents.get(document_id)
        _tell(step, document, "document_looked", {})
        return document


def true_copy(desk: Desk, actor: Actor, shelf: Shelf, document_id: UUID) -> bytes:
    """Return a PDF of a document stamped "fiel copia del original"; the original stays as it is.

    The stamp says who compared it, where and when (functions of the centres, 28).

    Raises:
        UnreadableFile: its pages cannot be drawn.
        NotFound, NotAllowed: as their names say.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_DOCUMENTS)
        document = unit.documents.get(document_id)
        office = unit.offices.office()
        name = unit.staff.get(actor.staff_id).full_name
    local = office.local(step.now)
    title = f"PRÁCTICA · {STAMP_TITLE}" if shelf.training else STAMP_TITLE
    stamp = Stamp(title, (name, office.name, f"{local:%d/%m/%Y %H:%M}"))
    data = shelf.pieces.get(document.sha256)
    copy = shelf.reader.stamped(data, document.first, document.last, stamp)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SEE_DOCUMENTS)
        _tell(step, unit.documents.get(document_id), "document_copied", {"stamp": STAMP_TITLE})
    return copy


def _require_free(
    step: Step, document: Document, case_id: UUID, requirement: int, *, leaving: UUID | None = None
) -> None:
    """Insist that none of a document's pages lies in a place yet, but in what leaves it for this."""
    for other in step.unit.documents.of_file(document.sha256):
        there = (other.case_id, other.requirement) == (case_id, requirement)
        apart = other.last < document.first or document.last < other.first
        if other.id == leaving != document.id or not there or apart:
            continue
        if other.state is DocumentState.FILED:
            raise AlreadyReceived(
                "Esas páginas ya están archivadas ahí.", kept="No se archivó dos veces."
            )


def _tell(step: Step, document: Document, type_: str, payload: dict[str, object]) -> None:
    step.tell("document", document.id, document.version, type_, payload)
