"""What only the simulated reader does: it knows whose finger it makes, and plays its script."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from biometrics.images import GreyImage
from biometrics.prints import match, read_print
from desktop.drivers.simulator import SIMULATED, Fail, Place, Script, SimulatorDriver
from desktop.ports.kit import (
    Capture,
    FingerChanged,
    FingerStatus,
    Guided,
    PreviewFrame,
    Reader,
    ReaderNotReady,
    ReaderRemoved,
    ReaderState,
    ReaderTampered,
    StateChanged,
)
from domain.fingers import Finger, Guidance
from tests.contracts.reader_rig import Heard, opened, request


@pytest.fixture
def driver() -> Iterator[SimulatorDriver]:
    made = SimulatorDriver(Script())
    yield made
    made.close()


def captured(
    reader: Reader, heard: Heard, subject: str, finger: Finger = Finger.RIGHT_INDEX
) -> Capture:
    reader.capture(replace(request("t"), subject=subject, finger=finger))
    return heard.captured().capture


def test_each_person_has_fingers_of_their_own(driver: SimulatorDriver) -> None:
    reader, heard = opened(driver)
    ana, again = (captured(reader, heard, "ana").image for _ in range(2))
    thumb = captured(reader, heard, "ana", Finger.LEFT_THUMB).image
    eva = captured(reader, heard, "eva").image
    reader.close()
    first = read_print(ana)
    assert ana != again
    assert match(first, read_print(again)) >= 40
    assert match(first, read_print(thumb)) < 25
    assert match(first, read_print(eva)) < 25


def test_somebody_else_places_another_finger(driver: SimulatorDriver) -> None:
    driver.script.do(
        Place(person="eva", finger=Finger.RIGHT_THUMB, impression=4), Place(impression=0)
    )
    reader, heard = opened(driver)
    placed = captured(reader, heard, "ana").image
    usual = captured(reader, heard, "ana").image
    driver.script.do(Place(impression=4))
    hers = captured(reader, heard, "eva", Finger.RIGHT_THUMB).image
    reader.close()
    assert placed == hers
    assert placed != usual


def test_the_picture_is_seen_while_the_finger_is_placed(driver: SimulatorDriver) -> None:
    driver.script.do(Place(guidance=(Guidance.MORE_CENTRED,)))
    reader, heard = opened(driver)
    reader.start_preview()
    image = captured(reader, heard, "ana").image
    frames = [event.image for event in heard.all if isinstance(event, PreviewFrame)]
    assert frames[-1] == image
    assert len(frames) == 3
    assert all(len(frame.pixels) == len(image.pixels) for frame in frames)
    assert Guided(Guidance.MORE_CENTRED) in heard.all
    felt = [event.status for event in heard.all if isinstance(event, FingerChanged)]
    assert felt == [FingerStatus.AWAY, FingerStatus.PRESENT, FingerStatus.LIFT]
    reader.stop_preview()
    captured(reader, heard, "ana")
    assert len([event for event in heard.all if isinstance(event, PreviewFrame)]) == 3
    reader.close()


def test_any_picture_and_any_error_can_be_had(driver: SimulatorDriver) -> None:
    odd = GreyImage(1, 5000, b"\0", 0)
    driver.script.do(Place(image=odd), Fail(ReaderTampered()))
    reader, heard = opened(driver)
    reader.start_preview()
    assert captured(reader, heard, "ana").image == odd
    reader.capture(request("next"))
    assert isinstance(heard.failed().error, ReaderTampered)
    captured(reader, heard, "ana")
    reader.close()


def test_it_is_pulled_out_while_nothing_is_captured(driver: SimulatorDriver) -> None:
    reader, heard = opened(driver)
    driver.unplug()
    driver.unplug()
    assert heard.all == [StateChanged(ReaderState.REMOVED)]
    assert not driver.discover()
    with pytest.raises(ReaderRemoved):
        driver.open(SIMULATED.id, heard)
    reader.close()


def test_it_does_not_open_at_once(driver: SimulatorDriver) -> None:
    driver.refuse(ReaderNotReady())
    with pytest.raises(ReaderNotReady):
        driver.open(SIMULATED.id, lambda _: None)
    reader, heard = opened(driver)
    captured(reader, heard, "ana")
    reader.close()


def test_it_is_slow(driver: SimulatorDriver) -> None:
    driver.script.pace = 0.01
    driver.script.do(Place(after=0.05))
    reader, heard = opened(driver)
    captured(reader, heard, "ana")
    reader.close()
