"""The biometric kit as a page is given it: this computer's drivers, and what its readers must give."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from biometrics.gate import Thresholds
from biometrics.images import ColourImage
from desktop.app.going import open_case
from desktop.app.station import Station
from desktop.drivers import registry
from desktop.ports.kit import (
    Camera,
    CameraDriver,
    CameraError,
    CameraInfo,
    Reader,
    ReaderDriver,
    ReaderEvent,
    ReaderInfo,
)
from desktop.usecases import enrolment_paper
from domain.staff import Actor
from ui.biometrics.kit import KitParts
from ui.biometrics.page import BiometricsPage
from ui.biometrics.presenter import Sealing

if TYPE_CHECKING:
    from desktop.app.workplace import Workplace


def kit_of(station: Station, *, invented: bool) -> KitParts:
    """Return what reaches the readers and cameras of this computer.

    Args:
        station: the workstation; its settings say which are used and what is asked of them.
        invented: its office is (demonstration, training): reader and camera are simulated, so that
            nobody's own fingers are captured for practice.
    """

    def thresholds(model: str) -> Thresholds:
        rules = station.settings.rules_of(model)
        return Thresholds(rules.min_quality, rules.min_minutiae, rules.agreement)

    return KitParts(
        _Readers(station, invented=invented),
        _Cameras(invented=invented),
        thresholds,
        station.settings.camera,
        lambda camera: station.change(camera=camera),
    )


def biometrics_page(station: Station, actor: Actor, place: "Workplace") -> BiometricsPage:
    """Return the technician's page, with the kit of this computer."""
    desk = station.desk
    sealing = Sealing(
        station.packet_keys(place.store),
        partial(enrolment_paper.print_receipt, desk, actor, station.paper),
    )
    page = BiometricsPage(desk, actor, kit_of(station, invented=place.invented), sealing)
    page.case_wanted.connect(partial(open_case, place.window))
    return page


class _Readers:
    """The readers' drivers, made where they are first looked for: some are slow to load.

    Another choice in the settings holds from the next look.
    """

    name = "kit"

    def __init__(self, station: Station, *, invented: bool) -> None:
        self._station, self._invented = station, invented
        self._driver: ReaderDriver | None = None
        self._chosen = ""

    def discover(self) -> Sequence[ReaderInfo]:
        return self._made().discover()

    def open(self, reader_id: str, on_event: Callable[[ReaderEvent], None]) -> Reader:
        return self._made().open(reader_id, on_event)

    def close(self) -> None:
        driver, self._driver = self._driver, None
        if driver is not None:
            driver.close()

    def _made(self) -> ReaderDriver:
        chosen = self._station.settings.reader
        if self._driver is None or chosen != self._chosen:
            self.close()
            folder = self._station.places.data
            self._driver = registry.readers(chosen, folder, invented=self._invented)
            self._chosen = chosen
        return self._driver


class _Cameras:
    """The cameras' driver, made where a photograph is first wanted: Qt's part for media is slow."""

    def __init__(self, *, invented: bool) -> None:
        self._invented = invented
        self._driver: CameraDriver | None = None

    def discover(self) -> Sequence[CameraInfo]:
        return self._made().discover()

    def open(
        self,
        camera_id: str,
        on_frame: Callable[[ColourImage], None],
        on_error: Callable[[CameraError], None],
    ) -> Camera:
        return self._made().open(camera_id, on_frame, on_error)

    def _made(self) -> CameraDriver:
        if self._driver is None:
            self._driver = registry.cameras(invented=self._invented)
        return self._driver
