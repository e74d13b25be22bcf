"""The page Cifras, put together: its parts, each with what it works with."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from desktop.app.going import open_case
from desktop.app.offices import offices_of, sees_others
from desktop.app.station import Station
from desktop.documents.spreadsheets import SheetWriter
from desktop.usecases.figures.open_export import OpenTools
from desktop.usecases.table_files import TableFiles
from domain.improvements import Cause
from domain.staff import Action, Actor, allowed
from ui.figures.elsewhere import FiguresElsewhere
from ui.figures.page import FiguresPage
from ui.figures.part import Part, PartEntry

if TYPE_CHECKING:
    from desktop.app.workplace import Workplace


def figures_page(station: Station, actor: Actor, place: "Workplace") -> FiguresPage:
    """Return the page with the parts that the roles of who is signed in cover."""
    roles = actor.roles_on(station.office().day_of(station.desk.clock.now()))
    page = FiguresPage(
        entries(station, actor, place, lambda action: allowed(action, roles)),
        _others(station, actor, place) if allowed(Action.SEE_FIGURES, roles) else None,
    )
    page.case_wanted.connect(partial(open_case, place.window))
    page.improvement_wanted.connect(partial(begin_improvement, page))
    return page


def begin_improvement(page: FiguresPage, cause: Cause) -> None:
    """Go to the actions and begin one against a cause."""
    from ui.figures.improvements.part import TITLE, ImprovementsPart

    page.show_title(TITLE)
    part = page.part
    assert isinstance(part, ImprovementsPart)
    part.begin(cause)


def _others(station: Station, actor: Actor, place: "Workplace") -> FiguresElsewhere | None:
    """Return what fetches other offices' figures, where this workstation may see them."""
    if not sees_others(station, place.store):
        return None
    return FiguresElsewhere(station.desk, actor, offices_of(station, place.store))


def entries(
    station: Station,
    actor: Actor,
    _place: "Workplace",
    may: Callable[[Action], bool],
) -> tuple[PartEntry, ...]:
    """Return the tabs of the page, in their order.

    Each part is imported when it is first opened: most days nobody looks at most of them.

    Args:
        may: whether the roles of who is signed in cover an action.
    """

    def statistics() -> Part:
        from ui.figures.statistics.part import StatisticsPart

        return StatisticsPart(station.desk, actor, table_files(station))

    def lotaip() -> Part:
        from desktop.app.old_tables import OldTables
        from desktop.documents.lotaip import layouts
        from ui.figures.lotaip.part import LotaipPart
        from ui.figures.lotaip.presenter import Tools

        tools = Tools(table_files(station), layouts(), OldTables())
        return LotaipPart(station.desk, actor, tools)

    def opinions() -> Part:
        from ui.figures.opinions.part import OpinionsPart

        return OpinionsPart(station.desk, actor)

    def forecast() -> Part:
        from ui.figures.forecast.part import ForecastPart

        return ForecastPart(station.desk, actor, table_files(station))

    def activity() -> Part:
        from ui.figures.activity.part import ActivityPart

        return ActivityPart(station.desk, actor, station.paper)

    def exporting() -> Part:
        from ui.figures.export.part import ExportPart

        return ExportPart(station.desk, actor, open_tools(station))

    def improvements() -> Part:
        from ui.figures.improvements.part import ImprovementsPart

        return ImprovementsPart(station.desk, actor)

    def replay() -> Part:
        from ui.figures.replay.part import ReplayPart

        return ReplayPart(station.desk, actor)

    return (
        PartEntry("Estadísticas", "chart-column", statistics, may(Action.SEE_FIGURES)),
        PartEntry("LOTAIP", "file-text", lotaip, may(Action.SEE_FIGURES)),
        PartEntry("Opiniones", "megaphone", opinions, may(Action.SEE_FIGURES)),
        PartEntry("Pronóstico", "calendar-clock", forecast, may(Action.SEE_FIGURES)),
        PartEntry("Actividades", "clipboard-list", activity, may(Action.REPORT_ACTIVITY)),
        PartEntry("Mejoras", "clipboard-check", improvements, may(Action.SEE_FIGURES)),
        PartEntry("Repetición", "history", replay, may(Action.SEE_FIGURES)),
        PartEntry("Exportar", "database", exporting, may(Action.EXPORT_DATA)),
    )


def table_files(station: Station) -> TableFiles:
    """Return what the parts save tables with; those of training say that they are."""
    return TableFiles(SheetWriter(training=station.training), station.paper.files)


def open_tools(station: Station) -> OpenTools:
    """Return what the open export is made with."""
    from desktop.documents.open_export import ZipArchives
    from desktop.documents.open_export.dictionary import open_dictionary

    archives = ZipArchives(SheetWriter(training=station.training))
    return OpenTools(open_dictionary(), archives, station.pieces, station.paper.files)
