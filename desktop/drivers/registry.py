"""Which drivers of readers and cameras there are. A new vendor is one new file and one entry here."""

import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from biometrics.images import ColourImage
from desktop.ports.kit import (
    Camera,
    CameraDriver,
    CameraError,
    CameraInfo,
    CameraMissing,
    Reader,
    ReaderDriver,
    ReaderError,
    ReaderEvent,
    ReaderInfo,
    ReaderRemoved,
    ReaderUnsupported,
)
from desktop.settings_keys import AUTOMATIC

MAKERS = "lectores"
"""Folder beside the settings, with the certificates of the readers' makers."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A driver that this program has.

    Attributes:
        name: as the settings and ``ReaderInfo.driver`` say it.
        label: as an administrator sees it.
        make: makes it; its argument is the folder of the makers' certificates. It is called
            when the driver is used, so that starting pays for none.
        needs: what a computer must have for it, in words.
        only: the platform it works on, as ``sys.platform`` says it; any where empty.
        invented: its readers are not real: never in an office's own work.
    """

    name: str
    label: str
    make: Callable[[Path], ReaderDriver]
    needs: str = ""
    only: str = ""
    invented: bool = False


def _simulator(_: Path) -> ReaderDriver:
    from desktop.drivers.simulator import DEMONSTRATION_PACE, Script, SimulatorDriver

    return SimulatorDriver(Script(pace=DEMONSTRATION_PACE))


def _libfprint(_: Path) -> ReaderDriver:
    from desktop.drivers.libfprint import LibfprintDriver

    return LibfprintDriver()


def _sbi(makers: Path) -> ReaderDriver:
    from desktop.drivers.sbi.driver import SbiDriver

    return SbiDriver(makers)


READERS = (
    Entry(
        "sbi",
        "Servicio del fabricante (SBI)",
        _sbi,
        "El programa que el fabricante entrega con su lector, abierto en este equipo.",
    ),
    Entry(
        "libfprint",
        "Lector conectado por USB (libfprint)",
        _libfprint,
        "Los paquetes libfprint-2-2, gir1.2-fprint-2.0 y python3-gi.",
        only="linux",
    ),
    Entry("simulator", "Lector simulado", _simulator, invented=True),
)


def readers(chosen: str, folder: Path, *, invented: bool = False) -> "Readers":
    """Return one driver that stands for all that this computer is to use.

    Args:
        chosen: the name of one, or ``AUTOMATIC`` for all that work.
        folder: the program's, where the makers' certificates are.
        invented: the office is: a demonstration or training, whose readers are simulated unless
            one is chosen. A real office never has them, whatever its settings say.
    """
    simulated = invented and chosen in {AUTOMATIC, "simulator"}
    fitting = [
        entry
        for entry in READERS
        if entry.invented == simulated and (not entry.only or entry.only == sys.platform)
    ]
    named = [entry for entry in fitting if entry.name == chosen]
    return Readers({entry.name: entry.make(folder / MAKERS) for entry in named or fitting})


def cameras(*, invented: bool = False) -> CameraDriver:
    """Return what finds and opens cameras; on the windows' thread.

    Args:
        invented: as for ``readers``.
    """
    try:
        if invented:
            from desktop.drivers.simulated_camera import SimulatedCameras

            return SimulatedCameras()
        from desktop.drivers.camera import QtCameras
    except ImportError:  # a library of the system that Qt's media needs
        _log.warning("cameras cannot be used here", exc_info=True)
        return _NoCameras()
    return QtCameras()


class _NoCameras:
    def discover(self) -> Sequence[CameraInfo]:
        return ()

    def open(
        self,
        camera_id: str,
        on_frame: Callable[[ColourImage], None],
        on_error: Callable[[CameraError], None],
    ) -> Camera:
        raise CameraMissing(
            "Este equipo no puede usar cámaras.",
            todo="Pida al administrador que instale el paquete libpulse0.",
        )


class Readers:
    """Several drivers as one, which opens what it has found.

    Args:
        drivers: by name.
    """

    name = AUTOMATIC

    def __init__(self, drivers: Mapping[str, ReaderDriver]) -> None:
        self._drivers = dict(drivers)
        self._found: dict[str, ReaderDriver] = {}

    @property
    def drivers(self) -> Mapping[str, ReaderDriver]:
        """The drivers by name."""
        return self._drivers

    def discover(self) -> Sequence[ReaderInfo]:
        """Return the readers of all.

        Raises:
            ReaderUnsupported: there is none, and one of the drivers cannot work here: why.
        """
        found: list[ReaderInfo] = []
        refused: ReaderUnsupported | None = None
        for name, driver in self._drivers.items():
            try:
                own = driver.discover()
            except ReaderUnsupported as error:
                refused = refused or error
            except ReaderError as error:
                _log.warning("driver %s found no readers: %s", name, error.what)
            else:
                found += own
                self._found |= {info.id: driver for info in own}
        if not found and refused is not None:
            raise refused
        return found

    def open(self, reader_id: str, on_event: Callable[[ReaderEvent], None]) -> Reader:
        """Open a reader that was found; raises as its driver does."""
        if reader_id not in self._found:
            raise ReaderRemoved
        return self._found[reader_id].open(reader_id, on_event)

    def close(self) -> None:
        """Close them all. May be called twice."""
        for driver in self._drivers.values():
            driver.close()
