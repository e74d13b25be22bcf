"""The cases of who is at the counter: what F5 can do now, and the question before leaving none."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Signal

from domain.cases import NothingRecorded
from domain.catalogue import Catalogue
from ui.queue.state import QueueState
from ui.widgets import ButtonStyle, KeyButton, ReasonSheet

REASONS_WITHOUT_CASE = ("Consulta breve", "Se retiró", "No era aquí")
MOST = 9
"""As many as there are digits to choose with."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something F5 can do: begin a case of a service, take a returned one up, or open one.

    Attributes:
        service: begin one of it; None to go on with ``case_id``.
        returned: the case was handed back and is taken up again.
    """

    label: str
    service: int | None = None
    case_id: UUID | None = None
    returned: bool = False


def needed(state: QueueState, catalogue: Catalogue) -> tuple[Choice, ...]:
    """Return what the attention still lacks: a case for each service asked for here."""
    if state.current is None:
        return ()
    visit = state.visit
    back = tuple(
        Choice(
            f"Retomar {found.row.number} · {catalogue.short_names((found.row.service,))}",
            case_id=found.row.id,
            returned=True,
        )
        for found in visit.returned
        if found.row.service in state.here
    )
    recorded = {case.service for case in visit.cases}
    recorded |= {found.row.service for found in visit.returned if found.own}
    return (
        *back,
        *(
            Choice(catalogue.short_names((number,)), service=number)
            for number in state.current.pending
            if number in state.here and number not in recorded
        ),
    )


def choices(state: QueueState, catalogue: Catalogue) -> tuple[Choice, ...]:
    """Return everything F5 can do, what the attention lacks first."""
    first = needed(state, catalogue)
    told = {choice.service for choice in first}
    others = (
        Choice(f"Otro: {catalogue.short_names((number,))}", service=number)
        for number in sorted(state.here)
        if number not in told
    )
    return (*first, *others)[:MOST]


def certain(state: QueueState, catalogue: Catalogue) -> Choice | None:
    """Return what F5 does without asking; None where there is more than one way."""
    found = needed(state, catalogue) or choices(state, catalogue)
    return found[0] if len(found) == 1 else None


def unrecorded(state: QueueState, catalogue: Catalogue) -> NothingRecorded | None:
    """Return what the visit leaves off the record if its part here is done; None for nothing."""
    if state.current is None:
        return None
    recorded = {case.service for case in state.visit.cases}
    names = tuple(
        catalogue.short_names((number,))
        for number in state.current.pending
        if number in state.here and number not in recorded
    )
    half = tuple(case.number for case in state.visit.cases if case.half)
    return NothingRecorded(names, half) if names or half else None


def open_words(state: QueueState, catalogue: Catalogue) -> str:
    """Return what the button of F5 says."""
    lacking = needed(state, catalogue)
    if not lacking:
        return "Otro trámite"
    return "Retomar trámite" if lacking[0].returned else "Abrir trámite"


def visit_choices(state: QueueState, numbers: Sequence[str]) -> tuple[Choice, ...]:
    """Return the cases of the visit, to open one; only those of ``numbers``, if any."""
    return tuple(
        Choice(f"{case.number} · {case.words}", case_id=case.id)
        for case in state.visit.cases
        if not numbers or case.number in numbers
    )[:MOST]


class UnrecordedSheet(ReasonSheet):
    """Asks before an attention ends without its case: register it, or say why there is none.

    Args:
        code: of the turno.
        error: what is missing.
    """

    register = Signal()
    """F5: the case is registered, or looked at whole, first."""

    def __init__(self, code: str, error: NothingRecorded) -> None:
        words = "Registrar el trámite" if error.services else "Continuar la revisión"
        button = KeyButton(words, key="F5", icon="folder-open", style=ButtonStyle.PRIMARY)
        left = "sin registrar" if error.services else "a medio revisar"
        super().__init__(
            f"{code} quedaría {left}", REASONS_WITHOUT_CASE, text=error.what, instead=button
        )
        button.clicked.connect(self.register)
