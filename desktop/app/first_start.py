"""The first start in the window: makes the office behind the door, prints its recovery sheet."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from desktop import keys
from desktop.app.door import Door
from desktop.app.station import database_of
from desktop.catalogue_file import load_catalogue
from desktop.documents import PdfDocuments
from desktop.keys.recovery import RecoveryCode
from desktop.ports import RecoverySheet
from desktop.printing.system import SystemPrinter
from desktop.settings import peek
from desktop.usecases.first_start import FirstStart, SetUp
from domain.errors import PrintFailed
from domain.files import replace_file
from ui.firststart.page import FirstStartPage
from ui.firststart.presenter import Beginning, Created, FirstStartPresenter


def first_start_page(door: Door, finished: Callable[[], None]) -> FirstStartPage:
    """Return the page of the first start; its presenter goes with it.

    Args:
        door: where the office will be.
        finished: called when the office stands and its code is in somebody's hands.
    """
    steps = _Steps(door)
    presenter = FirstStartPresenter(
        Beginning(
            load_catalogue(), steps.create, steps.print_sheet, steps.save_sheet, steps.confirm
        )
    )
    presenter.finished.connect(finished)
    page = FirstStartPage(presenter)
    presenter.setParent(page)
    return page


class _Steps:
    """What the page asks for; runs off the UI thread. The code never touches the disk by itself."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._code: RecoveryCode | None = None
        self._made: SetUp | None = None

    def create(self, request: FirstStart) -> Created:
        """Make database, key and office."""
        self._made, new = self._door.begin(request)
        self._code = new.code
        return Created(new.code.groups, self._made.temporary, new.remembered)

    def print_sheet(self) -> str:
        """Print the sheet on the system's first printer, never into a file.

        Raises:
            PrintFailed: there is none, or it did not print.
        """
        printer = SystemPrinter()
        names = printer.names()
        if not names:
            raise PrintFailed(
                "Este equipo no tiene impresora.",
                kept="El código sigue en la pantalla.",
                todo="Guarde la hoja como PDF en una memoria USB, o copie el código a mano.",
            )
        printer.print_pdf(self._sheet(), printer=names[0], title="Hoja de recuperación")
        return f"Se imprimió en «{names[0]}». Guárdela bajo llave."

    def save_sheet(self) -> str:
        """Keep the sheet in the person's own folder and say so.

        Raises:
            PrintFailed: the folder refused.
        """
        path = Path.home() / f"Hoja de recuperación {datetime.now(UTC):%Y%m%d-%H%M%S}.pdf"
        try:
            replace_file(path, self._sheet())
        except OSError as exc:
            raise PrintFailed(
                "No se pudo guardar la hoja.",
                kept="El código sigue en la pantalla.",
                todo="Imprímala, o copie el código a mano.",
            ) from exc
        return f"Guardada en «{path}». Pásela a una memoria USB y bórrela de este equipo."

    def confirm(self) -> None:
        """Note that somebody holds the code."""
        assert self._code is not None
        places = self._door.places
        database = database_of(places, peek(places.settings).settings)
        keys.confirm_code(database, self._code.text, datetime.now(UTC))

    def _sheet(self) -> bytes:
        assert self._code is not None
        assert self._made is not None
        office = self._made.office
        return PdfDocuments().recovery_sheet(
            RecoverySheet(
                office.ministry, office.name, self._code.groups, office.local(datetime.now(UTC))
            )
        )
