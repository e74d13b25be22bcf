"""Whether what a case is for was done at the biometric kit, so that it can be answered."""

from desktop.usecases import absences
from desktop.usecases.desk import Step
from domain.authorisers import PERMANENT_SERVICE, TEMPORARY_SERVICE
from domain.cases import AtTheKit, Case
from domain.catalogue import Service
from domain.enrolment import SERVICE, EnrolmentState
from domain.errors import KnownError

_DONE = frozenset({EnrolmentState.ENROLLED, EnrolmentState.CLOSED})


class NobodyEnrolled(AtTheKit):
    """The case has no enrolment that came to its end."""

    what = "En este trámite todavía no se enroló a nadie."
    kept = "El trámite queda «Listo para el kit»."
    todo = "Continúe en Biometría; si la persona desiste, retire el trámite."


class EnrolmentsLeft(AtTheKit):
    """An enrolment of the case goes on.

    Args:
        left: who and how far, in words.
    """

    def __init__(self, left: tuple[str, ...]) -> None:
        super().__init__(
            f"Falta terminar el enrolamiento de {'; '.join(left)}.",
            todo="Continúe en Biometría, o retire ese enrolamiento con su motivo.",
        )


def require_done(step: Step, case: Case, service: Service) -> None:
    """Insist that nothing of a case is left at the kit.

    Raises:
        NobodyEnrolled, EnrolmentsLeft: of a case that enrols somebody.
        AbsenceNotMade: of a case of an absence.
        NotOnThisData: the office's server is of an earlier program.
        AtTheKit: of another service that ends at the kit, of which nothing is recorded here.
    """
    match service.code:
        case _ if not service.needs_kit:
            return
        case code if code == SERVICE:
            _require_enrolled(step, case)
        case code if code in {TEMPORARY_SERVICE, PERMANENT_SERVICE}:
            absences.require_made(step, case)
        case _:
            raise AtTheKit()


def is_left(step: Step, case: Case, service: Service) -> bool:
    """Tell whether something of a case is left at the kit."""
    try:
        require_done(step, case, service)
    except KnownError:
        return True
    return False


def _require_enrolled(step: Step, case: Case) -> None:
    found = step.unit.enrolments.of_case(case.id)
    counting = [one for one in found if one.state is not EnrolmentState.WITHDRAWN]
    if not counting:
        raise NobodyEnrolled()
    left = tuple(
        f"{step.unit.people.get(one.person_id).name} ({one.role.value}: {one.state.label.lower()})"
        for one in counting
        if one.state not in _DONE
    )
    if left:
        raise EnrolmentsLeft(left)
