"""Which drivers a computer uses, and several of them as one."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.drivers.camera import QtCameras
from desktop.drivers.registry import READERS, Readers, cameras, readers
from desktop.drivers.simulated_camera import SimulatedCameras
from desktop.drivers.simulator import SIMULATED, SimulatorDriver
from desktop.ports.kit import (
    CameraMissing,
    Reader,
    ReaderBusy,
    ReaderEvent,
    ReaderInfo,
    ReaderRemoved,
    ReaderUnsupported,
)
from desktop.settings_keys import AUTOMATIC
from desktop.settings_keys import READERS as NAMES


class Without:
    """A driver that finds nothing, or cannot."""

    name = "without"

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error

    def discover(self) -> Sequence[ReaderInfo]:
        if self._error is not None:
            raise self._error
        return ()

    def open(self, _: str, __: Callable[[ReaderEvent], None]) -> Reader:
        raise ReaderRemoved

    def close(self) -> None:
        pass


def test_the_settings_name_every_driver() -> None:
    assert set(NAMES) == {AUTOMATIC, *(entry.name for entry in READERS)}


@pytest.mark.parametrize(
    ("chosen", "invented", "used"),
    [
        (AUTOMATIC, False, {"sbi", "libfprint"}),
        ("sbi", False, {"sbi"}),
        ("libfprint", True, {"libfprint"}),
        ("simulator", False, {"sbi", "libfprint"}),
        (AUTOMATIC, True, {"simulator"}),
        ("simulator", True, {"simulator"}),
    ],
)
def test_a_real_office_never_has_a_simulated_reader(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    chosen: str,
    invented: bool,
    used: set[str],
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    made = readers(chosen, tmp_path, invented=invented)
    assert isinstance(made, Readers)
    assert set(made.drivers) == used
    made.close()


def test_elsewhere_than_on_linux_nothing_is_said_of_libfprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    made = readers(AUTOMATIC, tmp_path)
    assert isinstance(made, Readers)
    assert set(made.drivers) == {"sbi"}


def test_what_works_is_used_though_others_do_not(caplog: pytest.LogCaptureFixture) -> None:
    simulator = SimulatorDriver()
    both = Readers(
        {
            "a": Without(ReaderUnsupported()),
            "b": Without(ReaderBusy()),
            "simulator": simulator,
        }
    )
    with caplog.at_level("WARNING"):
        assert list(both.discover()) == [SIMULATED]
    reader = both.open(SIMULATED.id, lambda _: None)
    reader.close()
    both.close()
    with pytest.raises(ReaderRemoved):
        both.open("another", lambda _: None)


def test_where_nothing_is_found_it_says_why_if_it_knows() -> None:
    assert list(Readers({"a": Without(), "b": Without()}).discover()) == []
    with pytest.raises(ReaderUnsupported, match="dos paquetes"):
        Readers({"a": Without(), "b": Without(ReaderUnsupported("dos paquetes"))}).discover()


def test_cameras_are_simulated_only_where_everything_is_invented(qtbot: QtBot) -> None:
    assert isinstance(cameras(), QtCameras)
    assert isinstance(cameras(invented=True), SimulatedCameras)


def test_where_qt_has_no_media_there_is_no_camera(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "desktop.drivers.camera", None)
    with caplog.at_level("WARNING"):
        without = cameras()
    assert list(without.discover()) == []
    with pytest.raises(CameraMissing, match="libpulse0"):
        without.open("x", lambda _: None, lambda _: None)
