"""``ventanilla forecast``: how far the forecast of who comes is off on this office's own days."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.app.station import Station
    from desktop.usecases.desk import Desk

Adder = Callable[[str, str, Callable[[argparse.Namespace], int]], Any]
Opener = Callable[..., AbstractContextManager["Station"]]
DONE, FAILED = 0, 1


def enter(add: Adder, opened: Opener) -> None:
    """Add the command.

    Args:
        add: adds a command by its name, its words and what runs it.
        opened: gives this computer's office.
    """
    words = "Prueba el pronóstico de llegadas sobre las jornadas cerradas de esta oficina."
    command = add("forecast", words, partial(_run, opened))
    command.options.add_argument(
        "--days",
        type=int,
        default=120,
        metavar="N",
        help="cuántas jornadas se prueban, las últimas (120)",
    )


def _run(opened: Opener, options: argparse.Namespace) -> int:
    with opened() as station:
        found = list(told(station.desk, options.days))
    print("\n".join(found))
    return DONE if len(found) > 1 else FAILED


def told(desk: "Desk", days: int) -> Iterator[str]:
    """Yield how far each way was off, in words; one line where no day can be tried.

    Args:
        desk: the workstation; nobody's data is told, only how many came.
        days: how many of the last closed days.
    """
    from desktop.usecases.figures.forecast import Past

    with desk.units.read() as unit:
        past = Past.read(unit, unit.offices.office().day_of(desk.clock.now()))
    trial = past.tried(max(days, 1))
    if trial is None:
        yield "No hay jornadas cerradas suficientes para probar el pronóstico."
        return
    yield f"Jornadas probadas: {trial.days}. Personas de error, por día y por media hora:"
    for name, missed in (
        ("pronóstico", trial.ours),
        ("repetir la semana anterior", trial.last_week),
        ("promedio de las últimas cuatro", trial.mean_of_four),
    ):
        yield f"  {name}: {_number(missed.day)} y {_number(missed.half)}"
    yield (
        f"Menos error que la semana anterior: {trial.better_by:.0%} por día y"
        f" {trial.better_by_half:.0%} por media hora."
    )
    yield (
        f"Entre sus límites (9 de cada 10): {trial.inside_day:.0%} de los días y"
        f" {trial.inside_half:.0%} de las medias horas."
    )


def _number(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
