"""Training and the office kept apart, whatever is done to bring them together."""

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from desktop import keys, settings
from desktop.app import backups, health
from desktop.app.door import Door
from desktop.app.station import begin_station
from desktop.app.training import TrainingDoor, TrainingNotApart
from desktop.keys import slots
from desktop.keys.stores import DemoKeyFile, SystemKeyring
from desktop.paths import Places, places, training_places
from desktop.ports import PrintOutcome
from domain.errors import KeyFileDamaged, KnownError, NotTraining, RecoveryCodeRefused, TrainingData
from domain.offices import TRAINING_IMPRINT
from tests.faults.training_folders import NOW, content, here, made_training, opened, real

__all__ = ["here", "made_training", "real"]

Trick = Callable[[Places, Places], None]
"""Something done to the folders of training and of the office."""


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


# ------------------------------------------------------------------------ paper and settings
class _NoPrinter:
    """A computer without a printer."""

    def names(self) -> tuple[str, ...]:
        return ()

    def print_pdf(self, data: bytes, *, printer: str, title: str) -> PrintOutcome:
        raise AssertionError("training printed on its own")
