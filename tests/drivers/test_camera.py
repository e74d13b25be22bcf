"""The camera, through Qt's real path: from a frame sent to the picture that is taken."""

import subprocess
import sys

import pytest
from pytestqt.qtbot import QtBot

from biometrics.images import ColourImage
from biometrics.synthetic_faces import FaceVariant, face_image
from desktop.drivers.camera import QtCameras
from desktop.drivers.simulated_camera import SIMULATED, SimulatedCameras
from desktop.ports.kit import CameraDark, CameraError, CameraMissing, CameraSilent


class Looking:
    """What an open camera told."""

    def __init__(self, cameras: SimulatedCameras) -> None:
        self.frames: list[ColourImage] = []
        self.errors: list[CameraError] = []
        self.camera = cameras.open(SIMULATED.id, self.frames.append, self.errors.append)


@pytest.fixture
def cameras() -> SimulatedCameras:
    return SimulatedCameras(silent_ms=60_000)  # its pictures come, however busy the machine


def test_a_picture_arrives_as_it_was_sent(qtbot: QtBot, cameras: SimulatedCameras) -> None:
    face = face_image(5)
    cameras.show(face)
    (info,) = cameras.discover()
    looking = Looking(cameras)
    assert looking.camera.info == info
    qtbot.waitUntil(lambda: bool(looking.frames))
    assert looking.frames[0] == face
    assert looking.camera.still() == face
    assert not looking.errors
    looking.camera.close()
    looking.camera.close()


@pytest.mark.parametrize("width", [641, 1280])
def test_a_still_is_whole_and_what_is_looked_at_is_smaller(
    qtbot: QtBot, cameras: SimulatedCameras, width: int
) -> None:
    large = face_image(6, width=width, height=720)
    cameras.show(large)
    looking = Looking(cameras)
    qtbot.waitUntil(lambda: bool(looking.frames))
    assert looking.frames[0].width <= 640
    assert len(looking.frames[0].pixels) == looking.frames[0].width * looking.frames[0].height * 3
    assert looking.camera.still() == large
    looking.camera.close()


def test_a_covered_camera_is_told_once_and_comes_back(
    qtbot: QtBot, cameras: SimulatedCameras
) -> None:
    cameras.show(ColourImage(64, 48, bytes(64 * 48 * 3)))
    looking = Looking(cameras)
    qtbot.waitUntil(lambda: bool(looking.errors))
    assert [type(error) for error in looking.errors] == [CameraDark]
    assert not looking.frames
    with pytest.raises(CameraDark):
        looking.camera.still()
    cameras.show(FaceVariant.DARK)
    qtbot.waitUntil(lambda: bool(looking.frames))
    assert len(looking.errors) == 1
    looking.camera.close()


def test_a_silent_camera_is_told_and_comes_back(qtbot: QtBot) -> None:
    cameras = SimulatedCameras(silent_ms=400)
    cameras.show(None)
    looking = Looking(cameras)
    with pytest.raises(CameraSilent):
        looking.camera.still()
    qtbot.waitUntil(lambda: bool(looking.errors))
    assert [type(error) for error in looking.errors] == [CameraSilent]
    cameras.show(FaceVariant.GOOD)
    qtbot.waitUntil(lambda: bool(looking.frames))
    looking.camera.close()


def test_an_unplugged_camera_serves_again_when_it_is_plugged_in(
    qtbot: QtBot, cameras: SimulatedCameras
) -> None:
    looking = Looking(cameras)
    qtbot.waitUntil(lambda: bool(looking.frames))
    cameras.unplug()
    assert [type(error) for error in looking.errors] == [CameraMissing]
    assert not cameras.discover()
    with pytest.raises(CameraMissing):
        looking.camera.still()
    with pytest.raises(CameraMissing):
        Looking(cameras)
    looking.camera.close()
    cameras.plug()
    again = Looking(cameras)
    qtbot.waitUntil(lambda: bool(again.frames))
    assert again.frames[0] != looking.frames[0]  # somebody else sits there
    again.camera.close()


def test_nothing_comes_after_it_was_closed(qtbot: QtBot, cameras: SimulatedCameras) -> None:
    first = Looking(cameras)
    qtbot.waitUntil(lambda: bool(first.frames))
    first.camera.close()
    told = len(first.frames)
    second = Looking(cameras)
    qtbot.waitUntil(lambda: len(second.frames) > 2)
    second.camera.close()
    assert len(first.frames) == told


def test_without_a_camera_there_is_none(qtbot: QtBot) -> None:
    real = QtCameras()
    known = {info.id for info in real.discover()}
    assert "no-such-camera" not in known
    with pytest.raises(CameraMissing):
        real.open("no-such-camera", lambda _: None, lambda _: None)


def test_the_registry_loads_no_media_until_a_camera_is_wanted() -> None:
    code = (
        "import sys; import desktop.drivers.registry; "
        "assert not {'PySide6.QtMultimedia', 'numpy', 'nbis', 'httpx'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
