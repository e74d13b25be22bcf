"""A recovery code on its way to somebody's hands: printed or kept, then confirmed."""

from datetime import UTC, datetime
from pathlib import Path

from desktop import keys
from desktop.documents import PdfDocuments
from desktop.keys.recovery import RecoveryCode
from desktop.ports import RecoverySheet
from desktop.printing.system import SystemPrinter
from desktop.usecases import recovery_code
from desktop.usecases.desk import Desk
from domain.errors import PrintFailed
from domain.files import replace_file
from domain.offices import Office
from domain.staff import Actor


class FreshCode:
    """A code that nobody holds yet; all of it runs off the UI thread.

    The code never touches the disk by itself.

    Args:
        code: the newest of ``database``.
        office: whose name the sheet bears.
        database: what it opens.
        desk: the workstation, whose log tells that it was confirmed.
        actor: the administrator.
    """

    def __init__(
        self, code: RecoveryCode, office: Office, database: Path, desk: Desk, actor: Actor
    ) -> None:
        self._code, self._office, self._database = code, office, database
        self._desk, self._actor = desk, actor

    @property
    def groups(self) -> tuple[str, ...]:
        """The code as it is shown."""
        return self._code.groups

    def print_sheet(self) -> str:
        """Print the sheet on the system's first printer, never into a file; return where.

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
        """Note that somebody holds the code; older ones open no more.

        Raises:
            KnownError: it could not be noted; the older one still opens.
        """

        def confirm() -> None:
            keys.confirm_code(self._database, self._code.text, datetime.now(UTC))

        recovery_code.confirm_code(self._desk, self._actor, confirm)

    def _sheet(self) -> bytes:
        office = self._office
        return PdfDocuments().recovery_sheet(
            RecoverySheet(
                office.ministry, office.name, self._code.groups, office.local(datetime.now(UTC))
            )
        )
