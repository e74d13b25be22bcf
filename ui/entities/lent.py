"""What an entity was lent and pays from: contracts, kits and payment PCs, and changing them."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from domain.kits import Kit, LoanContract
from ui.entities.cards import button
from ui.entities.presenter import EntitiesPresenter
from ui.entities.sheets import ContractSheet, KitSheet, PcSheet
from ui.entities.state import EntityView, LentRow, lent_rows
from ui.theme import Role
from ui.widgets import ChoiceSheet, Column, DataTable, EmptyState, FlowLayout, TableModel


class LentView(QWidget):
    """Contracts, kits and payment PCs.

    Args:
        presenter: registers and changes them.
    """

    def __init__(self, presenter: EntitiesPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._view: EntityView | None = None
        self._model = TableModel[LentRow](
            [
                Column(
                    "Qué tiene",
                    lambda row: f"{row.what}: {row.name}",
                    width=240,
                    stretch=1,
                    role=Role.STRONG,
                    below=lambda row: row.detail,
                ),
                Column("Estado", lambda row: row.state, width=160, chip=lambda row: row.kind),
            ],
            key=lambda row: row.thing.id,
        )
        self.table = DataTable("Contratos, kits y equipos", self._model)
        self._none = EmptyState(
            "contact",
            "Nada registrado",
            "Pulse F5 para registrar el contrato de comodato, el kit o el equipo de pago.",
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self._none, 1)

    def buttons(self, row: FlowLayout) -> None:
        """Put its buttons into the foot of the page."""
        self.add = button(row, "Registrar", "F5", "plus", self._add)
        self.edit = button(row, "Corregir", "F6", "pencil", self._edit)
        self.table.opened.connect(lambda _row: self._edit())

    def offer(self, *, shown: bool) -> None:
        """Show its buttons, or not."""
        self.add.setVisible(shown)
        self.edit.setVisible(shown and self.current() is not None)

    def draw(self, view: EntityView) -> None:
        """Show what an entity has."""
        self._view, rows = view, lent_rows(view.lent)
        self._model.set_rows(rows)
        self.table.setVisible(bool(rows))
        self._none.setVisible(not rows)
        if self.table.current() is None and rows:
            self.table.choose(rows[0].thing.id)

    def current(self) -> LentRow | None:
        """Return the line chosen."""
        row = self.table.current()
        return row if isinstance(row, LentRow) else None

    def _add(self) -> None:
        view = self._view
        if view is None:
            return
        key, today = view.authorisers.entity.id, view.lent.today
        presenter, contracts = self._presenter, view.lent.contracts
        choices: list[tuple[str, Callable[[], None]]] = [
            ("Contrato de comodato", lambda: ContractSheet(presenter, key, today).open(self)),
            ("Equipo de pago (Anexo 4)", lambda: PcSheet(presenter, key).open(self)),
        ]
        if contracts:
            kit: tuple[str, Callable[[], None]] = (
                "Kit biométrico con su acta de entrega",
                lambda: KitSheet(presenter, key, today, contracts).open(self),
            )
            choices.insert(1, kit)
        sheet = ChoiceSheet("¿Qué va a registrar?", choices)
        sheet.picked.connect(lambda begin: begin())
        sheet.open(self)

    def _edit(self) -> None:
        view, row = self._view, self.current()
        if view is None or row is None or self.edit.isHidden():
            return
        key, today = view.authorisers.entity.id, view.lent.today
        thing = row.thing
        if isinstance(thing, LoanContract):
            ContractSheet(self._presenter, key, today, thing).open(self)
        elif isinstance(thing, Kit):
            KitSheet(self._presenter, key, today, view.lent.contracts, thing).open(self)
        else:
            PcSheet(self._presenter, key, thing).open(self)
