"""How a case stands, as its promise and its service tell: for a list as for the case itself."""

from datetime import date, datetime
from typing import Protocol

from domain.case_parts import PROMISED, CaseState
from domain.catalogue import Service
from domain.deadlines import Urgency, urgency
from domain.offices import Office


class Standing(Protocol):
    """What a case and its row in a list both tell."""

    @property
    def state(self) -> CaseState: ...
    @property
    def clock_from(self) -> datetime | None: ...
    @property
    def due_at(self) -> datetime | None: ...


def state_words(
    case: Standing, service: Service, starts: date | None, office: Office, now: datetime
) -> str:
    """Return where a case stands; at the kit's door, and programmed for a later day, too.

    Args:
        case: the case, or its row.
        service: in the version of the catalogue that the case began with.
        starts: first day of the period asked for; None where it asks for none.
        office: for its clock.
        now: the present moment.
    """
    if case.state is CaseState.IN_PROCESS and service.needs_kit:
        if starts is not None and starts > office.local(now).date():
            return f"Programado para el {starts:%d/%m/%Y}"
        return "Listo para el kit"
    return case.state.label


def urgency_of(case: Standing, now: datetime) -> Urgency | None:
    """Return how a promised time stands; None where nothing was promised or it is answered."""
    if case.due_at is None or case.clock_from is None:
        return None
    if case.state not in PROMISED:
        return None
    return urgency(case.clock_from, case.due_at, now)
