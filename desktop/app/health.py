"""Where the check-up of a workstation gets what it looks at."""

import os
import platform
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from db import migrate, restore, retention
from db.engine import SQLITE_VERSION, check_pages, open_engine
from db.unit_of_work import SqlUnits
from desktop import __version__, doctor, keys, report, settings
from desktop.app import backups
from desktop.app.kit_check import check_cameras, check_readers
from desktop.app.office_mail import check_mail
from desktop.app.scan_check import check_scan_folder
from desktop.app.trust_check import check_trust
from desktop.app.whereabouts import database_of, is_there, require_kind
from desktop.catalogue_file import catalogues
from desktop.doctor import CatalogueFacts, Check, ClockWatch, DatabaseFacts
from desktop.keys import slots
from desktop.paths import Places
from desktop.ports import KeyStore, Printer
from desktop.ports.kit import ReaderInfo
from desktop.ports.slips import thermal_place
from desktop.ports.trust import Trusted
from desktop.printing.thermal import ThermalPrinter
from desktop.settings import Settings
from desktop.usecases.catalogues import Catalogues
from domain.catalogue import Catalogue
from domain.errors import DatabaseMissing, KnownError, NotSetUp
from domain.offices import Office
from domain.operations import verify
from domain.ports import UnitOfWork

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QMediaDevices

_USUAL_ZONE = "America/Guayaquil"
_NO_OFFICE = Check("Oficina", doctor.State.WARN, NotSetUp.what, NotSetUp.todo)


@dataclass(frozen=True, slots=True)
class Kit:
    """What the check-up is told of the biometric kit.

    Attributes:
        readers: looks for the readers; raises as a driver's ``discover``.
        cameras: how many there are; None where this computer can use none.
    """

    readers: Callable[[], Sequence[ReaderInfo]]
    cameras: int | None


def check_up(
    places: Places,
    store: KeyStore,
    printer: Printer,
    *,
    screens: int,
    sounds: int | None,
    watch: ClockWatch | None = None,
    training: bool = False,
    kit: "Kit | None" = None,
) -> tuple[Check, ...]:
    """Look at everything; never raises for what it finds.

    Args:
        screens: from ``count_screens``, or of the window's own session.
        sounds: from ``count_sounds``.
        kit: from ``look_for_kit``; None where it is not asked for.
        watch: begun when the program was; None for a check-up by itself.
        training: it is training's data that is looked at.
    """
    now = datetime.now(UTC)
    # Only looked at: a check-up puts no damaged file aside.
    chosen = settings.peek(places.settings)
    database = database_of(places, chosen.settings)
    office: list[Office] = []
    facts: DatabaseFacts | None = None
    server = chosen.settings.server
    if server:
        from desktop.app import server_health  # slow to load, and only wanted there

        data, facts = doctor.check_database(
            lambda: server_health.examine(places, chosen.settings, store, office, _catalogues_of)
        )
        found = [data, server_health.check_server(places, chosen.settings, store)]
        if facts is not None and not office:
            found.append(_NO_OFFICE)
        if office:
            found.append(server_health.check_archive_key(database, store))
    elif is_there(database):
        data, facts = doctor.check_database(
            lambda: _examine(database, store, office, training=training)
        )
        found = [data, doctor.check_key(lambda: slots.read(database), store)]
    else:
        found = [_NO_OFFICE]
    if facts is not None and facts.catalogue is not None:
        found.append(doctor.check_catalogue(facts.catalogue))
    if office and facts is not None and facts.schema == migrate.OFFICE.head:
        from desktop.app import pieces_repair

        found.append(
            doctor.check_documents(lambda: pieces_repair.examine(places, chosen.settings, store))
        )
    mail = check_mail(chosen.settings, store)
    zone = ZoneInfo(office[0].timezone if office else _USUAL_ZONE)
    newest = next(
        iter(
            retention.archives(
                backups.folder_of(places, chosen.settings), office[0].imprint if office else None
            )
        ),
        None,
    )
    found += [
        *_printers(printer, chosen.settings),
        *_scanner(chosen.settings),
        doctor.check_display(screens),
        doctor.check_sound(sounds),
        *([] if kit is None else [check_readers(kit.readers), check_cameras(kit.cameras)]),
        *([] if training or mail is None else [mail]),
        doctor.check_disk(_free(places.data), facts.size if facts and not server else 0),
        doctor.check_clock(
            now,
            facts.last_at if facts else None,
            watch.jump() if watch else timedelta(0),
            now.astimezone().tzinfo or UTC,
            zone,
        ),
        doctor.check_versions(SQLITE_VERSION, sys.version_info[:3], _qt_version()),
    ]
    if is_there(database) or (server and office):
        found.append(
            doctor.check_backup(
                newest.made_at if newest else None, now.astimezone(zone).replace(tzinfo=None)
            )
        )
        found.append(check_trust(_accepted(places, chosen.settings), now))
    if chosen.notice is not None:
        found.append(
            Check("Este equipo", doctor.State.WARN, chosen.notice.what, chosen.notice.todo)
        )
    return tuple(found)


def _accepted(places: Places, chosen: Settings) -> Trusted:
    from desktop.signatures.anchors import CertificateFolder

    return CertificateFolder(Path(chosen.trust_folder or places.certificates)).all()


def _scanner(chosen: Settings) -> list[Check]:
    return [check_scan_folder(chosen.scan_folder)] if chosen.scan_folder else []


def _printers(printer: Printer, chosen: Settings) -> list[Check]:
    if not chosen.thermal:
        return [doctor.check_printer(printer.names, chosen.printer)]
    thermal = ThermalPrinter(lambda: thermal_place(chosen.thermal))
    found = [doctor.check_thermal(thermal.look)]
    if chosen.printer:  # that of the system stands behind it
        found.append(doctor.check_printer(printer.names, chosen.printer))
    return found


def check_up_alone(places: Places, store: KeyStore) -> tuple[Check, ...]:
    """Look at everything from the command line, where no window is open."""
    from PySide6.QtGui import QGuiApplication

    from desktop.printing.system import SystemPrinter

    screens = count_screens()
    # Printers and sound are asked through Qt, which wants an application, though none is seen.
    application = QGuiApplication.instance() or QGuiApplication(
        ["ventanilla", "-platform", "offscreen"]
    )
    checks = check_up(
        places,
        store,
        SystemPrinter(),
        screens=screens,
        sounds=count_sounds(),
        kit=look_for_kit(places),
    )
    del application
    return checks


def write_report(target: Path, places: Places, checks: Sequence[Check]) -> Path:
    """Pack a report without personal data.

    Raises:
        KnownError: it could not be written.
    """
    facts = {
        "Ventanilla": __version__,
        "Sistema": f"{platform.system()} {platform.release()} {platform.machine()}",
        "SQLite": ".".join(map(str, SQLITE_VERSION)),
        "Python": platform.python_version(),
        "Qt": ".".join(map(str, _qt_version())),
    }
    return report.write_report(target, checks, facts, places.logs, datetime.now(UTC))


def count_screens() -> int:
    """Return how many screens this session shows; outside a window, only whether it can."""
    from PySide6.QtGui import QGuiApplication

    if isinstance(QGuiApplication.instance(), QGuiApplication):
        return len(QGuiApplication.screens())
    # Asking Qt for a screen that is not there ends the process, so the session is asked.
    seen = sys.platform in {"win32", "darwin"} or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    return int(seen)


def count_sounds() -> int | None:
    """Return how many sound outputs there are, None where sound is not installed."""
    return _count_media(lambda media: len(media.audioOutputs()))


def look_for_kit(places: Places, *, invented: bool = False) -> Kit:
    """Return what looks for this computer's readers, and how many cameras it has.

    Args:
        invented: the office is, and so is its kit (``desktop.drivers.registry``).
    """
    chosen = settings.peek(places.settings).settings

    def readers() -> Sequence[ReaderInfo]:
        from desktop.drivers import registry

        driver = registry.readers(chosen.reader, places.data, invented=invented)
        try:
            return driver.discover()
        finally:
            driver.close()

    cameras = _count_media(lambda media: 1 if invented else len(media.videoInputs()))
    return Kit(readers, cameras)


def _count_media(count: "Callable[[type[QMediaDevices]], int]") -> int | None:
    from PySide6.QtCore import QCoreApplication, QLoggingCategory

    # It speaks of each library it would like to have; a person wants the answer only.
    QLoggingCategory.setFilterRules("qt.multimedia.*=false\ndefault.warning=false")
    try:
        from PySide6.QtMultimedia import QMediaDevices
    except ImportError:
        return None
    else:
        application = QCoreApplication.instance() or QCoreApplication([])
        counted = count(QMediaDevices)
        del application
        return counted
    finally:
        QLoggingCategory.setFilterRules("")


def _examine(
    database: Path, store: KeyStore, found: list[Office], *, training: bool
) -> DatabaseFacts:
    with restore.use(database):
        if not database.exists():
            raise DatabaseMissing
        require_kind(database, training=training)
        key = keys.open_key(database, store)
        engine = open_engine(database, key, must_exist=True, key_checked=True)
        try:
            schema = migrate.schema_of(engine)
            migrate.require_known(schema)
            backups.require_mark(engine, training=training)
            check_pages(engine)
            with SqlUnits(engine, "").read() as unit:
                head = verify(unit.log.all())
                last_at = unit.log.last_at()
                kept = None
                with suppress(NotSetUp):  # a first start that was cut: the next start tells it
                    found.append(unit.offices.office())
                    # The next start brings an earlier program's database to cases.
                    kept = _catalogues_of(unit) if schema == migrate.OFFICE.head else None
        finally:
            engine.dispose()
        return DatabaseFacts(schema, head.sequence, last_at, database.stat().st_size, kept)


def _catalogues_of(unit: UnitOfWork) -> CatalogueFacts:
    latest, known = unit.catalogues.latest(), catalogues()
    in_force = _readable(unit, known, latest)
    began = {case.number: case for case in unit.cases.all_open()}
    versions = {
        number: _readable(unit, known, number)
        for number in {case.catalogue_version for case in began.values()}
    }
    lost = []
    for number, case in began.items():
        version = versions[case.catalogue_version]
        if version is None or version.find(case.service) is None:
            lost.append(number)
    return CatalogueFacts(
        latest, None if in_force is None else len(in_force.services), tuple(sorted(lost))
    )


def _readable(unit: UnitOfWork, known: Catalogues, number: int) -> Catalogue | None:
    try:
        return known.version(unit, number)
    except KnownError:
        return None


def _free(folder: Path) -> int:
    while True:
        try:
            return shutil.disk_usage(folder).free
        except OSError:  # not made yet, or closed to this account: its disk is its parent's
            if folder == folder.parent:
                return 0
            folder = folder.parent


def _qt_version() -> tuple[int, ...]:
    import PySide6

    return tuple(int(part) for part in PySide6.__version__.split(".")[:3])
