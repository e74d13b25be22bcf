"""The section of the counters: number, services, kit."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.offices import Counter
from ui.admin.presenter import AdminPresenter, AdminState
from ui.admin.sheets import CounterSheet
from ui.theme import Kind, M, Role, S, Tone
from ui.widgets.buttons import KeyButton
from ui.widgets.cards import Card
from ui.widgets.tables import Column, DataTable, RowLook, TableModel
from ui.widgets.text import Chip, Text


class CountersSection(QWidget):
    """A table of the counters and, beside it, the one chosen.

    Args:
        presenter: shared by all sections.
    """

    def __init__(self, presenter: AdminPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._model = TableModel[Counter](
            [
                Column("Ventanilla", lambda row: str(row.number), width=96, role=Role.SECTION),
                Column("Servicios", self._services, width=150, stretch=1),
                Column(
                    "Kit", lambda row: "Con kit" if row.has_kit else "—", width=80, optional=True
                ),
                Column(
                    "Estado", lambda row: _state(row)[0], width=165, chip=lambda row: _state(row)[1]
                ),
            ],
            key=lambda row: row.id,
            look=lambda row: RowLook.NORMAL if row.active else RowLook.GREYED,
        )
        self.table = DataTable("Ventanillas", self._model)
        self.add = KeyButton("Agregar ventanilla", key="F3", icon="plus")
        self.add.clicked.connect(self._add)
        card = Card("Ventanillas", self.add)
        card.body.addWidget(self.table, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        row.addWidget(card, 5)
        row.addWidget(self._chosen(), 3)
        self.table.chosen.connect(self._draw)
        self.table.opened.connect(lambda _row: self._edit())

    def show_state(self, state: AdminState) -> None:
        """Draw ``state``."""
        counters = () if state.view is None else tuple(state.view.counters)
        self.add.setEnabled(state.view is not None)
        self._model.set_rows(counters)
        if self.table.current() is None and counters:
            self.table.choose(counters[0].id)
        self._draw(self.table.current())

    def _chosen(self) -> Card:
        self._status = Chip("")
        card = Card("Ventanilla", self._status)
        self._heading = card.heading
        self._list = Text("", Role.BODY, wrap=True)
        self._kit = Text("", Role.BODY, Tone.MUTED, wrap=True)
        card.body.addWidget(self._kit)
        card.body.addSpacing(S)
        card.body.addWidget(Text("Puede atender", Role.STRONG))
        card.body.addWidget(self._list)
        card.body.addStretch(1)
        buttons = QVBoxLayout()
        buttons.setSpacing(S)
        self.edit = KeyButton("Cambiar", key="F2", icon="pencil")
        self.edit.clicked.connect(self._edit)
        self.disable = KeyButton("Poner fuera de servicio", key="F8", icon="door-closed")
        self.disable.clicked.connect(self._toggle)
        buttons.addWidget(self.edit)
        buttons.addWidget(self.disable)
        card.body.addLayout(buttons)
        return card

    def _services(self, counter: Counter) -> str:
        view = self._presenter.state.view
        services = () if view is None else view.services
        return ", ".join(s.short_name for s in services if s.id in counter.services)

    def _draw(self, counter: Counter | None) -> None:
        self.edit.setEnabled(counter is not None)
        self.disable.setEnabled(counter is not None)
        if counter is None:
            return
        self._heading.setText(f"Ventanilla {counter.number}")
        self._status.set(*_state(counter))
        self._kit.setText("Con kit biométrico" if counter.has_kit else "Sin kit biométrico")
        self._list.setText(self._services(counter).replace(", ", "\n"))
        active = counter.active
        self.disable.set(
            "Poner fuera de servicio" if active else "Poner en servicio",
            icon="door-closed" if active else "door-open",
        )

    def _add(self) -> None:
        view = self._presenter.state.view
        if view is not None:
            number = max((counter.number for counter in view.counters), default=0) + 1
            sheet = CounterSheet(self._presenter, None, view.services, number)
            sheet.open(self, sheet.number)

    def _edit(self) -> None:
        view, counter = self._presenter.state.view, self.table.current()
        if view is not None and counter is not None:
            CounterSheet(self._presenter, counter, view.services, counter.number).open(self)

    def _toggle(self) -> None:
        counter: Counter = self.table.current()
        set_active = self._presenter.use.set_counter_active
        words = "está fuera de servicio" if counter.active else "está en servicio"
        self._presenter.change_now(
            lambda: set_active(counter.id, not counter.active),
            f"La ventanilla {counter.number} {words}.",
        )


def _state(counter: Counter) -> tuple[str, Kind]:
    return ("En servicio", Kind.OK) if counter.active else ("Fuera de servicio", Kind.NEUTRAL)
