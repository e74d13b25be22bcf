"""Cases at reception: at a glance, and by the number somebody brings back."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from desktop.usecases import case_view, cases, checklists
from desktop.usecases.desk import Desk
from domain.case_number import CaseNumber
from domain.case_parts import Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.people import Entity, Person
from domain.staff import Actor
from tests.office import FakeClock, SmallOffice
from tests.ui.reception_seat import Key, Seat
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    check,
    complete_case,
    opened_case,
    returned_case,
)
from tests.usecases.hall import opened
from ui.reception.cases import came_with
from ui.reception.state import Step
from ui.widgets import Chip, Text


@pytest.fixture
def ana(desk: Desk, office: SmallOffice) -> Actor:
    return opened(desk, office, "asesor-1", 1)


@pytest.fixture
def person(desk: Desk, office: SmallOffice) -> Person:
    return a_person(desk, office)


@pytest.fixture
def entity(desk: Desk, office: SmallOffice) -> Entity:
    return an_entity(desk, office)


@pytest.fixture
def returned(desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity) -> Case:
    """Service 1, handed back for its fifth requirement."""
    return returned_case(desk, office, ana, person, entity)


@pytest.fixture
def sit(qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock) -> Callable[[], Seat]:
    return lambda: Seat(qtbot, desk, office, clock)


def words(seat: Seat) -> list[str]:
    """Everything the person's card says."""
    card = seat.page.person_card
    seat.until_quiet()
    return [text.text() for text in card.findChildren(Text) if text.isVisibleTo(card)]


def brought(seat: Seat) -> list[str]:
    """Everything that is said of what to bring."""
    view = seat.page.checklist
    return [text.text() for text in view.findChildren(Text) if text.isVisibleTo(view)]


@pytest.mark.parametrize("scanned", [False, True])
def test_back_with_the_number_of_the_case(
    sit: Callable[[], Seat], returned: Case, person: Person, entity: Entity, scanned: bool
) -> None:
    seat = sit()
    code = f"VC1/{returned.number}".replace("-", "'") if scanned else returned.number.lower()
    seat.type(code)
    seat.press(Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    assert (seat.state.person, seat.state.entity, seat.state.chosen) == (person, entity, (1,))
    told = words(seat)
    assert (
        f"Trámite {returned.number}: le falta 1 requisito; puede completarlo hasta el 21/12/2026."
        in told
    )
    assert sum(returned.number in line for line in told) == 1
    shown = brought(seat)
    assert "Acta de entrega-recepción de la identificación de usuarios administradores" in shown
    assert "Falta el sello" in shown
    assert "Formulario de creación de usuarios administradores" not in shown
    seat.press(Key.Key_F2)
    seat.until(lambda: seat.state.last is not None)
    assert seat.state.last is not None
    ticket = seat.state.last.issued.ticket
    assert (ticket.services, ticket.person_id, ticket.entity_id) == ((1,), person.id, entity.id)
    assert seat.state.came is None


def test_another_service_shows_its_whole_list(sit: Callable[[], Seat], returned: Case) -> None:
    seat = sit()
    seat.type(returned.number)
    seat.press(Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    seat.press(Key.Key_2)
    seat.until(lambda: seat.state.chosen == (1, 2))
    seat.until(lambda: "Formulario de creación de usuarios administradores" in brought(seat))


def test_open_cases_at_a_glance(
    sit: Callable[[], Seat],
    desk: Desk,
    office: SmallOffice,
    ana: Actor,
    returned: Case,
    person: Person,
    entity: Entity,
) -> None:
    ticket = at_the_counter(desk, office, ana, 2, person=person, entity=entity)
    complete_case(desk, ana, 2, ticket)
    opened_case(desk, ana, 3, ticket)
    colleague = a_person(desk, office, "0962467429", "Luis Andrade")
    seat = sit()
    seat.take(person)
    seat.until(lambda: "y 1 trámite abierto más" in words(seat))
    assert f"Administrador eSIGEF · {returned.number}" in words(seat)
    chips = [chip.text for chip in seat.page.person_card.findChildren(Chip)]
    assert {"Devuelto hasta 21/12", "En revisión"} <= set(chips)
    seat.take(colleague)
    assert not any("QUITO-26" in line for line in words(seat))
    seat.page.presenter.take_entity(entity)
    # A line is shown with the next turn of the loop, after its state is known.
    seat.until(lambda: any(returned.number in line for line in words(seat)))


def test_a_case_that_is_in_process_is_told(
    sit: Callable[[], Seat],
    desk: Desk,
    office: SmallOffice,
    ana: Actor,
    person: Person,
    entity: Entity,
) -> None:
    ticket = at_the_counter(desk, office, ana, 2, person=person, entity=entity)
    case = complete_case(desk, ana, 2, ticket)
    seat = sit()
    seat.type(case.number)
    seat.press(Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    assert (
        f"Trámite {case.number}: está «en trámite», hasta el 09/12/2026 17:00."
        " Lo tiene Ana Asesora."
    ) in words(seat)
    assert seat.state.chosen == (2,)


def test_a_case_that_ended_is_told(
    sit: Callable[[], Seat], desk: Desk, ana: Actor, returned: Case
) -> None:
    cases.withdraw(desk, ana, returned.id, "Desiste")
    seat = sit()
    seat.type(returned.number)
    seat.press(Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    assert f"Trámite {returned.number}: está «retirado»." in words(seat)
    assert seat.state.chosen == ()


def test_a_term_that_passed_is_told(
    sit: Callable[[], Seat], returned: Case, clock: FakeClock
) -> None:
    clock.go(days=31)
    seat = sit()
    seat.type(returned.number)
    seat.press(Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    assert any("su plazo terminó el 21/12/2026" in line for line in words(seat))
    assert seat.state.lacking == {}


def test_a_case_of_nobody_asks_who_comes(
    sit: Callable[[], Seat], desk: Desk, ana: Actor, entity: Entity, person: Person
) -> None:
    case = opened_case(
        desk,
        ana,
        7,
        channel=Channel.PHONE,
        sender="02 399 8300",
        topic="access",
        problem="No puede entrar",
        parties=Parties(entity_id=entity.id),
    )
    seat = sit()
    seat.type(case.number)
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.state.came is not None)
    assert (seat.state.step, seat.state.entity, seat.state.chosen) == (Step.FIND, entity, ())
    seat.type(person.document)
    seat.press(Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    assert any("está «en trámite»" in line for line in words(seat))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (str(CaseNumber("CUENCA", 26, 3)), "es de la oficina Cuenca, Av. México"),
        (str(CaseNumber("QUITO", 26, 99)), "No hay un trámite QUITO-26-00099"),
    ],
)
def test_a_case_that_is_not_here(sit: Callable[[], Seat], number: str, said: str) -> None:
    seat = sit()
    seat.type(number)
    seat.until(lambda: said in seat.state.refusal)
    seat.press(Key.Key_Return)
    assert seat.state.step is Step.FIND


def test_a_misread_number_is_told(sit: Callable[[], Seat], returned: Case) -> None:
    last = "A" if returned.number[-1] != "A" else "B"
    seat = sit()
    seat.type(f"VC1/{returned.number[:-1]}{last}")
    seat.until(lambda: "no es un número de trámite" in seat.state.refusal)


def test_a_case_found_elsewhere_is_gone_on_with(
    sit: Callable[[], Seat], desk: Desk, office: SmallOffice, returned: Case
) -> None:
    seat = sit()
    seat.page.take(case_view.view(desk, office.actor("recepcion-1"), returned.id))
    seat.until_step(Step.CHOOSE)
    assert seat.state.chosen == (1,)


def test_what_is_lacking_is_counted_in_words(
    desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity
) -> None:
    ticket = at_the_counter(desk, office, ana, 1, person=person, entity=entity)
    case = opened_case(desk, ana, 1, ticket)
    check(desk, ana, case, 4, 5, skip=(6,))
    checklists.give_back(desk, ana, case.id)
    assert ": le faltan 2 requisitos; " in came_with(case_view.view(desk, ana, case.id)).words
