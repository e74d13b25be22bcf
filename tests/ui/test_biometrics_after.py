"""After the capture: configured in the other system, the entity told; and by e-mail."""

import random
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication

from biometrics.verdicts import FingerProgress, FingerState
from desktop.app.demo import public_ruc
from desktop.usecases import checklists, enrolling, reception
from desktop.usecases.desk import Desk, begin
from desktop.usecases.enrolment_follows import keep
from domain.enrolment import Enrolment, EnrolmentState, Method
from domain.fingers import ExceptionReason, Finger, FingerException
from domain.seats import AuthoriserRole
from domain.staff import Action
from tests.office import SmallOffice
from tests.ui.biometrics_seat import (
    Key,
    Seated,
    Visit,
    a_visit,
    ask_for,
    captured,
    kit,
    lend,
    named,
    seated,
)
from tests.usecases.casework import by_email, check
from ui.biometrics.finger_map import progress_words
from ui.biometrics.fingers import FingersState, Stage, fingers_button, fingers_title, fingers_words

__all__ = ["kit", "seated"]

INDEX, THUMB = Finger.RIGHT_INDEX, Finger.RIGHT_THUMB


def checked(
    desk: Desk, office: SmallOffice, visit: Visit, *, validated_by: str = "supervisor-1"
) -> Enrolment:
    """Bring the titular to where the search was clear."""
    ask_for(desk, office, INDEX)
    one = captured(desk, office, named(desk, office, visit))
    one = replace(one, validated_by=office.staff[validated_by].id).clear(desk.clock.now())
    with desk.units.write() as unit:
        step = begin(desk, unit, office.actor("tecnico-1"), Action.ENROL)
        return keep(step, one, "enrolment_checked", {})


def test_each_field_is_copied_with_its_number_and_done_is_recorded(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    one = checked(desk, office, a_visit(desk, office))
    seat = seated()
    seat.press(Key.Key_F2)
    seat.until_f2("Hecho en el sistema…")
    clipboard = QGuiApplication.clipboard()
    seat.press(Key.Key_1)
    assert clipboard.text() == "1710034065"
    assert "Sigue: Nombres del funcionario" in seat.page.work.after.said.text()
    seat.page.work.after.copy_next.click()
    assert clipboard.text() == "Rosa Elvira Chimborazo Quishpe"
    seat.press(Key.Key_F2)
    seat.until_f2("Entidad notificada")
    seat.until_told("configurado en el Sistema de Autenticación Biométrica")
    seat.page.work.buttons.message.click()
    assert "como titular de GAD Municipal Valle Verde" in clipboard.text()
    seat.press(Key.Key_F5)
    seat.until(lambda: seat.page.work.buttons.ods.text() == "Quitar «ODS instalado»")
    seat.press(Key.Key_F2)
    seat.until_title("Enrolamiento terminado")
    with desk.units.read() as unit:
        stored = unit.enrolments.get(one.id)
    assert stored.state is EnrolmentState.CLOSED
    assert stored.ods_installed


def test_who_validated_is_told_that_another_configures(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    checked(desk, office, a_visit(desk, office), validated_by="tecnico-1")
    seat = seated()
    seat.press(Key.Key_F2)
    seat.until_title("Por configurar en el Sistema de Autenticación Biométrica")
    assert "Lo configura otra persona" in seat.page.work.after.words
    seat.until_f2("Volver a la lista")
    seat.press(Key.Key_F2)
    seat.until(seat.page.list.isVisible)


def test_by_e_mail_the_fingerprints_on_file_are_used(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    visit = a_visit(desk, office)
    checked(desk, office, visit)
    actor, clerk = office.actor("tecnico-1"), office.actor("recepcion-1")
    ruc = public_ruc(random.Random(5))
    other = reception.register_entity(desk, clerk, ruc, "Hospital Básico La Esperanza")
    lend(desk, office, other)
    asked = by_email(desk, actor, 5, visit.titular, other, desk.clock.now())
    check(desk, actor, asked)
    checklists.complete(desk, actor, asked.id)
    one = enrolling.request(desk, actor, asked.id, visit.titular.id, AuthoriserRole.TITULAR)
    seat = seated()
    seat.page.open_enrolment(one.id)
    seat.until_f2("Validar documentos")
    seat.press(Key.Key_F2)
    seat.until_f2("Aviso dado: seguir")
    seat.press(Key.Key_F6)
    seat.until(lambda: seat.sheet is not None)
    seat.press(Key.Key_Return)
    seat.until_title("Por configurar en el Sistema de Autenticación Biométrica")
    with desk.units.read() as unit:
        assert unit.enrolments.get(one.id).method is Method.BY_EMAIL


def test_the_receipt_is_printed_again_with_f4(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    one = checked(desk, office, a_visit(desk, office))
    seat = seated()
    seat.press(Key.Key_F2)
    seat.until_f2("Hecho en el sistema…")
    seat.press(Key.Key_F4)
    seat.until(lambda: seat.printed == [one.id])
    seat.until_told("Recibo del enrolamiento: se imprimió.")


EXCEPTION = FingerException(INDEX, ExceptionReason.BANDAGED, permanent=False)


@pytest.mark.parametrize(
    ("one", "title", "button", "tile"),
    [
        (
            FingerProgress(INDEX),
            "Índice derecho · captura 1 de 3",
            "Capturar 1 de 3",
            "pendiente",
        ),
        (
            FingerProgress(INDEX, FingerState.UNDER_WAY, 2, 3, 52, 2),
            "Índice derecho · captura 3 de 3",
            "Capturar 3 de 3",
            "2 de 3 · 52",
        ),
        (
            FingerProgress(INDEX, FingerState.UNDER_WAY, 3, 4, 52, 3),
            "Índice derecho · captura 4 de 4",
            "Capturar 4 de 4",
            "3 de 4 · 52",
        ),
        (
            FingerProgress(INDEX, FingerState.FAILED, 0, 3, None, 3),
            "Índice derecho · decide un supervisor",
            "Intentar otra vez",
            "decide supervisor",
        ),
        (
            FingerProgress(INDEX, FingerState.FAILED, 4, 4, 52, 4),
            "Índice derecho · decide un supervisor",
            "Empezar otra vez",
            "decide supervisor",
        ),
        (
            FingerProgress(INDEX, FingerState.DONE, 3, 3, 61, 3),
            "Índice derecho · listo",
            "Seguir con los demás",
            "3 de 3 · 61",
        ),
        (
            FingerProgress(INDEX, FingerState.EXCEPTED, 0, 3, None, 1, EXCEPTION),
            "Índice derecho · exceptuado",
            "Seguir con los demás",
            "vendado",
        ),
    ],
)
def test_each_state_of_a_finger_has_its_words(
    one: FingerProgress, title: str, button: str, tile: str
) -> None:
    state = FingersState(finger=INDEX, progress=(one, FingerProgress(THUMB)), least=30)
    assert fingers_title(state) == title
    assert fingers_button(state, ready=True).words == button
    assert progress_words(one) == tile
    assert fingers_words(state, ready=True)


def test_what_is_under_way_cannot_be_pressed_twice() -> None:
    for stage in (Stage.PLACING, Stage.READING):
        state = FingersState(stage, finger=INDEX, progress=(FingerProgress(INDEX),))
        assert not fingers_button(state, ready=True).enabled


def test_too_few_fingers_and_none_left_to_ask_for() -> None:
    state = FingersState(missing=2)
    assert "no queda otro por pedir" in fingers_words(state, ready=True)
    assert not fingers_button(state, ready=True).enabled
