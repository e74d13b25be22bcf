"""The files of the simulated year: what a supervisor would save, office by office."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from desktop.documents import PdfDocuments
from desktop.documents.lotaip import layouts
from desktop.documents.open_export import ZipArchives
from desktop.documents.open_export.dictionary import open_dictionary
from desktop.documents.spreadsheets import SheetWriter
from desktop.ports.tables import OutColumn, OutTable, Row, TableFormat
from desktop.usecases.figures import forecast, forecast_counters, forecast_files, lotaip_files
from desktop.usecases.figures.activity_paper import activity_pdf
from desktop.usecases.figures.open_export import OpenMade, OpenTools, export
from desktop.usecases.figures.reading import read
from desktop.usecases.paper import Paper
from desktop.usecases.table_files import TableFiles, save_tables
from domain.figures.facts import COUNTED
from domain.figures.lotaip import ALL
from domain.figures.periods import Period
from domain.figures.statistics import By, Question, Scope
from domain.open_data import OpenChoice
from tools.figures.files import files
from tools.figures.world import World


class NoPieces:
    """The year has no received files."""

    def size(self, sha256: str) -> int:
        """Return none."""
        return 0


@dataclass(frozen=True, slots=True)
class Output:
    """A file that was made, and what it is."""

    path: Path
    what: str


def lotaip(world: World, folder: Path, month: date, scope: str) -> Iterator[Output]:
    """Save the LOTAIP table of a month in every format, and as the national portal takes it."""
    to = TableFiles(SheetWriter(), files(folder))
    usual, *others = layouts()
    supervisor = world.staff["supervisora"]
    whose = "todas las oficinas" if scope == ALL else scope
    words = f"Cuadro de la LOTAIP de {month:%m/%Y}, {whose}"
    for form in TableFormat:
        path = lotaip_files.save(world.desk, supervisor, to, usual, form, month, scope)
        yield Output(path, f"{words}, {form.label}")
    for layout in others:
        path = lotaip_files.save(world.desk, supervisor, to, layout, TableFormat.CSV, month, scope)
        yield Output(path, f"{words}, {layout.name}")


def statistics(world: World, folder: Path, period: Period, scope: Scope) -> Iterator[Output]:
    """Save a year's statistics: by month, service, channel, specialist and counter."""
    to = TableFiles(SheetWriter(), files(folder))
    of = "todas las oficinas" if scope.all else world.office.code
    for form in (TableFormat.XLSX, TableFormat.ODS, TableFormat.CSV):
        tables = [  # made anew for each file: their rows are read once
            _table(world, Question(period, by, scope))
            for by in (By.MONTH, By.SERVICE, By.CHANNEL, By.SPECIALIST, By.OFFICE)
        ]
        path = save_tables(to, f"estadisticas {of}", form, tables)
        yield Output(path, f"Estadísticas del período, {of}, {form.label}")


def _table(world: World, question: Question) -> OutTable:
    answer = read(world.desk, world.staff["supervisora"], question)

    def rows() -> Iterator[Row]:
        for line in answer.lines:
            figures = line.figures
            yield (
                line.label,
                *(getattr(figures.counts, name) for name in COUNTED),
                figures.wait.usual,
                figures.wait.most,
                figures.attention.usual,
                figures.attention.most,
            )

    heads = _headings()
    columns = [OutColumn(question.by.label, 30)]
    columns += [OutColumn(heads[name].replace("_", " ")) for name in COUNTED]
    columns += [
        OutColumn(words)
        for words in (
            "espera habitual (min)",
            "espera, 95 de cada 100 hasta (min)",
            "atención habitual (min)",
            "atención, 95 de cada 100 hasta (min)",
        )
    ]
    head: list[Row] = [(f"Estadísticas por {question.by.label.lower()}",)]
    head.append((question.period.words,))
    head += [(f"Incompleto: {gap.words}",) for gap in answer.gaps]
    return OutTable(question.by.label, columns, rows(), head)


def _headings() -> dict[str, str]:
    table = next(one for one in open_dictionary().tables if one.name == "figure_month")
    return {column.name: column.heading for column in table.columns}


def activity(world: World, folder: Path, month: date, who: str) -> Output:
    """Save the activity report of a specialist as PDF."""
    pdf = activity_pdf(world.desk, world.staff[who], _paper(folder), month)
    path = files(folder).hand_out(f"Informe de actividades {month:%Y-%m}.pdf", pdf)
    return Output(path, f"Informe de actividades de {month:%m/%Y}, con conformidad")


def _paper(folder: Path) -> Paper:
    unused: Any = None  # nothing is printed here
    return Paper(PdfDocuments(), unused, lambda: "", lambda: "", files(folder))


def expected(world: World, folder: Path) -> Iterator[Output]:
    """Save the forecast of the next working day with its errors on past days."""
    desk, supervisor = world.desk, world.staff["supervisora"]
    outlook = forecast.outlook(desk, supervisor)
    assert outlook.day is not None
    needed = forecast_counters.counters_needed(desk, supervisor, outlook.day)
    shown = forecast_files.Shown(
        outlook,
        needed,
        forecast.arrivals_trial(desk, supervisor),
        forecast_counters.wait_trial(desk, supervisor, 10),
    )
    to = TableFiles(SheetWriter(), files(folder))
    for form in (TableFormat.XLSX, TableFormat.PDF):
        path = forecast_files.save(desk, supervisor, to, form, shown)
        yield Output(path, f"Pronóstico del {outlook.day:%d/%m/%Y} con sus errores, {form.label}")


def open_export(world: World, folder: Path, choice: OpenChoice) -> OpenMade:
    """Save the open export."""
    pieces: Any = NoPieces()
    tools = OpenTools(open_dictionary(), ZipArchives(SheetWriter()), pieces, files(folder))
    return export(world.desk, world.staff["admin"], tools, choice)


def index(path: Path, made: Iterable[Output], words: Iterable[str]) -> None:
    """Write what is what, and what the checks came to."""
    lines = ["# Cifras del año simulado", "", *words, "", "## Archivos", ""]
    lines += [f"- `{one.path.relative_to(path.parent)}`: {one.what}" for one in made]
    path.write_text("\n".join(lines) + "\n", "utf-8")
