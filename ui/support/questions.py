"""The questions of the support page, each a sheet that ends in one action."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from domain.case_parts import ConformityKind
from ui.support.ending import Duplicate, End, Ending
from ui.support.presenter import SupportPresenter
from ui.widgets import ChoiceSheet, ConfirmSheet, ReasonSheet

REASONS_REFUSED = ("El problema sigue", "Esperaba otra respuesta", "No quiso decir por qué")
REASONS_TO_REFER = (
    "No se puede resolver en ventanilla",
    "Error del sistema",
    "Consulta especializada",
)
OPEN_IT = "Abrir ese trámite"
REASONS_APART = ("Es otro problema del mismo tema", "Es por otra persona")


class Questions(QObject):
    """Asks, and lets the page act on the answer.

    Args:
        over: the page; sheets are laid over its window.
        presenter: acts.
        end: ends the case at the page, unless something is missing.
    """

    def __init__(
        self, over: QWidget, presenter: SupportPresenter, end: Callable[[Ending], None]
    ) -> None:
        super().__init__(over)
        self._over = over
        self._presenter = presenter
        self._end = end

    def refused(self) -> None:
        """Ask why the person is not content."""
        sheet = ReasonSheet("¿Por qué no está conforme?", REASONS_REFUSED)
        sheet.chosen.connect(
            lambda reason: self._end(Ending(conformity=ConformityKind.REFUSED, reason=reason))
        )
        sheet.open(self._over)

    def refer(self) -> None:
        """Ask to which area, then why."""
        areas = [(area.name, area) for area in self._presenter.desk.catalogue.areas]
        sheet = ChoiceSheet("¿A qué área lo deriva?", areas)
        sheet.picked.connect(lambda area: self._why_referred(area.name, area.code))
        sheet.open(self._over)

    def _why_referred(self, name: str, area: str) -> None:
        sheet = ReasonSheet(f"¿Por qué se deriva a {name}?", REASONS_TO_REFER, confirm="Derivar")
        sheet.chosen.connect(
            lambda reason: self._end(Ending(End.REFERRED, reason=reason, area=area))
        )
        sheet.open(self._over)

    def duplicate(self, duplicate: Duplicate) -> None:
        """Ask whether to go on in the entity's open case, or why this is another matter."""
        existing = duplicate.existing
        sheet = ReasonSheet(
            "La entidad ya tiene un trámite abierto de este tema",
            (OPEN_IT, *REASONS_APART),
            text=f"{existing.number}: {existing.matter.problem}. Lo que escribió se conserva.",
            confirm="Es otro asunto",
        )

        def chosen(reason: str) -> None:
            if reason == OPEN_IT:
                self._presenter.case_wanted.emit(existing.id)
            else:
                self._presenter.end(duplicate.ending, apart=reason)

        sheet.chosen.connect(chosen)
        sheet.open(self._over)

    def discard(self) -> None:
        """Ask before what was written is lost."""
        sheet = ConfirmSheet(
            "¿Descartar este caso?",
            "Se pierde lo que escribió. No queda ningún trámite.",
            "Descartar",
            danger=True,
        )
        sheet.confirmed.connect(self._presenter.discard)
        sheet.open(self._over)
