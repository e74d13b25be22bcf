"""What goes wrong at the kit: each gives its clear message, and a page that can be used."""

import base64
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from biometrics.images import GreyImage
from biometrics.synthetic_faces import FaceVariant
from biometrics.verdicts import FingerState
from desktop.drivers.simulator import Fail, Place, Unplug
from desktop.ports.kit import (
    CaptureTimeout,
    ReaderBusy,
    ReaderError,
    ReaderProtocol,
    ReaderTampered,
    ReaderUntrusted,
    Retry,
)
from desktop.usecases.desk import Desk
from domain.enrolment import EnrolmentState
from domain.fingers import Finger, Guidance
from domain.ids import new_id
from tests.office import PIN, SmallOffice
from tests.ui.biometrics_seat import (
    OWN,
    WELL,
    FixedKeys,
    Key,
    Kit,
    Seated,
    kit,
    ready,
    seated,
)
from tests.usecases.linked import LINK, linked
from ui.biometrics.fingers import FingersState, Stage, fingers_button, fingers_words
from ui.biometrics.sheets import AllowSheet
from ui.theme import Kind

__all__ = ["kit", "seated"]

THUMB, INDEX = Finger.RIGHT_THUMB, Finger.RIGHT_INDEX
NOISE = GreyImage(300, 400, bytes((n * 7919) % 251 for n in range(120_000)))
BLANK = GreyImage(300, 400, b"\xff" * 120_000)
TINY = GreyImage(20, 20, b"\x00" * 400)


def test_three_poor_impressions_and_a_supervisor_decides(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    enrolment = ready(desk, office, INDEX)
    seat = seated()
    seat.begin(enrolment)
    seat.place(WELL, Place(image=BLANK), Place(image=NOISE), Place(image=TINY))
    seat.until_title("Índice derecho · decide un supervisor")
    seat.until_f2("Intentar otra vez")
    seat.press(Key.Key_F7)
    sheet = seat.sheet
    assert isinstance(sheet, AllowSheet)
    seat.until(lambda: sheet.supervisor.count() == 2)
    sheet.pin.setText("0000")
    seat.press(Key.Key_Return)
    seat.until(lambda: "PIN" in sheet.error.words)
    sheet.pin.setText(PIN)
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.sheet is None)
    seat.until_f2("Seguir a la fotografía")
    (one,) = seat.page.fingers.state.progress
    assert one.state is FingerState.DONE
    assert one.accepted_by == office.staff["supervisor-1"].id


def test_a_finger_is_left_out_with_a_supervisor_s_leave_and_the_review_shows_it(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    enrolment = ready(desk, office, INDEX, THUMB)
    seat = seated()
    seat.begin(enrolment)
    seat.place(WELL, WELL, WELL)
    seat.until_title("Pulgar derecho · captura 1 de 3")
    seat.press(Key.Key_F6)
    seat.press(Key.Key_2)
    sheet = seat.sheet
    assert isinstance(sheet, AllowSheet)
    seat.until(lambda: sheet.supervisor.count() == 2)
    seat.press(Key.Key_F6)  # a picture of the bandage
    sheet.pin.setText(PIN)
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.sheet is None)
    seat.photograph()
    words = " ".join(label.text() for label in seat.page.work.review.findChildren(QLabel))
    assert "Sin huella: vendado, temporal · autoriza Sara Supervisora" in words
    assert [finger for finger, _ in seat.page.allowing.evidence()] == [THUMB]
    seat.press(Key.Key_F2)
    seat.until_title("Capturado y sellado")


def test_too_few_fingers_ask_for_another(desk: Desk, office: SmallOffice, seated: Seated) -> None:
    enrolment = ready(desk, office, INDEX, minimum=1)
    seat = seated()
    seat.begin(enrolment)
    seat.press(Key.Key_F6)
    seat.press(Key.Key_1)
    sheet = seat.sheet
    assert isinstance(sheet, AllowSheet)
    seat.until(lambda: sheet.supervisor.count() == 2)
    sheet.pin.setText(PIN)
    seat.press(Key.Key_Return)
    seat.until_f2("Pedir el índice izquierdo")
    assert "Falta un dedo para el mínimo" in seat.says
    seat.press(Key.Key_F2)
    seat.until_f2("Capturar 1 de 3")


def test_a_finger_taken_for_another_is_told_as_that(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    enrolment = ready(desk, office, INDEX, THUMB)
    seat = seated()
    seat.begin(enrolment)
    seat.place(WELL, WELL, WELL)
    seat.until_title("Pulgar derecho · captura 1 de 3")
    seat.place(Place("rosa", finger=INDEX))
    seat.until_says("Este dedo ya se capturó como índice derecho")
    seat.place(Place("tomas", finger=INDEX))  # the technician's own
    seat.until_says("Esta huella es del técnico")
    assert seat.title == "Pulgar derecho · captura 1 de 3"


def test_f4_takes_the_last_impression_back(
    desk: Desk, office: SmallOffice, seated: Seated, kit: Kit
) -> None:
    enrolment = ready(desk, office, INDEX)
    seat = seated()
    seat.begin(enrolment)
    seat.place(WELL, WELL)
    seat.until_title("Índice derecho · captura 3 de 3")
    kit.script.do(WELL)
    seat.press(Key.Key_F4)
    seat.until_still()
    seat.until_title("Índice derecho · captura 3 de 3")
    assert seat.page.fingers.state.progress[0].attempts == 3


def test_unplugging_in_the_middle_loses_nothing(
    desk: Desk, office: SmallOffice, seated: Seated, kit: Kit
) -> None:
    enrolment = ready(desk, office, INDEX)
    seat = seated()
    seat.begin(enrolment)
    seat.place(WELL, WELL)
    kit.script.do(Unplug())
    seat.press(Key.Key_F2)
    seat.until_says("El lector se desconectó. Las capturas anteriores están guardadas.")
    seat.until(lambda: ("Lector simulado: desconectado", Kind.ERROR) in seat.page.chips)
    assert not seat.page.reader.stands.ready
    kit.driver.plug()
    seat.until(lambda: ("Lector simulado: listo", Kind.OK) in seat.page.chips)
    seat.until_f2("Repetir")
    seat.place(WELL)
    seat.until_f2("Seguir a la fotografía")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (CaptureTimeout(), "no recibió ninguna huella a tiempo"),
        (ReaderBusy(), "ocupado por otro programa"),
        (ReaderTampered(), "fue abierto o alterado"),
        (ReaderUntrusted(), "No se puede confiar"),
        (ReaderProtocol(), "algo que no se entiende"),
        (Retry(Guidance.MORE_CENTRED), "Póngalo más al centro"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, ReaderError) else "",
)
def test_a_reader_s_trouble_is_told_and_f2_repeats(
    desk: Desk, office: SmallOffice, seated: Seated, error: ReaderError, words: str
) -> None:
    enrolment = ready(desk, office, INDEX)
    seat = seated()
    seat.page.open_enrolment(enrolment.id)
    seat.until_f2("Capturar su dedo")
    seat.press(Key.Key_F8)  # without the technician's own finger
    seat.until_f2("Capturar 1 de 3")
    seat.place(Fail(error))
    seat.until_says(words)
    seat.until_f2("Repetir")


def test_a_capture_is_called_off_and_another_kit_is_looked_for(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    enrolment = ready(desk, office, INDEX)
    seat = seated()
    seat.page.open_enrolment(enrolment.id)
    seat.until_f2("Capturar su dedo")
    seat.press(Key.Key_F2)
    seat.until_f2_waits()
    seat.press(Key.Key_F8)
    seat.until_f2("Repetir")
    seat.press(Key.Key_F3)
    seat.press(Key.Key_3)  # after the reader and the camera: look again
    seat.until(lambda: seat.sheet is None and seat.page.reader.stands.ready)
    seat.place(OWN)
    seat.until_f2("Capturar 1 de 3")


def test_another_kit_in_the_middle_of_a_capture_ends_it(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    enrolment = ready(desk, office, INDEX)
    seat = seated()
    seat.begin(enrolment)
    seat.place(WELL)
    seat.press(Key.Key_F2)
    seat.until_f2_waits()
    seat.press(Key.Key_F3)
    seat.press(Key.Key_1)  # the reader, anew
    seat.until_f2("Repetir")
    seat.until(lambda: seat.page.reader.stands.ready)
    seat.place(WELL)
    seat.until_title("Índice derecho · captura 3 de 3")


def test_without_a_reader_the_page_says_so_and_finds_it_by_itself(
    desk: Desk, office: SmallOffice, seated: Seated, kit: Kit
) -> None:
    kit.driver.unplug()
    enrolment = ready(desk, office, INDEX)
    seat = seated()
    seat.page.open_enrolment(enrolment.id)
    seat.until_f2("Buscar el lector")
    assert "No hay lector" in seat.says
    assert ("Sin lector de huellas", Kind.ERROR) in seat.page.chips
    kit.driver.plug()
    seat.until_f2("Capturar su dedo")


def test_a_camera_that_is_covered_or_missing_is_told_and_serves_again(
    desk: Desk, office: SmallOffice, seated: Seated, kit: Kit
) -> None:
    enrolment = ready(desk, office, INDEX)
    seat = seated()
    seat.begin(enrolment)
    seat.place(WELL, WELL, WELL)
    seat.until_f2("Seguir a la fotografía")
    kit.cameras.plugged = False
    seat.press(Key.Key_F2)
    shot = seat.page.work.shot
    seat.until(lambda: "No se encuentra la cámara" in shot.words.text())
    assert ("Sin cámara", Kind.WARN) in seat.page.chips
    kit.cameras.plugged = True
    kit.cameras.show(None)
    seat.until(lambda: "imagen negra" in shot.words.text())
    kit.cameras.show(FaceVariant.TILTED)
    seat.until_f2("Repetir")
    seat.press(Key.Key_F2)
    seat.until_f2("Tomar otra")
    assert "Enderece la cabeza." in shot.words.text()
    seat.press(Key.Key_F6)  # as it is
    seat.until_f2("Confirmar y sellar")


def test_f2_waits_for_the_camera_s_first_picture(
    desk: Desk, office: SmallOffice, seated: Seated, kit: Kit
) -> None:
    enrolment = ready(desk, office, INDEX)
    seat = seated()
    seat.begin(enrolment)
    seat.place(WELL, WELL, WELL)
    seat.until_f2("Seguir a la fotografía")
    kit.cameras.waits = True
    seat.press(Key.Key_F2)
    seat.until(lambda: seat.f2 == "Esperando la cámara…")
    seat.press(Key.Key_F2)
    assert not seat.page.photo.state.trouble
    assert ("Encendiendo la cámara…", Kind.NEUTRAL) in seat.page.chips
    kit.cameras.send()
    seat.until_f2("Tomar la fotografía")
    seat.press(Key.Key_F2)
    seat.until_f2("Usar esta fotografía")


def test_f2_waits_while_the_reader_is_looked_for() -> None:
    state = FingersState(operator=True)
    assert not fingers_button(state, ready=False, looking=True).enabled
    assert fingers_words(state, ready=False, looking=True) == "Buscando el lector…"


def test_locking_wipes_the_pictures_and_ends_the_capture(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    enrolment = ready(desk, office, INDEX)
    seat = seated()
    seat.begin(enrolment)
    seat.place(WELL)
    assert seat.shows_print()
    seat.press(Key.Key_F2)
    seat.until_f2_waits()
    seat.window.cover(QLabel("Bloqueado"))
    seat.until(lambda: seat.page.fingers.state.stage is Stage.READY)
    assert not seat.shows_print()
    assert not seat.page.reader.capturing
    seat.window.uncover()
    seat.until_f2("Capturar 2 de 3")  # the first one is kept
    assert not seat.shows_print()


def test_leaving_forgets_every_finger_and_face(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    enrolment = ready(desk, office, INDEX)
    seat = seated()
    seat.begin(enrolment)
    seat.place(WELL)
    page = seat.page
    seat.window.close()
    assert page.fingers.prints == ()
    assert page.fingers.kept() == ()
    assert page.photo.image is None
    assert not page.work.prints.picture.shows


def test_without_link_the_capture_waits_for_its_check(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    sealing = base64.b64encode(FixedKeys().office_public(new_id())).decode()
    linked(desk, replace(LINK, sealing_key=sealing))
    enrolment = ready(desk, office, INDEX)
    seat = seated()
    seat.begin(enrolment)
    seat.place(WELL, WELL, WELL)
    seat.photograph()
    seat.press(Key.Key_F2)
    seat.until_title("Capturado y sellado")
    assert "En espera de comprobación; por enviar al centro" in seat.page.work.after.words
    with desk.units.read() as unit:
        assert unit.enrolments.get(enrolment.id).state is EnrolmentState.CAPTURED
