"""The commands that keep an office's data safe, as an administrator types them."""

import getpass
import re
import subprocess
import sys
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.app.demo import COUNTERS, first_start
from desktop.app.station import begin_station, open_station
from desktop.catalogue_file import CATALOGUE_FILE
from desktop.cli import FAILED, LEFT, OK, USAGE, main
from desktop.documents.forms.reading import FORMS
from desktop.documents.lotaip import LAYOUTS
from desktop.keys.stores import DemoKeyFile, SystemKeyring
from desktop.paths import Places, places
from domain.errors import NotSetUp
from tests import memory_keyring

REQUEST = replace(first_start(), counters=COUNTERS[:1], staff=())


@pytest.fixture
def code() -> str:
    """The recovery code of an office that was begun and closed."""
    memory_keyring.forget_all()
    station, _, new = begin_station(places(), SystemKeyring(), REQUEST)
    station.close()
    return new.code.text


def archives(here: Places) -> list[Path]:
    return sorted(here.backups.glob("*.vbak"))


def test_backup_audit_restore(
    code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup"]) == OK
    (archive,) = archives(places())
    assert str(archive) in capsys.readouterr().out

    assert main(["audit", "verify"]) == OK
    assert "El registro está íntegro" in capsys.readouterr().out

    memory_keyring.forget_all()
    places().database.unlink()
    monkeypatch.setattr(getpass, "getpass", lambda _: code)
    assert main(["restore", str(archive)]) == OK
    assert "Restaurada la copia de QUITO" in capsys.readouterr().out
    with closing(open_station(places(), SystemKeyring())):
        pass


def test_another_folder(code: str, tmp_path: Path) -> None:
    assert main(["backup", "--folder", str(tmp_path / "usb")]) == OK
    assert list((tmp_path / "usb").glob("*.vbak"))
    assert not archives(places())


def test_an_account_without_the_key_is_asked_for_the_code(
    code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nobody(_: str) -> str:
        raise EOFError

    memory_keyring.forget_all()
    monkeypatch.setattr(getpass, "getpass", nobody)
    assert main(["audit", "verify"]) == FAILED
    assert "código de recuperación" in capsys.readouterr().err
    monkeypatch.setattr(getpass, "getpass", lambda _: "🗝\ud800\x00")
    assert main(["audit", "verify"]) == FAILED
    monkeypatch.setattr(getpass, "getpass", lambda _: code)
    assert main(["audit", "verify"]) == OK


def test_before_the_first_start_it_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify"]) == FAILED
    assert capsys.readouterr().err.strip() == NotSetUp().words


@pytest.mark.parametrize("order", [["backup"], ["audit", "verify"], ["restore", "no-hay.vbak"]])
def test_without_an_office_it_is_told(order: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(order) == FAILED
    told = capsys.readouterr()
    assert told.err.strip()
    assert "Traceback" not in told.err


def test_doctor_before_the_first_start() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "doctor"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert "! Oficina: Esta oficina todavía no está configurada." in done.stdout
    for nothing in ("Datos", "Clave", "Copias"):
        assert nothing not in done.stdout
    assert not places().data.exists()


def test_doctor(code: str, tmp_path: Path) -> None:
    assert main(["backup"]) == OK
    report = tmp_path / "informe.zip"
    # A program of its own: it makes and ends Qt's application, which the tests keep for theirs.
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "doctor", "--report", str(report)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert done.returncode == FAILED, done.stderr  # its keyring is empty: that is told
    assert done.stderr == ""
    assert "Datos: Este usuario del equipo todavía no tiene la clave" in done.stdout
    assert "✓ Copias de seguridad" in done.stdout
    with zipfile.ZipFile(report) as packed:
        assert "Datos" in packed.read("revision.txt").decode()


def test_a_demonstration_is_kept_with_its_own_open_key(capsys: pytest.CaptureFixture[str]) -> None:
    station, _, _ = begin_station(places(), DemoKeyFile(places().demo_key), REQUEST)
    station.close()
    assert main(["backup"]) == OK
    assert main(["audit", "verify"]) == OK
    places().database.unlink()
    (archive,) = archives(places())
    assert main(["restore", str(archive)]) == OK
    assert "Restaurada la copia de QUITO" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (["copiar"], "No existe la orden «copiar»."),
        (["restore"], "Falta: archivo."),
        (["audit"], "Falta: verify."),
        (["audit", "mirar"], "No se entiende «mirar»."),
        (["backup", "--folder"], "Falta el valor de --folder."),
        (["backup", "--fuerte", "x"], "No se entiende «--fuerte x»."),
        (["demo", "--dia=3"], "No se entiende lo escrito."),
    ],
)
def test_what_cannot_be_understood_is_told_in_spanish(
    order: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(order)
    assert ended.value.code == USAGE
    told = capsys.readouterr().err
    assert told.startswith("Uso: ventanilla")
    assert words in told
    assert "--help" in told


ORDERS = ("", "demo", "practica", "display", "backup", "restore", "audit", "doctor")


@pytest.mark.parametrize("order", ORDERS)
def test_help_is_spanish(order: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([order, "--help"] if order else ["--help"])
    assert ended.value.code == OK
    told = capsys.readouterr().out
    assert told.startswith("Uso: ventanilla")
    assert "-h, --help" in told
    for english in ("usage", "options", "positional", "show", "program's", "exit"):
        assert english not in told


def test_leaving_with_ctrl_c_is_no_error(
    code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def leave(_: str) -> str:
        raise KeyboardInterrupt

    memory_keyring.forget_all()
    monkeypatch.setattr(getpass, "getpass", leave)
    assert main(["audit", "verify"]) == LEFT
    assert "Traceback" not in capsys.readouterr().err


def test_places_that_cannot_be_written_are_told(
    code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "archivo"
    file.write_text("no es una carpeta")
    assert main(["backup", "--folder", str(file / "dentro")]) == FAILED
    assert main(["restore", str(file)]) == FAILED
    assert main(["restore", str(tmp_path)]) == FAILED
    assert main(["demo", "--dia", "--out", str(file / "dentro")]) == FAILED
    told = capsys.readouterr().err
    assert len(told.strip().splitlines()) == 4
    assert "Errno" not in told


def test_a_report_that_cannot_be_written_is_told(code: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "doctor", "--report", str(tmp_path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert done.returncode == FAILED
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_a_good_catalogue_tells_its_services(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "check", str(CATALOGUE_FILE)]) == OK

    told = capsys.readouterr().out.splitlines()
    assert len(told) == 10
    assert told[0] == "   1  Creación de usuarios administradores: 6 requisitos"
    assert told[5].endswith("presencial: 0 requisitos")
    assert told[9].endswith(": 1 requisito")


def test_a_faulty_catalogue_tells_its_faults_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = CATALOGUE_FILE.read_text(encoding="utf-8")
    file = tmp_path / "catálogo.yaml"
    file.write_text(text.replace("form: original", "form: papiro"), encoding="utf-8")

    assert main(["catalogue", "check", str(file)]) == FAILED
    told = capsys.readouterr().out.splitlines()
    assert len(told) == text.count("form: original")
    first = text[: text.index("form: original")].count("\n") + 1
    assert told[0] == (
        f"línea {first}: «form»: debe ser uno de copy, original, paper_or_digital, simple_copy"
    )


def test_of_very_many_faults_the_first_are_told_and_how_many_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "otro.yaml"
    file.write_text("a:\n" + "".join(f"campo-{n}: 1\n" for n in range(5000)), encoding="utf-8")
    assert main(["catalogue", "check", str(file)]) == FAILED
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 201
    assert re.fullmatch(r"y 48\d\d más", told[-1])


def test_a_layout_of_the_lotaip_table_tells_its_columns_or_its_faults(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lotaip", "check", str(LAYOUTS / "lotaip.yaml")]) == OK
    told = capsys.readouterr().out.splitlines()
    assert (told[0], len(told)) == ("lotaip  Cuadro de la LOTAIP: 19 columnas", 20)
    file = tmp_path / "otro.yaml"
    file.write_text("schema: 1\nkey: otro\n", "utf-8")
    assert main(["lotaip", "check", str(file)]) == FAILED
    assert "columns" in capsys.readouterr().out


def test_a_form_tells_its_places_or_its_faults_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = FORMS / "conformidad.yaml"
    assert main(["forms", "check", str(good)]) == OK
    assert capsys.readouterr().out.splitlines() == [
        "CONFORMIDAD  Formulario de soporte técnico y conformidad, versión 1",
        "      */0",
    ]
    file = tmp_path / "otro.yaml"
    file.write_text(good.read_text(encoding="utf-8").replace("{bearer.name}", "{name}"), "utf-8")
    assert main(["forms", "check", str(file)]) == FAILED
    assert "no existe el dato «name»" in capsys.readouterr().out
    assert main(["forms", "check", str(tmp_path / "no.yaml")]) == FAILED
    assert "No se puede leer el formulario «no.yaml»" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["no existe.yaml", "\0", "\udcff" * 300, "."])
def test_a_catalogue_that_cannot_be_read_is_told(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["catalogue", "check", str(tmp_path / name)]) == FAILED
    assert "No se puede leer el catálogo" in capsys.readouterr().err
