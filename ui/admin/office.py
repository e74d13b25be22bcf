"""The section of the office: data, hours, and the rules of its queue."""

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from desktop.usecases.office_admin import RulesForm
from domain.errors import KnownError
from domain.offices import Office
from ui.admin.presenter import AdminPresenter, AdminState
from ui.theme import M, S
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cards import Card
from ui.widgets.cover import ErrorLine
from ui.widgets.fields import FormRow
from ui.widgets.forms import OfficeFields, number_field


class RulesFields(QWidget):
    """The fields of the rules of the queue."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(M)
        self.priority_first = QCheckBox("Prioritarios primero")
        self.approval = QCheckBox("Autorizar llamadas fuera de orden")
        self.in_a_row = number_field(0, 20, 0)
        self.in_a_row.setSpecialValueText("Sin límite")
        self.interval = number_field(0, 600, 30, " s")
        self.recalls = number_field(0, 10, 2, " veces")
        self.before = number_field(0, 10, 2, " llamadas")
        self.general, self.priority = QLineEdit("A"), QLineEdit("P")
        for letter in (self.general, self.priority):
            letter.setMaxLength(2)
        self.target = number_field(1, 240, 30, " min")
        self.idle = number_field(1, 120, 10, " min")
        self._by_service: tuple[tuple[int, str], ...] = ()
        grid.addWidget(self.priority_first, 0, 0, 1, 2)
        grid.addWidget(self.approval, 1, 0, 1, 2)
        rows = (
            ("Prioritarios seguidos", self.in_a_row),
            ("Entre dos llamadas", self.interval),
            ("Volver a llamar", self.recalls),
            ("Antes de «No vino»", self.before),
            ("Serie general", self.general),
            ("Serie prioritaria", self.priority),
            ("Espera máxima", self.target),
            ("Bloqueo de pantalla", self.idle),
        )
        for place, (label, field) in enumerate(rows):
            grid.addWidget(FormRow(label, field), 2 + place // 2, place % 2)

    def fill(self, office: Office) -> None:
        """Show the rules of ``office``."""
        policy = office.policy
        self.priority_first.setChecked(policy.priority_first)
        self.approval.setChecked(policy.out_of_turn_needs_approval)
        self.in_a_row.setValue(policy.max_priority_in_a_row or 0)
        self.interval.setValue(round(policy.recall_interval.total_seconds()))
        self.recalls.setValue(policy.max_recalls)
        self.before.setValue(policy.recalls_before_no_show)
        self.general.setText(office.series.general)
        self.priority.setText(office.series.priority)
        self._by_service = office.series.by_service
        self.target.setValue(office.target_wait_minutes)
        self.idle.setValue(office.idle_lock_minutes)

    def form(self) -> RulesForm:
        """What is filled in."""
        return RulesForm(
            self.priority_first.isChecked(),
            self.in_a_row.value() or None,
            self.interval.value(),
            self.recalls.value(),
            self.before.value(),
            self.approval.isChecked(),
            self.general.text(),
            self.priority.text(),
            self._by_service,
            self.target.value(),
            self.idle.value(),
        )


class OfficeSection(QWidget):
    """Two cards, each saved by itself.

    Args:
        presenter: shared by all sections.
    """

    def __init__(self, presenter: AdminPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._office: Office | None = None
        self.data, self.rules = OfficeFields(), RulesFields()
        self.data_error, self.rules_error = ErrorLine(), ErrorLine()
        self.save_data = KeyButton("Guardar datos", key="F2", style=ButtonStyle.PRIMARY)
        self.save_rules = KeyButton("Guardar reglas", key="F7")
        self.save_data.clicked.connect(self._save_data)
        self.save_rules.clicked.connect(self._save_rules)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        for title, fields, error, button in (
            ("Datos y horario", self.data, self.data_error, self.save_data),
            ("Reglas de la fila", self.rules, self.rules_error, self.save_rules),
        ):
            card = Card(title)
            card.body.setSpacing(S)
            card.body.addWidget(fields)
            card.body.addWidget(error)
            card.body.addStretch(1)
            foot = QHBoxLayout()
            foot.addStretch(1)
            foot.addWidget(button)
            card.body.addLayout(foot)
            row.addWidget(card, 1)

    def show_state(self, state: AdminState) -> None:
        """Draw ``state``; what is being typed is not overwritten unless the office changed."""
        office = None if state.view is None else state.view.office
        self.save_data.setEnabled(office is not None)
        self.save_rules.setEnabled(office is not None)
        if office is not None and office != self._office:
            self._office = office
            self.data.fill(office)
            self.rules.fill(office)

    def _save_data(self) -> None:
        office, form, edit = self._office, self.data.form(), self._presenter.use.edit_office
        if office is not None:
            self._save(lambda: edit(office.version, form), self.data_error)

    def _save_rules(self) -> None:
        office, form, edit = self._office, self.rules.form(), self._presenter.use.edit_rules
        if office is not None:
            self._save(lambda: edit(office.version, form), self.rules_error)

    def _save(self, work: Callable[[], Office], error: ErrorLine) -> None:
        error.set("")

        def refused(why: KnownError) -> None:
            error.set(why.words)

        self._presenter.change_here(work, "Datos de la oficina guardados.", refused)
