"""A recovery code on its way to somebody's hands: printed or kept, then confirmed."""

from datetime import UTC, datetime

from desktop.app.station import Station, take_away_folder
from desktop.keys.recovery import RecoveryCode
from desktop.ports import RecoverySheet
from desktop.printing.system import SystemPrinter
from desktop.usecases import recovery_code
from domain.errors import PrintFailed
from domain.files import replace_file
from domain.staff import Actor

_TITLE = "Hoja de recuperación"


class FreshCode:
    """A code that nobody holds yet; all of it runs off the UI thread.

    The code never touches the disk by itself; that of training opens nothing of anybody's, and
    its sheet is a file like every other paper of training.

    Args:
        code: the newest of the station's database.
        station: what it opens, and whose log tells that it was confirmed.
        actor: the administrator; None where nobody has signed in yet: the office was brought from
            the centre.
    """

    def __init__(self, code: RecoveryCode, station: Station, actor: Actor | None) -> None:
        self._code, self._station, self._actor = code, station, actor

    @property
    def groups(self) -> tuple[str, ...]:
        """The code as it is shown."""
        return self._code.groups

    def print_sheet(self) -> str:
        """Print the sheet on the system's first printer, never into a file; return where.

        Raises:
            PrintFailed: there is none, or it did not print.
        """
        if self._station.training:
            paper = self._station.paper
            printed = paper.printer.print_pdf(self._sheet(), printer=paper.sheets(), title=_TITLE)
            return f"Práctica: quedó en «{printed.saved_to}»."
        printer = SystemPrinter()
        names = printer.names()
        if not names:
            raise PrintFailed(
                "Este equipo no tiene impresora.",
                kept="El código sigue en la pantalla.",
                todo="Guarde la hoja como PDF en una memoria USB, o copie el código a mano.",
            )
        printer.print_pdf(self._sheet(), printer=names[0], title=_TITLE)
        return f"Se imprimió en «{names[0]}». Guárdela bajo llave."

    def save_sheet(self) -> str:
        """Keep the sheet in the person's own folder and say so.

        Raises:
            PrintFailed: the folder refused.
            KnownError: training's folder cannot be made.
        """
        folder = take_away_folder(self._station)
        path = folder / f"{_TITLE} {datetime.now(UTC):%Y%m%d-%H%M%S}.pdf"
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
        """Note that somebody holds the code; older ones open no more.

        Raises:
            KnownError: it could not be noted; the older one still opens.
        """

        def confirm() -> None:
            self._station.confirm_code(self._code.text)

        if self._actor is None:
            confirm()
        else:
            recovery_code.confirm_code(self._station.desk, self._actor, confirm)

    def _sheet(self) -> bytes:
        office = self._station.office()
        return self._station.paper.documents.recovery_sheet(
            RecoverySheet(
                office.ministry, office.name, self._code.groups, office.local(datetime.now(UTC))
            )
        )
