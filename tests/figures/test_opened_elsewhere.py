"""The files of the year open in LibreOffice, and say there what the program wrote."""

import csv
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from desktop.usecases.desk import begin
from desktop.usecases.figures import forecast, forecast_counters
from desktop.usecases.figures.lotaip import table_of
from desktop.usecases.figures.open_export import OpenTools, export
from desktop.usecases.figures.reading import read
from domain.day_figures import slot_clock
from domain.figures.periods import Period
from domain.figures.statistics import By, Question, Scope
from domain.open_data import OpenChoice
from domain.staff import Action
from tools.figures import outputs
from tools.figures.world import FORMULA, World
from tools.figures.year import SMALL

DECEMBER = date(2025, 12, 1)
PERIOD = Period(SMALL.since, SMALL.until)
_SHEETS = {"entidades", "turnos", "tramites", "cifras_dia"}
"""Of the open export: all are written alike; these have every kind of value between them."""
_PATIENCE = 300
"""Seconds; a conversion takes some ten."""
_TO_TEXT = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1"
"""Every sheet as text: semicolons, UTF-8, numbers and days as the machine's language has them."""


@dataclass(frozen=True, slots=True)
class Converted:
    """What LibreOffice made of the files: each sheet's rows, by file and sheet."""

    sheets: Mapping[str, list[list[str]]]

    def rows(self, name: str) -> list[list[str]]:
        """Return the rows of the one sheet whose name begins so."""
        found = [rows for sheet, rows in self.sheets.items() if sheet.startswith(name)]
        assert len(found) == 1, (name, sorted(self.sheets))
        return found[0]


def written(world: World, empty: OpenTools, folder: Path) -> Iterator[Path]:
    for one in outputs.lotaip(world, folder, DECEMBER, world.office.code):
        yield one.path
    for one in outputs.statistics(world, folder, PERIOD, Scope()):
        yield one.path
    for one in outputs.expected(world, folder):
        yield one.path
    opened = export(world.desk, world.staff["admin"], empty, OpenChoice(sheets=True))
    with zipfile.ZipFile(opened.path) as archive:
        for name in archive.namelist():
            if Path(name).stem in _SHEETS and name.startswith("hojas/"):
                yield Path(archive.extract(name, folder))


@pytest.fixture(scope="session")
def converted(
    quito: World, empty: OpenTools, tmp_path_factory: pytest.TempPathFactory
) -> Converted:
    """All of them converted in one run: the office takes longer to start than to read."""
    program = shutil.which("soffice")
    assert program is not None, "libreoffice-calc-nogui is missing (requirements/debian-dev.txt)"
    folder = tmp_path_factory.mktemp("written")
    files = [path for path in written(quito, empty, folder) if path.suffix in {".xlsx", ".ods"}]
    # Each under a name of its own, with its ending in it.
    given = tmp_path_factory.mktemp("given")
    for path in files:
        shutil.copy(path, given / f"{path.stem}-{path.suffix[1:]}{path.suffix}")
    out, home = tmp_path_factory.mktemp("converted"), tmp_path_factory.mktemp("office")
    command = [program, f"-env:UserInstallation={home.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", _TO_TEXT, "--outdir", str(out), *map(str, sorted(given.iterdir()))]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    assert ran.returncode == 0, ran.stderr
    sheets = {}
    for path in out.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as text:
            sheets[path.stem] = list(csv.reader(text, delimiter=";"))
    assert len({name for path in given.iterdir() for name in [path.stem]}) == len(files)
    return Converted(sheets)


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_the_lotaip_table_says_the_same(quito: World, converted: Converted, ending: str) -> None:
    with quito.desk.units.read() as unit:
        step = begin(quito.desk, unit, quito.staff["supervisora"], Action.SEE_FIGURES)
        table = table_of(quito.desk, step, DECEMBER, quito.office.code)
    rows = converted.rows(f"lotaip-QUITO-2025-12-{ending}")
    cells = [tuple(map(_plain, row)) for row in rows]
    for line in table.lines:
        figures = line.figures
        percent = "" if figures.satisfaction is None else f"{figures.satisfaction}%"
        told = (str(figures.served), str(figures.cumulative), percent)
        assert any(row[-3:] == told and str(line.service) in row for row in cells), told


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_the_statistics_say_the_same(quito: World, converted: Converted, ending: str) -> None:
    rows = converted.rows(f"estadisticas QUITO-{ending}-Servicio")
    heads = next(row for row in rows if "emitidos" in row)
    answer = read(quito.desk, quito.staff["supervisora"], Question(PERIOD, By.SERVICE))
    found = {row[0]: dict(zip(heads, row, strict=False)) for row in rows if row}
    for line in answer.lines:
        counts = line.figures.counts
        for head, figure in (
            ("emitidos", counts.issued),
            ("atendidos", counts.served),
            ("cerrados", counts.closed),
            ("nota 5", counts.score5),
        ):
            assert _plain(found[line.label][head]) == str(figure), (line.label, head)


def test_the_forecast_says_the_same(quito: World, converted: Converted) -> None:
    desk, supervisor = quito.desk, quito.staff["supervisora"]
    outlook = forecast.outlook(desk, supervisor)
    assert outlook.day is not None
    assert outlook.coming is not None
    name = f"pronostico-QUITO-{outlook.day:%Y-%m-%d}-xlsx"
    found = {row[0]: row for row in converted.rows(f"{name}-Llegadas")}
    halves = [(slot_clock(slot), said) for slot, said in outlook.coming.halves.items()]
    for when, said in (*halves, ("Todo el día", outlook.coming.total)):
        told = [round(said.expected, 1), said.low, said.high]
        assert list(map(_number, found[when][1:4])) == told, when
    needed = forecast_counters.counters_needed(desk, supervisor, outlook.day)
    assert needed is not None
    rows = converted.rows(f"{name}-Ventanillas")
    assert [row[0] for row in rows if row[-1] == "sí"] == [str(needed.staffing.enough)]
    tried = forecast_counters.wait_trial(desk, supervisor, 10)
    assert tried is not None
    assert tried.days
    trial = forecast.arrivals_trial(desk, supervisor)
    assert trial is not None
    # What stands above the table is written where its words leave room.
    kept = [[cell for cell in row if cell] for row in converted.rows(f"{name}-Aciertos")]
    assert ["Jornadas probadas", str(trial.days)] in kept
    days = kept[[row[:1] for row in kept].index(["Jornada"]) + 1 :]
    assert [list(map(_number, row[1:])) for row in days] == [
        [round(one.said, 1), round(one.recorded, 1)] for one in tried.days
    ]


def test_the_open_export_says_the_same(quito: World, converted: Converted) -> None:
    bodies = converted.rows("entidades-xlsx")
    assert FORMULA in {cell for row in bodies for cell in row}
    with quito.desk.units.read() as unit:
        tickets = unit.open_rows.count("ticket")
    assert len([row for row in converted.rows("turnos-xlsx") if any(row)]) == tickets + 1


def _number(cell: str) -> float:
    return float(cell.replace(",", "."))


def _plain(cell: str) -> str:
    """Return a number as a figure, however LibreOffice shows it here."""
    return cell.replace(" ", "").replace(".", "").replace(",", "").replace("\u00a0", "")
