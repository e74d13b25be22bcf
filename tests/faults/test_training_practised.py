"""Training as it is practised: begun anew, its paper and settings, and its processes beside the office."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from db import lock
from desktop import settings
from desktop.app.door import Door
from desktop.app.station import take_away_folder
from desktop.app.training import (
    TrainingBusy,
    TrainingDoor,
    TrainingLocked,
    TrainingNotStarted,
    TrainingOpen,
    launch,
)
from desktop.documents import PdfDocuments
from desktop.keys import slots
from desktop.paths import Places, training_places
from desktop.printing.folder import FOLDER_PRINTER
from desktop.printing.training import Sheet, TrainingPrinter
from domain.errors import InvalidInput, KnownError, NotTraining, TrainingData
from tests.documents.samples import SLIP
from tests.faults.practising import end, until_practised
from tests.faults.training_folders import NOW, content, here, made_training, opened, real

__all__ = ["here", "made_training", "real"]

ROOT = Path(__file__).parents[2]


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
