"""The check-up: every fault is told in words, with what to do; nothing of it stops it."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import keyring
import pytest
from keyring.backends import fail

from desktop import __version__, doctor, keys, report, settings
from desktop.app import health
from desktop.doctor import CatalogueFacts, Check, ClockWatch, DatabaseFacts, State
from desktop.keys import slots as files
from desktop.keys.slots import KeySlots
from desktop.keys.stores import SystemKeyring
from desktop.paths import places
from desktop.ports import PrintOutcome
from domain.errors import DatabaseDamaged, KeyFileDamaged, KnownError, PrintFailed
from tests import memory_keyring

NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
QUITO = ZoneInfo("America/Guayaquil")
GB = 1 << 30
ROOT = Path(__file__).parents[2]


def no_more() -> Sequence[str]:
    raise PrintFailed


def off() -> str:
    raise PrintFailed


def is_told(check: Check, state: State) -> bool:
    assert check.name
    assert check.words.endswith(".")
    assert bool(check.todo) is (state is not State.OK)
    return check.state is state


def test_the_database() -> None:
    facts = DatabaseFacts("0001", 7, NOW, 4096)
    check, found = doctor.check_database(lambda: facts)
    assert is_told(check, State.OK)
    assert found is facts

    def damaged() -> DatabaseFacts:
        raise DatabaseDamaged

    check, found = doctor.check_database(damaged)
    assert is_told(check, State.FAIL)
    assert found is None


@pytest.mark.parametrize(
    ("facts", "state", "words"),
    [
        (CatalogueFacts(3, 10), State.OK, "Rige la versión 3, con 10 servicios"),
        (CatalogueFacts(0, 10), State.OK, "Rige el que vino con el programa"),
        (CatalogueFacts(3, None), State.FAIL, "(versión 3)"),
        (CatalogueFacts(3, None, ("Q-1",)), State.FAIL, "(versión 3)"),
        (CatalogueFacts(3, 10, ("Q-1",)), State.FAIL, "empezaron: Q-1."),
        (CatalogueFacts(3, 10, ("Q-1", "Q-2")), State.FAIL, "empezaron: Q-1, Q-2."),
        (CatalogueFacts(3, 10, tuple("abcd")), State.FAIL, "empezaron: a, b, c y 1 más."),
    ],
)
def test_the_catalogues(facts: CatalogueFacts, state: State, words: str) -> None:
    check = doctor.check_catalogue(facts)
    assert is_told(check, state)
    assert words in check.words


def test_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database, store = tmp_path / "oficina.db", SystemKeyring()
    memory_keyring.forget_all()

    def look() -> Check:
        return doctor.check_key(lambda: files.read(database), store)

    assert is_told(look(), State.FAIL)
    made = keys.begin(database, store, NOW)
    unconfirmed = look()
    assert is_told(unconfirmed, State.WARN)
    assert "código de recuperación" in unconfirmed.words
    keys.confirm_code(database, made.code.text, NOW)
    assert is_told(look(), State.OK)
    memory_keyring.forget_all()
    assert is_told(look(), State.WARN)
    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)
    assert is_told(look(), State.WARN)
    bare = KeySlots(UUID(int=1), "", ())
    assert is_told(doctor.check_key(lambda: bare, store), State.FAIL)

    def damaged() -> KeySlots:
        raise KeyFileDamaged

    assert is_told(doctor.check_key(damaged, store), State.FAIL)


def test_devices() -> None:
    assert is_told(doctor.check_printer(lambda: ["Térmica"], "Térmica"), State.OK)
    assert is_told(doctor.check_printer(lambda: ["Térmica"], "Otra"), State.FAIL)
    assert is_told(doctor.check_printer(list, ""), State.WARN)
    assert doctor.check_printer(no_more, "Térmica").state is State.FAIL
    assert is_told(doctor.check_thermal(lambda: "Está conectada."), State.OK)
    assert doctor.check_thermal(off).state is State.FAIL
    assert is_told(doctor.check_display(2), State.OK)
    assert is_told(doctor.check_display(1), State.WARN)
    assert is_told(doctor.check_display(0), State.WARN)
    assert is_told(doctor.check_sound(1), State.OK)
    assert is_told(doctor.check_sound(0), State.WARN)
    assert is_told(doctor.check_sound(None), State.FAIL)


@pytest.mark.parametrize(
    ("free", "size", "state"),
    [
        (10 * GB, 0, State.OK),
        (GB, 0, State.WARN),
        (1000, 0, State.FAIL),
        (10 * GB, 3 * GB, State.WARN),
        (10 * GB, 6 * GB, State.FAIL),
    ],
)
def test_the_disk(free: int, size: int, state: State) -> None:
    check = doctor.check_disk(free, size)
    assert is_told(check, state)
    assert "," in check.words


def test_the_clock() -> None:
    def look(
        last_at: datetime | None = NOW, jump: timedelta = timedelta(0), hours: int = -5
    ) -> Check:
        here = timezone(timedelta(hours=hours))
        return doctor.check_clock(NOW, last_at, jump, here, QUITO)

    assert is_told(look(), State.OK)
    assert is_told(look(last_at=None), State.OK)
    behind = look(last_at=NOW + timedelta(days=1))
    assert is_told(behind, State.FAIL)
    assert "03/03/2026 08:00" in behind.words
    assert "atrasó 60 min" in look(jump=timedelta(hours=-1)).words
    assert "adelantó 60 min" in look(jump=timedelta(hours=1)).words
    assert is_told(look(jump=timedelta(hours=1)), State.WARN)
    assert is_told(look(hours=0), State.WARN)


def test_a_moved_clock_is_noticed() -> None:
    wall, steady = [NOW], [100.0]
    watch = ClockWatch(lambda: wall[0], lambda: steady[0])
    wall[0] += timedelta(hours=2)
    steady[0] += 7200
    assert watch.jump() == timedelta(0)
    wall[0] -= timedelta(days=1)
    assert watch.jump() == timedelta(days=-1)
    assert abs(ClockWatch().jump()) < timedelta(seconds=5)


def test_versions() -> None:
    well = doctor.check_versions((3, 53, 4), (3, 11, 7), (6, 11, 3))
    assert is_told(well, State.OK)
    assert well.words == f"Ventanilla {__version__}: sus partes están al día."
    assert is_told(doctor.check_versions((3, 40, 1), (3, 11, 7), (6, 11, 3)), State.FAIL)
    assert is_told(doctor.check_versions((3, 51, 3), (3, 10, 1), (6, 11, 3)), State.FAIL)
    assert is_told(doctor.check_versions((3, 51, 3), (3, 11, 7), (6, 12, 0)), State.FAIL)
    assert is_told(doctor.check_versions((3, 51, 3), (3, 12, 0), (6, 12, 0)), State.OK)


@pytest.mark.parametrize(
    ("days", "state"), [(0, State.OK), (2, State.OK), (4, State.WARN), (9, State.FAIL)]
)
def test_backups(days: int, state: State) -> None:
    naive = NOW.replace(tzinfo=None)
    assert is_told(doctor.check_backup(naive - timedelta(days=days), naive), state)
    assert is_told(doctor.check_backup(None, naive), State.FAIL)


def test_what_is_shown() -> None:
    well, so_so, ill = (Check(state.value, state, "Así.", "Haga.") for state in State)
    assert doctor.worst([well]) is State.OK
    assert doctor.worst([well, so_so]) is State.WARN
    assert doctor.worst([ill, so_so]) is State.FAIL
    text = doctor.as_text([well, ill])
    assert text.splitlines() == ["✓ ok: Así.", "    Haga.", "✗ fail: Así.", "    Haga."]


def test_the_report_is_packed(tmp_path: Path) -> None:
    logs = tmp_path / "registros"
    logs.mkdir()
    (logs / "ventanilla.log").write_text("una línea")
    (logs / "error-20260302-130000-ABC.txt").write_text("un error")
    (logs / "oficina.db").write_text("nunca")
    target = tmp_path / "informe.zip"
    checks = [Check("Reloj", State.OK, "Bien.")]
    report.write_report(target, checks, {"Qt": "6.11.3"}, logs, NOW)
    with zipfile.ZipFile(target) as packed:
        assert set(packed.namelist()) == {
            "revision.txt",
            "registros/ventanilla.log",
            "registros/error-20260302-130000-ABC.txt",
        }
        text = packed.read("revision.txt").decode()
    assert "✓ Reloj: Bien." in text
    assert "Qt: 6.11.3" in text
    with pytest.raises(KnownError, match="No se pudo guardar"):
        report.write_report(tmp_path / "no" / "hay.zip", checks, {}, logs, NOW)


class NoPrinter:
    """A computer without printers."""

    def names(self) -> Sequence[str]:
        """Return none."""
        return ()

    def print_pdf(self, data: bytes, *, printer: str, title: str) -> PrintOutcome:
        """Refuse."""
        raise PrintFailed


def test_a_blank_computer_gets_a_whole_check_up(tmp_path: Path) -> None:
    here = places()
    checks = health.check_up(here, SystemKeyring(), NoPrinter(), screens=0, sounds=None)
    assert [check.name for check in checks] == [
        "Oficina",
        "Impresora",
        "Pantallas",
        "Sonido",
        "Espacio en disco",
        "Reloj",
        "Versiones",
    ]
    assert not here.data.exists()  # only looked at
    assert health.write_report(tmp_path / "x.zip", here, checks).exists()


def test_the_thermal_printer_is_looked_at_first() -> None:
    here = places()
    settings.save(here.settings, settings.Settings(thermal="file:/dev/null"))
    checks = health.check_up(here, SystemKeyring(), NoPrinter(), screens=0, sounds=None)
    [check] = [check for check in checks if "Impresora" in check.name]
    assert (check.state, check.words) == (State.OK, "Impresora térmica /dev/null: está conectada.")
    kept = settings.Settings(thermal="file:/no/hay", printer="Otra")
    settings.save(here.settings, kept)
    checks = health.check_up(here, SystemKeyring(), NoPrinter(), screens=0, sounds=None)
    found = [check for check in checks if "Impresora" in check.name]
    assert [check.state for check in found] == [State.FAIL, State.FAIL]


def test_the_scanner_s_folder_is_looked_at_where_there_is_one(tmp_path: Path) -> None:
    here = places()
    for folder, state in ((tmp_path, State.OK), (tmp_path / "otra", State.FAIL)):
        settings.save(here.settings, settings.Settings(scan_folder=str(folder)))
        checks = health.check_up(here, SystemKeyring(), NoPrinter(), screens=0, sounds=None)
        [check] = [check for check in checks if check.name == "Carpeta del escáner"]
        assert check.state is state


def test_damaged_settings_are_told_and_left(tmp_path: Path) -> None:
    here = places()
    here.prepare()
    here.settings.write_bytes(b"\xff")
    checks = health.check_up(here, SystemKeyring(), NoPrinter(), screens=1, sounds=1)
    assert checks[-1].name == "Este equipo"
    assert here.settings.exists()


def test_a_check_up_without_a_window_asks_qt_all_the_same(ventanilla_home: Path) -> None:
    script = (
        "from desktop import doctor; from desktop.app import health;"
        "from desktop.keys.stores import SystemKeyring; from desktop.paths import places;"
        "checks = health.check_up_alone(places(), SystemKeyring()); print(doctor.as_text(checks))"
    )
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""  # Qt's own chatter is not for a person
    assert "Oficina" in done.stdout
    assert "Impresora" in done.stdout
    if sys.platform == "linux":
        assert "no tiene pantalla" in done.stdout
    assert not ventanilla_home.exists()
