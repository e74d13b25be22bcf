"""An office's data from its first start to another computer, through the real station."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from alembic import command

from db import retention
from db.engine import open_engine
from db.migrate import OFFICE, configured, schema_of
from desktop import keys
from desktop.app import backups, health
from desktop.app.demo import ADMINISTRATOR, COUNTERS, PASSWORD, STAFF, first_start
from desktop.app.door import DemoDoor
from desktop.app.station import Station, begin_station, open_station
from desktop.doctor import Check, State
from desktop.keys.recovery import RecoveryCode
from desktop.keys.stores import SystemKeyring, key_store
from desktop.paths import Places, places
from desktop.printing.folder import PdfFolderPrinter
from desktop.usecases.case_opening import NewCase, open_case
from domain.catalogue import Channel
from domain.errors import (
    DatabaseInUse,
    DatabaseNewer,
    KnownError,
    RecoveryCodeMistyped,
    RecoveryCodeNeeded,
)
from tests import memory_keyring

REQUEST = replace(first_start(), counters=COUNTERS[:1], staff=())


@pytest.fixture
def here() -> Places:
    memory_keyring.forget_all()
    return places()


@pytest.fixture
def begun(here: Places) -> Iterator[tuple[Station, RecoveryCode]]:
    station, _, new = begin_station(here, SystemKeyring(), REQUEST)
    with closing(station):
        yield station, new.code


def names(station: Station) -> set[str]:
    with station.desk.units.read() as unit:
        return {member.username for member in unit.staff.all()}


def checked(here: Places, name: str) -> Check:
    printer = PdfFolderPrinter(here.data / "documentos", lambda: datetime.now(UTC).date())
    found = health.check_up(here, key_store(here), printer, screens=2, sounds=1)
    return next(check for check in found if check.name == name)


def test_from_the_first_start_to_a_blank_computer(
    begun: tuple[Station, RecoveryCode], here: Places, tmp_path: Path
) -> None:
    station, code = begun
    archive = backups.make(here, station.settings, station.database, station.key)
    before = names(station)
    station.close()

    memory_keyring.forget_all()
    blank = Places(tmp_path / "otro", tmp_path / "otro" / "registros")
    asked = []

    def ask() -> str:
        asked.append(1)
        return code.text.lower()

    manifest = backups.put_back(archive, blank.database, SystemKeyring(), ask)
    assert manifest.contents.counts["staff"] == len(before)
    assert asked == [1]
    with closing(open_station(blank, SystemKeyring())) as there:
        assert names(there) == before
        assert backups.verify_log(there.engine).sequence > 0


def test_a_second_account_types_the_code_once(
    begun: tuple[Station, RecoveryCode], here: Places
) -> None:
    station, code = begun
    memory_keyring.forget_all()  # another account's keyring
    with pytest.raises(RecoveryCodeNeeded):
        open_station(here, SystemKeyring())
    wrong = code.text[:-1] + ("2" if code.text[-1] != "2" else "3")
    with pytest.raises(RecoveryCodeMistyped):
        open_station(here, SystemKeyring(), code=wrong)
    with closing(open_station(here, SystemKeyring(), code=code.text)):
        pass
    with closing(open_station(here, SystemKeyring())) as again:
        assert names(again) == names(station)


def test_a_restore_waits_until_every_program_is_closed(
    begun: tuple[Station, RecoveryCode], here: Places
) -> None:
    station, _ = begun
    archive = backups.make(here, station.settings, station.database, station.key)
    with pytest.raises(DatabaseInUse):
        backups.put_back(archive, station.database, SystemKeyring(), str)
    station.close()
    backups.put_back(archive, station.database, SystemKeyring(), str)
    with closing(open_station(here, SystemKeyring())) as again:
        assert ADMINISTRATOR.username in names(again)


def test_the_daily_backup_is_made_once_and_pruned(
    begun: tuple[Station, RecoveryCode], here: Places
) -> None:
    station, _ = begun
    with station.desk.units.read() as unit:
        office = unit.offices.office()
    assert backups.due(here, station.settings, office, datetime.now(UTC))
    chosen = replace(station.settings, backup_days=1, backup_months=0)
    for _ in range(3):
        backups.make(here, chosen, station.database, station.key)
    (kept,) = retention.archives(here.backups, office.code)
    # By its own day: the office's may have ended while they were made.
    now = kept.made_at.replace(tzinfo=ZoneInfo(office.timezone))
    assert not backups.due(here, station.settings, office, now)
    assert backups.due(here, station.settings, office, now + timedelta(days=1))


# --------------------------------------------------------------------- the check-up


def test_the_check_up_of_an_office(begun: tuple[Station, RecoveryCode], here: Places) -> None:
    station, code = begun
    assert checked(here, "Datos").state is State.OK
    assert checked(here, "Clave").state is State.WARN  # nobody confirmed the code yet
    keys.confirm_code(station.database, code.text, datetime.now(UTC))
    assert checked(here, "Clave").state is State.OK
    assert checked(here, "Copias de seguridad").state is State.FAIL
    backups.make(here, station.settings, station.database, station.key)
    assert checked(here, "Copias de seguridad").state is State.OK
    for name in ("Espacio en disco", "Versiones"):
        assert checked(here, name).state is not State.FAIL


def test_the_check_up_tells_a_clock_behind_the_log(
    begun: tuple[Station, RecoveryCode], here: Places
) -> None:
    station, _ = begun
    ahead = replace(station.desk, clock=_Ahead())
    with ahead.units.write() as unit:
        office = unit.offices.office()
        unit.log.append(
            "office", office.id, 1, "looked_at", {}, actor_id=None, at=ahead.clock.now()
        )
    check = checked(here, "Reloj")
    assert check.state is State.FAIL
    assert "antes que el último registro" in check.words


def test_the_check_up_misses_the_catalogue_of_an_open_case(here: Places) -> None:
    station, _, _ = begin_station(here, SystemKeyring(), first_start())
    with closing(station):
        desk = station.desk
        with desk.units.read() as unit:
            clerk = next(m for m in unit.staff.all() if m.username == STAFF[1].username).actor
        words = "Rige la versión 1, con 10 servicios"
        assert words in checked(here, "Catálogo de servicios").words
        asked = NewCase(7, Channel.PHONE, sender="Ana", topic="forms", problem="No abre")
        case = open_case(desk, clerk, asked)
        assert checked(here, "Catálogo de servicios").state is State.OK
        with station.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE case_file SET catalogue_version = 9")
        check = checked(here, "Catálogo de servicios")
        assert check.state is State.FAIL
        assert case.number in check.words
        with station.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE catalogue_version SET text = 'servicios: 5'")
        assert "(versión 1)" in checked(here, "Catálogo de servicios").words


def test_the_demonstration_with_its_cases_is_found_well(here: Places) -> None:
    with closing(DemoDoor(here).open()) as station:
        with station.desk.units.read() as unit:
            assert unit.cases.all_open()
        assert backups.verify_log(station.engine).sequence > 0
        for name in ("Datos", "Catálogo de servicios"):
            assert checked(here, name).state is State.OK


def test_an_earlier_programs_office_is_checked_backed_up_and_brought_on(
    begun: tuple[Station, RecoveryCode], here: Places
) -> None:
    station, code = begun
    with station.engine.begin() as connection:
        command.downgrade(configured(OFFICE, connection), "0001")
    station.close()
    assert checked(here, "Datos").state is State.OK
    with pytest.raises(StopIteration):
        checked(here, "Catálogo de servicios")  # it keeps none yet
    with closing(open_station(here, SystemKeyring())) as brought:
        assert schema_of(brought.engine) == OFFICE.head
    assert "versión 1" in checked(here, "Catálogo de servicios").words
    (archive,) = retention.archives(here.backups)
    manifest = backups.put_back(archive.path, here.database, SystemKeyring(), lambda: code.text)
    assert manifest.contents.schema == "0001"
    with closing(open_station(here, SystemKeyring())) as again:
        assert schema_of(again.engine) == OFFICE.head


class _Ahead:
    """A clock that runs two days ahead."""

    def now(self) -> datetime:
        """Return the day after tomorrow."""
        return datetime.now(UTC) + timedelta(days=2)


def test_the_check_up_tells_a_forged_log(begun: tuple[Station, RecoveryCode], here: Places) -> None:
    station, _ = begun
    with station.engine.begin() as connection:
        triggers = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'operation'"
        ).scalars()
        for name in list(triggers):
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        connection.exec_driver_sql("UPDATE operation SET type = 'forged' WHERE sequence = 2")
    check = checked(here, "Datos")
    assert check.state is State.FAIL
    assert "no es íntegro" in check.words
    with pytest.raises(KnownError, match="no es íntegro"):
        backups.make(here, station.settings, station.database, station.key)


def test_a_database_of_a_newer_program_is_told_and_untouched(
    begun: tuple[Station, RecoveryCode], here: Places
) -> None:
    station, _ = begun
    with station.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    station.close()
    assert checked(here, "Datos").state is State.FAIL
    with pytest.raises(DatabaseNewer):
        open_station(here, SystemKeyring())
    engine = open_engine(station.database, station.key)
    with engine.begin() as connection:
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    engine.dispose()
    assert found == "9999"


# ------------------------------------------------------------------- a first start cut


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_a_first_start_killed_at_any_step_begins_again(here: Places) -> None:
    """In a process of its own: one that forks must have no other threads, and tests leave some."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.desktop.killed_first_start", str(here.data)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_password_is_not_in_the_files(
    begun: tuple[Station, RecoveryCode], here: Places
) -> None:
    station, code = begun
    backups.make(here, station.settings, station.database, station.key)
    for path in here.data.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for secret in (PASSWORD, code.text, code.groups[0], station.key.hex()):
                assert secret.encode() not in content
            assert station.key not in content
