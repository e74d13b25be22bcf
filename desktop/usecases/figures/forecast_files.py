"""The forecast saved as a file that people take with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.ports.tables import OutColumn, OutTable, Row, TableFormat
from desktop.usecases.desk import Desk, begin
from desktop.usecases.figures.forecast import DayOutlook
from desktop.usecases.figures.forecast_counters import Needed, WaitTrial
from desktop.usecases.table_files import TableFiles, save_tables
from domain.catalogue import Catalogue
from domain.day_figures import slot_clock
from domain.figures.forecast_calendar import words_of
from domain.figures.forecast_counters import Staffing
from domain.figures.forecast_trial import Trial
from domain.staff import Action, Actor

_BOUNDS = "9 de cada 10 veces, entre el mínimo y el máximo"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is known of a day when it is saved; what is not reckoned yet is left out.

    Attributes:
        outlook: of a day.
        needed: how many counters.
        trial, waits: how far arrivals and waits were off on past days.
    """

    outlook: DayOutlook
    needed: Needed | None = None
    trial: Trial | None = None
    waits: WaitTrial | None = None


def save(desk: Desk, actor: Actor, to: TableFiles, form: TableFormat, shown: Shown) -> Path:
    """Save a forecast as a file in the person's own folder, and return where.

    Args:
        desk: the workstation.
        actor: a supervisor.
        to: what writes it, and where it goes.
        form: the kind of file.
        shown: what is known of the day.

    Raises:
        NotAllowed: not a supervisor.
        PrintFailed: the disk refuses.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        code = unit.offices.office().imprint
    day = shown.outlook.day or step.day
    return save_tables(
        to, f"pronostico-{code}-{day:%Y-%m-%d}", form, list(tables(shown, desk.catalogue))
    )


def tables(shown: Shown, catalogue: Catalogue) -> Iterator[OutTable]:
    """Yield the parts of the file: arrivals, counters, plan and how far it was off."""
    yield _arrivals(shown)
    if shown.needed is not None:
        yield _counters(shown.needed.staffing, catalogue)
        if shown.needed.staffing.plan:
            yield _plan(shown.needed.staffing)
    if shown.trial is not None or shown.waits is not None:
        yield _errors(shown)


def _arrivals(shown: Shown) -> OutTable:
    outlook = shown.outlook
    coming, week = outlook.coming, outlook.week
    head: list[Row] = [("Pronóstico de llegadas",), ("Oficina", outlook.office.name)]
    if outlook.day is not None:
        head.append(("Día", outlook.day))
    if outlook.known_through is not None:
        head.append(("Última jornada cerrada", outlook.known_through))
    if coming is None:
        head.append(("Todavía no hay jornadas cerradas con las que prever.",))
        rows: list[Row] = []
    else:
        head += [("Es", words_of(coming.marks)), ("Jornadas cerradas que se conocen", coming.known)]
        head.append((_BOUNDS,))
        rows = [
            (
                slot_clock(slot),
                round(said.expected, 1),
                said.low,
                said.high,
                None if week is None or not week.halves else week.halves.get(slot, 0),
            )
            for slot, said in coming.halves.items()
        ]
        total = coming.total
        rows.append(
            (
                "Todo el día",
                round(total.expected, 1),
                total.low,
                total.high,
                None if week is None else week.total,
            )
        )
    compared = "Semana anterior" if week is None else f"El {week.day:%d/%m/%Y}"
    columns = (
        OutColumn("Media hora"),
        OutColumn("Se esperan", decimals=1),
        OutColumn("Mínimo"),
        OutColumn("Máximo"),
        OutColumn(compared, 16),
    )
    return OutTable("Llegadas", columns, rows, head)


def _counters(staffing: Staffing, catalogue: Catalogue) -> OutTable:
    def row(many: int) -> Row:
        choice = staffing.choices[many - 1]
        wait = choice.wait
        waits: Row = (None,) * 4
        if wait is not None:
            share = round(100 * wait.under)
            waits = (round(wait.usual, 1), round(wait.bad, 1), round(wait.most, 1), share)
        return (
            many,
            ", ".join(map(str, sorted(choice.counters))),
            *waits,
            catalogue.short_names(choice.missing),
            "sí" if many == staffing.enough else "",
        )

    head: list[Row] = [
        ("Ventanillas abiertas todo el día",),
        ("Espera habitual de hasta (minutos)", staffing.target),
    ]
    columns = (
        OutColumn("Ventanillas"),
        OutColumn("Cuáles", 16),
        OutColumn("Espera habitual (min)", 20, decimals=1),
        OutColumn("9 de cada 10 días, hasta (min)", 28, decimals=1),
        OutColumn("95 de cada 100 personas, hasta (min)", 34, decimals=1),
        OutColumn("Dentro del tiempo", 18, percent=True),
        OutColumn("No atienden", 30, wrap=True),
        OutColumn("La menor que basta", 18),
    )
    rows = [row(many) for many in range(1, len(staffing.choices) + 1)]
    return OutTable("Ventanillas", columns, rows, head)


def _plan(staffing: Staffing) -> OutTable:
    rows: list[Row] = [
        (
            slot_clock(stretch.first),
            slot_clock(stretch.until),
            len(stretch.counters),
            ", ".join(map(str, sorted(stretch.counters))),
        )
        for stretch in staffing.plan
    ]
    columns = (
        OutColumn("Desde"),
        OutColumn("Hasta"),
        OutColumn("Ventanillas"),
        OutColumn("Cuáles", 20),
    )
    head: list[Row] = [("Cuándo abrirlas",), ("Horas de ventanilla", staffing.hours)]
    return OutTable("Apertura", columns, rows, head)


def _errors(shown: Shown) -> OutTable:
    head: list[Row] = [("Cuánto se equivocó en jornadas pasadas",)]
    if shown.trial is not None:
        trial = shown.trial
        head += [
            ("Jornadas probadas", trial.days),
            ("Personas por día", round(trial.ours.day, 1)),
            ("Repetir la semana anterior, personas por día", round(trial.last_week.day, 1)),
            ("Personas por media hora", round(trial.ours.half, 2)),
            (
                "Repetir la semana anterior, personas por media hora",
                round(trial.last_week.half, 2),
            ),
            ("Días entre sus límites (%)", round(100 * trial.inside_day)),
        ]
    rows: list[Row] = []
    if shown.waits is not None:
        head.append(("Espera habitual (min)", round(shown.waits.off_by, 1)))
        rows = [(one.day, round(one.said, 1), round(one.recorded, 1)) for one in shown.waits.days]
    columns = (
        OutColumn("Jornada"),
        OutColumn("Espera prevista (min)", 22, decimals=1),
        OutColumn("Espera registrada (min)", 22, decimals=1),
    )
    return OutTable("Aciertos", columns, rows, head)
