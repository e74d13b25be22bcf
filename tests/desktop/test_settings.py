"""The settings file: kept whole, put aside when damaged, never in the way of starting."""

import subprocess
import sys
import tomllib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.paths import Places, places, training_places
from desktop.settings import ReaderRules, Settings, change, load, peek, save
from domain.errors import InvalidInput, SettingsProblem

NOW = datetime(2026, 3, 2, 8, 0)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_without_a_file_the_defaults_are_used(path: Path) -> None:
    loaded = load(path, NOW)
    assert loaded.settings == Settings()
    assert loaded.notice is None


def test_what_is_saved_is_read_again(path: Path) -> None:
    wanted = Settings(
        database="/srv/oficina.db",
        office_id="018f0000-0000-7000-8000-000000000001",
        workstation="VENTANILLA-3",
        counter=3,
        printer="Térmica «ñ»",
        document_printer="Láser A4",
        thermal="network:192.168.1.50:9100",
        thermal_picture=True,
        theme="dark",
        scale=150,
        display_chime=False,
        display_speech=True,
        backup_folder="E:\\copias",
        backup_days=7,
        backup_months=3,
        reader="sbi",
        camera="/dev/video0",
        reader_rules=(ReaderRules("U.are.U 4500"), ReaderRules("Capacitivo «ñ»", 15, 18, 22)),
    )
    save(path, wanted)
    assert load(path, NOW).settings == wanted
    assert change(path, NOW, theme="light") == replace(wanted, theme="light")
    assert load(path, NOW).settings.theme == "light"


def test_unknown_keys_are_kept(path: Path) -> None:
    path.write_text('nota = "hola"\n[look]\ntheme = "dark"\nsparkle = 3\n[otro]\nurl = "x"\n')
    change(path, NOW, scale=125)
    document = tomllib.loads(path.read_text())
    assert document["nota"] == "hola"
    assert document["look"] == {"theme": "dark", "sparkle": 3, "scale": 125}
    assert document["otro"] == {"url": "x"}


@pytest.mark.parametrize(
    "content",
    [
        b"esto no es toml",
        b"\xff\xfe\x00",
        b"[look\ntheme=",
        b"\x00" * 4096,
        b"a = " + b"[" * 5000,
        b"# " + b"x" * (1 << 20),
    ],
)
def test_a_damaged_file_is_put_aside_and_told(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert isinstance(peek(path).notice, SettingsProblem)
    assert path.exists()
    loaded = load(path, NOW)
    assert loaded.settings == Settings()
    aside = path.with_name("settings.toml.dañado-20260302-080000")
    assert isinstance(loaded.notice, SettingsProblem)
    assert aside.name in loaded.notice.words
    assert aside.read_bytes() == content
    assert not path.exists()
    save(path, loaded.settings)
    assert load(path, NOW).notice is None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('[look]\ntheme = "púrpura"', "«Tema»"),
        ("[look]\nscale = true", "«Tamaño del texto»"),
        ("[backup]\ndays = 0", "«Copias diarias»"),
        ("[backup]\ndays = true", "«Copias diarias»"),
        ('[backup]\ndays = "cinco"', "«Copias diarias»"),
        ("[printer]\nname = 3", "«Impresora»"),
        ('[printer]\nthermal = "x"', "impresora térmica"),
        ('[printer]\nname = "\\u0000"', "«Impresora»"),
        ('[office]\nid = "no"', "oficina"),
        ("[display]\nchime = 1", "«Aviso sonoro»"),
        ('look = "oscuro"', "Una parte"),
        ('[kit]\nreader = "lupa"', "«Lector de huellas»"),
        ("[kit]\ncamera = 2", "«Cámara»"),
        ("readers = 3", "Una parte"),
        ('[readers."\\u0000"]\nmin_quality = 20', "Modelo del lector"),
        ('[readers.""]\nmin_quality = 20', "Falta el modelo"),
        ("[readers]\nX = 3", "Una parte"),
    ],
)
def test_a_value_that_cannot_be_used_falls_back_alone(path: Path, content: str, told: str) -> None:
    path.write_text(content + '\n[workstation]\nname = "V1"\n')
    loaded = load(path, NOW)
    assert loaded.settings == Settings(workstation="V1")
    assert loaded.notice is not None
    assert told in loaded.notice.words
    save(path, loaded.settings)
    assert load(path, NOW).notice is None


def test_a_rule_that_cannot_be_used_falls_back_alone(path: Path) -> None:
    path.write_text('[readers."X"]\nmin_quality = 900\nmin_minutiae = 12\nnota = "a"\n')
    loaded = load(path, NOW)
    assert loaded.settings.reader_rules == (ReaderRules("X", min_minutiae=12),)
    assert loaded.settings.rules_of("X").min_minutiae == 12
    assert loaded.settings.rules_of("Y") == ReaderRules("Y")
    assert loaded.notice is not None
    assert "«Calidad mínima»" in loaded.notice.words
    save(path, loaded.settings)
    assert load(path, NOW).notice is None
    assert tomllib.loads(path.read_text())["readers"]["X"]["nota"] == "a"


@given(document=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_stops_the_start(path: Path, document: bytes) -> None:
    path.write_bytes(document)
    assert isinstance(load(path, NOW).settings, Settings)


@pytest.mark.parametrize(
    "changes",
    [
        {"theme": "x"},
        {"scale": 3},
        {"backup_days": 100_000},
        {"printer": "\x00"},
        {"printer": "\ud800"},
        {"workstation": "x" * 10_000},
        {"office_id": "🗝"},
        {"reader": "lupa"},
        {"reader_rules": (ReaderRules("\x00"),)},
        {"reader_rules": (ReaderRules("X", min_quality=101),)},
        {"reader_rules": (ReaderRules("X"), ReaderRules("X", 10))},
        {"reader_rules": [ReaderRules("X")]},
    ],
)
def test_what_is_not_allowed_is_not_written(path: Path, changes: dict[str, Any]) -> None:
    save(path, Settings(printer="antes"))
    with pytest.raises(InvalidInput):
        change(path, NOW, **changes)
    assert load(path, NOW).settings.printer == "antes"


def test_a_folder_in_its_place_is_told(path: Path) -> None:
    path.mkdir()
    assert isinstance(load(path, NOW).notice, SettingsProblem)
    with pytest.raises(SettingsProblem, match="sigue en uso"):
        save(path, Settings())


def test_a_full_disk_leaves_the_old_settings(path: Path) -> None:
    save(path, Settings(printer="antes"))
    script = (
        "import resource, sys; from pathlib import Path;"
        "from desktop.settings import Settings, save; from domain.errors import SettingsProblem;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        "try: save(Path(sys.argv[1]), Settings())\n"
        "except SettingsProblem as exc: print('told')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, path], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout == "told\n", done.stderr
    assert load(path, NOW).settings.printer == "antes"


# ------------------------------------------------------------------------ places


def test_one_variable_puts_everything_in_one_folder(tmp_path: Path) -> None:
    found = places({"VENTANILLA_HOME": str(tmp_path / "demo")})
    found.prepare()
    for path in (found.settings, found.database, found.backups, found.demo_key, found.logs):
        assert path.is_relative_to(tmp_path / "demo")
    assert found.data.stat().st_mode & 0o777 == 0o700


def test_training_has_folders_of_its_own_and_of_this_account(tmp_path: Path) -> None:
    for environ in ({}, {"VENTANILLA_HOME": str(tmp_path)}):
        office, training = places(environ), training_places(environ)
        assert training.data.name == "datos"
        assert training.data != office.data
        assert not office.data.is_relative_to(training.data.parent)
        assert training.logs.parent == training.data.parent
    assert "ventanilla-practica" in str(training_places({}).data)


def test_the_computer_s_folder_is_used_where_it_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.paths._LINUX_SHARED", tmp_path)
    assert places({}).data == tmp_path
    monkeypatch.setattr("desktop.paths._LINUX_SHARED", tmp_path / "no hay")
    own = places({})
    assert own.data.name == "ventanilla"
    assert own.data != tmp_path
    assert isinstance(own, Places)
