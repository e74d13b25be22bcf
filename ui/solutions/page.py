"""The supervisor's page of the bank of solutions: what waits for review, and the bank itself."""

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.usecases.desk import Desk
from domain.solutions import SolutionState
from domain.staff import Actor
from ui.following import POLL_MS
from ui.shell.following_page import FollowingPage
from ui.solutions.cards import BankCard, ReadingCard
from ui.solutions.presenter import SolutionsPresenter, SolutionsState
from ui.solutions.sheet import SolutionSheet
from ui.theme import Kind, M
from ui.widgets import KeyButton, ReasonSheet

TITLE = "Soluciones"
REASONS_TO_REJECT = (
    "Ya existe una solución para lo mismo",
    "Solo sirve para ese caso",
    "No es correcta",
)
REASONS_TO_RETIRE = ("El sistema cambió", "Hay otra mejor", "No es correcta")


class SolutionsPage(FollowingPage):
    """Proposals to review, and the bank of what was approved.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        poll_ms: how often it looks for changes.
    """

    help_topic = "soluciones"

    def __init__(
        self, desk: Desk, actor: Actor, *, poll_ms: int = POLL_MS, parent: QWidget | None = None
    ) -> None:
        super().__init__(TITLE, parent=parent)
        self.presenter = SolutionsPresenter(desk, actor, poll_ms=poll_ms, parent=self)
        self.bank = BankCard(desk.catalogue)
        self.reading = ReadingCard(desk.catalogue)
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self.bank, 5)
        row.addWidget(self.reading, 3)
        self.body.addLayout(row, 1)
        self.add = KeyButton("Agregar solución", key="F3", icon="plus")
        self.add_action(self.add)
        self.add.clicked.connect(self._add)
        self.bank.asked.connect(self.presenter.look)
        self.bank.table.chosen.connect(lambda _row: self._read_current())
        self.bank.table.opened.connect(lambda _row: self.reading.edit.click())
        self.reading.edit.clicked.connect(self._edit)
        self.reading.retire.clicked.connect(self._retire)
        self.follow(self.presenter, self._draw)
        self._read_current()

    def entered(self) -> None:
        """Look for changes at once, with the focus in the list."""
        self.presenter.start()
        self.bank.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is typed anywhere on the page is searched for."""
        if not self.bank.search.take_typed(event):
            super().keyPressEvent(event)

    def _draw(self, state: SolutionsState) -> None:
        waiting = state.bank.waiting
        self.set_head(TITLE, [(f"{waiting} por revisar", Kind.WARN)] if waiting else [])
        searching = self.bank.search.hasFocus()
        self.bank.draw(state)
        if not searching and not self.bank.table.isVisible():
            self.bank.search.setFocus()
        self._read_current()

    def _read_current(self) -> None:
        state = self.presenter.state
        local = None if state is None else state.bank.office.local
        self.reading.draw(self.bank.current(), local)

    def _add(self) -> None:
        SolutionSheet(self.presenter, "Agregar una solución", "Agregar", self.presenter.add).open(
            self
        )

    def _edit(self) -> None:
        view = self.bank.current()
        if view is None or not self.reading.edit.isEnabled():
            return
        one, presenter = view.solution, self.presenter
        if one.state is SolutionState.PROPOSED:
            sheet = SolutionSheet(
                presenter,
                f"¿Aprobar la solución {one.code}?",
                "Aprobar",
                lambda content: presenter.approve(one.id, content),
                one.content,
                "Corrija lo que haga falta: así la leerán en todas las ventanillas.",
            )
        elif one.usable:
            sheet = SolutionSheet(
                presenter,
                f"Editar la solución {one.code}",
                "Guardar",
                lambda content: presenter.edit(one, content),
                one.content,
            )
        else:
            return
        sheet.open(self)

    def _retire(self) -> None:
        view = self.bank.current()
        if view is None:
            return
        one = view.solution
        sheet = (
            ReasonSheet(
                f"¿Por qué retira {one.code}?",
                REASONS_TO_RETIRE,
                text="Dejará de encontrarse. Los trámites que resolvió no cambian.",
                confirm="Retirar",
            )
            if one.usable
            else ReasonSheet(f"¿Por qué rechaza {one.code}?", REASONS_TO_REJECT, confirm="Rechazar")
        )
        sheet.chosen.connect(lambda reason: self.presenter.retire(one, reason))
        sheet.open(self)
