"""Reception: who comes, the turno they get, and what happens to it in the hall."""

from datetime import timedelta
from uuid import UUID

import pytest

from desktop.usecases import approvals, calling, counters, day, day_count, reception, serving
from desktop.usecases.desk import Desk
from desktop.usecases.hall import hall
from desktop.usecases.reception import AFTER_HOURS, Issued, NewTicket, PersonDraft
from domain.approvals import ApprovalKind, ApprovalUnusable
from domain.errors import InvalidInput, NotFound
from domain.ids import new_id
from domain.operations import Operation
from domain.people import AlreadyRegistered, DocumentType, Person
from domain.queue import DayClosed, OfficeClosed
from domain.staff import Actor, NotAllowed
from domain.ticket_qr import ticket_qr
from domain.tickets import Ticket, TicketState, WrongState
from tests.office import FakeClock, SmallOffice

CEDULA = "1710034065"
RUC = "1760001550001"


@pytest.fixture
def rosa(office: SmallOffice) -> Actor:
    return office.actor("recepcion-1")


@pytest.fixture
def sara(office: SmallOffice) -> Actor:
    return office.actor("supervisor-1")


def _person(desk: Desk, actor: Actor, name: str = "José Muñoz", document: str = CEDULA) -> Person:
    kind = DocumentType.CEDULA if document else DocumentType.NONE
    return reception.register_person(desk, actor, PersonDraft(kind, document, name, "099", "a@b"))


def _issue(desk: Desk, actor: Actor, *services: int, priority: bool = False) -> Issued:
    return reception.issue(desk, actor, NewTicket(services or (6,), priority=priority))


def _told(desk: Desk, aggregate_id: UUID) -> list[Operation]:
    with desk.units.read() as unit:
        return list(unit.log.of(aggregate_id))


# ------------------------------------------------------------------- people and entities
def test_registered_people_are_found_by_whatever_they_say(desk: Desk, rosa: Actor) -> None:
    person = _person(desk, rosa)
    for typed in (CEDULA, "1710", "muñoz", "MUNOZ jo", "jose"):
        assert list(reception.find_people(desk, rosa, typed)) == [person]
    for typed in ("", "  ", "mz", "🙂"):
        assert not reception.find_people(desk, rosa, typed)
    assert [one.type for one in _told(desk, person.id)] == ["person_registered"]


@pytest.mark.parametrize("typed", ["\x00", "\ud800", "x" * 10_000])
def test_what_nobody_can_be_called_is_refused_in_words(desk: Desk, rosa: Actor, typed: str) -> None:
    for find in (reception.find_people, reception.find_entities, reception.find_ticket):
        with pytest.raises(InvalidInput):
            find(desk, rosa, typed)
    with pytest.raises(InvalidInput):
        _person(desk, rosa, typed, "")


def test_a_document_belongs_to_one_person(desk: Desk, rosa: Actor) -> None:
    person = _person(desk, rosa)
    with pytest.raises(AlreadyRegistered) as known:
        _person(desk, rosa, "Otro Nombre")
    assert known.value.existing == person
    nameless = [_person(desk, rosa, "Ana", "") for _ in range(2)]
    assert nameless[0].id != nameless[1].id


def test_correcting_a_person(desk: Desk, rosa: Actor) -> None:
    person, other = _person(desk, rosa), _person(desk, rosa, "Ana", "0962467429")
    draft = PersonDraft(DocumentType.CEDULA, CEDULA, "José Muñiz", "02 299", "j@m.ec")
    mended = reception.correct_person(desk, rosa, person.id, draft)
    assert (mended.name, mended.phone, mended.version) == ("José Muñiz", "02 299", 2)
    assert not reception.find_people(desk, rosa, "muñoz")
    with pytest.raises(AlreadyRegistered):
        reception.correct_person(desk, rosa, other.id, draft)
    assert [one.type for one in _told(desk, person.id)][-1] == "person_corrected"


def test_entities(desk: Desk, rosa: Actor) -> None:
    entity = reception.register_entity(desk, rosa, RUC, "GAD de Ejemplo", "0042")
    for typed in (RUC, "gad ejem", "0042"):
        assert list(reception.find_entities(desk, rosa, typed)) == [entity]
    with pytest.raises(AlreadyRegistered) as known:
        reception.register_entity(desk, rosa, RUC, "Otra")
    assert known.value.existing == entity


def test_the_display_may_register_nobody(desk: Desk, office: SmallOffice) -> None:
    with pytest.raises(NotAllowed):
        _person(desk, office.actor("pantalla"))


# --------------------------------------------------------------------------------- turnos
def test_numbers_follow_each_other_in_each_series(desk: Desk, rosa: Actor) -> None:
    codes = [_issue(desk, rosa, 6, priority=flag).ticket.code for flag in (False, True, False)]
    assert codes == ["A-001", "P-001", "A-002"]


def test_who_has_priority_has_only_priority_ahead(
    desk: Desk, office: SmallOffice, rosa: Actor
) -> None:
    ahead = [_issue(desk, rosa, 6, priority=flag).ahead for flag in (False, False, True, True)]
    assert ahead == [0, 1, 0, 1]
    assert _issue(desk, rosa, 6).ahead == 4


def test_with_strict_arrival_everybody_before_is_ahead(
    desk: Desk, office: SmallOffice, rosa: Actor
) -> None:
    _strict(desk, office)
    assert [_issue(desk, rosa, 6, priority=flag).ahead for flag in (False, True)] == [0, 1]


def test_a_turno_knows_who_came_and_for_whom(desk: Desk, rosa: Actor) -> None:
    person = _person(desk, rosa)
    entity = reception.register_entity(desk, rosa, RUC, "GAD de Ejemplo")
    issued = reception.issue(desk, rosa, NewTicket((1, 6, 1), person.id, entity.id))
    assert (issued.person, issued.entity) == (person, entity)
    assert issued.ticket.services == (1, 6)
    (visit,) = reception.visits(desk, rosa, person.id)
    assert (visit.code, visit.entity, visit.state) == (
        "A-001",
        "GAD de Ejemplo",
        TicketState.ISSUED,
    )


@pytest.mark.parametrize(
    ("services", "words"), [((), "elegir"), ((7,), "no se atiende"), ((99,), "no")]
)
def test_services_of_this_office_only(
    desk: Desk, rosa: Actor, services: tuple[int, ...], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        reception.issue(desk, rosa, NewTicket(services))


def test_unknown_people_give_no_turno_and_no_gap(desk: Desk, rosa: Actor) -> None:
    with pytest.raises(NotFound):
        reception.issue(desk, rosa, NewTicket((6,), new_id()))
    with pytest.raises(NotFound):
        reception.issue(desk, rosa, NewTicket((6,), None, new_id()))
    assert _issue(desk, rosa).ticket.code == "A-001"


def test_after_hours_one_turno_for_one_leave(
    desk: Desk, rosa: Actor, sara: Actor, clock: FakeClock
) -> None:
    clock.at("17:00")
    asked = NewTicket((6,))
    with pytest.raises(OfficeClosed, match="de 08:00 a 17:00"):
        reception.issue(desk, rosa, asked)
    leave = approvals.ask(desk, rosa, ApprovalKind.ISSUE_AFTER_HOURS, AFTER_HOURS, "Viene de lejos")
    with pytest.raises(ApprovalUnusable):
        reception.issue(desk, rosa, asked, leave.id)
    approvals.answer(desk, sara, leave.id, granted=True)
    assert reception.issue(desk, rosa, asked, leave.id).ticket.code == "A-001"
    with pytest.raises(ApprovalUnusable):
        reception.issue(desk, rosa, asked, leave.id)


def test_a_closed_day_gives_no_turnos_until_it_is_opened_again(
    desk: Desk, rosa: Actor, sara: Actor
) -> None:
    waiting = _issue(desk, rosa).ticket
    closed = day.close_day(desk, sara, "Corte de energía")
    assert [ticket.id for ticket in closed.expired] == [waiting.id]
    with pytest.raises(DayClosed):
        _issue(desk, rosa)
    with pytest.raises(DayClosed):
        day.close_day(desk, sara, "Otra vez")
    assert day.reopen_day(desk, sara, "Volvió la luz").closed_at is None
    with pytest.raises(NotFound):
        day.reopen_day(desk, sara, "Otra vez")
    assert _issue(desk, rosa).ticket.code == "A-002"


# ------------------------------------------------------------------------------ in the hall
def test_cancelling_needs_a_reason_and_a_waiting_turno(desk: Desk, rosa: Actor) -> None:
    ticket = _issue(desk, rosa).ticket
    with pytest.raises(InvalidInput):
        reception.cancel(desk, rosa, ticket.id, " ")
    cancelled = reception.cancel(desk, rosa, ticket.id, "Se retira")
    assert (cancelled.state, cancelled.reason) == (TicketState.CANCELLED, "Se retira")
    with pytest.raises(WrongState):
        reception.cancel(desk, rosa, ticket.id, "Se retira")


def test_rejoining_keeps_the_number_and_waits_from_now(
    desk: Desk, office: SmallOffice, rosa: Actor, clock: FakeClock
) -> None:
    absent = _absent(desk, office, rosa, clock)
    _issue(desk, rosa)
    back = reception.rejoin(desk, rosa, absent.id)
    assert (back.code, back.state) == (absent.code, TicketState.ISSUED)
    assert back.queued_at == clock.now()
    assert [view.ticket.code for view in hall(desk, rosa).tickets][-1] == absent.code
    with pytest.raises(WrongState):
        reception.rejoin(desk, rosa, absent.id)


def test_nobody_rejoins_another_day(
    desk: Desk, office: SmallOffice, rosa: Actor, clock: FakeClock
) -> None:
    absent = _absent(desk, office, rosa, clock)
    clock.go(days=3)
    with pytest.raises(WrongState):
        reception.rejoin(desk, rosa, absent.id)


def test_nobody_rejoins_a_closed_day(
    desk: Desk, office: SmallOffice, rosa: Actor, sara: Actor, clock: FakeClock
) -> None:
    absent = _absent(desk, office, rosa, clock)
    day.close_day(desk, sara, "Fin")
    with pytest.raises(DayClosed):
        reception.rejoin(desk, rosa, absent.id)


def test_a_turno_is_found_as_people_say_its_number(desk: Desk, rosa: Actor) -> None:
    ticket = _issue(desk, rosa).ticket
    for said in ("A-001", "a1", " A 01", "A-0001"):
        assert reception.find_ticket(desk, rosa, said) == ticket
    for said in ("A-002", "001", "A", "ABC-1", "Ñ-1", "A-0000001", ""):
        assert reception.find_ticket(desk, rosa, said) is None


def test_a_turno_is_found_by_the_code_of_its_slip(
    desk: Desk, office: SmallOffice, rosa: Actor, clock: FakeClock
) -> None:
    ticket = _issue(desk, rosa).ticket
    scanned = ticket_qr(office.office.code, ticket.day, ticket.code)
    assert reception.find_ticket(desk, rosa, scanned) == ticket
    assert reception.find_ticket(desk, rosa, scanned[:-1]) is None
    elsewhere = ticket_qr("CUENCA", ticket.day, ticket.code)
    assert reception.find_ticket(desk, rosa, elsewhere) is None
    clock.go(days=3)
    assert reception.find_ticket(desk, rosa, scanned) is None


def test_the_hall_at_a_glance(
    desk: Desk, office: SmallOffice, rosa: Actor, clock: FakeClock
) -> None:
    assert hall(desk, rosa).tickets == ()
    ana, tomas = office.actor("asesor-1"), office.actor("tecnico-1")
    counters.open_counter(desk, ana, office.counter_id(1), frozenset({1, 6}))
    counters.open_counter(desk, office.actor("asesor-2"), office.counter_id(2), frozenset({6}))
    # Enrolment is attended by technicians only, whatever the counter is open for.
    counters.open_counter(desk, tomas, office.counter_id(3), frozenset({5}))
    counters.take_break(desk, tomas, "Almuerzo")
    first, _ = _issue(desk, rosa, 6).ticket, _issue(desk, rosa, 6, 1)
    clock.go(minutes=4)
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    seen = hall(desk, rosa)
    support = next(row for row in seen.services if row.service.id == 6)
    enrolment = next(row for row in seen.services if row.service.id == 5)
    assert (support.counters, support.waiting, support.usual_wait_minutes) == ((1, 2), 1, 4.0)
    assert (enrolment.counters, enrolment.waiting, enrolment.usual_wait_minutes) == ((), 0, None)
    assert [where.service.id for where in seen.elsewhere] == [7]
    assert (seen.closed, seen.in_hours) == (False, True)
    assert [v.counter_number for v in seen.tickets if v.ticket.id == first.id] == [1]


# ---------------------------------------------------------------------------------- the day
def test_closing_waits_for_calls_and_leaves_attentions(
    desk: Desk, office: SmallOffice, rosa: Actor, sara: Actor
) -> None:
    ana = office.actor("asesor-1")
    counters.open_counter(desk, ana, office.counter_id(1), frozenset({6}))
    with pytest.raises(NotFound):
        day.close_day(desk, sara, "Fin")
    ticket = _issue(desk, rosa).ticket
    _issue(desk, rosa)
    calling.call_next(desk, ana)
    with pytest.raises(day.PeopleBeingCalled, match="A-001"):
        day.close_day(desk, sara, "Fin")
    calling.arrived(desk, ana)
    closed = day.close_day(desk, sara, "Fin")
    assert [one.id for one in closed.serving] == [ticket.id]
    assert [one.code for one in closed.expired] == ["A-002"]
    serving.finish(desk, ana, "Consulta breve")
    figures = day_count.figures(desk, sara).figures
    assert (figures.issued, figures.served, figures.expired) == (2, 1, 1)
    assert figures.wait.usual == 0


def test_a_day_left_open_is_closed_later(
    desk: Desk, rosa: Actor, sara: Actor, clock: FakeClock
) -> None:
    _issue(desk, rosa)
    friday = hall(desk, rosa).day
    clock.go(days=3)
    assert day.close_day(desk, sara, "Se olvidó", friday).day.day == friday
    figures = day_count.figures(desk, sara, friday).figures
    assert (figures.expired, figures.wait.usual) == (1, None)
    with pytest.raises(NotAllowed):
        day.close_day(desk, rosa, "No es supervisora", friday)


def _absent(desk: Desk, office: SmallOffice, rosa: Actor, clock: FakeClock) -> Ticket:
    """Issue a turno whose person does not come when called."""
    ana = office.actor("asesor-1")
    counters.open_counter(desk, ana, office.counter_id(1), frozenset({6}))
    _issue(desk, rosa)
    calling.call_next(desk, ana)
    for _ in range(2):
        clock.go(seconds=timedelta(minutes=1).seconds)
        calling.call_again(desk, ana)
    return calling.did_not_come(desk, ana)


def _strict(desk: Desk, office: SmallOffice) -> None:
    from dataclasses import replace

    from domain.offices import QueuePolicy

    strict = replace(office.office, policy=QueuePolicy(priority_first=False), version=2)
    with desk.units.write() as unit:
        unit.log.append(
            "office", strict.id, 2, "office_changed", {}, actor_id=None, at=desk.clock.now()
        )
        unit.offices.save_office(strict)


def test_an_entity_is_corrected_but_never_becomes_another(desk: Desk, office: SmallOffice) -> None:
    who = office.actor("recepcion-1")
    first = reception.register_entity(desk, who, "1760001550001", "Ministerio de Ejemplo")
    reception.register_entity(desk, who, "1768152560001", "Otra entidad")
    renamed = reception.correct_entity(desk, who, first.id, first.ruc, "Ministerio Nuevo", "42")
    assert (renamed.version, renamed.esigef_code) == (2, "42")
    assert [e.id for e in reception.find_entities(desk, who, "nuevo")] == [first.id]
    assert list(reception.find_entities(desk, who, "ejemplo")) == []
    with pytest.raises(AlreadyRegistered):
        reception.correct_entity(desk, who, first.id, "1768152560001", "Ministerio Nuevo")
    with pytest.raises(InvalidInput):
        reception.correct_entity(desk, who, first.id, first.ruc, "")
