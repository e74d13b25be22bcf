"""What every action on a case shares: whose it is, its service, its promised time, its log."""

from datetime import datetime
from uuid import UUID

from desktop.usecases import absence_follows
from desktop.usecases.desk import Desk, Step
from desktop.usecases.enrolment_follows import follow
from domain.case_events import CaseEvent, CaseEventKind
from domain.case_fields import FieldsMissing, missing_fields
from domain.cases import Case, HeldByAnother
from domain.catalogue import Service
from domain.checklist import Checklist
from domain.deadlines import due_at
from domain.errors import KnownError
from domain.response import ClockStart
from domain.staff import Action, allowed

_KEPT = {kind.value: kind for kind in CaseEventKind}


class NotYourService(KnownError):
    """No role in force today attends the service."""

    what = "Sus funciones de hoy no atienden este servicio."
    kept = "No se cambió nada."
    todo = "Reasígnelo a quien lo atiende, o pida ayuda a su supervisor."


class EmailConditionOpen(KnownError):
    """The service is given by e-mail only under a condition, which nobody confirmed."""

    def __init__(self, condition: str) -> None:
        self.condition = condition
        super().__init__(
            condition, kept="No se abrió el trámite.", todo="Confirme que se cumple y continúe."
        )


def service_of(desk: Desk, step: Step, case: Case) -> Service:
    """Return a case's service in the version of the catalogue that it began with.

    Raises:
        NotFound, UnknownService: the office does not keep it any more.
    """
    return desk.catalogues.version(step.unit, case.catalogue_version).service(case.service)


def require_service(step: Step, service: Service) -> None:
    """Insist that the acting person attends the service.

    Raises:
        NotYourService: they do not.
    """
    if service.served_by.isdisjoint(step.actor.roles_on(step.day)):
        raise NotYourService()


def require_holder(step: Step, case: Case) -> None:
    """Insist that nobody else has the case.

    Raises:
        HeldByAnother: somebody has.
    """
    if case.holder_id not in (None, step.actor.staff_id):
        raise HeldByAnother(staff_name(step, case.holder_id))


def own_case(desk: Desk, step: Step, case_id: UUID) -> tuple[Case, Service]:
    """Return a case that the acting person may work on, with its service.

    Raises:
        NotFound, HeldByAnother, NotYourService: as their names say.
    """
    case = step.unit.cases.get(case_id)
    service = service_of(desk, step, case)
    require_holder(step, case)
    require_service(step, service)
    return case, service


def staff_name(step: Step, staff_id: UUID | None) -> str:
    """Return the name of a member of the staff, empty for nobody."""
    return "" if staff_id is None else step.unit.staff.get(staff_id).full_name


def checklist_of(step: Step, case: Case, service: Service) -> Checklist:
    """Return the checklist of a case's present submission."""
    found = step.unit.cases.findings(case.id, case.submission)
    return Checklist(service.requirements, {finding.requirement: finding for finding in found})


def begun(step: Step, case: Case, service: Service) -> Case:
    """Return a case whose promised time runs: its papers are complete, or it needs none.

    Raises:
        FieldsMissing: the case does not tell what its service needs.
        WrongCaseState: it is not under review.
    """
    if missing := missing_fields(service, case.matter):
        raise FieldsMissing(missing)
    start = clock_start(step, case, service)
    return case.begin(start, promised(step, case, service, start))


def clock_start(step: Step, case: Case, service: Service) -> datetime:
    """Return from when the promised time runs.

    Papers that did not come in person were complete when they were sent, not when somebody
    looked at them.
    """
    match service.response.since:
        case ClockStart.ATTENTION:
            return _attended_since(step, case)
        case ClockStart.ENTRY:
            return case.submitted_at
        case _:
            return step.now if _handed_in_here(step, case) else case.submitted_at


def _handed_in_here(step: Step, case: Case) -> bool:
    """Tell whether the papers came with a visit; what is older than it had been sent before."""
    ticket_id = case.origin.ticket_id
    return (
        ticket_id is not None and step.unit.tickets.get(ticket_id).arrived_at <= case.submitted_at
    )


def _attended_since(step: Step, case: Case) -> datetime:
    """Return when the attention to a case began.

    A second case at the same counter is attended from when it is opened: the first took its time.
    """
    ticket_id = case.origin.ticket_id
    if ticket_id is None:
        return case.submitted_at
    since = step.unit.tickets.get(ticket_id).serving_since or case.origin.received_at
    before = (other for other in step.unit.cases.of_ticket(ticket_id) if other.id != case.id)
    return step.now if any(other.opened_at >= since for other in before) else since


def promised(step: Step, case: Case, service: Service, start: datetime) -> datetime:
    """Return until when a case's answer is promised, counted from ``start``."""
    return due_at(
        service.response,
        start,
        step.unit.offices.office(),
        step.unit.calendar.all(),
        case.parties.place,
    )


def returned_at(step: Step, case: Case) -> datetime:
    """Return when a case was last handed back; it must have been."""
    return [op.at for op in step.unit.log.of(case.id) if op.type == "case_returned"][-1]


def supervises(step: Step) -> bool:
    """Tell whether the acting person supervises today."""
    return allowed(Action.STEER_CASES, step.actor.roles_on(step.day))


def save(step: Step, case: Case, type_: str, payload: dict[str, object]) -> Case:
    """Store a changed case, tell of it, and have its enrolments follow.

    Raises:
        EnrolmentGoesOn: see ``enrolment_follows.follow``.
        AbsenceGoesOn: see ``absence_follows.follow``.
    """
    step.tell("case", case.id, case.version, type_, {"number": case.number, **payload})
    step.unit.cases.save(case)
    keep_event(step, case, type_)
    follow(step, case, type_)
    absence_follows.follow(step, case, type_)
    return case


def keep_event(step: Step, case: Case, type_: str) -> None:
    """Keep for the figures what happened to a case, as it is now; nothing where none counts it."""
    kind = _KEPT.get(type_)
    if kind is None:
        return
    earlier = step.unit.case_events.of(case.id)
    step.unit.case_events.add(
        CaseEvent(
            case.id,
            len(earlier) + 1,
            kind,
            all(event.kind is not kind for event in earlier),
            step.now,
            case.service,
            case.origin.channel.value,
            step.actor.staff_id,
            case.parties.entity_id,
            case.origin.ticket_id,
            case.clock_from,
            case.due_at,
            _detail(case, kind),
        )
    )


def _detail(case: Case, kind: CaseEventKind) -> str:
    match kind:
        case CaseEventKind.RESOLVED if case.outcome is not None:
            return case.outcome.code or f"type:{case.outcome.type.value}"
        case CaseEventKind.CLOSED if case.conformity is not None:
            return case.conformity.kind.value
        case CaseEventKind.REFERRED:
            return case.area
        case CaseEventKind.RETURNED:
            return str(case.catalogue_version)
        case _:
            return ""
