"""The administration's short questions: a person, their dated roles, a counter, a password."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
)

from desktop.usecases.office_admin import HIGHEST_COUNTER, CounterForm
from desktop.usecases.staff_admin import StaffView
from domain.catalogue import Service
from domain.offices import Counter
from domain.people import NAME_LIMIT
from domain.staff import USERNAME_LIMIT, Role, RoleGrant
from ui.admin.presenter import AdminPresenter, Shown
from ui.theme import M, S, Tone
from ui.theme import Role as TextRole
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.changing import ChangeSheet
from ui.widgets.fields import FormRow
from ui.widgets.forms import date_field, date_of, number_field
from ui.widgets.sheets import Sheet
from ui.widgets.text import Text


def dates(grant: RoleGrant) -> str:
    """The dates of a role in words; empty for one without an end or a beginning."""
    first, last = grant.valid_from, grant.valid_to
    if first and last:
        return (
            f"el {first:%d/%m/%Y}" if first == last else f"del {first:%d/%m/%Y} al {last:%d/%m/%Y}"
        )
    if first:
        return f"desde el {first:%d/%m/%Y}"
    return f"hasta el {last:%d/%m/%Y}" if last else ""


def grant_words(grant: RoleGrant, staff: Sequence[StaffView]) -> str:
    """A role with its dates and whose absence it covers."""
    covered = next((one.full_name for one in staff if one.id == grant.stand_in_for), "")
    parts = (grant.role.label, dates(grant), f"reemplaza a {covered}" if covered else "")
    return " · ".join(part for part in parts if part)


class AdminSheet(ChangeSheet[AdminPresenter]):
    """A change that the administration makes."""


class StaffSheet(AdminSheet):
    """A member of the staff: name and roles. Dated roles can be taken away here.

    Args:
        member: who is changed; None to add somebody.
    """

    def __init__(self, presenter: AdminPresenter, member: StaffView | None) -> None:
        super().__init__(
            presenter,
            "Nueva persona" if member is None else f"Datos de {member.full_name}",
            "Agregar" if member is None else "Guardar",
            width=560,
        )
        self._member = member
        self.username = QLineEdit("" if member is None else member.username)
        self.username.setMaxLength(USERNAME_LIMIT)
        self.username.setReadOnly(member is not None)
        self.full_name = QLineEdit("" if member is None else member.full_name)
        self.full_name.setMaxLength(NAME_LIMIT)
        self.body.addWidget(FormRow("Nombres y apellidos", self.full_name))
        hint = "Con él ingresará. No se puede cambiar después." if member is None else ""
        self.body.addWidget(FormRow("Usuario", self.username, hint=hint))
        self.body.addWidget(Text("Funciones", TextRole.STRONG))
        grid = QGridLayout()
        grid.setSpacing(S)
        grants = () if member is None else member.grants
        self.roles = {role: QCheckBox(role.label) for role in Role}
        for place, (role, box) in enumerate(self.roles.items()):
            box.setChecked(RoleGrant(role) in grants)
            grid.addWidget(box, place // 2, place % 2)
        self.body.addLayout(grid)
        self.dated: list[tuple[QCheckBox, RoleGrant]] = []
        dated = [grant for grant in grants if grant != RoleGrant(grant.role)]
        if dated:
            self.body.addWidget(Text("Por fechas", TextRole.STRONG))
        for grant in dated:
            words = grant_words(grant, presenter.state.staff)
            box = QCheckBox()
            box.setAccessibleName(words)
            box.setChecked(True)
            self.dated.append((box, grant))
            row = QHBoxLayout()
            row.addWidget(box)
            row.addWidget(Text(words, wrap=True), 1)
            self.body.addLayout(row)
        self.body.addWidget(self.error)

    def change(self) -> None:
        """Add or change the person."""
        grants = [RoleGrant(role) for role, box in self.roles.items() if box.isChecked()]
        grants += [grant for box, grant in self.dated if box.isChecked()]
        name, member = self.full_name.text(), self._member
        if member is None:
            self.presenter.add_staff(self.username.text(), name, grants)
            return
        edit = self.presenter.use.edit_staff
        self.presenter.change(
            lambda: edit(member.id, member.version, name, grants), "Datos guardados."
        )


class DatedSheet(AdminSheet):
    """Lets a person stand in for a colleague, or hold one more role, for some days.

    Args:
        member: who gets the roles.
        today: the first day offered.
    """

    def __init__(self, presenter: AdminPresenter, member: StaffView, today: date) -> None:
        super().__init__(presenter, f"{member.full_name}: funciones por fechas")
        self._member = member
        self.what = QComboBox()
        for colleague in presenter.state.staff:
            if (
                colleague.id != member.id
                and colleague.active
                and colleague.today != (Role.DISPLAY,)
            ):
                self.what.addItem(f"Reemplaza a {colleague.full_name}", colleague)
        for role in Role:
            if role is not Role.DISPLAY:
                self.what.addItem(f"Función: {role.label}", role)
        self.first, self.last = date_field(today), date_field(today)
        self.body.addWidget(FormRow("Qué hará", self.what))
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(FormRow("Desde", self.first))
        row.addWidget(FormRow("Hasta", self.last, hint="Ese día incluido."))
        self.body.addLayout(row)
        self.body.addWidget(self.error)

    def change(self) -> None:
        """Give the roles for those days."""
        member, first, last = self._member, date_of(self.first), date_of(self.last)
        chosen, use = self.what.currentData(), self.presenter.use
        if isinstance(chosen, StaffView):
            self.presenter.change(
                lambda: use.stand_in(member.id, member.version, chosen.id, first, last),
                "Reemplazo guardado.",
            )
            return
        grants = [*member.grants, RoleGrant(Role(chosen), first, last)]
        self.presenter.change(
            lambda: use.edit_staff(member.id, member.version, member.full_name, grants),
            "Función guardada.",
        )


class CounterSheet(AdminSheet):
    """A counter: number, kit, services.

    Args:
        counter: which is changed; None to add one.
        services: those the office gives.
    """

    def __init__(
        self,
        presenter: AdminPresenter,
        counter: Counter | None,
        services: Sequence[Service],
        number: int,
    ) -> None:
        super().__init__(
            presenter,
            "Nueva ventanilla" if counter is None else f"Ventanilla {counter.number}",
            "Agregar" if counter is None else "Guardar",
            width=560,
        )
        self._counter = counter
        self.number = number_field(1, HIGHEST_COUNTER, number)
        self.kit = QCheckBox("Tiene kit biométrico")
        self.kit.setChecked(counter is not None and counter.has_kit)
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(FormRow("Número", self.number), 1)
        row.addWidget(self.kit, 2, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(row)
        self.body.addWidget(Text("Servicios que puede atender", TextRole.STRONG))
        grid = QGridLayout()
        grid.setSpacing(S)
        self.services = {service.id: QCheckBox(_service_words(service)) for service in services}
        for place, (service_id, box) in enumerate(self.services.items()):
            box.setChecked(counter is not None and service_id in counter.services)
            grid.addWidget(box, place // 2, place % 2)
        self.body.addLayout(grid)
        self.body.addWidget(self.error)

    def change(self) -> None:
        """Add or change the counter."""
        services = frozenset(key for key, box in self.services.items() if box.isChecked())
        form = CounterForm(self.number.value(), services, self.kit.isChecked())
        counter, use = self._counter, self.presenter.use
        if counter is None:
            self.presenter.change(lambda: use.add_counter(form), "Ventanilla agregada.")
        else:
            self.presenter.change(
                lambda: use.edit_counter(counter.id, counter.version, form),
                "Ventanilla guardada.",
            )


class PasswordSheet(Sheet):
    """A temporary password, shown this once."""

    def __init__(self, shown: Shown) -> None:
        super().__init__("Contraseña temporal")
        self.body.addWidget(
            Text(
                f"Entréguela a {shown.name} (usuario {shown.username}). Al ingresar elegirá una"
                " propia. No se volverá a mostrar.",
                TextRole.BODY,
                Tone.MUTED,
                wrap=True,
            )
        )
        self.password = Text(shown.password, TextRole.FIGURE, Tone.ACCENT)
        self.password.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.password.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(self.password)
        self.cancel_button.hide()
        self.copy = self.add_action(KeyButton("Copiar", key="F6", icon="copy"), self._copy)
        self.add_action(
            KeyButton("Ya la anoté", key="Return", style=ButtonStyle.PRIMARY), self.close_sheet
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.password.text())
        self.copy.set("Copiada", icon="check")


def _service_words(service: Service) -> str:
    return f"{service.short_name} (con kit)" if service.needs_kit else service.short_name
