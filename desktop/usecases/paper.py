"""What the counters put on paper. A missing printer never holds the queue up."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from desktop.ports import ChecklistSheet, Documents, Files, Printer, PrintOutcome, TicketSlip
from desktop.ports.slips import SlipPrinter
from desktop.usecases.desk import Desk, begin
from desktop.usecases.reception import Issued
from domain.catalogue import Service
from domain.errors import PrintFailed
from domain.offices import Office
from domain.staff import Action, Actor


@dataclass(frozen=True, slots=True)
class Paper:
    """Where documents are made and where they come out.

    Attributes:
        slips: returns the name of the printer of 80 mm slips; empty for none.
        sheets: returns the name of the printer of A4 sheets; empty for none.
        files: keeps documents as files.
        direct: returns the thermal printer that is spoken to directly; None where there is none.
    """

    documents: Documents
    printer: Printer
    slips: Callable[[], str]
    sheets: Callable[[], str]
    files: Files
    direct: Callable[[], SlipPrinter | None] = lambda: None


def print_slip(desk: Desk, paper: Paper, issued: Issued) -> PrintOutcome:
    """Print the slip of an issued turno: on the thermal printer, else as any other paper.

    Raises:
        PrintFailed: it was neither printed nor saved; the turno stands all the same.
    """
    ticket = issued.ticket
    with desk.units.read() as unit:
        office = unit.offices.office()
    slip = TicketSlip(
        office.ministry,
        office.name,
        office.imprint,
        ticket.day,
        ticket.code,
        office.local(ticket.arrived_at),
        tuple(desk.catalogue.service(number).short_name for number in ticket.services),
        issued.ahead,
        ticket.priority,
    )
    direct = paper.direct()
    if direct is None:
        return _as_pdf(paper, slip)
    try:
        return direct.print_slip(slip)
    except PrintFailed as failure:
        return _instead(_as_pdf(paper, slip), failure)


def _as_pdf(paper: Paper, slip: TicketSlip) -> PrintOutcome:
    pdf = paper.documents.ticket_slip(slip)
    return paper.printer.print_pdf(pdf, printer=paper.slips(), title=f"Turno {slip.code}")


def _instead(outcome: PrintOutcome, failure: PrintFailed) -> PrintOutcome:
    """Tell where a slip went that the thermal printer did not take."""
    if outcome.notice:
        then = outcome.notice
    elif outcome.saved_to is not None:
        then = f"El turno quedó guardado como PDF «{outcome.saved_to.name}». {failure.todo}"
    else:
        then = f"El turno salió por «{outcome.printer}». {failure.todo}"
    return replace(outcome, notice=f"{failure.what} {then}".strip())


def print_checklist(
    desk: Desk, actor: Actor, paper: Paper, services: tuple[int, ...]
) -> PrintOutcome:
    """Print what one brings for ``services``.

    Raises:
        PrintFailed: it was neither printed nor saved.
        UnknownService: the catalogue has no such service.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_QUEUE)
        office = unit.offices.office()
    asked = tuple(desk.catalogue.service(number) for number in services)
    sheet = _checklist(office, asked, office.local(step.now), desk.catalogue.version)
    pdf = paper.documents.checklist(sheet)
    return paper.printer.print_pdf(pdf, printer=paper.sheets(), title="Qué debe traer")


def preview_checklist(desk: Desk, actor: Actor, paper: Paper, service: Service) -> bytes:
    """Return, as PDF, what would be printed of a service whose catalogue is being edited.

    Raises:
        NotAllowed: not an administrator.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        office = unit.offices.office()
    version = desk.catalogue.version
    return paper.documents.checklist(
        _checklist(office, (service,), office.local(step.now), version)
    )


def _checklist(
    office: Office, services: tuple[Service, ...], now: datetime, version: int
) -> ChecklistSheet:
    return ChecklistSheet(
        office.ministry, office.name, office.address, office.hours.words, services, now, version
    )
