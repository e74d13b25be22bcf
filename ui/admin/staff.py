"""The section of the staff: who works here, with which roles."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.usecases.staff_admin import StaffView
from ui.admin.presenter import AdminPresenter, AdminState, Shown
from ui.admin.sheets import DatedSheet, PasswordSheet, StaffSheet, grant_words
from ui.theme import Kind, M, Role, S, Tone
from ui.widgets.buttons import KeyButton
from ui.widgets.cards import Card
from ui.widgets.sheets import ConfirmSheet
from ui.widgets.tables import Column, DataTable, RowLook, TableModel
from ui.widgets.text import Chip, Text


class StaffSection(QWidget):
    """A table of the staff and, beside it, the person chosen.

    Args:
        presenter: shared by all sections.
        today: the office's day, for dated roles.
    """

    def __init__(self, presenter: AdminPresenter, today: Callable[[], date]) -> None:
        super().__init__()
        self._presenter = presenter
        self._today = today
        self._model = TableModel[StaffView](
            [
                Column("Nombre", lambda row: row.full_name, width=150, stretch=3),
                Column("Usuario", lambda row: row.username, width=120, stretch=1, optional=True),
                Column(
                    "Funciones hoy",
                    lambda row: ", ".join(role.label for role in row.today) or "Ninguna",
                    width=150,
                    stretch=3,
                ),
                Column(
                    "Estado", lambda row: _state(row)[0], width=130, chip=lambda row: _state(row)[1]
                ),
            ],
            key=lambda row: row.id,
            look=lambda row: RowLook.NORMAL if row.active else RowLook.GREYED,
        )
        self.table = DataTable("Personal", self._model)
        self.add = KeyButton("Agregar persona", key="F3", icon="user-plus")
        self.add.clicked.connect(self._add)
        card = Card("Personal", self.add)
        card.body.addWidget(self.table, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        row.addWidget(card, 5)
        row.addWidget(self._person(), 3)
        self.table.chosen.connect(self._draw_person)
        self.table.opened.connect(lambda _row: self._edit())
        presenter.password_given.connect(self._show_password)

    def show_state(self, state: AdminState) -> None:
        """Draw ``state``."""
        self._model.set_rows(state.staff)
        if self.table.current() is None and state.staff:
            self.table.choose(state.staff[0].id)
        self._draw_person(self.table.current())

    def _person(self) -> Card:
        self._status = Chip("")
        card = Card("Persona", self._status)
        self._heading = card.heading
        self._username = Text("", Role.BODY, Tone.MUTED, elide=True)
        self._roles = Text("", Role.BODY, wrap=True)
        card.body.addWidget(self._username)
        card.body.addSpacing(S)
        card.body.addWidget(Text("Funciones", Role.STRONG))
        card.body.addWidget(self._roles)
        card.body.addStretch(1)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(S)
        self.edit = self._button("Datos y funciones", "F2", "pencil", self._edit)
        self.dated = self._button("Funciones por fechas", "F6", "calendar", self._dated)
        self.reset = self._button("Restablecer contraseña", "F7", "key-round", self._reset)
        self.disable = self._button("Desactivar", "F8", "user-x", self._toggle)
        card.body.addLayout(self._buttons)
        return card

    def _button(self, text: str, key: str, icon: str, action: Callable[[], None]) -> KeyButton:
        button = KeyButton(text, key=key, icon=icon)
        button.clicked.connect(action)
        self._buttons.addWidget(button)
        return button

    def _draw_person(self, member: StaffView | None) -> None:
        for button in (self.edit, self.dated, self.reset, self.disable):
            button.setEnabled(member is not None)
        if member is None:
            return
        self._heading.setText(member.full_name)
        words, kind = _state(member)
        self._status.set(words, kind)
        pin = "con PIN" if member.has_pin else "sin PIN"
        self._username.setText(f"{member.username} · {pin}")
        staff = self._presenter.state.staff
        self._roles.setText("\n".join(grant_words(grant, staff) for grant in member.grants))
        active = member.active
        self.disable.set(
            "Desactivar" if active else "Activar", icon="user-x" if active else "user-check"
        )

    def _add(self) -> None:
        StaffSheet(self._presenter, None).open(self)

    def _edit(self) -> None:
        member = self.table.current()
        if member is not None:
            sheet = StaffSheet(self._presenter, member)
            sheet.open(self, sheet.full_name)

    def _dated(self) -> None:
        DatedSheet(self._presenter, self.table.current(), self._today()).open(self)

    def _reset(self) -> None:
        member: StaffView = self.table.current()
        sheet = ConfirmSheet(
            f"¿Restablecer la contraseña de {member.full_name}?",
            "La actual y su PIN dejarán de servir. Recibirá una temporal.",
            "Restablecer contraseña",
        )
        sheet.confirmed.connect(lambda: self._presenter.reset_password(member))
        sheet.open(self)

    def _toggle(self) -> None:
        member: StaffView = self.table.current()
        if not member.active:
            self._set_active(member, active=True)
            return
        sheet = ConfirmSheet(
            f"¿Desactivar a {member.full_name}?",
            "No podrá ingresar, y donde esté trabajando dejará de poder hacerlo enseguida."
            " Lo que hizo queda guardado.",
            "Desactivar",
            danger=True,
        )
        sheet.confirmed.connect(lambda: self._set_active(member, active=False))
        sheet.open(self)

    def _set_active(self, member: StaffView, *, active: bool) -> None:
        set_active = self._presenter.use.set_active
        self._presenter.change_now(
            lambda: set_active(member.id, member.version, active),
            f"{member.full_name} {'ya puede ingresar' if active else 'ya no puede ingresar'}.",
        )

    def _show_password(self, shown: Shown) -> None:
        PasswordSheet(shown).open(self)


def _state(row: StaffView) -> tuple[str, Kind]:
    if not row.active:
        return "Inactivo", Kind.NEUTRAL
    if row.locked:
        return "Bloqueado", Kind.ERROR
    if row.must_change_password:
        return "Por ingresar", Kind.WARN
    return "Activo", Kind.OK
