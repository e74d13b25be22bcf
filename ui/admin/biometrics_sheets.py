"""What is read before a capture, as the administrator writes it; and the captures to be deleted."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QPlainTextEdit

from desktop.usecases.enrolment_admin import DueForDeletion, EnrolmentRulesForm
from domain.enrolment_rules import EnrolmentRules
from ui import theme
from ui.admin.presenter import AdminPresenter
from ui.admin.sheets import AdminSheet
from ui.theme import Role, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cards import EmptyState
from ui.widgets.fields import FormRow
from ui.widgets.sheets import ConfirmSheet, Sheet
from ui.widgets.tables import Column, DataTable, TableModel
from ui.widgets.text import Text

_BASIS, _NOTICE, _LIST = 72, 200, 200
"""Heights in pixels at 100 %."""


class TextsSheet(AdminSheet):
    """The legal basis and the privacy notice.

    Args:
        presenter: shared by all sections.
        change_rules: as in ``enrolment_admin``, bound.
        rules: as they were read.
    """

    help_topic = "administracion#biometría"

    def __init__(
        self,
        presenter: AdminPresenter,
        change_rules: Callable[[int, EnrolmentRulesForm], EnrolmentRules],
        rules: EnrolmentRules,
    ) -> None:
        super().__init__(presenter, "Base legal y aviso de privacidad", width=720)
        self._change, self._rules = change_rules, rules
        self.basis, self.notice = _box(rules.legal_basis, _BASIS), _box(rules.notice, _NOTICE)
        self.body.addWidget(FormRow("Base legal", self.basis))
        hint = "Se lee a la persona antes de la primera captura y queda en su registro."
        self.body.addWidget(FormRow("Aviso de privacidad", self.notice, hint=hint))
        self.body.addWidget(self.error)

    def change(self) -> None:
        """Keep both; the other rules stay."""
        rules = self._rules
        form = EnrolmentRulesForm(
            rules.fingers,
            rules.minimum,
            rules.two_people,
            rules.most_unsent,
            rules.retention_years,
            self.basis.toPlainText().replace("\n", " "),
            self.notice.toPlainText(),
        )
        self.presenter.change(
            lambda: self._change(rules.version, form),
            "Textos guardados: valen para los enrolamientos que empiecen desde ahora.",
        )


class DueSheet(Sheet):
    """The captures whose time is over, one deleted at a time.

    Args:
        presenter: shared by all sections.
        delete: deletes one; as in ``enrolment_admin``, bound.
        due: what is to be deleted.
    """

    help_topic = "administracion#biometría"

    def __init__(
        self,
        presenter: AdminPresenter,
        delete: Callable[[UUID], object],
        due: Sequence[DueForDeletion],
    ) -> None:
        super().__init__("Capturas por eliminar", width=640)
        self._presenter, self._delete = presenter, delete
        presenter.done.connect(self.close_sheet)
        if not due:
            self.body.addWidget(
                EmptyState(
                    "circle-check",
                    "Nada por eliminar",
                    "Aquí aparecen las capturas cuyo plazo de conservación terminó.",
                    line=True,
                )
            )
            return
        note = (
            "Terminó su plazo de conservación. Al eliminarla se borra lo que queda aquí de ella;"
            " el centro elimina lo suyo."
        )
        model = TableModel[DueForDeletion](
            [
                Column(
                    "Persona",
                    lambda one: one.person,
                    width=220,
                    stretch=1,
                    role=Role.STRONG,
                    below=lambda one: one.entity,
                ),
                Column("Desde", lambda one: f"{one.since:%d/%m/%Y}", width=110),
            ],
            key=lambda one: one.enrolment.id,
        )
        self.table = DataTable("Capturas por eliminar", model)
        self.table.setMinimumHeight(theme.now().px(_LIST))
        model.set_rows(due)
        self.table.choose(due[0].enrolment.id)
        self.body.addWidget(Text(note, Role.BODY, Tone.MUTED, wrap=True))
        self.body.addWidget(self.table)
        erase = KeyButton("Eliminar", key="Del", icon="trash-2", style=ButtonStyle.DANGER)
        self.add_action(erase, self._ask)

    def _ask(self) -> None:
        one = self.table.current()
        if one is None:
            return
        presenter, delete = self._presenter, self._delete
        sheet = ConfirmSheet(
            f"¿Eliminar la captura de {one.person}?",
            "No se podrá recuperar.",
            "Eliminar",
            danger=True,
        )
        sheet.confirmed.connect(
            lambda: presenter.change_now(lambda: delete(one.enrolment.id), "Captura eliminada.")
        )
        sheet.open(self)


def _box(text: str, height: int) -> QPlainTextEdit:
    box = QPlainTextEdit(text)
    box.setTabChangesFocus(True)
    box.setFixedHeight(theme.now().px(height))
    return box
