"""The page of documents, and what takes files in beside every page."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.app.going import open_case
from desktop.app.kit import kit_of
from desktop.app.station import Station
from desktop.scanning.folder import FolderHealth, FolderState, ScannerFolder
from desktop.usecases import document_view, intake
from domain.staff import Action, Actor, Role, allowed
from ui.counting import Count
from ui.filing.intake import Intake
from ui.filing.page import FilingPage
from ui.filing.state import FolderLine

if TYPE_CHECKING:
    from desktop.app.workplace import Workplace

NO_FOLDER = FolderLine("Este equipo no tiene carpeta del escáner: se elige en Administración.")
INVENTED = FolderLine("Aquí no se mira la carpeta del escáner: los papeles reales no entran.")


def start_filing(
    station: Station, actor: Actor, roles: frozenset[Role], place: "Workplace"
) -> list[Intake | Count]:
    """Take files in from now on, whichever page is open; close each when ``actor`` leaves.

    Nothing of the scanner's folder comes into training or a demonstration: those papers are real.
    """
    place.intake = None
    if not allowed(Action.FILE_DOCUMENTS, roles):
        return []
    desk = station.desk
    place.intake = taking = Intake(partial(intake.receive, desk, actor, station.shelf), place)
    taking.told.connect(place.told)
    watch_folder(station, place)
    count = Count(desk, actor, document_view.waiting)
    count.changed.connect(
        lambda waiting: place.window.set_badge("documents", str(waiting) if waiting else "")
    )
    count.start()
    return [taking, count]


def watch_folder(station: Station, place: "Workplace") -> None:
    """Watch the scanner's folder of this computer, and no other any more."""
    taking = place.intake
    if taking is None or taking.folder == (folder := station.settings.scan_folder):
        return
    taking.folder = folder
    if not folder or place.invented:
        taking.watch(None)
        taking.tell_folder(INVENTED if place.invented else NO_FOLDER)
        return

    def told(state: FolderState) -> None:
        if taking.folder == folder:
            taking.tell_folder(folder_line(state))

    taking.watch(ScannerFolder(Path(folder), taking.from_folder, told))


def filing_page(station: Station, actor: Actor, place: "Workplace") -> FilingPage:
    """Return the page of documents."""
    assert place.intake is not None, "whoever sees the page takes files in"
    kit = kit_of(station, invented=place.invented)
    page = FilingPage(station.desk, actor, station.shelf, place.intake, kit)
    page.case_wanted.connect(partial(open_case, place.window))
    return page


def folder_line(state: FolderState) -> FolderLine:
    """Return how the scanner's folder stands, in words."""
    problems = tuple((one.name, one.words) for one in state.problems)
    if state.words:
        return FolderLine(state.words, bad=True, problems=problems)
    assert state.health is FolderHealth.WATCHED
    taken = "1 archivo recibido" if state.taken == 1 else f"{state.taken} archivos recibidos"
    words = f"Escáner: {taken}" if state.taken else "Escáner: a la espera"
    if state.waiting:
        words += ", 1 en camino" if state.waiting == 1 else f", {state.waiting} en camino"
    return FolderLine(f"{words}.", problems=problems)
