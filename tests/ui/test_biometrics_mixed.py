"""Nothing of one person goes into another's capture, however the page comes from one to the other."""

from desktop.usecases import enrolling
from desktop.usecases.desk import Desk, begin
from desktop.usecases.enrolment_follows import keep
from domain.enrolment import Enrolment, EnrolmentState
from domain.fingers import Finger
from domain.seats import AuthoriserRole
from domain.staff import Action
from tests.office import SmallOffice
from tests.ui.biometrics_seat import (
    HIS,
    WELL,
    Key,
    Seat,
    Seated,
    a_visit,
    ask_for,
    kit,
    named,
    seated,
)

__all__ = ["kit", "seated"]


def both_ready(desk: Desk, office: SmallOffice) -> tuple[Enrolment, Enrolment]:
    """Bring titular and alterno of one visit to their first capture."""
    ask_for(desk, office, Finger.RIGHT_INDEX)
    visit, actor = a_visit(desk, office), office.actor("tecnico-1")
    two = tuple(named(desk, office, visit, role) for role in AuthoriserRole)
    for one in two:
        enrolling.validate(desk, actor, one.id)
        enrolling.give_notice(desk, actor, one.id)
    return two[0], two[1]


def to_the_review(seat: Seat, enrolment: Enrolment) -> None:
    seat.begin(enrolment)
    seat.place(WELL, WELL, WELL)
    seat.photograph()


def test_the_photograph_of_the_first_is_not_the_second_s(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    titular, alterno = both_ready(desk, office)
    seat = seated()
    to_the_review(seat, titular)
    seat.page.open_enrolment(alterno.id)  # as another page does
    seat.until(lambda: seat.page.fingers.subject == alterno.id)
    assert seat.page.photo.image is None
    seat.until_f2("Capturar 1 de 3")
    seat.place(HIS, HIS, HIS)
    seat.photograph()


def test_what_is_in_sight_is_sealed_as_whose_it_is(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    titular, alterno = both_ready(desk, office)
    seat = seated()
    to_the_review(seat, titular)
    seat.page.open_enrolment(alterno.id)
    seat.page.work.go_on()  # before the other one is in sight
    seat.until_still()
    with desk.units.read() as unit:
        states = [unit.enrolments.get(one.id).state for one in (titular, alterno)]
    assert states == [EnrolmentState.CAPTURED, EnrolmentState.VALIDATED]


def test_who_is_captured_again_in_the_same_visit_is_not_another_person(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    titular, _ = both_ready(desk, office)
    seat = seated()
    to_the_review(seat, titular)
    seat.press(Key.Key_F2)
    seat.until_f2("Seguir con el alterno")
    with desk.units.write() as unit:
        step = begin(desk, unit, office.actor("tecnico-1"), Action.ENROL)
        again = unit.enrolments.get(titular.id).capture_again("No se pudo leer.")
        keep(step, again, "enrolment_checked", {})
    seat.page.open_enrolment(titular.id)
    seat.until_f2("Capturar 1 de 3")
    seat.place(WELL)
    seat.until_title("Índice derecho · captura 2 de 3")
