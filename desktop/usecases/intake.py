"""Files come in: read, kept once, split into documents and filed by the codes on their pages.

What nobody could tell lies in the tray with the reason. All of a file is filed in one transaction,
after its bytes are safe: cut in between, it is taken in again as if it had never come.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from desktop.ports.scanning import FileSeen
from desktop.usecases.case_steps import service_of
from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.shelf import Shelf
from domain.cases import Case
from domain.documents import (
    LARGEST_FILE,
    NAME_LIMIT,
    WHOLE_CASE,
    AlreadyReceived,
    Document,
    DocumentState,
    ReceivedFile,
    Source,
)
from domain.errors import InvalidInput, KnownError, NotFound
from domain.ids import new_id
from domain.ports.pieces import PageKept
from domain.splitting import Run, ScannedPage, split
from domain.staff import Action, Actor
from domain.text import clean_text

UNNAMED = "Documento"


class FileTooLarge(InvalidInput):
    """A file with more bytes than are kept."""

    what = "El archivo es demasiado grande."
    kept = "No se archivó nada; el archivo sigue donde estaba."
    todo = "Escanéelo en blanco y negro o en partes, de hasta 64 MB cada una."


@dataclass(frozen=True, slots=True)
class Taken:
    """One document of a file that came in.

    Attributes:
        number: of the case it was filed under; empty in the tray.
        words: why it lies in the tray, or what is wrong with it; empty when all is well.
    """

    document: Document
    number: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What came of a file: its documents, in the order of its pages."""

    file: ReceivedFile
    taken: tuple[Taken, ...]

    @property
    def filed(self) -> int:
        """How many found their case."""
        return sum(one.document.state is DocumentState.FILED for one in self.taken)

    @property
    def in_tray(self) -> int:
        """How many wait for a person."""
        return len(self.taken) - self.filed


@dataclass(frozen=True, slots=True)
class Target:
    """Where a person put a file: what has no code of its own goes there."""

    case_id: UUID
    requirement: int = WHOLE_CASE


def receive(
    desk: Desk,
    actor: Actor,
    shelf: Shelf,
    name: str,
    data: bytes,
    source: Source,
    *,
    target: Target | None = None,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Received:
    """Take a file in.

    Args:
        desk: the workstation.
        actor: who takes it in.
        shelf: where it is kept and who reads it.
        name: how the file is called.
        data: its bytes.
        source: how it came.
        target: where what has no code belongs.
        progress: called with pages read and pages in all.
        stop: asked now and then; True gives up.

    Raises:
        AlreadyReceived: it came in before, and ``target`` has it too.
        UnreadableFile, FileTooLarge: nothing was kept.
        NotFound: the target does not exist.
        NotAllowed: as its name says.
    """
    if len(data) > LARGEST_FILE:
        raise FileTooLarge()
    digest = _digest(data)
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.FILE_DOCUMENTS)
        if target is not None:
            _require_target(desk, step, target)
        known = unit.documents.file(digest)
    if known is not None:
        # What a disk lost of it meanwhile is made good.
        shelf.pieces.put(data, known.media, desk.clock.now())
        with desk.units.read() as unit:  # nobody waits for a turn to write to be told so
            _require_new(begin(desk, unit, actor, Action.FILE_DOCUMENTS), known, target)
        with desk.units.write() as unit:
            step = begin(desk, unit, actor, Action.FILE_DOCUMENTS)
            return _file_again(desk, step, known, target)
    seen = shelf.reader.read(data, progress=progress, stop=stop)
    report = shelf.check(data, seen.media)
    shelf.pieces.put(data, seen.media, desk.clock.now())
    shelf.pieces.keep_pages(digest, _kept(seen))
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.FILE_DOCUMENTS)
        office = unit.offices.office()
        meanwhile = unit.documents.file(digest)
        if meanwhile is not None:  # another counter took the same file in
            return _file_again(desk, step, meanwhile, target)
        file = ReceivedFile(
            digest,
            office.id,
            clean_name(name),
            seen.media,
            len(data),
            len(seen.pages),
            source,
            actor.staff_id,
            step.now,
            report.state,
            "" if report.checked_at is None else report.to_text(),
        )
        unit.documents.add_file(file)
        step.tell(
            "received_file",
            office.id,
            1,
            "file_received",
            {"sha256": digest, "pages": file.pages, "source": source.value, "size": file.size},
        )
        runs = split(
            ScannedPage(page.number, page.blank, tuple(code.text for code in page.codes))
            for page in seen.pages
        )
        whole = (Run(1, file.pages),)  # blank all over, and somebody wanted it kept
        taken = tuple(_take(desk, step, file, run, target) for run in runs or whole)
    return Received(file, taken)


def clean_name(name: str) -> str:
    """Return how a file is called, as it is kept: what cannot be kept is left out."""
    shown = "".join(char for char in name if char.isprintable()).strip()[:NAME_LIMIT]
    try:
        return clean_text(shown, label="Nombre", limit=NAME_LIMIT) or UNNAMED
    except InvalidInput:
        return UNNAMED


def _digest(data: bytes) -> str:
    from hashlib import sha256

    return sha256(data).hexdigest()


def _kept(seen: FileSeen) -> Sequence[PageKept]:
    return [
        PageKept(page.number, page.width, page.height, page.angle, page.thumbnail)
        for page in seen.pages
    ]


def _take(desk: Desk, step: Step, file: ReceivedFile, run: Run, target: Target | None) -> Taken:
    case, requirement, words = _place(desk, step, run)
    by_code = case is not None
    if case is None and target is not None and run.case is None:
        case, requirement, words = step.unit.cases.get(target.case_id), target.requirement, ""
    document = Document(
        new_id(), file.office_id, file.sha256, run.first, run.last, form=run.form, reason=words
    )
    if case is None:
        step.unit.documents.add(document)
        return Taken(document, words=words)
    filed = document.filed(
        case.id,
        requirement,
        case.submission,
        by=step.actor.staff_id,
        at=step.now,
        by_code=by_code,
    )
    filed = replace(filed, version=1, reason=words)
    step.unit.documents.add(filed)
    tell_filed(step, filed)
    return Taken(filed, case.number, words)


def tell_filed(step: Step, document: Document) -> None:
    """Tell that a document was filed where it lies now."""
    step.tell(
        "document",
        document.id,
        document.version,
        "document_filed",
        {
            "case": str(document.case_id),
            "requirement": document.requirement,
            "by_code": document.by_code,
            "file": document.sha256,
            "pages": [document.first, document.last],
        },
    )


def _place(desk: Desk, step: Step, run: Run) -> tuple[Case | None, int, str]:
    """Return where a code says that a document belongs, or why it cannot lie there."""
    if run.case is None:
        return None, WHOLE_CASE, run.trouble
    case = step.unit.cases.by_number(str(run.case))
    if case is None:
        own = run.case.office == step.unit.offices.office().imprint
        words = (
            f"El trámite {run.case} no existe en esta oficina."
            if own
            else f"El código es de otra oficina: {run.case.office}."
        )
        return None, WHOLE_CASE, words
    if not has_requirement(desk, step, case, run.requirement):
        words = f"El trámite {case.number} no tiene el requisito {run.requirement}."
        return None, WHOLE_CASE, words
    return case, run.requirement, run.trouble


def has_requirement(desk: Desk, step: Step, case: Case, requirement: int) -> bool:
    """Tell whether a case has a requirement; every case has 0, itself as a whole."""
    if requirement == WHOLE_CASE:
        return True
    try:
        service = service_of(desk, step, case)
    except KnownError:  # the office does not keep the catalogue it began with
        return False
    return service.requirement(requirement) is not None


def _require_target(desk: Desk, step: Step, target: Target) -> None:
    case = step.unit.cases.get(target.case_id)
    if not has_requirement(desk, step, case, target.requirement):
        raise NotFound(f"El trámite {case.number} no tiene el requisito {target.requirement}.")


def _require_new(step: Step, file: ReceivedFile, target: Target | None) -> Target:
    """Let a known file be filed once more only where it does not lie yet; return where.

    What says by its code where it belongs lies there and nowhere else.
    """
    found = step.unit.documents.of_file(file.sha256)
    filed = [one for one in found if one.state is DocumentState.FILED]
    waits = any(one.state is DocumentState.TRAY for one in found)
    by_code = bool(filed) and all(one.by_code for one in filed) and not waits
    if (
        target is None
        or by_code
        or any(
            (one.case_id, one.requirement) == (target.case_id, target.requirement) for one in filed
        )
    ):
        raise _already(step, file)
    return target


def _already(step: Step, file: ReceivedFile) -> AlreadyReceived:
    """Return the words for a file that came in before, with where it lies."""
    found = step.unit.documents.of_file(file.sha256)
    cases = {one.case_id for one in found if one.state is DocumentState.FILED and one.case_id}
    numbers = sorted(step.unit.cases.get(case_id).number for case_id in cases)
    office = step.unit.offices.office()
    when = f"{office.local(file.added_at):%d/%m/%Y %H:%M}"
    if numbers:
        where, todo = f"Está en {', '.join(numbers)}.", ""
    elif any(one.state is DocumentState.TRAY for one in found):
        where, todo = "Está por archivar.", ""
    else:
        where = "Después se descartó o se reemplazó."
        todo = "Si hace falta, agréguelo desde su trámite, en el requisito que corresponda."
    return AlreadyReceived(
        f"Este archivo ya se recibió el {when}. {where}",
        kept=AlreadyReceived.kept if numbers else "No se archivó dos veces.",
        todo=todo or AlreadyReceived.todo,
    )


def _file_again(desk: Desk, step: Step, file: ReceivedFile, target: Target | None) -> Received:
    """File a known file where it does not lie yet: what waits of it in the tray goes there.

    Where nothing does, all of it is filed under one more place: one paper may serve two cases.
    """
    there = _require_new(step, file, target)
    waiting = [
        one for one in step.unit.documents.of_file(file.sha256) if one.state is DocumentState.TRAY
    ]
    if not waiting:
        return Received(file, (_take(desk, step, file, Run(1, file.pages), there),))
    case = step.unit.cases.get(there.case_id)
    taken = []
    for one in waiting:
        filed = one.filed(
            case.id,
            there.requirement,
            case.submission,
            by=step.actor.staff_id,
            at=step.now,
            by_code=False,
        )
        tell_filed(step, filed)
        step.unit.documents.save(filed)
        taken.append(Taken(filed, case.number))
    return Received(file, tuple(taken))
