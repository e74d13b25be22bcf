"""What the use cases need from devices and from the computer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from domain.catalogue import Service


class KeyStore(Protocol):
    """Keeps the database key between sessions of one operating-system account."""

    def load(self, database_id: UUID) -> bytes | None:
        """Return the key kept for ``database_id``, or None.

        Raises:
            KeyStoreUnavailable: no keyring, or it stays locked.
        """
        ...

    def save(self, database_id: UUID, key: bytes) -> None:
        """Keep ``key``.

        Raises:
            KeyStoreUnavailable: it was not kept.
        """
        ...


@dataclass(frozen=True, slots=True)
class TicketSlip:
    """What the 80 mm paper of a turno says; times are local.

    Attributes:
        day: the day of the queue, which is not always that of ``issued_at``.
        services: their short names, in the order asked.
        ahead: how many people go before.
        person: printed only where the office asks for it.
    """

    ministry: str
    office: str
    office_code: str
    day: date
    code: str
    issued_at: datetime
    services: tuple[str, ...]
    ahead: int
    priority: bool = False
    person: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistSheet:
    """What one brings for one or more services, to take home."""

    ministry: str
    office: str
    address: str
    hours: str
    services: tuple[Service, ...]
    printed_at: datetime
    catalogue_version: int


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """The recovery code of an office's database, to be kept in a safe."""

    ministry: str
    office: str
    groups: tuple[str, ...]
    printed_at: datetime


class Documents(Protocol):
    """Makes the PDFs. Nothing in a request can make it fail: what cannot be printed is left out."""

    def ticket_slip(self, slip: TicketSlip) -> bytes:
        """Return the paper of a turno: 80 mm wide, as long as it needs."""
        ...

    def checklist(self, sheet: ChecklistSheet) -> bytes:
        """Return "Qué debe traer" on A4."""
        ...

    def recovery_sheet(self, sheet: RecoverySheet) -> bytes:
        """Return the sheet with the recovery code on A4."""
        ...


@dataclass(frozen=True, slots=True)
class PrintOutcome:
    """Where a document went.

    Attributes:
        printer: the printer that took it; empty when none did.
        saved_to: the file it was saved to instead; None when it was printed.
        notice: what to tell the person; empty when all went as asked.
    """

    printer: str = ""
    saved_to: Path | None = None
    notice: str = ""


class Printer(Protocol):
    """Prints documents without asking anything."""

    def names(self) -> Sequence[str]:
        """Return the printers one can choose, the usual one first."""
        ...

    def print_pdf(self, data: bytes, *, printer: str, title: str) -> PrintOutcome:
        """Print a PDF on paper of its own page size.

        Args:
            data: the document.
            printer: one of ``names``, or empty where the office has no printer.
            title: names the job and the file; ``Turno A-007``.

        Raises:
            PrintFailed: it was neither printed nor saved.
        """
        ...
