"""What the counters put on paper. A missing printer never holds the queue up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from desktop.ports import ChecklistSheet, Documents, Files, Printer, PrintOutcome, TicketSlip
from desktop.usecases.desk import Desk, begin
from desktop.usecases.reception import Issued
from domain.catalogue import Service
from domain.offices import Office
from domain.staff import Action, Actor


@dataclass(frozen=True, slots=True)
class Paper:
    """Where documents are made and where they come out.

    Attributes:
        slips: returns the name of the printer of 80 mm slips; empty for none.
        sheets: returns the name of the printer of A4 sheets; empty for none.
        files: keeps documents as files.
    """

    documents: Documents
    printer: Printer
    slips: Callable[[], str]
    sheets: Callable[[], str]
    files: Files


def print_slip(desk: Desk, paper: Paper, issued: Issued) -> PrintOutcome:
    """Print the slip of an issued turno.

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
    pdf = paper.documents.ticket_slip(slip)
    return paper.printer.print_pdf(pdf, printer=paper.slips(), title=f"Turno {ticket.code}")


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
