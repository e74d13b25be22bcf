"""Pictures of the parts of Cifras over the simulated year: light and dark."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.documents.spreadsheets import SheetWriter
from desktop.usecases.table_files import TableFiles
from tools.demo_figures import window_with
from tools.figures.files import files
from tools.figures.outputs import Output
from tools.figures.world import World
from tools.screenshots import settle
from ui import theme
from ui.figures.forecast.part import ForecastPart
from ui.figures.part import Part
from ui.figures.replay.part import ReplayPart
from ui.figures.statistics.part import StatisticsPart

SIZE = (1366, 768)
SCHEMES = ("light", "dark")


def pictures(world: World, folder: Path, day: date) -> Iterator[Output]:
    """Render the statistics of the month and a day played again.

    Args:
        world: whose figures.
        folder: where the pictures go.
        day: that is played again.
    """
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    supervisor = world.staff["supervisora"]
    to = TableFiles(SheetWriter(), files(folder))

    def month_before(part: Part) -> None:
        assert isinstance(part, StatisticsPart)
        part.bar.earlier.click()

    def at_ten_past_eleven(part: Part) -> None:
        assert isinstance(part, ReplayPart)
        part.presenter.show_day(day, 190)

    parts: tuple[tuple[str, str, Callable[[], Part], Callable[[Part], None]], ...] = (
        (
            "Estadísticas",
            "estadisticas",
            lambda: StatisticsPart(world.desk, supervisor, to),
            month_before,
        ),
        ("Pronóstico", "pronostico", lambda: ForecastPart(world.desk, supervisor, to), _nothing),
        (
            "Repetición",
            "repeticion",
            lambda: ReplayPart(world.desk, supervisor),
            at_ten_past_eleven,
        ),
    )
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in SCHEMES:
        theme.start(application, scheme=scheme, motion=False)
        for title, name, build, then in parts:
            part = build()
            window, _ = window_with(title, partial(_made, part))
            window.resize(*SIZE)
            window.show()
            settle(application, window)
            then(part)
            settle(application, window)
            path = folder / f"{name}-{scheme}.png"
            if not window.grab().save(str(path)):
                raise OSError(f"cannot write {path}")
            window.close()
            window.deleteLater()
            yield Output(path, f"{title} ({'claro' if scheme == 'light' else 'oscuro'})")


def _made(part: Part) -> Part:
    return part


def _nothing(_: Part) -> None:
    """As it comes up."""
