"""The page of the biometric kit, worked with the keyboard over a real database: a good run."""

from desktop.usecases import enrolling
from desktop.usecases.desk import Desk
from domain.captures import CaptureSummary
from domain.enrolment import EnrolmentState
from domain.fingers import Finger
from domain.seats import AuthoriserRole
from tests.office import SmallOffice
from tests.ui.biometrics_seat import (
    HIS,
    OWN,
    WELL,
    Key,
    Seated,
    a_visit,
    ask_for,
    kit,
    named,
    ready,
    seated,
)

__all__ = ["kit", "seated"]

INDEX = Finger.RIGHT_INDEX


def test_titular_and_alterno_in_one_visit_take_few_keys(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    ask_for(desk, office, INDEX)
    visit = a_visit(desk, office)
    titular = named(desk, office, visit)
    alterno = named(desk, office, visit, AuthoriserRole.ALTERNO)
    seat = seated()
    assert [row.name for row in seat.page.list.rows] == [visit.titular.name, visit.alterno.name]
    assert all(row.here for row in seat.page.list.rows)
    seat.press(Key.Key_F2)
    seat.until_f2("Validar documentos")
    seat.press(Key.Key_F2)
    seat.until_f2("Aviso dado: seguir")
    seat.press(Key.Key_F2)
    seat.until_f2("Capturar su dedo")
    seat.place(OWN)
    for number in (1, 2, 3):
        seat.until_title(f"Índice derecho · captura {number} de 3")
        seat.until_f2(f"Capturar {number} de 3")
        seat.place(WELL)
    seat.photograph()
    seat.press(Key.Key_F2)
    seat.until_f2("Seguir con el alterno")
    # One for each step, three for each finger, one for the technician's own.
    assert seat.keys == 11
    seat.until(lambda: seat.printed == [titular.id])
    assert "En espera de comprobación" in seat.page.work.after.words

    seat.press(Key.Key_F2)
    seat.until_f2("Validar documentos")
    seat.press(Key.Key_F2)
    seat.until_f2("Aviso dado: seguir")
    seat.press(Key.Key_F2)
    seat.until_f2("Capturar 1 de 3")
    seat.place(WELL)  # the titular's finger once more
    seat.until_says("coincide con la de la otra persona de esta visita")
    seat.place(HIS, HIS, HIS)
    seat.photograph()
    seat.press(Key.Key_F2)
    seat.until_f2("Volver a la lista")
    with desk.units.read() as unit:
        for one in (titular, alterno):
            stored = unit.enrolments.get(one.id)
            assert stored.state is EnrolmentState.CAPTURED
            assert unit.packets.get(stored.packet) is not None
            summary = CaptureSummary.from_json(stored.summary)
            assert [finger.finger for finger in summary.fingers] == [INDEX]
            assert summary.photo


def test_a_case_that_names_nobody_is_named_by_a_digit(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    visit = a_visit(desk, office)
    seat = seated()
    assert [row.state for row in seat.page.list.rows] == ["Por nombrar"]
    seat.press(Key.Key_F2)
    seat.until(lambda: seat.sheet is not None)
    seat.press(Key.Key_1)
    seat.until_f2("Validar documentos")
    assert seat.page.work.buttons.another.text() == "Nombrar al alterno…"
    with desk.units.read() as unit:
        (made,) = unit.enrolments.of_case(visit.case.id)
    assert (made.person_id, made.role) == (visit.titular.id, AuthoriserRole.TITULAR)


def test_papers_that_are_missing_are_told_and_the_case_is_a_key_away(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    visit = a_visit(desk, office, lent=False, checked=False)
    named(desk, office, visit)
    seat = seated()
    wanted: list[object] = []
    seat.page.case_wanted.connect(wanted.append)
    seat.press(Key.Key_F2)
    seat.until_f2("Abrir el trámite")
    shown = seat.page.work.shown
    assert shown is not None
    told = [line.name for line in shown.papers if line.words.startswith("Falta")]
    assert told == [
        "Documentación del trámite",
        "Contrato de comodato vigente",
        "Kit entregado con su acta",
    ]
    seat.press(Key.Key_F2)
    assert wanted == [visit.case.id]


def test_esc_leads_back_to_the_list_and_what_was_captured_waits(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    enrolment = ready(desk, office, INDEX)
    seat = seated()
    seat.begin(enrolment)
    seat.place(WELL)
    seat.press(Key.Key_Escape)
    seat.until(seat.page.list.isVisible)
    assert not seat.shows_print()
    seat.press(Key.Key_F2)
    seat.until_f2("Capturar 2 de 3")


def test_a_program_that_was_killed_goes_on_at_the_last_confirmed_step(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    enrolment = ready(desk, office, INDEX)
    seat = seated()
    seat.begin(enrolment)
    seat.place(WELL)
    seat.window.close()  # the next program knows the data alone
    again = seated()
    again.page.open_enrolment(enrolment.id)
    again.until_f2("Capturar su dedo")
    assert "se guarda sellado al confirmar" in again.page.work.prints.resumed
    assert again.page.fingers.state.progress[0].impressions == 0


def test_an_enrolment_that_was_withdrawn_meanwhile_ends_its_capture(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    enrolment = ready(desk, office, INDEX)
    seat = seated()
    seat.begin(enrolment)
    seat.place(WELL)
    enrolling.withdraw(desk, office.actor("tecnico-1"), enrolment.id, "Se abrió por error")
    seat.until_title("Enrolamiento retirado")
    assert seat.page.fingers.subject is None
    assert not seat.shows_print()
    assert "Se abrió por error" in seat.page.work.after.words


def test_withdrawing_asks_for_the_reason(desk: Desk, office: SmallOffice, seated: Seated) -> None:
    named(desk, office, a_visit(desk, office))
    seat = seated()
    seat.press(Key.Key_F2)
    seat.until_f2("Validar documentos")
    seat.press(Key.Key_F10)
    seat.until(lambda: seat.sheet is not None)
    seat.press(Key.Key_2)
    seat.until_title("Enrolamiento retirado")
    assert "La entidad nombró a otra persona" in seat.page.work.after.words


def test_nothing_to_enrol_says_how_it_begins(seated: Seated) -> None:
    seat = seated()
    assert seat.page.list.rows == ()
    assert not seat.page.list.open.isVisible()
    assert seat.page.list.empty.isVisible()
