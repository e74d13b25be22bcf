"""The libfprint driver: at the real library's virtual reader, and with a child that misbehaves."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from biometrics.images import GreyImage
from biometrics.synthetic import finger_image
from desktop.drivers import libfprint, libfprint_process, libfprint_words
from desktop.drivers.libfprint import LibfprintDriver
from desktop.ports.kit import (
    CaptureCancelled,
    CaptureTimeout,
    FingerChanged,
    FingerStatus,
    Reader,
    ReaderBusy,
    ReaderError,
    ReaderNotReady,
    ReaderProtocol,
    ReaderRemoved,
    ReaderState,
    ReaderUnsupported,
    Retry,
    StateChanged,
)
from domain.fingers import Guidance
from tests.drivers.heard import Heard, ask, captured, failed
from tests.drivers.virtual_reader import VirtualReader

HOSTILE = Path(__file__).with_name("hostile_child.py")
Opened = tuple[LibfprintDriver, Reader, Heard]


@pytest.fixture
def virtual(tmp_path: Path) -> VirtualReader:
    return VirtualReader(tmp_path / "reader.sock")


@pytest.fixture
def opened(virtual: VirtualReader) -> Iterator[Opened]:
    driver, heard = LibfprintDriver(environment=virtual.environment), Heard()
    reader = driver.open("virtual_image/0", heard)
    yield driver, reader, heard
    reader.close()
    driver.close()


@pytest.fixture
def misbehaving() -> Iterator[Callable[..., LibfprintDriver]]:
    made: list[LibfprintDriver] = []

    def make(*how: object) -> LibfprintDriver:
        words = {"MISBEHAVE": json.dumps([str(one) for one in how])}
        made.append(LibfprintDriver(HOSTILE, words))
        return made[-1]

    yield make
    for driver in made:
        driver.close()


def waiting(heard: Heard) -> None:
    """Wait until the reader asks for a finger: before that an image is lost."""
    heard.until(FingerChanged, fits=lambda one: one.status is FingerStatus.AWAY)


def test_a_capture_is_the_image_as_it_was_placed(opened: Opened, virtual: VirtualReader) -> None:
    driver, reader, heard = opened
    image = finger_image(7)
    ask(reader, "first")
    waiting(heard)
    virtual.place(image)
    taken = captured(heard)
    assert taken.image == image
    assert (taken.transaction, taken.reader.driver) == ("first", "libfprint")
    assert [taken.reader] == list(driver.discover())
    statuses = [one.status for one in heard.events if isinstance(one, FingerChanged)]
    assert statuses == [FingerStatus.AWAY, FingerStatus.PRESENT, FingerStatus.LIFT]


@pytest.mark.parametrize(
    ("code", "guidance"),
    [
        (0, Guidance.WHOLE_FINGER),
        (1, Guidance.LONGER),
        (2, Guidance.MORE_CENTRED),
        (3, Guidance.LIFT),
    ],
)
def test_the_library_says_how_to_place_it_better(
    opened: Opened, virtual: VirtualReader, code: int, guidance: Guidance
) -> None:
    _driver, reader, heard = opened
    ask(reader)
    waiting(heard)
    virtual.misplace(code)
    error = failed(heard)
    assert isinstance(error, Retry)
    assert error.guidance is guidance
    assert guidance.label in error.words
    good(reader, heard, virtual)


def good(reader: Reader, heard: Heard, virtual: VirtualReader) -> None:
    """The same reader serves again at once."""
    image = finger_image(7)
    ask(reader, "again")
    waiting(heard)
    virtual.place(image)
    assert captured(heard).image == image


@pytest.mark.parametrize(
    "image",
    [GreyImage(200, 200, bytes([200]) * 40_000), GreyImage(20, 20, bytes(400))],
    ids=["blank", "tiny"],
)
def test_what_is_no_finger_asks_for_another_try(
    opened: Opened, virtual: VirtualReader, image: GreyImage
) -> None:
    _driver, reader, heard = opened
    ask(reader)
    waiting(heard)
    virtual.place(image)
    assert isinstance(failed(heard), Retry)
    good(reader, heard, virtual)


def test_a_dropped_connection_is_silence_and_ends_by_our_own_time_out(
    opened: Opened, virtual: VirtualReader
) -> None:
    _driver, reader, heard = opened
    ask(reader, timeout=3)  # long enough to be asked for a finger first
    waiting(heard)
    virtual.drop()
    assert isinstance(failed(heard), CaptureTimeout)
    good(reader, heard, virtual)


def test_a_capture_is_called_off_and_another_begun_at_once(
    opened: Opened, virtual: VirtualReader
) -> None:
    _driver, reader, heard = opened
    ask(reader)
    waiting(heard)
    reader.cancel()
    assert isinstance(failed(heard), CaptureCancelled)
    good(reader, heard, virtual)
    assert len(heard.ends) == 2


def test_two_programs_cannot_have_the_reader(opened: Opened, virtual: VirtualReader) -> None:
    _driver, reader, heard = opened
    ask(reader, "first")
    waiting(heard)
    ask(reader, "second")
    assert isinstance(failed(heard), ReaderBusy)
    virtual.place(finger_image(7))
    assert captured(heard).transaction == "first"


def test_what_is_not_there_is_not_opened(opened: Opened) -> None:
    driver, _reader, heard = opened
    with pytest.raises(ReaderRemoved):
        driver.open("uru4000/7", heard)


def test_nothing_plugged_in_is_no_error() -> None:
    driver = LibfprintDriver()
    assert list(driver.discover()) == []
    driver.close()


def test_the_child_leaves_the_program_s_own_libraries_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/nowhere")
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    driver = LibfprintDriver()
    assert list(driver.discover()) == []
    driver.close()


# ------------------------------------------------------------------------- a child that misbehaves
@pytest.mark.parametrize(
    "how",
    [
        "no json",
        "no object",
        "deep",
        "unknown",
        "huge head",
        "huge body",
        "wrong size",
        "huge image",
        "text for number",
        "no resolution",
        "flood",
    ],
)
def test_what_is_not_understood_ends_the_child_and_the_next_capture_begins_another(
    misbehaving: Callable[..., LibfprintDriver], how: str
) -> None:
    driver, heard = misbehaving(how), Heard()
    reader = driver.open("one", heard)
    ask(reader)
    assert isinstance(failed(heard), ReaderProtocol)
    assert reader.info.state is ReaderState.READY
    ask(reader, "again")
    assert captured(heard).image == GreyImage(20, 10, bytes(200))
    reader.close()


@pytest.mark.parametrize("how", ["crash", "cut"])
def test_a_child_that_dies_is_a_removed_reader_which_is_found_again(
    misbehaving: Callable[..., LibfprintDriver], how: str
) -> None:
    driver, heard = misbehaving(how), Heard()
    reader = driver.open("one", heard)
    ask(reader)
    assert isinstance(failed(heard), ReaderRemoved)
    assert heard.events[-2] == StateChanged(ReaderState.REMOVED)
    assert reader.info.state is ReaderState.REMOVED
    ask(reader)
    assert isinstance(failed(heard), ReaderRemoved)
    reader.close()
    driver.open(driver.discover()[0].id, heard).close()


def test_a_child_that_hangs_is_ended_and_the_next_capture_begins_another(
    misbehaving: Callable[..., LibfprintDriver], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libfprint_process, "GRACE_SECONDS", 0.1)
    driver, heard = misbehaving("frozen"), Heard()
    reader = driver.open("one", heard)
    ask(reader, timeout=0.1)
    assert isinstance(failed(heard), CaptureTimeout)
    ask(reader, "second")
    reader.cancel()
    assert isinstance(failed(heard), CaptureCancelled)
    ask(reader, "third")
    assert captured(heard).transaction == "third"
    reader.close()


@pytest.mark.parametrize(
    ("domain", "code", "error", "says"),
    [
        ("g-usb-device-error-quark", 9, ReaderNotReady, "no tiene permiso"),
        ("g-io-error-quark", 14, ReaderNotReady, "no tiene permiso"),
        ("fp - device - error - quark", 4, ReaderBusy, "ocupado"),
        ("fp - device - error - quark", 0x100, ReaderRemoved, "desconectó"),
        ("fp - device - error - quark", 0x101, ReaderNotReady, "caliente"),
        ("fp - device - error - quark", 1, ReaderUnsupported, "no permite"),
        ("some-maker", 77, ReaderProtocol, "no se entiende"),
    ],
)
def test_why_it_was_not_opened_is_told(
    misbehaving: Callable[..., LibfprintDriver],
    domain: str,
    code: int,
    error: type[ReaderError],
    says: str,
) -> None:
    driver = misbehaving("not open", domain, code)
    with pytest.raises(error, match=says):
        driver.open("one", Heard())


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ("not installed", ReaderUnsupported),
        ("no images", ReaderUnsupported),
        ("list crash", ReaderProtocol),
        ("list nonsense", ReaderProtocol),
        ("list names", ReaderProtocol),
        ("list frozen", ReaderNotReady),
    ],
)
def test_why_readers_cannot_be_listed_is_told(
    misbehaving: Callable[..., LibfprintDriver],
    monkeypatch: pytest.MonkeyPatch,
    how: str,
    error: type[ReaderError],
) -> None:
    hurry(monkeypatch, how)
    with pytest.raises(error) as told:
        misbehaving(how).discover()
    if how == "not installed":
        assert libfprint_words.PACKAGES in told.value.words


def hurry(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Not ten seconds where nothing is going to come."""
    if "frozen" in how:
        monkeypatch.setattr(libfprint, "_ANSWER_SECONDS", 0.3)
        monkeypatch.setattr(libfprint_process, "GRACE_SECONDS", 0.1)


@pytest.mark.parametrize(
    ("how", "error"), [("gone", ReaderRemoved), ("open frozen", ReaderNotReady)]
)
def test_a_reader_that_goes_or_hangs_while_it_is_opened(
    misbehaving: Callable[..., LibfprintDriver],
    monkeypatch: pytest.MonkeyPatch,
    how: str,
    error: type[ReaderError],
) -> None:
    driver = misbehaving(how)
    driver.discover()
    hurry(monkeypatch, how)
    with pytest.raises(error):
        driver.open("one", Heard())


def test_elsewhere_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(ReaderUnsupported, match="Linux"):
        LibfprintDriver().discover()


def test_no_event_comes_after_closing_and_it_may_be_closed_twice(opened: Opened) -> None:
    _driver, reader, heard = opened
    ask(reader)
    waiting(heard)
    reader.close()
    reader.close()
    told = len(heard.events)
    ask(reader)
    reader.cancel()
    assert len(heard.events) == told


def test_a_driver_that_is_closed_ends_its_captures_and_opens_again(
    virtual: VirtualReader,
) -> None:
    driver, heard = LibfprintDriver(environment=virtual.environment), Heard()
    reader = driver.open("virtual_image/0", heard)
    ask(reader)
    waiting(heard)
    driver.close()
    driver.close()
    assert isinstance(failed(heard), CaptureCancelled)
    again = driver.open("virtual_image/0", heard)
    good(again, heard, virtual)
    driver.close()
