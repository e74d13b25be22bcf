"""What can stand behind a figure: which lists there are, and which of them belong together."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID

from domain.day_figures import ClosedDayTotals
from domain.ports import CaseRow
from ui.theme import Kind


class Shape(Enum):
    """What the rows of a list are, and so its columns."""

    TURNOS = "turnos"
    CALLS = "calls"
    ATTENTIONS = "attentions"
    OUT_OF_TURN = "out_of_turn"
    CASES = "cases"
    RETURNS = "returns"
    NOTICES = "notices"
    DAYS = "days"


class View(Enum):
    """A list behind a figure: its name and the shape of its rows."""

    ALL = "Todos los turnos", Shape.TURNOS
    WAITING = "En espera", Shape.TURNOS
    AT_COUNTERS = "En ventanilla o en pausa", Shape.TURNOS
    SERVED = "Atendidos", Shape.TURNOS
    ABSENT = "No se presentaron", Shape.TURNOS
    UNSERVED = "Anulados y vencidos", Shape.TURNOS
    HALF_HOUR = "Una media hora", Shape.TURNOS
    COUNTER = "Una ventanilla", Shape.TURNOS
    LATE = "Esperan demasiado", Shape.TURNOS
    CALLED = "Por orden de llamada", Shape.CALLS
    LONGEST = "La mayor espera primero", Shape.CALLS
    ATTENTIONS = "La atención más larga primero", Shape.ATTENTIONS
    OUT_OF_TURN = "Llamados fuera de orden", Shape.OUT_OF_TURN
    DUE = "Por vencer y vencidos", Shape.CASES
    ANSWERED = "Respondidos hoy", Shape.CASES
    RETURNED = "Devueltos hoy", Shape.RETURNS
    AGAIN = "Otra vez por lo mismo", Shape.RETURNS
    OPENED = "Abiertos hoy", Shape.CASES
    IN_PROCESS = "En trámite o resueltos", Shape.CASES
    NOTICES = "Avisos de hoy", Shape.NOTICES
    DAYS = "Jornadas cerradas", Shape.DAYS

    @property
    def label(self) -> str:
        """Its name."""
        return self.value[0]

    @property
    def shape(self) -> Shape:
        """What its rows are."""
        return self.value[1]

    @property
    def ring(self) -> tuple["View", ...]:
        """The lists that F4 goes through, this one among them."""
        return next((ring for ring in _RINGS if self in ring), (self,))

    @property
    def title(self) -> str:
        """What the lists of its ring are about."""
        return _TITLES.get(self.ring[0], self.label)


_RINGS = (
    (View.ALL, View.WAITING, View.AT_COUNTERS, View.SERVED, View.ABSENT, View.UNSERVED),
    (View.CALLED, View.LONGEST),
    (View.DUE, View.ANSWERED),
    (View.RETURNED, View.AGAIN),
    (View.OPENED, View.IN_PROCESS),
)
_TITLES = {
    View.ALL: "Turnos de hoy",
    View.CALLED: "Llamados de hoy",
    View.ATTENTIONS: "Atenciones de hoy",
    View.DUE: "Trámites con plazo",
    View.RETURNED: "Trámites devueltos",
    View.OPENED: "Trámites de hoy",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A list, and of which half hour or counter where it is of one."""

    view: View
    slot: int | None = None
    counter_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list.

    Attributes:
        key: what makes it the same row after a refresh.
        cells: its words, as many as its shape has columns.
        kind: colour of the cell that tells a state.
        below: second line of the cell that has one; ``badge`` a chip after the words.
        late: it asks for attention; ``over`` nothing more is done about it.
        ticket_id, case_id, day: what it leads to.
    """

    key: Hashable
    cells: tuple[str, ...]
    kind: Kind | None = None
    below: str = ""
    badge: str = ""
    late: bool = False
    over: bool = False
    ticket_id: UUID | None = None
    case_id: UUID | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What is read only while a list shows it; None while it was not.

    Attributes:
        opened, answered: the cases opened and answered today.
        days: the closed days, the newest first.
    """

    opened: Sequence[CaseRow] | None = None
    answered: Sequence[CaseRow] | None = None
    days: Sequence[ClosedDayTotals] | None = None
