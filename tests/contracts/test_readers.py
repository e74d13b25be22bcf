"""What every driver of readers keeps to, whoever made the reader.

A new driver adds its rig (``reader_rig.Rig``) to ``RIGS`` and must pass as it is.
"""

from collections.abc import Callable, Iterator

import pytest

from biometrics.images import GreyImage
from biometrics.synthetic import finger_image
from desktop.drivers import libfprint
from desktop.drivers.sbi import driver as sbi
from desktop.ports.kit import (
    CaptureCancelled,
    Captured,
    CaptureTimeout,
    ReaderBusy,
    ReaderRemoved,
    ReaderState,
    Retry,
    StateChanged,
)
from tests.contracts.libfprint_rig import LibfprintRig
from tests.contracts.reader_rig import PATIENCE, Rig, SimulatorRig, opened, request
from tests.contracts.sbi_rig import SbiRig

RIGS: dict[str, Callable[[], Rig]] = {
    "simulator": SimulatorRig,
    "libfprint": LibfprintRig,
    "sbi": SbiRig,
}
SHORT = 0.3


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    # Who answers does so in the end, however busy the machine.
    monkeypatch.setattr(sbi, "_TOLD_SECONDS", PATIENCE)
    monkeypatch.setattr(libfprint, "_ANSWER_SECONDS", PATIENCE)
    made = RIGS[request.param]()
    yield made
    made.close()


@pytest.fixture(scope="module")
def finger() -> GreyImage:
    return finger_image(3)


def test_a_reader_is_found_and_says_what_it_is(rig: Rig) -> None:
    (info,) = rig.driver.discover()
    assert info.driver == rig.driver.name
    assert info.id
    assert info.model
    assert info.state is ReaderState.READY
    assert info.ppi > 0


def test_a_reader_that_is_not_there_cannot_be_opened(rig: Rig) -> None:
    with pytest.raises(ReaderRemoved):
        rig.driver.open("no-such-reader", lambda _: None)


def test_a_capture_is_the_finger_that_was_placed(rig: Rig, finger: GreyImage) -> None:
    reader, heard = opened(rig.driver)
    reader.capture(request("one"))
    rig.place(finger)
    capture = heard.captured().capture
    assert capture.transaction == "one"
    assert capture.at.utcoffset() is not None
    assert capture.reader.driver == rig.driver.name
    assert capture.reader.model == reader.info.model
    image = capture.image
    assert (image.width, image.height) == (finger.width, finger.height)
    apart = [abs(ours - its) for ours, its in zip(image.pixels, finger.pixels, strict=True)]
    assert sum(apart) / len(apart) < 8  # a reader may compress
    reader.close()


def test_every_capture_has_one_end(rig: Rig, finger: GreyImage) -> None:
    reader, heard = opened(rig.driver)
    for transaction in ("one", "two", "three"):
        reader.capture(request(transaction))
        rig.place(finger)
        assert heard.captured().capture.transaction == transaction
    reader.close()
    assert heard.no_more


def test_a_second_capture_is_busy_and_leaves_the_first(rig: Rig, finger: GreyImage) -> None:
    reader, heard = opened(rig.driver)
    reader.capture(request("first"))
    reader.capture(request("second"))
    refused = heard.failed()
    assert refused.transaction == "second"
    assert isinstance(refused.error, ReaderBusy)
    rig.place(finger)
    assert heard.captured().capture.transaction == "first"
    reader.close()
    assert heard.no_more


def test_a_capture_is_called_off(rig: Rig, finger: GreyImage) -> None:
    reader, heard = opened(rig.driver)
    reader.cancel()  # nothing runs: nothing happens
    reader.capture(request("one"))
    reader.cancel()
    reader.cancel()
    ended = heard.failed()
    assert ended.transaction == "one"
    assert isinstance(ended.error, CaptureCancelled)
    reader.capture(request("two"))
    rig.place(finger)
    assert heard.captured().capture.transaction == "two"
    reader.close()
    assert heard.no_more


def test_a_silent_reader_is_ended_by_our_own_time_out(rig: Rig, finger: GreyImage) -> None:
    reader, heard = opened(rig.driver)
    reader.capture(request("one", timeout=SHORT))
    assert isinstance(heard.failed().error, CaptureTimeout)
    reader.capture(request("two"))
    rig.place(finger)
    heard.captured()
    reader.close()
    assert heard.no_more


def test_a_finger_placed_badly_is_asked_for_again(rig: Rig, finger: GreyImage) -> None:
    reader, heard = opened(rig.driver)
    reader.capture(request("one"))
    rig.place_badly()
    error = heard.failed().error
    assert isinstance(error, Retry)
    assert error.guidance.label in error.words
    reader.capture(request("two"))
    rig.place(finger)
    heard.captured()
    reader.close()
    assert heard.no_more


def test_pulled_out_in_the_middle_it_serves_again(rig: Rig, finger: GreyImage) -> None:
    reader, heard = opened(rig.driver)
    reader.capture(request("one"))
    rig.unplug()
    ended = heard.failed()
    assert ended.transaction == "one"
    assert isinstance(ended.error, ReaderRemoved)
    assert reader.info.state is ReaderState.REMOVED
    assert StateChanged(ReaderState.REMOVED) in heard.all
    reader.capture(request("two"))
    assert isinstance(heard.failed().error, ReaderRemoved)
    reader.close()
    assert heard.no_more

    rig.plug()
    again, heard = opened(rig.driver)
    again.capture(request("three"))
    rig.place(finger)
    assert heard.captured().capture.transaction == "three"
    again.close()


def test_nothing_comes_after_it_was_closed(rig: Rig, finger: GreyImage) -> None:
    reader, heard = opened(rig.driver)
    reader.start_preview()
    reader.capture(request("one"))
    reader.close()
    told = len(heard.all)
    reader.capture(request("two"))
    reader.cancel()
    reader.stop_preview()
    reader.close()

    again, later = opened(rig.driver)
    again.capture(request("three"))
    rig.place(finger)
    assert later.captured().capture.transaction == "three"
    again.close()
    assert len(heard.all) == told


def test_looking_on_changes_nothing(rig: Rig, finger: GreyImage) -> None:
    reader, heard = opened(rig.driver)
    reader.stop_preview()
    reader.start_preview()
    reader.start_preview()
    reader.capture(request("one"))
    rig.place(finger)
    assert isinstance(heard.end(), Captured)
    reader.stop_preview()
    reader.close()


def test_a_driver_is_put_away_while_it_works(rig: Rig) -> None:
    reader, _ = opened(rig.driver)
    reader.capture(request("one"))
    reader.close()
    rig.driver.close()
    rig.driver.close()


def test_a_driver_that_is_closed_ends_its_captures(rig: Rig) -> None:
    reader, heard = opened(rig.driver)
    reader.capture(request("one"))
    rig.driver.close()
    assert heard.failed().transaction == "one"
    reader.close()
    assert heard.no_more
