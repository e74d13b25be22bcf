"""The paper of an absence: what was registered, and whether the centre has confirmed it."""

from dataclasses import dataclass
from uuid import UUID

from desktop.ports import PrintOutcome
from desktop.ports.entity_papers import AbsencePaper, EntityPaper
from desktop.usecases.authoriser_changes import standing_of, under_way
from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.paper import Paper
from domain.authorisers import Absence, AbsenceKind, AbsenceState
from domain.staff import Action, Actor


@dataclass(frozen=True, slots=True)
class _Standing:
    """How an absence stands on paper: in a word, whether that is done, and what it means."""

    state: str
    confirmed: bool
    meaning: str


_RETURNING = _Standing(
    "Reincorporación por confirmar",
    False,
    "El titular vuelve a autorizar pagos cuando el centro lo confirme; hasta entonces, el alterno.",
)
_STANDINGS = {
    AbsenceState.PROGRAMMED: _Standing(
        "Programada",
        False,
        "El cambio se pedirá el día en que empieza. Hasta entonces todo sigue igual.",
    ),
    AbsenceState.WAITING: _Standing(
        "Por confirmar",
        False,
        "El cambio se pidió y espera la confirmación del centro. Hasta entonces todo sigue igual.",
    ),
    AbsenceState.IN_FORCE: _Standing(
        "Confirmada", True, "El titular está suspendido y el alterno autoriza los pagos."
    ),
    AbsenceState.ENDED: _Standing("Terminada", True, "La ausencia terminó."),
    AbsenceState.REFUSED: _Standing(
        "Rechazada", False, "El centro no aceptó el cambio: todo sigue como estaba."
    ),
    AbsenceState.CANCELLED: _Standing(
        "Anulada", False, "La ausencia se anuló antes de empezar: todo sigue como estaba."
    ),
}
_FOR_GOOD = _Standing("Confirmada", True, "Esa persona ya no autoriza pagos de la entidad.")


def print_absence(desk: Desk, actor: Actor, paper: Paper, absence_id: UUID) -> PrintOutcome:
    """Print the paper of an absence, or of its end.

    Raises:
        PrintFailed: it was neither printed nor saved; the absence stands all the same.
        NotFound, NotAllowed: as their names say.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_ENROLMENTS)
        told = _paper_of(step, unit.authorisers.absence(absence_id))
    pdf = paper.documents.absence(told)
    title = f"Ausencia {told.case_number or told.head.ruc}"
    return paper.printer.print_pdf(pdf, printer=paper.sheets(), title=title)


def _paper_of(step: Step, absence: Absence) -> AbsencePaper:
    unit = step.unit
    office, entity = unit.offices.office(), unit.entities.get(absence.entity_id)
    standing, active = _standing(step, absence), standing_of(unit, entity.id).active
    return AbsencePaper(
        EntityPaper.of(office, entity, step.now, step.actor.full_name),
        "" if absence.case_id is None else unit.cases.get(absence.case_id).number,
        absence.kind.label,
        standing.state,
        standing.confirmed,
        standing.meaning,
        _name(step, absence.absent),
        _name(step, absence.stand_in),
        _name(step, None if active is None else active.id),
        absence.first,
        absence.last,
        absence.ended_on,
    )


def _standing(step: Step, absence: Absence) -> _Standing:
    change = under_way(step.unit, absence.entity_id)
    if absence.state is AbsenceState.IN_FORCE and change and change.absence_id == absence.id:
        return _RETURNING
    if absence.state is AbsenceState.ENDED and absence.kind is AbsenceKind.PERMANENT:
        return _FOR_GOOD
    return _STANDINGS[absence.state]


def _name(step: Step, authoriser_id: UUID | None) -> str:
    if authoriser_id is None:
        return ""
    return step.unit.people.get(step.unit.authorisers.get(authoriser_id).person_id).name
