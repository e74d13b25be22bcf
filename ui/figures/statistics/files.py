"""What is on the page as tables of a file: with its period, of whom it is, and what it lacks."""

from collections.abc import Sequence

from desktop.ports.tables import OutColumn, OutTable
from desktop.ports.tables import Row as OutRow
from desktop.usecases.figures.compared import Compared
from domain.figures.statistics import Statistics
from ui.figures.statistics.drawing import Drawing
from ui.figures.statistics.figures import Figure, Kind, Unit
from ui.figures.statistics.listing import Line
from ui.figures.statistics.state import Row, figure_rows, of_whom_words, remarks

UNITS = {Unit.COUNT: "", Unit.SHARE: "%", Unit.MINUTES: "minutos", Unit.HOURS: "horas"}
PROVISIONAL = "PROVISIONAL"
_FIGURES = (
    OutColumn("Cifra", 36),
    OutColumn("Unidad", 14),
    OutColumn("Período", decimals=1),
    OutColumn("Período anterior", 16, decimals=1),
    OutColumn("Diferencia", 24),
)
_LIST = (
    OutColumn("Turno o trámite", 20),
    OutColumn("Entidad", 36, wrap=True),
    OutColumn("Servicio", 24),
    OutColumn("Día", 12),
    OutColumn("Hora", 8),
    OutColumn("Ventanilla", 11),
    OutColumn("Atendió", 24),
    OutColumn("Minutos", 9),
    OutColumn("Estado ahora", 16),
)


def file_name(compared: Compared, what: str = "estadisticas") -> str:
    """Return the name of the file, without its ending."""
    period = compared.looked.period
    return f"{what}-{period.since:%Y-%m-%d}-a-{period.until:%Y-%m-%d}"


def out_tables(compared: Compared, drawn: Drawing, figure: Figure) -> tuple[OutTable, ...]:
    """Return the figures, and the one that is drawn with its groups."""
    figures = [row for row in figure_rows(compared) if row.now]
    stamp = PROVISIONAL if compared.now.gaps or compared.now.live else ""
    kinds = {one: one.kind for one in Figure}
    return (
        OutTable(
            "Cifras",
            _FIGURES,
            [_row(row, kinds[row.key]) for row in figures if isinstance(row.key, Figure)],
            _head("Estadísticas", compared),
            stamp=stamp,
        ),
        OutTable(
            "Detalle",
            _FIGURES,
            [_row(row, figure.kind) for row in drawn.rows],
            _head(drawn.heading, compared),
            stamp=stamp,
        ),
    )


def out_list(compared: Compared, title: str, summary: str, lines: Sequence[Line]) -> OutTable:
    """Return a list as it is seen, without the names of the people who came."""
    head = [*_head(title, compared), ("Lista", summary)]
    return OutTable("Lista", _LIST, [_line(line) for line in lines], head)


def _row(row: Row, kind: Kind) -> OutRow:
    return row.label, UNITS[kind.unit], _rounded(row.value), _rounded(row.earlier), row.change


def _rounded(value: float | None) -> float | None:
    return value if value is None or isinstance(value, int) else round(value, 1)


def _line(line: Line) -> OutRow:
    item = line.item
    return (
        line.what,
        line.entity,
        line.service,
        item.day,
        "" if item.at is None else f"{item.at:%H:%M}",
        item.counter or None,
        item.staff,
        item.minutes,
        line.state,
    )


def _head(title: str, compared: Compared) -> list[OutRow]:
    head: list[OutRow] = [
        (title,),
        ("De quién", of_whom_words(compared)),
        ("Período", *_ends(compared.now)),
        ("Período anterior", *_ends(compared.before)),
        ("Contado el", f"{compared.at:%d/%m/%Y %H:%M}"),
    ]
    if compared.now.live:
        head.append(("Nota", "El día de hoy se cuenta hasta ese momento."))
    head += [("Nota", words) for words in remarks(compared)]
    return head


def _ends(told: Statistics) -> tuple[str]:
    period = told.question.period
    return (f"{period.since:%d/%m/%Y} a {period.until:%d/%m/%Y}",)
