"""``ventanilla kit test``: each thing that may be wrong is told in words, with what to do."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from pytestqt.exceptions import TimeoutError as QtTimeoutError
from pytestqt.qtbot import QtBot

from biometrics.images import GreyImage
from biometrics.synthetic_faces import FaceVariant, face_image
from desktop import doctor
from desktop.app import health, kit_check
from desktop.cli import FAILED, OK, USAGE, main
from desktop.doctor import Check, State
from desktop.drivers.registry import READERS
from desktop.drivers.simulated_camera import SimulatedCameras
from desktop.drivers.simulator import Fail, Place, Script, SimulatorDriver, Unplug
from desktop.paths import places
from desktop.ports.kit import (
    ReaderBusy,
    ReaderInfo,
    ReaderProtocol,
    ReaderState,
    ReaderTampered,
    ReaderUnsupported,
    ReaderUntrusted,
    Retry,
)
from desktop.settings import ReaderRules
from domain.fingers import Finger, Guidance

BLANK = GreyImage(320, 384, b"\xff" * (320 * 384))
SOON_MS = 60_000
"""A camera's first picture comes by then, however busy the machine."""


def checked(
    driver: SimulatorDriver, *, capture: bool = True, seconds: float = 60.0
) -> tuple[dict[str, Check], list[str]]:
    said: list[str] = []
    try:
        checks = list(
            kit_check.check_reader(
                driver, ReaderRules, said.append, capture=capture, seconds=seconds
            )
        )
    finally:
        driver.close()
    for check in checks:
        assert check.words.endswith((".", "ninguna huella."))
        assert bool(check.todo) is (check.state is not State.OK)
    return {check.name: check for check in checks}, said


def test_a_kit_that_works() -> None:
    checks, said = checked(SimulatorDriver())
    assert [check.state for check in checks.values()] == [State.OK] * 5
    assert "Coloque el índice derecho en el lector." in said


def test_without_captures_it_is_only_opened() -> None:
    checks, said = checked(SimulatorDriver(Script(willing=False)), capture=False)
    assert list(checks) == ["Lector de huellas", "Abrir el lector"]
    assert not said


def test_nothing_is_plugged_in() -> None:
    driver = SimulatorDriver()
    driver.unplug()
    checks, _ = checked(driver)
    (check,) = checks.values()
    assert check.state is State.FAIL
    assert "conecte el lector" in check.todo


def test_it_cannot_be_opened() -> None:
    driver = SimulatorDriver()
    driver.refuse(ReaderBusy())
    checks, _ = checked(driver)
    assert checks["Abrir el lector"].state is State.FAIL
    assert checks["Abrir el lector"].words == ReaderBusy.what


@pytest.mark.parametrize("error", [ReaderTampered(), ReaderUntrusted(), ReaderProtocol()])
def test_a_capture_fails(error: ReaderTampered | ReaderUntrusted | ReaderProtocol) -> None:
    checks, _ = checked(SimulatorDriver(Script(Fail(error))))
    assert list(checks) == ["Lector de huellas", "Abrir el lector", "Primera captura"]
    assert checks["Primera captura"].state is State.FAIL
    assert checks["Primera captura"].words == error.what


def test_it_is_pulled_out_or_nobody_comes() -> None:
    checks, _ = checked(SimulatorDriver(Script(Place(), Unplug())))
    assert checks["Primera captura"].state is State.OK
    assert "desconectó" in checks["Segunda captura"].words
    checks, _ = checked(SimulatorDriver(Script(willing=False)), seconds=0.3)
    assert "a tiempo" in checks["Primera captura"].words


def test_a_finger_that_is_placed_badly_is_asked_for_again() -> None:
    script = Script(Fail(Retry(Guidance.LONGER)), Place(image=BLANK, guidance=(Guidance.HOLD,)))
    checks, said = checked(SimulatorDriver(script))
    assert {check.state for check in checks.values()} == {State.OK}
    assert f"{Guidance.LONGER.label}." in said
    assert f"  {Guidance.HOLD.label}." in said
    assert f"{Guidance.PLACE.label}." in said


def test_no_finger_at_all() -> None:
    steps = [Place(image=BLANK)] * kit_check.ATTEMPTS
    checks, _ = checked(SimulatorDriver(Script(*steps)))
    assert checks["Primera captura"].state is State.FAIL
    assert "no se ve ninguna huella" in checks["Primera captura"].words


def test_a_poor_reader_and_two_fingers() -> None:
    poor = [Place(partial=0.7)] * kit_check.ATTEMPTS
    checks, _ = checked(SimulatorDriver(Script(*poor, Place(finger=Finger.LEFT_THUMB))))
    assert checks["Primera captura"].state is State.WARN
    assert checks["Coincidencia"].state is State.FAIL


def test_each_driver_is_looked_at_by_itself() -> None:
    class Missing(SimulatorDriver):
        def discover(self) -> Sequence[ReaderInfo]:
            raise ReaderUnsupported("Faltan paquetes.")

    class Without(SimulatorDriver):
        def discover(self) -> Sequence[ReaderInfo]:
            return ()

    made = dict(zip(READERS, (Missing(), Without(), SimulatorDriver()), strict=True))
    checks = list(kit_check.check_drivers(made))
    assert [check.state for check in checks] == [State.WARN, State.OK, State.OK]
    assert [check.name for check in checks] == [entry.label for entry in READERS]


# ------------------------------------------------------------------------------ the camera
def photographed(
    qtbot: QtBot, cameras: SimulatedCameras, *, capture: bool = True
) -> dict[str, Check]:
    def wait(holds: Callable[[], bool], _: float) -> bool:
        try:
            qtbot.waitUntil(holds)
        except QtTimeoutError:
            return False
        return True

    return {check.name: check for check in kit_check.check_camera(cameras, wait, capture=capture)}


def test_a_camera_that_works(qtbot: QtBot) -> None:
    checks = photographed(qtbot, SimulatedCameras(SOON_MS))
    assert list(checks) == ["Cámara", "Imagen de la cámara", "Fotografía"]
    assert {check.state for check in checks.values()} == {State.OK}
    assert list(photographed(qtbot, SimulatedCameras(SOON_MS), capture=False)) == ["Cámara"]


def test_a_photograph_that_would_not_serve(qtbot: QtBot) -> None:
    cameras = SimulatedCameras(SOON_MS)
    cameras.show(FaceVariant.TWO)
    checks = photographed(qtbot, cameras)
    assert checks["Fotografía"].state is State.WARN
    assert "una sola persona" in checks["Fotografía"].todo


def test_a_camera_that_is_silent_or_not_there(qtbot: QtBot) -> None:
    cameras = SimulatedCameras(silent_ms=200)
    cameras.show(None)
    checks = photographed(qtbot, cameras)
    assert checks["Imagen de la cámara"].state is State.FAIL
    assert "no responde" in checks["Imagen de la cámara"].words
    cameras.show(face_image(1))
    cameras.unplug()
    (check,) = photographed(qtbot, cameras).values()
    assert check.state is State.FAIL


# ------------------------------------------------------------------------------ the command
@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.drivers.simulator.DEMONSTRATION_PACE", 0.0)


def test_the_command_tells_each_step_and_writes_nothing(
    qtbot: QtBot, at_once: None, capsys: pytest.CaptureFixture[str], ventanilla_home: Path
) -> None:
    assert main(["kit", "test", "--driver", "simulator"]) == OK
    told = capsys.readouterr().out
    for step in ("Lector simulado", "Primera captura", "Coincidencia", "Fotografía"):
        assert f"✓ {step}" in told
    assert told.endswith("El kit está listo.\n")
    assert not ventanilla_home.exists()


def test_the_command_says_what_to_do(
    qtbot: QtBot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.drivers.sbi.driver.PORTS", ())
    assert main(["kit", "test", "--driver", "sbi", "--no-capture"]) == FAILED
    told = capsys.readouterr().out
    assert "✗ Lector de huellas: No hay lector de huellas conectado." in told
    assert "haga lo que se indica" in told
    with pytest.raises(SystemExit) as left:
        main(["kit", "test", "--driver", "lupa"])
    assert left.value.code == USAGE
    assert "lupa" in capsys.readouterr().err


# ------------------------------------------------------------------------------ the check-up
def test_the_check_up_looks_for_the_kit(qtbot: QtBot) -> None:
    def unsupported() -> Sequence[ReaderInfo]:
        raise ReaderUnsupported

    ready = ReaderInfo("sbi", "1", "Lector X")
    busy = ReaderInfo("sbi", "2", "Lector Y", state=ReaderState.BUSY)
    cases: list[tuple[Callable[[], Sequence[ReaderInfo]], State]] = [
        (lambda: [ready], State.OK),
        (lambda: [ready, busy], State.WARN),
        (list, State.WARN),
        (unsupported, State.WARN),
    ]
    for look, state in cases:
        check = kit_check.check_readers(look)
        assert check.state is state
        assert bool(check.todo) is (state is not State.OK)
    assert "Lector Y (ocupado)" in kit_check.check_readers(lambda: [busy]).words
    assert [kit_check.check_cameras(count).state for count in (1, 0, None)] == [
        State.OK,
        State.WARN,
        State.FAIL,
    ]
    practice = health.look_for_kit(places(), invented=True)
    assert kit_check.check_readers(practice.readers).state is State.OK
    assert kit_check.check_cameras(practice.cameras).state is State.OK
    found = health.look_for_kit(places())
    assert found.cameras is not None
    assert doctor.as_text([kit_check.check_cameras(found.cameras)])
    assert "PySide6.QtMultimedia" in sys.modules
