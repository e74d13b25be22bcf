"""The lists of cases behind the figures, worked out from what was read."""

from collections.abc import Iterator
from datetime import datetime

from desktop.usecases.day_count import in_process
from desktop.usecases.supervision import SupervisionBoard
from domain.case_parts import CaseState
from domain.ports import CaseRow
from ui.cases.state import service_words, who_words
from ui.casework.state import STATE_KINDS
from ui.supervision.views import Asked, Line, Read, View
from ui.theme import Kind


def _case(board: SupervisionBoard, row: CaseRow, now: datetime, state: str, kind: Kind) -> Line:
    who, beside = who_words(row)
    return Line(
        row.id,
        (
            row.number,
            who,
            service_words(row, board.catalogue),
            row.holder or "Nadie todavía",
            state,
            _due_words(board, row.due_at, now),
        ),
        kind,
        below=beside,
        case_id=row.id,
    )


def due(board: SupervisionBoard, _asked: Asked, _read: Read, now: datetime) -> Iterator[Line]:
    """Yield the cases promised for today or before that were not answered."""
    for row in board.cases.due:
        over = row.due_at is not None and row.due_at < now
        words, kind = ("Vencido", Kind.ERROR) if over else ("Por vencer", Kind.WARN)
        yield _case(board, row, now, words, kind)


def answered(board: SupervisionBoard, _asked: Asked, read: Read, now: datetime) -> Iterator[Line]:
    """Yield those answered today."""
    late = {row.id for row in board.cases.late}
    for row in read.answered or ():
        words, kind = ("Tarde", Kind.WARN) if row.id in late else ("A tiempo", Kind.OK)
        yield _case(board, row, now, words, kind)


def opened(board: SupervisionBoard, asked: Asked, read: Read, now: datetime) -> Iterator[Line]:
    """Yield those opened today."""
    for row in read.opened or ():
        if asked.view is View.OPENED or in_process(board.catalogue, row.service, row.state):
            yield _case(board, row, now, row.state.label, STATE_KINDS[row.state])


def returned(board: SupervisionBoard, _asked: Asked, _read: Read, _now: datetime) -> Iterator[Line]:
    """Yield those handed back today, with what was wrong."""
    for row in board.cases.returned:
        whys = [f for f in board.cases.faults if f.case_id == row.id]
        words = ", ".join(dict.fromkeys(fault.words for fault in whys))
        documents = ", ".join(dict.fromkeys(fault.document for fault in whys))
        who, beside = who_words(row)
        ends = "" if row.term_ends is None else f"{row.term_ends:%d/%m/%Y}"
        yield Line(
            row.id,
            (
                words,
                documents,
                who,
                row.number,
                ends if row.state is CaseState.RETURNED else "Ya volvió",
            ),
            below=" · ".join(
                part for part in (service_words(row, board.catalogue), beside) if part
            ),
            case_id=row.id,
        )


def again(board: SupervisionBoard, _asked: Asked, _read: Read, _now: datetime) -> Iterator[Line]:
    """Yield what was handed back today for a reason given before."""
    faults = {(f.case_id, f.requirement, f.reason): f for f in board.cases.faults}
    for found in board.cases.returned_again:
        fault = faults[found.case_id, found.requirement, found.reason]
        service = board.catalogue.find(found.service)
        yield Line(
            (found.case_id, found.requirement, found.at),
            (
                fault.words,
                fault.document,
                found.entity or "Sin entidad",
                found.number,
                f"{found.times}.ª vez",
            ),
            below=f"Servicio {found.service}" if service is None else service.short_name,
            late=True,
            case_id=found.case_id,
        )


def _due_words(board: SupervisionBoard, due: datetime | None, now: datetime) -> str:
    if due is None:
        return ""
    local, today = board.office.local(due), board.office.local(now).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%d/%m %H:%M}"
