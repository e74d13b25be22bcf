"""Training and the office kept apart, whatever is done to bring them together."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from db import lock
from desktop import keys, settings
from desktop.app import backups, health
from desktop.app.door import Door
from desktop.app.station import Station, begin_station, take_away_folder
from desktop.app.training import (
    TrainingBusy,
    TrainingDoor,
    TrainingLocked,
    TrainingNotApart,
    TrainingNotStarted,
    TrainingOpen,
    launch,
)
from desktop.documents import PdfDocuments
from desktop.keys import slots
from desktop.keys.stores import DemoKeyFile, SystemKeyring
from desktop.paths import Places, places, training_places
from desktop.ports import PrintOutcome
from desktop.printing.folder import FOLDER_PRINTER
from desktop.printing.training import Sheet, TrainingPrinter
from domain.errors import (
    InvalidInput,
    KeyFileDamaged,
    KnownError,
    NotTraining,
    RecoveryCodeRefused,
    TrainingData,
)
from domain.offices import TRAINING_IMPRINT
from tests.documents.samples import SLIP
from tests.faults.practising import end, until_practised
from tests.journeys.seats import MadeOffice

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 12, 4, 8, 40, tzinfo=UTC)
Trick = Callable[[Places, Places], None]
"""Something done to the folders of training and of the office."""


@pytest.fixture(scope="module")
def made_training(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of training, filled once, to be copied."""
    home = tmp_path_factory.mktemp("practica")
    real = Places(home / "oficina", home / "oficina")
    here = Places(home / "practica" / "datos", home / "practica" / "registros")
    TrainingDoor(here, real).open().close()
    return home / "practica"


@pytest.fixture
def real(office: MadeOffice, monkeypatch: pytest.MonkeyPatch) -> Places:
    """The office of this computer, which this account opens."""
    monkeypatch.setenv("VENTANILLA_HOME", str(office.folder))
    return places()


@pytest.fixture
def here(real: Places, made_training: Path) -> Places:
    """Training on the same computer."""
    found = training_places()
    shutil.copytree(made_training, found.data.parent)
    return found


def content(folder: Path, without: Path | None = None) -> dict[str, str]:
    """Return what the files of a folder hold, without locks and logs."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix not in {".uso", ".log"}
        and not path.name.endswith(("-wal", "-shm"))
        and (without is None or without not in path.parents)
    }


def opened(door: Door) -> Station:
    """Open a door whose office nobody changes beside the test."""
    return door.open()


# ------------------------------------------------------------------------ what training is
def test_training_is_an_office_of_its_own(real: Places) -> None:
    here, before = training_places(), content(real.data)
    with closing(opened(TrainingDoor(here, real))) as station:
        office = station.office()
        assert (station.training, office.training, office.imprint) == (True, True, TRAINING_IMPRINT)
        assert station.database == here.database
        kept = slots.read(here.database)
        assert kept.training
        assert SystemKeyring().load(kept.database_id) is None
        with station.desk.units.read() as unit:
            assert '"training":true' in (next(iter(unit.log.all())).payload or "")
            for case in unit.cases.all_open():
                assert case.number.startswith(TRAINING_IMPRINT)
    assert content(real.data, without=here.data.parent) == before


def test_training_opens_while_the_office_is_open(real: Places, here: Places) -> None:
    with closing(opened(Door(real))) as office, closing(opened(TrainingDoor(here, real))) as other:
        assert (office.training, other.training) == (False, True)
        assert not office.office().training
        assert office.office().imprint == office.office().code == "QUITO"


# ------------------------------------------------------- the office never takes training's data
def named_in_settings(here: Places, real: Places) -> None:
    settings.change(real.settings, NOW, database=str(here.database))


def _take(here: Places, real: Places, take: Callable[[Path, Path], object]) -> None:
    for path in (real.database, *slots.copies(real.database)):
        path.unlink()
        take(here.data / path.name, path)


def copied(here: Places, real: Places) -> None:
    _take(here, real, shutil.copy)


def copied_with_its_key(here: Places, real: Places) -> None:
    copied(here, real)
    shutil.copy(here.demo_key, real.demo_key)


def linked(here: Places, real: Places) -> None:
    _take(here, real, lambda there, path: path.symlink_to(there))


def linked_hard(here: Places, real: Places) -> None:
    _take(here, real, lambda there, path: path.hardlink_to(there))


def renamed(here: Places, real: Places) -> None:
    _take(here, real, lambda there, path: there.rename(path))


def folder_linked(here: Places, real: Places) -> None:
    practised = here.data.parent.rename(real.data.with_name("aparte")) / "datos"
    shutil.rmtree(real.data)
    real.data.symlink_to(practised)


def keys_without_the_mark(here: Places, real: Places) -> None:
    copied_with_its_key(here, real)
    slots.write(real.database, replace(slots.read(real.database), training=False))


@pytest.mark.parametrize(
    "trick",
    [
        named_in_settings,
        copied,
        copied_with_its_key,
        linked,
        linked_hard,
        renamed,
        folder_linked,
        keys_without_the_mark,
    ],
)
def test_the_office_refuses_training(trick: Trick, here: Places, real: Places) -> None:
    trick(here, real)
    before = content(real.data)
    door = Door(real)
    with pytest.raises(TrainingData) as refused:
        door.open()
    assert "de práctica" in refused.value.words
    with pytest.raises((TrainingData, RecoveryCodeRefused)):
        door.open("V1S0E 2ZR8V 4MKPQ XWHMZ 6NM09 2AD1A 0J09H")
    checks = health.check_up(real, door.store(), _NoPrinter(), screens=1, sounds=1)
    assert "de práctica" in next(check.words for check in checks if check.name == "Datos")
    assert content(real.data) == before


def test_training_shown_as_the_computers_office_is_refused(
    here: Places, real: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VENTANILLA_HOME", str(here.data))
    with pytest.raises(TrainingData):
        Door(places()).open()


def test_a_first_start_never_takes_over_training(here: Places) -> None:
    from desktop.app.demo import first_start

    with pytest.raises(TrainingData):
        begin_station(here, DemoKeyFile(here.demo_key), first_start())


# ------------------------------------------------------- training never takes the office's data
def _give(here: Places, real: Places, give: Callable[[Path, Path], object]) -> None:
    key = SystemKeyring().load(slots.read(real.database).database_id)
    assert key is not None
    for path in (here.database, *slots.copies(here.database)):
        path.unlink()
        give(real.data / path.name, path)
    DemoKeyFile(here.demo_key).save(slots.read(real.database).database_id, key)


def office_copied(here: Places, real: Places) -> None:
    _give(here, real, shutil.copy)


def office_marked(here: Places, real: Places) -> None:
    office_copied(here, real)
    slots.write(here.database, replace(slots.read(here.database), training=True))


def office_linked(here: Places, real: Places) -> None:
    _give(here, real, lambda there, path: path.symlink_to(there))


def office_linked_hard(here: Places, real: Places) -> None:
    _give(here, real, lambda there, path: path.hardlink_to(there))


def only_the_keys_linked(here: Places, real: Places) -> None:
    path = slots.slots_path(here.database)
    path.unlink()
    path.hardlink_to(slots.slots_path(real.database))


def data_folder_linked(here: Places, real: Places) -> None:
    shutil.rmtree(here.data)
    here.data.symlink_to(real.data)


def its_folder_linked(here: Places, real: Places) -> None:
    aside = real.data.with_name("aparte")
    here.data.parent.rename(aside)
    here.data.parent.symlink_to(aside)


def documents_linked(here: Places, real: Places) -> None:
    (here.data / "documentos").symlink_to(real.data)


def office_in_its_settings(here: Places, real: Places) -> None:
    settings.change(here.settings, NOW, database=str(real.database))


def backups_in_its_settings(here: Places, real: Places) -> None:
    settings.change(here.settings, NOW, backup_folder=str(real.backups))


def office_within(here: Places, real: Places) -> None:
    settings.change(real.settings, NOW, database=str(here.data / "otra.db"))


def office_keeps_copies_within(here: Places, real: Places) -> None:
    settings.change(real.settings, NOW, backup_folder=str(here.data / "copias"))


@pytest.mark.parametrize("fresh", [False, True], ids=["opened", "begun anew"])
@pytest.mark.parametrize(
    ("trick", "error"),
    [
        (office_copied, NotTraining),
        (office_linked, TrainingNotApart),
        (office_linked_hard, TrainingNotApart),
        (only_the_keys_linked, TrainingNotApart),
        (data_folder_linked, TrainingNotApart),
        (its_folder_linked, TrainingNotApart),
        (documents_linked, TrainingNotApart),
        (office_in_its_settings, TrainingNotApart),
        (backups_in_its_settings, TrainingNotApart),
        (office_within, TrainingNotApart),
        (office_keeps_copies_within, TrainingNotApart),
    ],
)
def test_training_refuses_the_office(
    trick: Trick, error: type[KnownError], fresh: bool, here: Places, real: Places
) -> None:
    trick(here, real)
    before = content(real.data.parent)
    with pytest.raises(error) as refused:
        TrainingDoor(here, real, fresh=fresh).open()
    assert "práctica" in refused.value.words
    assert content(real.data.parent) == before


def test_the_mark_within_holds_where_the_keys_are_marked(here: Places, real: Places) -> None:
    office_marked(here, real)
    before = content(real.data)
    with pytest.raises(NotTraining):
        TrainingDoor(here, real).open()
    assert content(real.data) == before
    with closing(opened(TrainingDoor(here, real, fresh=True))) as station:
        assert station.office().training
    (aside,) = here.data.parent.glob("apartado-*")  # nothing that may be real is erased
    assert content(aside)["oficina.db"] == before["oficina.db"]


def test_training_is_never_the_folder_of_the_office(real: Places) -> None:
    before = content(real.data)
    for fresh in (False, True):
        with pytest.raises(TrainingNotApart):
            TrainingDoor(real, real, fresh=fresh).open()
    assert content(real.data) == before


# ------------------------------------------------------------------------ archives
def test_archives_are_never_restored_across(here: Places, real: Places) -> None:
    keyring = SystemKeyring()
    with closing(opened(TrainingDoor(here, real))) as station:
        practised = station.back_up()
    with closing(opened(Door(real))) as station:
        kept = station.back_up()
    assert TRAINING_IMPRINT in practised.name
    assert practised.parent == here.backups
    before = content(real.data)
    for store in (keyring, DemoKeyFile(here.demo_key)):
        with pytest.raises(TrainingData):
            backups.put_back(practised, real.database, store, lambda: "")
        with pytest.raises(TrainingData):
            backups.put_back(kept, here.database, store, lambda: "")
    assert content(real.data) == before


def test_an_archive_whose_keys_lost_the_mark_is_refused_by_its_data(
    here: Places, real: Places
) -> None:
    slots.write(here.database, replace(slots.read(here.database), training=False))
    key = keys.open_key(here.database, DemoKeyFile(here.demo_key))
    archive = backups.make(here, settings.Settings(), here.database, key)
    before = content(real.data)
    with pytest.raises(TrainingData):
        backups.put_back(archive, real.database, DemoKeyFile(here.demo_key), lambda: "")
    assert content(real.data) == before


def test_a_real_archive_goes_where_the_keys_are_broken(real: Places) -> None:
    with closing(opened(Door(real))) as station:
        archive = station.back_up()
    for path in slots.copies(real.database):
        path.write_bytes(b"")
    with pytest.raises(KeyFileDamaged):
        Door(real).open()
    backups.put_back(archive, real.database, SystemKeyring(), lambda: "")
    opened(Door(real)).close()


# ------------------------------------------------------------------------ beginning anew
def test_it_begins_anew_with_other_data_and_the_same_look(here: Places, real: Places) -> None:
    settings.save(here.settings, settings.Settings(theme="dark", scale=150, counter=3))
    (here.data / "documentos").mkdir()
    first = slots.read(here.database).database_id
    with closing(opened(TrainingDoor(here, real, fresh=True))) as station:
        assert station.office().training
        assert (station.settings.theme, station.settings.scale) == ("dark", 150)
        assert station.settings.counter == 0
    assert slots.read(here.database).database_id != first
    assert not (here.data / "documentos").exists()
    assert not list(here.data.parent.glob("apartado-*"))


def test_new_training_looks_as_the_office_does(real: Places) -> None:
    settings.change(real.settings, NOW, theme="dark", scale=125, counter=2)
    here = training_places()
    with closing(opened(TrainingDoor(here, real))) as station:
        chosen = station.settings
        assert (chosen.theme, chosen.scale, chosen.counter) == ("dark", 125, 0)


@pytest.mark.parametrize("lost", ["demo_key", "database"])
def test_training_that_does_not_open_is_put_aside(lost: str, here: Places, real: Places) -> None:
    path: Path = getattr(here, lost)
    path.write_bytes(b"\x07" * 8192)
    door = TrainingDoor(here, real)
    with pytest.raises(KnownError) as refused:
        door.open()
    if lost == "demo_key":
        assert isinstance(refused.value, TrainingLocked)
    door.start_over()
    with closing(opened(door)) as station:
        assert station.office().training
    (aside,) = here.data.parent.glob("apartado-*")
    assert (aside / path.name).read_bytes() == b"\x07" * 8192


def test_what_is_not_known_to_be_training_is_never_cleared(here: Places, real: Places) -> None:
    for path in slots.copies(here.database):
        path.unlink()
    before = content(here.data)
    with pytest.raises(NotTraining):
        TrainingDoor(here, real, fresh=True).open()
    assert content(here.data) == before


def test_it_does_not_begin_anew_while_somebody_practises(here: Places, real: Places) -> None:
    with closing(opened(TrainingDoor(here, real))):
        with pytest.raises(TrainingOpen):
            TrainingDoor(here, real, fresh=True).open()


def test_two_that_begin_together_take_turns(here: Places, real: Places) -> None:
    door = TrainingDoor(here, real)
    with lock.exclusive(here.data.with_name("preparando")):
        with pytest.raises(TrainingBusy):
            door.open()
    opened(door).close()


# ------------------------------------------------------------------------ paper and settings
class _NoPrinter:
    """A computer without a printer."""

    def names(self) -> tuple[str, ...]:
        return ()

    def print_pdf(self, data: bytes, *, printer: str, title: str) -> PrintOutcome:
        raise AssertionError("training printed on its own")


def test_everything_is_a_file_and_paper_is_only_offered(here: Places, real: Places) -> None:
    offered: list[Sheet] = []
    door = TrainingDoor(here, real)
    door.offer = offered.append
    with closing(opened(door)) as station:
        printer = station.paper.printer
        assert isinstance(printer, TrainingPrinter)
        pdf = station.paper.documents.ticket_slip(SLIP)
        assert pdf == PdfDocuments(training=True).ticket_slip(SLIP)
        for name in ("", FOLDER_PRINTER):
            kept = printer.print_pdf(pdf, printer=name, title="Turno A-007").saved_to
            assert kept is not None
            assert kept.is_relative_to(here.data)
        assert offered == []
        done = printer.print_pdf(pdf, printer="Turnos 80 mm", title="Turno A-007")
        assert (done.printer, done.saved_to is None) == ("", False)
        assert offered == [Sheet(pdf, "Turnos 80 mm", "Turno A-007")]
        assert take_away_folder(station).is_relative_to(here.data)


def test_its_settings_name_no_other_folder(here: Places, real: Places) -> None:
    with closing(opened(TrainingDoor(here, real))) as station:
        for change in ({"backup_folder": str(real.backups)}, {"database": str(real.database)}):
            with pytest.raises(InvalidInput):
                station.change(**change)
        station.change(backup_folder="", printer="Turnos 80 mm")
        assert station.settings.printer == "Turnos 80 mm"


# ------------------------------------------------------------------------ as processes
PRESSED = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop.app import program
from desktop.app.session import Session
from desktop.app.simulated_day.hands import Hands
from ui.first import FirstWindow
from ui.signin.page import SignInPage

def press():
    tops = [top for top in QApplication.topLevelWidgets() if isinstance(top, FirstWindow)]
    pages = [page for top in tops for page in top.findChildren(SignInPage)]
    if pages and pages[0].enter.isEnabled():
        Hands(tops[0]).press("F8", "Return")
    else:
        QTimer.singleShot(20, press)

def open_in(session, frame, *, several, opens=Session.open_in):
    opens(session, frame, several=several)
    press()

Session.open_in = open_in
sys.exit(program.run_training())
"""


def command(*arguments: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program as a process; nobody is there to type."""
    given = {} if home is None else {"VENTANILLA_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **given, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def test_a_process_practises_beside_the_office(qapp: QApplication, real: Places) -> None:
    here = training_places()
    with closing(opened(Door(real))) as office:
        before = content(real.data)
        launch()
        try:
            assert len(until_practised(here)) == 1
            with office.desk.units.write() as unit:
                assert not unit.offices.office().training  # it can go on working
        finally:
            end(here)
    assert content(real.data, without=here.data.parent) == before
    with closing(opened(TrainingDoor(here, real))) as station:
        assert station.office().training


def test_its_button_begins_anew_in_another_process(
    qapp: QApplication, here: Places, real: Places
) -> None:
    first = slots.read(here.database).database_id
    try:
        done = command("-c", PRESSED)
        assert done.returncode == 0, done.stderr
        until_practised(here)
        assert slots.read(here.database).database_id != first
        assert not list(here.data.parent.glob("apartado-*"))
    finally:
        end(here)


def test_the_commands_of_the_office_refuse_training(here: Places, real: Places) -> None:
    with closing(opened(Door(real))) as station:
        kept = station.back_up()
    with closing(opened(TrainingDoor(here, real))) as station:
        practised = station.back_up()
    before = content(real.data)
    for home, arguments in (
        (here.data, ("audit", "verify")),
        (here.data, ("backup",)),
        (here.data, ("restore", str(kept))),
        (real.data, ("restore", str(practised))),
    ):
        done = command("-m", "desktop", *arguments, home=home)
        assert done.returncode == 1
        assert TrainingData.what in done.stderr
    doctor = command("-m", "desktop", "doctor", home=here.data)
    assert TrainingData.what in doctor.stdout
    assert content(real.data) == before


def test_what_cannot_start_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nada"))
    with pytest.raises(TrainingNotStarted):
        launch(fresh=True)
