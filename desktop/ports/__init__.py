"""What the use cases need from devices and from the computer."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from desktop.ports.enrolment_paper import EnrolmentReceipt
from desktop.ports.entity_papers import AbsencePaper, ReadinessPaper
from desktop.ports.forms import FormAbout, FormPaper
from domain.activity import ActivityPaper
from domain.catalogue import Service
from domain.day_report import DayReport
from domain.ports import Units


@dataclass(frozen=True, slots=True)
class OfficeSeen:
    """An office as the centre knows it.

    Attributes:
        head: the last operation that the centre has of it; with ``as_of``, when it last sent
            anything, it tells whether anything is new.
        age: how long ago the centre last heard of it; None where it never did.
    """

    id: UUID
    code: str
    name: str
    head: int
    as_of: datetime | None
    age: timedelta | None


class OtherOffices(Protocol):
    """What the centre tells of the offices that this workstation may see."""

    def seen(self, day: date) -> Sequence[OfficeSeen]:
        """Return those offices.

        Raises:
            KnownError: the centre cannot be asked.
        """
        ...

    def day(self, office_id: UUID, day: date) -> AbstractContextManager[Units]:
        """Give what there is of an office's day, to ask the same of it as of one's own.

        Raises:
            KnownError: the centre cannot be asked, or what it told cannot be understood.
        """
        ...

    def close(self) -> None:
        """Cut what is asked just now; whoever asks again is told that it was cut."""
        ...


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
class PaperTurnosSheet:
    """What the sheet of turnos given by hand says.

    Attributes:
        first: the number it begins with; ``count`` how many lines it has.
        services: number and short name of each, so that the number can be written.
    """

    ministry: str
    office: str
    series: str
    services: tuple[tuple[int, str], ...]
    printed_at: datetime
    first: int = 1
    count: int = 40


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """The recovery code of an office's database, to be kept in a safe."""

    ministry: str
    office: str
    groups: tuple[str, ...]
    printed_at: datetime


@dataclass(frozen=True, slots=True)
class CasePaper:
    """What every paper of a case says at its head; times are local.

    Attributes:
        number: the case's number as printed, ``QUITO-26-00012-7``; also its QR code.
        bearer: who came; ``beneficiary``: for whom, empty when the same person.
        at: when this paper's submission was received; ``by``: who received it.
        submission: 1 for the first, 2 when it came back for the first time …
        channel: how it came in, in words.
    """

    ministry: str
    office: str
    address: str
    hours: str
    number: str
    qr: str
    service: str
    entity: str
    bearer: str
    beneficiary: str
    at: datetime
    by: str
    submission: int
    channel: str


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """One requirement on a receipt: its name, how it was found, and details of it in words.

    Attributes:
        verdict: how it was found, in words.
        in_order: which mark stands beside the words: a tick for what is met, a cross for what
            must be brought, a dash (None) for what does not apply or nobody looked at.
    """

    number: int
    document: str
    verdict: str
    in_order: bool | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CaseReceipt:
    """The *razón de recepción* that every submission leaves (COA art. 138).

    Attributes:
        complete: the papers were complete; else a return sheet goes with it.
        due: until when the answer is promised; None while nothing was promised.
        promise: the promise in words: ``2 días laborables desde que …``.
        follow: how the person follows the case, in a sentence.
        lines: empty for services without requirements.
        opinion: the code by which the person may say how it went, as printed; empty for none.
    """

    head: CasePaper
    lines: tuple[ReceivedLine, ...]
    complete: bool
    due: datetime | None
    promise: str
    follow: str
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """One requirement to bring: what, how, what was wrong with it, and who asks for it."""

    number: int
    document: str
    details: str
    problem: str
    note: str
    legal_base: str


@dataclass(frozen=True, slots=True)
class ReturnSheet:
    """What is handed back with an incomplete case (COA art. 140).

    Attributes:
        accepted: names of what is in order and need not be brought again.
        term_ends: last day on which it can be completed; ``mend_days`` working days.
    """

    head: CasePaper
    lines: tuple[ReturnLine, ...]
    accepted: tuple[str, ...]
    term_ends: date
    mend_days: int


class Documents(Protocol):
    """Makes the PDFs. Nothing in a request can make it fail: what cannot be printed is left out."""

    def ticket_slip(self, slip: TicketSlip) -> bytes:
        """Return the paper of a turno: 80 mm wide, as long as it needs."""
        ...

    def checklist(self, sheet: ChecklistSheet) -> bytes:
        """Return "Qué debe traer" on A4."""
        ...

    def case_receipt(self, receipt: CaseReceipt) -> bytes:
        """Return the *razón de recepción* of a submission on A4."""
        ...

    def return_sheet(self, sheet: ReturnSheet) -> bytes:
        """Return what to bring back and why, on A4."""
        ...

    def enrolment_receipt(self, receipt: EnrolmentReceipt) -> bytes:
        """Return the receipt of what was captured of somebody, on A4; without any image."""
        ...

    def paper_turnos(self, sheet: PaperTurnosSheet) -> bytes:
        """Return the sheet of turnos given by hand, on A4."""
        ...

    def recovery_sheet(self, sheet: RecoverySheet) -> bytes:
        """Return the sheet with the recovery code on A4."""
        ...

    def readiness(self, paper: ReadinessPaper) -> bytes:
        """Return what an entity has and lacks before its officials travel, on A4."""
        ...

    def absence(self, paper: AbsencePaper) -> bytes:
        """Return what was registered of an absence, on A4."""
        ...

    def forms(self) -> Sequence[FormAbout]:
        """Return what the forms that can be made say of themselves."""
        ...

    def form(self, paper: FormPaper) -> bytes:
        """Return a form on A4, each page with the code by which it comes back.

        Its ``key`` is one of ``forms``.
        """
        ...

    def day_report(self, report: DayReport) -> bytes:
        """Return the report of a day on A4."""
        ...

    def day_table(self, report: DayReport) -> bytes:
        """Return the report of a day for a spreadsheet (CSV)."""
        ...

    def activity_report(self, paper: ActivityPaper) -> bytes:
        """Return a specialist's report of a month on A4."""
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


class Files(Protocol):
    """Keeps documents as files; never over an earlier one."""

    def keep(self, name: str, data: bytes) -> Path:
        """Keep a document with the office's data, where the program never erases it.

        Args:
            name: with its ending: ``Jornada 2026-12-04.pdf``.

        Returns:
            where it is.

        Raises:
            PrintFailed: the disk refuses.
        """
        ...

    def hand_out(self, name: str, data: bytes) -> Path:
        """Save a document where a person finds what they take with them; as ``keep``."""
        ...

    def hand_out_by(self, name: str, write: Callable[[BinaryIO], None]) -> Path:
        """Save what ``write`` writes, as ``hand_out``: whole, or nothing is left behind.

        Raises:
            PrintFailed: the disk refuses.
            KnownError: what ``write`` raises.
        """
        ...

    def offer(self, data: bytes) -> str:
        """Keep a document to be sent to the centre, and return its SHA-256.

        Raises:
            DiskFull, DatabaseReadOnly, DatabaseUnreachable: the disk refuses.
        """
        ...


@dataclass(frozen=True, slots=True)
class VisitSeen:
    """A visit to another office.

    Attributes:
        day: ``2026-12-04``, as the office keeps it.
    """

    day: str
    code: str
    state: str


@dataclass(frozen=True, slots=True)
class RecordSeen:
    """What one office keeps of a person.

    Attributes:
        visits: the latest first.
        as_of: when the office last told of the person.
    """

    office: str
    name: str
    phone: str
    email: str
    as_of: datetime
    visits: tuple[VisitSeen, ...]


class PeopleElsewhere(Protocol):
    """Asks the centre for what other offices keep of a person."""

    def records(self, document_type: str, document: str, staff_id: UUID) -> Sequence[RecordSeen]:
        """Return what each office keeps; none where nobody knows the document.

        Args:
            staff_id: who asks: the centre notes it.

        Raises:
            KnownError: the centre could not be asked.
        """
        ...
