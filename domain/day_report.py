"""What the report of a day says. Moments are on the office's clock.

It names staff, public bodies, turnos and cases by their numbers, never the people who came: it is
kept, printed and sent, and who they were is for the program to tell.
"""

from dataclasses import dataclass
from datetime import date, datetime

from domain.case_parts import PROMISED, CaseState
from domain.day_figures import DayFigures
from domain.labels import Labelled
from domain.offices import Office
from domain.operations import LogHead
from domain.ports.cases import CaseRow
from domain.tickets import TicketState


class OpenKind(Labelled):
    """Why an open case matters at the end of a day: the first that holds."""

    OVERDUE = "overdue", "Vencido"
    DUE = "due", "Vence hoy"
    RETURNED = "returned", "Devuelto"
    TODAY = "today", "De hoy"
    OTHER = "other", "En curso"


def open_kind(row: CaseRow, office: Office, day: date, now: datetime) -> OpenKind:
    """Return why an open case matters at the end of ``day``, seen at ``now``."""
    if row.due_at is not None and row.state in PROMISED:
        if row.due_at < now:
            return OpenKind.OVERDUE
        if office.local(row.due_at).date() == day:
            return OpenKind.DUE
    if row.state is CaseState.RETURNED:
        return OpenKind.RETURNED
    return OpenKind.TODAY if office.day_of(row.opened_at) == day else OpenKind.OTHER


@dataclass(frozen=True, slots=True)
class ClosedBy:
    """How a day was closed.

    Attributes:
        head: of the log's chain when it was closed, which is the closing itself.
    """

    at: datetime
    who: str
    reason: str
    head: LogHead


@dataclass(frozen=True, slots=True)
class ReportTicket:
    """A turno of the day.

    Attributes:
        order: its place in the order of first calls; None where nobody called it.
        wait: minutes until the call that was answered; ``attention`` minutes at the counter.
        reason: why it was cancelled, expired, or ended undone.
    """

    code: str
    priority: bool
    services: str
    arrived: datetime
    called: datetime | None
    order: int | None
    wait: float | None
    counter: int | None
    attention: float | None
    ended: datetime | None
    state: TicketState
    reason: str


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was decided on the day, by whom, and why."""

    at: datetime
    who: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReportCase:
    """A case as a list of the report tells it.

    Attributes:
        state: in words; ``detail`` what else is to be said: why it was returned.
        until: until when an answer is promised, or was.
        term: last day to complete it, where it was returned.
        at: when it was returned or answered; None in the list of open ones.
    """

    number: str
    service: str
    entity: str
    holder: str
    state: str
    until: datetime | None = None
    term: date | None = None
    at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class HalfHour:
    """Half an hour (``domain.day_figures.Slot.slot``): arrivals and attentions that ended."""

    slot: int
    arrivals: int
    served: int


@dataclass(frozen=True, slots=True)
class PaperSpell:
    """How long the office worked on paper: until None while it goes on, and how many it entered."""

    since: datetime
    until: datetime | None
    turnos: int


@dataclass(frozen=True, slots=True)
class DayReport:
    """The report of a day.

    Attributes:
        closed: None while the day is open: then the report is provisional.
        out_of_turn: calls out of turn; ``acts`` what was decided, breaks included.
        opened, returned, late: cases opened on the day, handed back, answered after their time.
        open_cases: those left open when it was closed; None in a report made later, when it would
            tell of another day. ``open_more`` are beyond those listed.
        contingencies: the times of the day without the system.
    """

    ministry: str
    office: str
    day: date
    made_at: datetime
    closed: ClosedBy | None
    figures: DayFigures
    half_hours: tuple[HalfHour, ...]
    tickets: tuple[ReportTicket, ...]
    out_of_turn: tuple[Act, ...]
    acts: tuple[Act, ...]
    opened: tuple[ReportCase, ...]
    returned: tuple[ReportCase, ...]
    late: tuple[ReportCase, ...]
    open_cases: tuple[ReportCase, ...] | None
    open_more: int = 0
    contingencies: tuple[PaperSpell, ...] = ()
