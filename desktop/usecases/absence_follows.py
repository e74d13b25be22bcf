"""What becomes of the absence that a case asked for when the case goes another way."""

from desktop.usecases.authoriser_changes import acting, cancel_programmed, under_way
from desktop.usecases.desk import Step
from domain.authorisers import OPEN_ABSENCES, UNDONE_ABSENCES, Absence, AbsenceState
from domain.cases import Case
from domain.errors import KnownError, NotOnThisData

_REFUSED = "El trámite se negó"


class AbsenceGoesOn(KnownError):
    """The case is to be taken back, or is of another entity, and its absence was made."""

    def __init__(self, absence: Absence) -> None:
        super().__init__(
            f"La ausencia de este trámite está «{absence.state.label.lower()}».",
            kept="No se cambió nada.",
            todo="Anúlela o confirme la reincorporación en la ficha de la entidad.",
        )


def follow(step: Step, case: Case, type_: str) -> None:
    """Have the absence of a case follow it, inside the step that moves it.

    Withdrawn or refused, its case takes with it an absence that is still programmed.

    Args:
        step: under way.
        case: as it is from now on.
        type_: the operation that tells of it.

    Raises:
        AbsenceGoesOn: the absence was asked for already.
    """
    undone = type_ == "case_withdrawn" or (type_ == "case_resolved" and case.is_refused)
    if not undone and type_ != "case_corrected":
        return
    try:
        absences = step.unit.authorisers.absences_of_case(case.id)
    except NotOnThisData:
        return  # the office's server is of an earlier program: there are none
    for absence in absences:
        if type_ == "case_corrected":
            elsewhere = absence.entity_id != case.parties.entity_id
            if elsewhere and absence.state not in UNDONE_ABSENCES:
                raise AbsenceGoesOn(absence)
        elif absence.state is AbsenceState.PROGRAMMED:
            change = under_way(step.unit, absence.entity_id)
            assert change is not None, "a programmed absence has its change"
            cancel_programmed(acting(step), change, case.reason or _REFUSED)
        elif absence.state in OPEN_ABSENCES:
            raise AbsenceGoesOn(absence)
