"""Cases: corrected, taken up again with what was missing, handed to somebody else, ended."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from desktop.usecases.case_opening import (
    came_in,
    check_channel,
    parties_of,
    problem_of,
    require_no_duplicate,
    told_of,
    visit,
)
from desktop.usecases.case_steps import (
    checklist_of,
    own_case,
    require_holder,
    require_service,
    returned_at,
    save,
    service_of,
    staff_name,
    supervises,
)
from desktop.usecases.case_terms import OF_THE_CITY, lengthened
from desktop.usecases.catalogues import VersionUnreadable
from desktop.usecases.desk import Desk, Step, begin, clean_reason
from domain.case_fields import FieldsMissing, checked_fields, missing_fields
from domain.case_parts import ENDED, CaseState, Parties
from domain.cases import Case, TermOver, WrongCaseState
from domain.catalogue import Channel, Service
from domain.errors import InvalidInput
from domain.staff import SERVING_ROLES, Action, Actor, NotAllowed

LAPSES_AT_ONCE = 200
"""So many returned cases are ended in one step, so that nobody waits long for it."""


def correct(
    desk: Desk,
    actor: Actor,
    case_id: UUID,
    *,
    parties: Parties | None = None,
    fields: Mapping[str, str] | None = None,
    problem: str | None = None,
) -> Case:
    """Correct whom a case is for or what it tells; what is None stays.

    Another city may give it more time, never less.

    Raises:
        InvalidInput: something told cannot be used.
        FieldsMissing: its answer is promised, and what its service needs would be gone.
        DuplicateCase: it would be the same as another open case of the entity.
        HeldByAnother, NotYourService, WrongCaseState, NotFound: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.WORK_CASES)
        case, service = own_case(desk, step, case_id)
        who = case.parties if parties is None else parties_of(step, service, parties, None)
        matter = case.matter
        if fields is not None:
            matter = replace(matter, fields=checked_fields(service, fields))
            missing = missing_fields(service, matter)
            if missing and case.clock_from is not None:
                raise FieldsMissing(missing)
        if problem is not None:
            matter = replace(matter, problem=problem_of(service, problem))
        changed = case.told(matter, who)
        if changed.subject != case.subject or who.entity_id != case.parties.entity_id:
            require_no_duplicate(step, changed)
        corrected = save(step, changed, "case_corrected", told_of(step, changed))
        if who.place == case.parties.place:
            return corrected
        return lengthened(desk, step, corrected, OF_THE_CITY) or corrected


def reclassify(desk: Desk, actor: Actor, case_id: UUID, service: int) -> Case:
    """Move a case under review to the service it really is of; its checklist begins anew.

    Raises:
        InvalidInput: the other service has no checklist, is not asked for this way or here, or
            needs somebody whom the case does not name.
        DuplicateCase, HeldByAnother, NotYourService, WrongCaseState: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.WORK_CASES)
        case, _ = own_case(desk, step, case_id)
        catalogue = desk.catalogues.refresh(unit)
        other = catalogue.service(service)
        require_service(step, other)
        _require_fit(step, case, other)
        changed = case.classify(other.id, catalogue.version, replace(case.matter, fields=()))
        require_no_duplicate(step, changed)
        found = checklist_of(step, case, service_of(desk, step, case))
        for number in found.findings:
            unit.cases.drop_finding(case.id, case.submission, number)
        payload: dict[str, object] = {"service": other.id, "name": other.short_name}
        return save(step, changed, "case_reclassified", payload)


def resubmit(
    desk: Desk,
    actor: Actor,
    case_id: UUID,
    *,
    ticket_id: UUID | None = None,
    received_at: datetime | None = None,
) -> Case:
    """Take up a returned case with what was missing: only that is asked again.

    One that lapsed is taken up too where what was missing was sent in its term and is only
    looked at now.

    Args:
        ticket_id: the turno of the visit, when the person came back.
        received_at: when it came in, where it was sent; now, when None.

    Raises:
        InvalidInput: that is in the future, or before the case was returned.
        TermOver: its term had passed by then; the case lapses.
        DuplicateCase: it lapsed, and the entity has another open case of the same matter by now.
        WrongCaseState: it was not returned.
        NotYourService, NotFound: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.WORK_CASES)
        case = unit.cases.get(case_id)
        service = service_of(desk, step, case)
        require_service(step, service)
        came = step.now if received_at is None else came_in(step, received_at)
        back = case.resubmit(step.now, came, actor.staff_id)
        if received_at is not None:
            _require_after_return(step, case, came)
        late = case.term_ends is not None and case.term_ends < _local_day(step, came)
        if late and case.state is not CaseState.LAPSED:
            save(step, case.lapse(step.now), "case_lapsed", {})
        elif not late:
            require_no_duplicate(step, back)
            back = _taken_up(step, case, back, service, ticket_id)
    if late:
        raise TermOver(case)
    return back


def take(desk: Desk, actor: Actor, case_id: UUID) -> Case:
    """Take a case that nobody has.

    Raises:
        HeldByAnother: somebody has it.
        NotYourService, WrongCaseState, NotFound: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.WORK_CASES)
        case = unit.cases.get(case_id)
        require_holder(step, case)
        require_service(step, service_of(desk, step, case))
        return save(step, case.assign(actor.staff_id, step.now), "case_taken", {})


def reassign(desk: Desk, actor: Actor, case_id: UUID, to: UUID, reason: str) -> Case:
    """Give a case to a colleague: one's own, or any by a supervisor.

    Raises:
        InvalidInput: there is no reason, or the colleague does not attend the service today.
        NotAllowed: it is somebody else's and one does not supervise.
        WrongCaseState, NotFound: as their names say.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SEE_CASES)
        return _reassigned(desk, step, unit.cases.get(case_id), to, text)


def reassign_all(
    desk: Desk, actor: Actor, of: UUID, to: UUID, reason: str
) -> tuple[int, tuple[str, ...]]:
    """Give a colleague every open case of one who is absent.

    Returns:
        how many were given, and the numbers of those that stayed because the colleague does not
        attend their service, or nobody can tell any more.

    Raises:
        InvalidInput: there is no reason.
        NotFound: there is no such colleague.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        return give_all(desk, begin(desk, unit, actor, Action.STEER_CASES), of, to, text)


def give_all(
    desk: Desk, step: Step, of: UUID, to: UUID, reason: str
) -> tuple[int, tuple[str, ...]]:
    """Give them over inside a unit of work already begun."""
    given, stayed = 0, []
    for case in step.unit.cases.held_by(of):
        try:
            _reassigned(desk, step, case, to, reason)
            given += 1
        except (InvalidInput, VersionUnreadable):
            stayed.append(case.number)
    return given, tuple(stayed)


def withdraw(desk: Desk, actor: Actor, case_id: UUID, reason: str) -> Case:
    """End a case because the person desists, or it was opened by mistake.

    Raises:
        InvalidInput: there is no reason.
        HeldByAnother, NotYourService, WrongCaseState, NotFound: as their names say.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.WORK_CASES)
        case, _ = own_case(desk, step, case_id)
        return save(step, case.withdraw(text, step.now), "case_withdrawn", {"reason": text})


def lapse_overdue(desk: Desk, actor: Actor) -> tuple[Case, ...]:
    """End the returned cases whose term has passed; a few hundred at a time."""
    with desk.units.write() as unit:
        return lapse_in(begin(desk, unit, actor, Action.SEE_CASES))


def lapse_in(step: Step) -> tuple[Case, ...]:
    """End them inside a unit of work already begun."""
    today = _local_day(step, step.now)
    return tuple(
        save(step, case.lapse(step.now), "case_lapsed", {})
        for case in step.unit.cases.overdue_returns(today, LAPSES_AT_ONCE)
    )


def _require_fit(step: Step, case: Case, service: Service) -> None:
    """Insist that a case could have been opened for a service. Raises InvalidInput."""
    if service.is_support or case.origin.channel not in service.channels:
        raise InvalidInput(
            f"«{service.short_name}» no se atiende así.",
            todo="Abra un trámite aparte para ese servicio.",
        )
    if case.origin.channel is Channel.EMAIL and service.email_condition:
        raise InvalidInput(
            service.email_condition,
            kept="El trámite sigue en su servicio.",
            todo="Si se cumple, abra un trámite aparte para ese servicio.",
        )
    check_channel(step, service, case.origin.channel)
    parties_of(step, service, case.parties, None)


def _require_after_return(step: Step, case: Case, came: datetime) -> None:
    """Insist that what answers a return was not sent before it. Raises InvalidInput."""
    returned = returned_at(step, case).replace(second=0, microsecond=0)
    if came < returned:
        raise InvalidInput(
            f"La fecha de recepción es anterior a la devolución del"
            f" {step.unit.offices.office().local(returned):%d/%m/%Y %H:%M}.",
            kept="El trámite sigue devuelto.",
            todo="Revise el día y la hora en que llegó lo que faltaba.",
        )


def _taken_up(
    step: Step, before: Case, back: Case, service: Service, ticket_id: UUID | None
) -> Case:
    if ticket_id is not None:
        visit(step, ticket_id)
    # The promise runs by how these papers came, not those of the visit before.
    back = replace(back, origin=replace(back.origin, ticket_id=ticket_id))
    kept = checklist_of(step, before, service).carried_over()
    payload: dict[str, object] = {
        "submission": back.submission,
        "kept": [finding.requirement for finding in kept],
    }
    if ticket_id is not None:
        payload["ticket"] = str(ticket_id)
    save(step, back, "case_resubmitted", payload)
    for finding in kept:
        step.unit.cases.set_finding(back.id, back.submission, finding)
    again = back.classify(back.service, back.catalogue_version, back.matter)
    return save(step, again, "case_classified", {})


def _reassigned(desk: Desk, step: Step, case: Case, to: UUID, reason: str) -> Case:
    if not supervises(step) and case.holder_id != step.actor.staff_id:
        raise NotAllowed()
    if case.state in ENDED:
        raise WrongCaseState(case)
    colleague = step.unit.staff.get(to)
    roles = colleague.roles_on(step.day) & SERVING_ROLES
    if service_of(desk, step, case).served_by.isdisjoint(roles):
        raise InvalidInput(
            f"{colleague.full_name} no atiende hoy ese servicio.",
            kept="El trámite sigue con quien lo tenía.",
            todo="Elija a otra persona.",
        )
    payload: dict[str, object] = {
        "from": staff_name(step, case.holder_id),
        "to": colleague.full_name,
        "reason": reason,
    }
    return save(step, case.assign(colleague.id, step.now), "case_reassigned", payload)


def _local_day(step: Step, moment: datetime) -> date:
    return step.unit.offices.office().local(moment).date()
